/** Wrong buckets, volumes, logs, keys and secrets. */
import { seed } from "./seed";

const bucket = "aws:s3/bucket:Bucket";
const named = (name: string): { readonly bucket: string } => ({ bucket: `${bucket} ${name}` });
const anyone = (actions: unknown): string => JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: actions, Resource: "*" }],
});

export const storageSeeds = [
    seed(bucket, "bare", {}),
    seed(bucket, "everyone", { acl: "public-read-write" }),
    seed(bucket, "readable", { acl: "public-read" }),
    seed(bucket, "open", {}),
    seed("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "open", {
        bucket: "open", blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false,
    }, named("open")),
    seed("aws:s3/bucketAcl:BucketAcl", "everyone", { bucket: "open", acl: "public-read-write" }, named("open")),
    seed("aws:s3/bucketAcl:BucketAcl", "users", {
        bucket: "open",
        accessControlPolicy: {
            owner: { id: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" },
            grants: [{ permission: "READ_ACP", grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" } }],
        },
    }, named("open")),
    seed("aws:s3/bucketAcl:BucketAcl", "all-users", {
        bucket: "open",
        accessControlPolicy: {
            owner: { id: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" },
            grants: [{ permission: "FULL_CONTROL", grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" } }],
        },
    }, named("open")),
    seed("aws:s3/bucketPolicy:BucketPolicy", "anyone", { bucket: "open", policy: anyone("s3:*") }, named("open")),
    seed(bucket, "locked", {}),
    seed("aws:s3/bucketPolicy:BucketPolicy", "nobody", {
        bucket: "locked",
        policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }] }),
    }, named("locked")),
    seed("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "uploads-stay", {
        bucket: "locked", rules: [{ id: "old", status: "Enabled", filter: {}, expiration: { days: 30 } }],
    }, named("locked")),
    seed("aws:s3/bucketVersioning:BucketVersioning", "suspended", { bucket: "locked", versioningConfiguration: { status: "Suspended" } }, named("locked")),
    seed("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "own-key", {
        bucket: "locked", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    }, named("locked")),
    seed("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "writers", { bucket: "locked", rule: { objectOwnership: "ObjectWriter" } }, named("locked")),
    seed(bucket, "lockable", { objectLockEnabled: true, tags: { purpose: "audit-logs" } }),
    seed(bucket, "critical", { tags: { criticality: "critical", "data-classification": "cardholder-data" } }),
    seed("aws:s3/bucketVersioning:BucketVersioning", "critical", { bucket: "critical", versioningConfiguration: { status: "Enabled" } }, named("critical")),
    seed("aws:s3/accessPoint:AccessPoint", "open", {
        bucket: "open", name: "open",
        publicAccessBlockConfiguration: { blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false },
    }, named("open")),
    seed("aws:ebs/volume:Volume", "plain", { availabilityZone: "us-east-1a", size: 10, encrypted: false }),
    seed("aws:ebs/volume:Volume", "amazon-key", { availabilityZone: "us-east-1a", size: 10, encrypted: true }),
    seed("aws:ebs/encryptionByDefault:EncryptionByDefault", "off", { enabled: false }),
    seed("aws:kms/key:Key", "bare", {}),
    seed("aws:kms/key:Key", "anyone", { enableKeyRotation: true, policy: anyone("kms:*") }),
    seed("aws:kms/key:Key", "disabled", { isEnabled: false, enableKeyRotation: true }),
    seed("aws:secretsmanager/secret:Secret", "bare", {}),
    seed("aws:secretsmanager/secretRotation:SecretRotation", "yearly", { secretId: "bare", rotationRules: { automaticallyAfterDays: 365 } }),
    seed("aws:ecr/repository:Repository", "bare", {}),
    seed("aws:ecr/repositoryPolicy:RepositoryPolicy", "anyone", { repository: "bare", policy: anyone("ecr:*") }, { repository: "aws:ecr/repository:Repository bare" }),
    seed("aws:sns/topic:Topic", "bare", {}),
    seed("aws:sns/topicPolicy:TopicPolicy", "anyone", { arn: "arn:aws:sns:us-east-1:111122223333:bare", policy: anyone("sns:Publish") }),
    seed("aws:sns/topicPolicy:TopicPolicy", "other-account", {
        arn: "arn:aws:sns:us-east-1:111122223333:bare",
        policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" }, Action: "sns:Publish", Resource: "*" }],
        }),
    }),
    seed("aws:backup/vault:Vault", "bare", {}),
    seed("aws:cloudwatch/logGroup:LogGroup", "bare", {}),
    seed("aws:cloudwatch/logGroup:LogGroup", "month", { retentionInDays: 30, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/a" }),
    seed("aws:cloudwatch/metricAlarm:MetricAlarm", "silent", {
        comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, metricName: "Errors", namespace: "Own", period: 60, statistic: "Sum", threshold: 1,
        actionsEnabled: false,
    }),
    seed("aws:cloudtrail/trail:Trail", "bare", { s3BucketName: "open" }),
    seed("aws:cloudtrail/trail:Trail", "off", { s3BucketName: "open", enableLogging: false }),
    seed("aws:cfg/recorder:Recorder", "partial", { roleArn: "arn:aws:iam::111122223333:role/config", recordingGroup: { allSupported: false } }),
    seed("aws:cfg/recorderStatus:RecorderStatus", "off", { name: "partial", isEnabled: false }, { name: "aws:cfg/recorder:Recorder partial" }),
    seed("aws:guardduty/detector:Detector", "off", { enable: false }),
];
