/** What rules need to know of buckets: S3's own, and those of others that write to them. */
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import type { Node } from "../../core/node";
import { beside, isOutcome } from "../../core/relations";
import type { StackView, Subject } from "../../core/rule";
import { opensToAll } from "./open-policies";
import { judgedPolicy } from "../../core/policy-document";

export const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
export const aclTypes = ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"];
export const policyType = "aws:s3/bucketPolicy:BucketPolicy";
export const versioningTypes = ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"];
export const loggingTypes = ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"];
export const blockFlags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
/** Keys that bind a caller to an organization, an account, or a network (S3 user guide, "The meaning of public"). */
export const bindingKeys = ["aws:PrincipalOrgID", "aws:SourceArn", "aws:SourceAccount", "aws:SourceVpc", "aws:SourceVpce"];

const blockType = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const loadBalancer = "aws:lb/loadBalancer:LoadBalancer";
const openAcls = ["public-read", "public-read-write", "authenticated-read"];
/** S3 user guide, "Amazon S3 predefined groups". */
const openGroup = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** A setting that a resource beside the bucket makes, or, in old programs, the bucket itself. */
export function setting(
    subject: Subject, stack: StackView, types: readonly string[], what: string,
    judge: (resource: Subject) => readonly Outcome[], inside: (bucket: Subject["props"]) => boolean,
): readonly Outcome[] {
    const found = beside(subject, stack, types, "bucket", what);
    if (!isOutcome(found)) return found.flatMap(judge);
    return found.kind === "notMet" && inside(subject.props) ? [met] : [found];
}

/** All of the bucket's public access block. */
export function blocksPublicAccess(subject: Subject, stack: StackView, flag: string): readonly Outcome[] {
    return setting(subject, stack, [blockType], "public access block", (resource) => {
        const node = resource.props.at(flag);
        if (node.reading === "unknown") return [unknown(`${resource.name}.${flag}`)];
        return [
            node.flag === true
                ? met
                : notMet("", `has the public access block ${resource.name} without ${flag}; true is required`),
        ];
    }, () => false);
}

export function hasVersions(subject: Subject, stack: StackView): readonly Outcome[] {
    return setting(subject, stack, versioningTypes, "versioning", (resource) => {
        const status = resource.props.at("versioningConfiguration.status");
        if (status.reading === "unknown") return [unknown(`${resource.name}.${status.path}`)];
        return [
            status.text === "Enabled"
                ? met
                : notMet("", `has the versioning ${resource.name} with the status ${status.text}; Enabled is required`),
        ];
    }, (props) => ["versioning.enabled", "versionings[0].enabled"].some((path) => props.at(path).flag === true));
}

/** Its server access logs go to another bucket. */
export function logsAccess(subject: Subject, stack: StackView): readonly Outcome[] {
    return setting(subject, stack, loggingTypes, "access logging", (resource) => {
        const target = resource.props.at("targetBucket");
        const from = resource.from("targetBucket");
        const own = subject.props.at("bucket").text;
        if (from.includes(subject) || (target.text !== undefined && target.text === own)) {
            return [notMet("", `has the access logging ${resource.name} to itself; another bucket is required`)];
        }
        if (target.reading === "unknown" && from.length === 0) return [unknown(`${resource.name}.targetBucket`)];
        return [
            target.reading === "absent" || target.value === ""
                ? notMet("", `has the access logging ${resource.name} without targetBucket`)
                : met,
        ];
    }, (props) => ["logging.targetBucket", "loggings[0].targetBucket"].some((path) => props.at(path).reading !== "absent"));
}

/**
 * Whether S3 or a load balancer writes its access logs there: logs of those would never end, and a load balancer can't use a key
 * of KMS.
 */
export function receivesAccessLogs(subject: Subject, stack: StackView): boolean {
    const names = (type: string, property: string): boolean => stack.naming(subject, type, property).found.length > 0;
    // Not for its own logs alone.
    const forOthers = (type: string): boolean => {
        const own = stack.naming(subject, type, "bucket").found;
        return stack.naming(subject, type, "targetBucket").found.some((each) => !own.includes(each));
    };
    return loggingTypes.some(forOthers)
        || ["accessLogs", "connectionLogs"].some((logs) => names(loadBalancer, logs) || names(loadBalancer, `${logs}.bucket`));
}

/** Of a bucket's or an ACL's own properties. */
export function openAcl({ props }: Subject): readonly Outcome[] {
    const acl = props.at("acl");
    const grants: readonly (readonly [Node, (grant: Node) => Node])[] = [
        [props.at("grants"), (grant) => grant.at("uri")],
        [props.at("accessControlPolicy.grants"), (grant) => grant.at("grantee.uri")],
    ];
    const first = acl.reading === "unknown" ? unknown("acl")
        : openAcls.includes(acl.text ?? "") ? notMet("acl", `is "${acl.text}"; private is required`) : met;
    return [first, ...grants.flatMap(([list, uriOf]) =>
        (list.reading === "unknown" ? [unknown(list.path)] : list.items().map((grant) => openGrant(uriOf(grant)))))];
}

function openGrant(uri: Node): Outcome {
    if (uri.reading === "unknown") return unknown(uri.path);
    return openGroup.test(uri.text ?? "") ? notMet(uri.path, `is "${uri.text}"; a single grantee is required`) : met;
}

/** Of a bucket with what stands beside it: nothing opens it to everybody. The names of what does are in the findings. */
export function notPublic(subject: Subject, stack: StackView): readonly Outcome[] {
    const acls = [subject, ...aclTypes.flatMap((type) => stack.naming(subject, type, "bucket").found)].flatMap((owner) =>
        renamed(owner, openAcl(owner)));
    const policies = [subject, ...stack.naming(subject, policyType, "bucket").found].flatMap((owner) =>
        renamed(owner, judgedPolicy(owner.props.at("policy"), met, (statements) =>
            statements.map(
                (statement) => (opensToAll(statement, bindingKeys)
                    ? notMet(statement.path, "allows everybody; a principal is required")
                    : met),
            ))));
    return [...acls, ...policies];
}

export function renamed(owner: Subject, outcomes: readonly Outcome[]): readonly Outcome[] {
    return outcomes.map((outcome) => {
        if (outcome.kind === "unknown") return unknown(`${owner.name}.${outcome.path}`);
        return outcome.kind === "notMet"
            ? notMet([owner.name, outcome.path].filter((part) => part !== "").join("."), outcome.text)
            : outcome;
    });
}
