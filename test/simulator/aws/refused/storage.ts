import { RefusedCase } from "./case";
import {
    bucket,
    bucketPolicy,
    bucketSetting,
    database,
    databaseReady,
    passwordRotation,
    rotation,
    secret,
} from "./service-steps";
import { ref } from "./steps";

const anyone = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::colorway-logs/*" };
const logs = bucket("colorway-logs");
const argument = "InvalidArgument";

function lifecycle(...rules: readonly object[]): ReturnType<typeof bucketSetting> {
    return bucketSetting("BucketLifecycleConfiguration", {
        rules: rules.map((rule) => ({ id: "expire", status: "Enabled", ...rule })),
    });
}

/** What S3 refuses. */
export const refusedBuckets: readonly RefusedCase[] = [
    { title: "a bucket name with capitals", program: [bucket("Colorway-Logs")], expect: { code: "InvalidBucketName" } },
    { title: "a bucket name of two letters", program: [bucket("cw")], expect: { code: "InvalidBucketName" } },
    { title: "a bucket name of 64 letters", program: [bucket("b".repeat(64))], expect: { code: "InvalidBucketName" } },
    { title: "a bucket named like an address", program: [bucket("192.168.5.4")], expect: { code: "InvalidBucketName" } },
    { title: "a bucket name with an underscore", program: [bucket("colorway_logs")], expect: { code: "InvalidBucketName" } },
    {
        title: "a bucket that one has",
        program: [logs, bucket("colorway-logs", {}, "again")],
        expect: { code: "BucketAlreadyOwnedByYou" },
    },
    {
        title: "a bucket that somebody else has",
        program: [bucket("logs")],
        expect: { code: "BucketAlreadyExists", message: /^The requested bucket name is not available\./ },
    },
    {
        title: "a setting of no bucket",
        program: [bucketSetting("BucketPublicAccessBlock", { bucket: "nowhere-at-all" })],
        expect: { code: "NoSuchBucket", message: "The specified bucket does not exist" },
    },
    {
        title: "a policy that is no JSON",
        program: [logs, bucketSetting("BucketPolicy", { policy: "{" })],
        expect: { code: "MalformedPolicy" },
    },
    {
        title: "a policy of another bucket",
        program: [logs, bucketPolicy({ ...anyone, Principal: { AWS: "111122223333" }, Resource: "arn:aws:s3:::other-logs/*" })],
        expect: { code: "MalformedPolicy", message: "Policy has invalid resource" },
    },
    {
        title: "a policy with a role that does not exist",
        program: [logs, bucketPolicy({ ...anyone, Principal: { AWS: "arn:aws:iam::111122223333:role/nobody" } })],
        expect: { code: "MalformedPolicy", message: /^Invalid principal in policy/ },
    },
    {
        title: "an object's action on the bucket",
        program: [logs, bucketPolicy({ ...anyone, Principal: { AWS: "111122223333" }, Resource: "arn:aws:s3:::colorway-logs" })],
        expect: { code: "MalformedPolicy", message: "Action does not apply to any resource(s) in statement" },
    },
    {
        title: "another service's action in a bucket policy",
        program: [logs, bucketPolicy({ ...anyone, Principal: { AWS: "111122223333" }, Action: "sqs:SendMessage" })],
        expect: { code: "MalformedPolicy" },
    },
    {
        title: "a public policy on a new bucket",
        program: [logs, bucketPolicy(anyone)],
        expect: { code: "AccessDenied", message: /BlockPublicPolicy/ },
    },
    {
        title: "a public policy while they are blocked",
        program: [logs, bucketSetting("BucketPublicAccessBlock", { blockPublicPolicy: true }, "block"), bucketPolicy(anyone)],
        expect: { code: "AccessDenied", message: /BlockPublicPolicy/ },
    },
    {
        title: "a key for AES256",
        program: [
            logs,
            bucketSetting("BucketServerSideEncryptionConfiguration", {
                rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "alias/aws/s3" } }],
            }),
        ],
        expect: { code: argument },
    },
    {
        title: "a bucket key that does not exist",
        program: [
            logs,
            bucketSetting("BucketServerSideEncryptionConfiguration", {
                rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/none" } }],
            }),
        ],
        expect: { code: "KMS.NotFoundException" },
    },
    {
        title: "an ownership that does not exist",
        program: [logs, bucketSetting("BucketOwnershipControls", { rule: { objectOwnership: "Nobody" } })],
        expect: { code: "MalformedXML" },
    },
    {
        title: "versioning that is neither on nor off",
        program: [logs, bucketSetting("BucketVersioning", { versioningConfiguration: { status: "On" } })],
        expect: { code: "MalformedXML" },
    },
    { title: "a lifecycle rule that does nothing", program: [logs, lifecycle({})], expect: { code: argument } },
    {
        title: "two lifecycle rules of one id",
        program: [logs, lifecycle({ expiration: { days: 30 } }, { expiration: { days: 60 } })],
        expect: { code: argument, message: /^Rule ID must be unique/ },
    },
    {
        title: "infrequent access after 29 days",
        program: [logs, lifecycle({ transitions: [{ days: 29, storageClass: "STANDARD_IA" }] })],
        expect: {
            code: argument,
            message: "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
        },
    },
    {
        title: "an end before the transition",
        program: [logs, lifecycle({ expiration: { days: 30 }, transitions: [{ days: 30, storageClass: "GLACIER" }] })],
        expect: { code: argument },
    },
    {
        title: "an end twice",
        program: [logs, lifecycle({ expiration: { days: 30, date: "2027-01-01T00:00:00Z" } })],
        expect: { code: "MalformedXML" },
    },
];

/** What Secrets Manager refuses. */
export const refusedSecrets: readonly RefusedCase[] = [
    {
        title: "a secret that is there",
        program: [secret(), secret({}, "again")],
        expect: {
            code: "ResourceExistsException",
            message: "The operation failed because the secret colorway/api already exists.",
        },
    },
    {
        title: "a secret's name with a space",
        program: [secret({ name: "colorway api" })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a recovery window of six days",
        program: [secret({ recoveryWindowInDays: 6 })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a key that a secret cannot use",
        program: [secret({ kmsKeyId: "alias/none" })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "rotation without a function",
        program: [secret(), rotation({ automaticallyAfterDays: 30 })],
        expect: {
            code: "InvalidRequestException",
            message: /^You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured/,
        },
    },
    {
        title: "rotation every 1001 days",
        program: [...databaseReady, database(), passwordRotation({ automaticallyAfterDays: 1001 })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "rotation without a schedule",
        program: [...databaseReady, database(), passwordRotation({ duration: "2h" })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "rotation at half past",
        program: [...databaseReady, database(), passwordRotation({ scheduleExpression: "cron(30 3 1 * ? *)" })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a function for a password that RDS rotates",
        program: [
            ...databaseReady,
            database(),
            passwordRotation(
                { automaticallyAfterDays: 30 },
                { rotationLambdaArn: "arn:aws:lambda:us-east-1:111122223333:function:rotate" },
            ),
        ],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "rotation of no secret",
        program: [rotation({ automaticallyAfterDays: 30 }, { secretId: "nothing" })],
        expect: { code: "ResourceNotFoundException", message: "Secrets Manager can't find the specified secret." },
    },
    {
        title: "a value for a password that RDS manages",
        program: [
            ...databaseReady,
            database(),
            {
                type: "aws:secretsmanager/secretVersion:SecretVersion",
                name: "version",
                inputs: { secretId: ref("database.masterUserSecrets.0.secretArn"), secretString: "x" },
            },
        ],
        expect: { code: "InvalidRequestException" },
    },
];
