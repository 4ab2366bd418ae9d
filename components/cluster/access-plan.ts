/** Who may do what in a cluster, as access entries and policy associations. */

import { contentHash } from "../lib/hash";

/** What is asked for: one policy of one principal. */
export interface AccessGrant {
    /** ARN of an IAM role or user. */
    readonly principalArn: string;
    /** Name of an EKS access policy, as `AmazonEKSViewPolicy`. */
    readonly policy: string;
    /** Namespaces the policy is limited to; empty: the whole cluster. */
    readonly namespaces: readonly string[];
}

/** One principal with all its policies. */
export interface PlannedEntry {
    /** Part of the logical name; follows from the ARN alone. */
    readonly key: string;
    readonly principalArn: string;
    readonly grants: readonly AccessGrant[];
}

/** The access policy that makes a principal administrator of the cluster (EKS user guide, "Review access policy permissions"). */
export const adminPolicy = "AmazonEKSClusterAdminPolicy";

/**
 * One entry for each principal, in the order of their first grant.
 *
 * @throws Error when a principal has the same policy twice: EKS associates a policy with an entry once, with all its namespaces
 */
export function planAccess(grants: readonly AccessGrant[]): readonly PlannedEntry[] {
    const principals = [...new Set(grants.map(grant => grant.principalArn))];
    return principals.map(principalArn => {
        const own = grants.filter(grant => grant.principalArn === principalArn);
        const twice = own.find((grant, index) => own.findIndex(other => other.policy === grant.policy) !== index);
        if (twice !== undefined) {
            throw new Error(`accessEntries: got ${twice.policy} twice for ${principalArn}; put all its namespaces into one entry`);
        }
        return { key: entryKey(principalArn), principalArn, grants: own };
    });
}

/** Whether somebody named administers the whole cluster. */
export function hasAdministrator(grants: readonly AccessGrant[]): boolean {
    return grants.some(grant => grant.policy === adminPolicy && grant.namespaces.length === 0);
}

function entryKey(principalArn: string): string {
    return `${principalArn.split("/").at(-1)}-${contentHash(principalArn)}`;
}

const sessionForm = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//;
const principalForm = /^arn:[^:]+:iam::\d{12}:(user|role)\//;

/**
 * The IAM principal behind a caller's ARN, as an access entry wants it: a session of a role becomes the role. A session does
 * not show its role's path, so a role with a path must be given by name in the access entries instead.
 *
 * @throws Error when the caller is neither a role nor a user
 */
export function principalOfCaller(callerArn: string): string {
    const session = sessionForm.exec(callerArn);
    if (session !== null) {
        const [, partition, account, role] = session;
        return `arn:${partition}:iam::${account}:role/${role}`;
    }
    if (!principalForm.test(callerArn)) {
        throw new Error(
            `accessEntries: nobody in it administers the cluster, and the caller ${callerArn} is no role or user; `
            + `add a role with ${adminPolicy}`,
        );
    }
    return callerArn;
}
