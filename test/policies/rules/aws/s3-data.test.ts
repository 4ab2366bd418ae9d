import { s3DataRules } from "../../../../policies/rules/aws/s3-data";
import { describeRules, later, type Made } from "../harness";
import { bucket, enabled, life, lock, logging, notification, replication, versions } from "./bucket-parts";

const other = (props: Made["props"] = {}): Made => ({ type: "aws:s3/bucket:Bucket", name: "other", props });
const bucketsOnly = { otherType: "aws:s3/bucketPolicy:BucketPolicy" };
const audit = { tags: { "data-classification": "audit-log" } };
const account = { tags: { "data-classification": "account-data" } };
const critical = { tags: { criticality: "critical" } };
const reason = (tags: string): string => `it has none of the tags ${tags}`;
const retention = (defaultRetention: unknown): Made["props"] => ({ rule: { defaultRetention } });
const year = { mode: "COMPLIANCE", days: 365 };
const rule = { status: "Enabled", destination: { bucket: later } };
const copies = (rules: unknown): Made => replication({ rules }, { rules: ["other"] });
const toItself = "has the access logging data-logging to itself; another bucket is required";
const noVersions = "the bucket has no versions";

describeRules("S3 data", s3DataRules, {
    "s3-versioning-enabled": {
        passes: [
            [bucket(), versions(enabled)], [bucket({ versioning: { enabled: true } })],
            [{ ...bucket({ versionings: [{ enabled: true }] }), type: "aws:s3/bucketV2:BucketV2" }],
        ],
        fails: [
            {
                given: [bucket(), versions({ versioningConfiguration: { status: "Suspended" } })],
                findings: ["has the versioning data-versions with the status Suspended; Enabled is required"],
            },
            { given: [bucket({ versioning: { enabled: false } })], findings: ["has no versioning"] },
        ],
        absent: { given: [bucket()], verdict: { kind: "notMet", findings: ["has no versioning"], undecided: [] } },
        unknown: {
            given: [bucket(), versions({ versioningConfiguration: { status: later } })],
            undecided: ["data-versions.versioningConfiguration.status"],
        },
        notApplicable: bucketsOnly,
    },
    "s3-lifecycle-configured": {
        passes: [
            [
                bucket(), versions(enabled),
                life({ rules: [{ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } }] }),
            ],
            [bucket({ versioning: { enabled: true }, lifecycleRules: [{ enabled: true, expiration: { days: 90 } }] })],
        ],
        fails: [
            {
                given: [bucket(), versions(enabled), life({ rules: [{ status: "Disabled", expiration: { days: 1 } }] })],
                findings: ["has no Enabled lifecycle rule with an expiration"],
            },
            {
                given: [bucket(), versions(enabled), life({ rules: [{ status: "Enabled" }] })],
                findings: ["has no Enabled lifecycle rule with an expiration"],
            },
        ],
        absent: {
            given: [bucket(), versions(enabled)],
            verdict: { kind: "notMet", findings: ["has no lifecycle configuration"], undecided: [] },
        },
        unknown: { given: [bucket(), versions(enabled), life({ rules: later })], undecided: ["data-life.rules"] },
        notApplicable: { given: [bucket(), versions({ versioningConfiguration: { status: "Suspended" } })], reason: noVersions },
    },
    "s3-access-logging": {
        passes: [
            [bucket({ bucket: "data-1" }), logging({ targetBucket: later }, { targetBucket: ["other"] }), other()],
            [bucket(), logging({ targetBucket: "logs" })],
        ],
        fails: [
            {
                given: [bucket({ bucket: "data-1" }), logging({ targetBucket: "" })],
                findings: ["has the access logging data-logging without targetBucket"],
            },
            { given: [bucket(), logging({ targetBucket: later }, { targetBucket: ["data"] })], findings: [toItself] },
            { given: [bucket({ bucket: "data-1" }), logging({ targetBucket: "data-1" })], findings: [toItself] },
        ],
        absent: { given: [bucket()], verdict: { kind: "notMet", findings: ["has no access logging"], undecided: [] } },
        unknown: { given: [bucket(), logging({ targetBucket: later })], undecided: ["data-logging.targetBucket"] },
        notApplicable: {
            given: [
                bucket(),
                {
                    type: "aws:lb/loadBalancer:LoadBalancer", name: "balancer", props: { connectionLogs: { bucket: later } },
                    from: { connectionLogs: ["data"] },
                },
            ],
            reason: "the bucket itself receives access logs",
        },
    },
    "s3-object-lock-on-audit-buckets": {
        passes: [
            [bucket({ ...audit, objectLockEnabled: true }), lock(retention(year))],
            [bucket({ ...audit, objectLockEnabled: true }), lock(retention({ mode: "GOVERNANCE", years: 1 }))],
        ],
        fails: [
            {
                given: [bucket({ ...audit, objectLockEnabled: false }), lock(retention(year))],
                findings: ["objectLockEnabled is false; true is required"],
            },
            {
                given: [bucket({ ...audit, objectLockEnabled: true }), lock(retention({ days: 30 }))],
                findings: [
                    "has the object lock configuration data-lock without a mode; COMPLIANCE or GOVERNANCE is required",
                    "has the object lock configuration data-lock with 30 days; 365 or more are required",
                ],
            },
        ],
        absent: {
            given: [bucket(audit)],
            verdict: {
                kind: "notMet", findings: ["objectLockEnabled is not set; true is required", "has no object lock configuration"],
                undecided: [],
            },
        },
        unknown: {
            given: [bucket({ ...audit, objectLockEnabled: true }), lock(retention({ ...year, days: later }))],
            undecided: ["data-lock.rule.defaultRetention"],
        },
        notApplicable: { given: [bucket()], reason: reason(`{"data-classification":["audit-log","log-archive"]}`) },
    },
    "s3-event-notifications": {
        passes: [
            [bucket(account), notification({ eventbridge: true })],
            [bucket(account), notification({ topics: [{ topicArn: later }] })],
        ],
        fails: [
            {
                given: [bucket(account), notification({ eventbridge: false, queues: [] })],
                findings: ["has the notification data-notification without a target"],
            },
        ],
        absent: { given: [bucket(account)], verdict: { kind: "notMet", findings: ["has no notification"], undecided: [] } },
        unknown: { given: [bucket({ tags: { "data-classification": later } })], undecided: ["tags.data-classification"] },
        notApplicable: {
            given: [bucket({ tags: { "data-classification": "public" } })],
            reason: reason(`{"data-classification":["cardholder-data","account-data"]}`),
        },
    },
    "s3-cross-region-replication": {
        passes: [
            [bucket({ ...critical, region: "eu-west-1" }), copies([rule]), other({ region: "eu-central-1" })],
            [
                bucket({ ...critical, region: "eu-west-1" }),
                replication({ rules: [{ ...rule, destination: { bucket: "arn:aws:s3:::twin" } }] }),
                other({ bucket: "twin", region: "eu-central-1" }),
            ],
        ],
        fails: [
            {
                given: [bucket({ ...critical, region: "eu-west-1" }), copies([rule]), other({ region: "eu-west-1" })],
                findings: ["has the replication data-copies to its own region eu-west-1; another region is required"],
            },
            {
                given: [
                    bucket({ ...critical, region: "eu-west-1" }), copies([{ ...rule, status: "Disabled", destination: {} }]),
                    other({ region: "eu-central-1" }),
                ],
                findings: ["has the replication data-copies without an Enabled rule"],
            },
        ],
        absent: { given: [bucket(critical)], verdict: { kind: "notMet", findings: ["has no replication"], undecided: [] } },
        unknown: { given: [bucket(critical), copies([rule]), other()], undecided: ["data-copies.rules"] },
        notApplicable: { given: [bucket({ tags: {} })], reason: reason(`{"criticality":["critical"]}`) },
    },
});
