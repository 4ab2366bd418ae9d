/**
 * Who may use a cluster's API. Where no entry makes somebody administrator of the whole cluster, the caller of the first update
 * becomes it, visibly, since the program itself needs that right; later callers change nothing, and naming an administrator
 * takes the right away again.
 */

import { AccessEntry, AccessPolicyAssociation } from "@pulumi/aws/eks";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { type AccessGrant, adminPolicy, hasAdministrator, planAccess, principalOfCaller } from "./access-plan";

export interface AccessArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly grants: readonly AccessGrant[];
}

export class Access extends pulumi.ComponentResource {
    constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:Access", name, {}, opts);
        const { partition } = accountOf(this);
        for (const { key, principalArn, grants } of planAccess(args.grants)) {
            const entry = createEntry(`${name}-access-${key}`, args.clusterName, principalArn, [], this);
            for (const grant of grants) {
                associate(`${name}-access-${key}-${grant.policy}`, entry, partition, grant.policy, grant.namespaces, this);
            }
        }
        if (!hasAdministrator(args.grants)) {
            const caller = getCallerIdentityOutput({}, { parent: this }).arn.apply(principalOfCaller);
            const entry = createEntry(`${name}-access-deployer`, args.clusterName, caller, ["principalArn"], this);
            associate(`${name}-access-deployer-${adminPolicy}`, entry, partition, adminPolicy, [], this);
        }
        this.registerOutputs({});
    }
}

function createEntry(
    name: string, clusterName: pulumi.Input<string>, principalArn: pulumi.Input<string>, ignoreChanges: string[],
    parent: pulumi.Resource,
): AccessEntry {
    return new AccessEntry(name, { clusterName, principalArn, type: "STANDARD" }, { parent, ignoreChanges });
}

function associate(
    name: string, entry: AccessEntry, partition: pulumi.Output<string>, policy: string, namespaces: readonly string[],
    parent: pulumi.Resource,
): void {
    new AccessPolicyAssociation(name, {
        clusterName: entry.clusterName,
        principalArn: entry.principalArn,
        policyArn: pulumi.interpolate`arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
        accessScope: namespaces.length > 0 ? { type: "namespace", namespaces: [...namespaces] } : { type: "cluster" },
    }, { parent });
}
