/** Buckets of S3: that their objects stay, and that what happens to them is told. */
import { isTrue } from "../../core/conditions";
import { tagsParameter, when, whereTagged } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter } from "../../core/parameters";
import { beside, isOutcome, withBeside } from "../../core/relations";
import type { Rule, StackView, Subject } from "../../core/rule";
import { bucketTypes, hasVersions, logsAccess, receivesAccessLogs, setting } from "./buckets";

const lifecycleTypes = [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
];
const lockTypes = [
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
];
const daysOfYear = 365;

export const s3DataRules: readonly Rule[] = [
    {
        id: "s3-versioning-enabled",
        title: "A bucket keeps old versions of objects",
        why: "What is overwritten or deleted by mistake, or by an attacker, is gone.",
        cure: "Add an aws.s3.BucketVersioning with versioningConfiguration.status Enabled.",
        types: bucketTypes,
        kind: "stack",
        conditions: [(subject, { stack }) => hasVersions(subject, stack)],
    },
    {
        id: "s3-lifecycle-configured",
        title: "A versioned bucket lets old versions go",
        why: "Versions that nobody needs are kept for ever otherwise: data past its retention, and cost.",
        cure: "Add an aws.s3.BucketLifecycleConfiguration with an Enabled rule that has an expiration or "
            + "noncurrentVersionExpiration.",
        types: bucketTypes,
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                const versions = hasVersions(subject, stack);
                const open = versions.find(({ kind }) => kind === "unknown");
                if (open !== undefined) return open;
                if (!versions.some(({ kind }) => kind === "met")) return notApplicable("the bucket has no versions");
                return setting(subject, stack, lifecycleTypes, "lifecycle configuration", (resource) => [
                    letsGo(resource),
                ], (props) =>
                    props.at("lifecycleRules").items().some((rule) => rule.at("enabled").flag === true
                        && [
                            "expiration", "expirations[0]", "noncurrentVersionExpiration", "noncurrentVersionExpirations[0]",
                        ].some(
                            (key) => rule.at(key).reading === "known",
                        )));
            },
        ],
    },
    {
        id: "s3-access-logging",
        title: "Requests to a bucket are logged",
        why: "Who read or deleted what can't be told.",
        cure: "Add an aws.s3.BucketLogging with another bucket as targetBucket.",
        types: bucketTypes,
        kind: "stack",
        conditions: [
            (subject, { stack }) => (receivesAccessLogs(subject, stack)
                ? notApplicable("the bucket itself receives access logs")
                : logsAccess(subject, stack)),
        ],
    },
    {
        id: "s3-object-lock-on-audit-buckets",
        title: "Nobody can change or delete audit logs in a bucket",
        why: "Whoever breaks in deletes the traces first.",
        cure: "Set objectLockEnabled at the bucket's creation, and a default retention in an "
            + "aws.s3.BucketObjectLockConfiguration.",
        types: bucketTypes,
        kind: "stack",
        parameters: {
            ...tagsParameter("a bucket with audit logs", { "data-classification": ["audit-log", "log-archive"] }),
            minimumDays: integerParameter("days that objects are locked at least", daysOfYear, { minimum: 1 }, "au-11_odp"),
        },
        conditions: when(
            whereTagged, isTrue("objectLockEnabled"),
            (subject, { stack, parameter }) => setting(
                subject, stack, lockTypes, "object lock configuration",
                (resource) => locks(resource, Number(parameter("minimumDays"))), () => false,
            ),
        ),
    },
    {
        id: "s3-event-notifications",
        title: "Somebody is told of changes in a bucket with account data",
        why: "That data comes, goes, or is taken nobody learns in time.",
        cure: "Add an aws.s3.BucketNotification with eventbridge true, or with a topic, queue, or function.",
        types: bucketTypes,
        kind: "stack",
        parameters: tagsParameter("a bucket with account data", { "data-classification": ["cardholder-data", "account-data"] }),
        conditions: when(
            whereTagged,
            withBeside(["aws:s3/bucketNotification:BucketNotification"], "bucket", "notification", (resource) =>
                [tells(resource)]),
        ),
    },
    {
        id: "s3-cross-region-replication",
        title: "A critical bucket has a copy in another region",
        why: "With its region the objects are out of reach.",
        cure: "Add an aws.s3.BucketReplicationConfig with an Enabled rule to a bucket in another region.",
        types: bucketTypes,
        kind: "stack",
        parameters: tagsParameter("a critical bucket", { criticality: ["critical"] }),
        conditions: when(whereTagged, (subject, { stack }) => {
            const found = beside(
                subject, stack, ["aws:s3/bucketReplicationConfig:BucketReplicationConfig"], "bucket", "replication",
            );
            return isOutcome(found) ? found : found.map((resource) => copies(subject, resource, stack));
        }),
    },
];

function letsGo(resource: Subject): Outcome {
    const rules = resource.props.at("rules");
    const ends = rules.items()
        .some((rule) => rule.at("status").text === "Enabled" && ["expiration", "noncurrentVersionExpiration"].some((key) =>
            rule.at(key).reading === "known"));
    if (ends) return met;
    return rules.settled ? notMet("", "has no Enabled lifecycle rule with an expiration") : unknown(`${resource.name}.rules`);
}

function locks(resource: Subject, least: number): readonly Outcome[] {
    const retention = resource.props.at("rule.defaultRetention");
    if (!retention.settled) return [unknown(`${resource.name}.rule.defaultRetention`)];
    const mode = retention.at("mode").text;
    const days = retention.at("days").number ?? (retention.at("years").number ?? 0) * daysOfYear;
    return [
        mode === "COMPLIANCE" || mode === "GOVERNANCE"
            ? met
            : notMet(
                "", `has the object lock configuration ${resource.name} without a mode; COMPLIANCE or GOVERNANCE is required`,
            ),
        days >= least
            ? met
            : notMet("", `has the object lock configuration ${resource.name} with ${days} days; ${least} or more are required`),
    ];
}

function tells({ name, props }: Subject): Outcome {
    const targets = ["topics", "queues", "lambdaFunctions"].map((path) => props.at(path));
    if (props.at("eventbridge").flag === true || targets.some((list) => list.items().length > 0)) return met;
    const open = [props.at("eventbridge"), ...targets].find(({ reading }) => reading === "unknown");
    return open === undefined ? notMet("", `has the notification ${name} without a target`) : unknown(`${name}.${open.path}`);
}

/** A bucket's ARN does not tell its region: both must be of the stack. */
function copies(subject: Subject, resource: Subject, stack: StackView): Outcome {
    const rules = resource.props.at("rules");
    const enabled = rules.items().filter((rule) => rule.at("status").text === "Enabled");
    if (enabled.length === 0) {
        return rules.settled
            ? notMet("", `has the replication ${resource.name} without an Enabled rule`)
            : unknown(`${resource.name}.rules`);
    }
    const arns = enabled.map((rule) => rule.at("destination.bucket").text);
    const targets = [
        ...resource.from("rules").filter(({ type }) => bucketTypes.includes(type)),
        ...stack.ofType(...bucketTypes).filter(({ props }) =>
            arns.includes(props.at("arn").text ?? `arn:aws:s3:::${props.at("bucket").text}`)),
    ].filter((target) => target !== subject);
    const own = subject.props.at("region").text;
    const regions = targets.map(({ props }) => props.at("region").text);
    if (own !== undefined && regions.some((region) => region !== undefined && region !== own)) return met;
    const known = own !== undefined && regions.length > 0 && !regions.includes(undefined);
    return known
        ? notMet("", `has the replication ${resource.name} to its own region ${own}; another region is required`)
        : unknown(`${resource.name}.rules`);
}
