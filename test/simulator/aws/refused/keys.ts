import { RefusedCase } from "./case";
import { alias, key, logGroup, logsKeyPolicy, ref, statement } from "./steps";

const own = "arn:aws:iam::111122223333";

export const refusedKeys: readonly RefusedCase[] = [
    {
        title: "a deletion window of six days",
        program: [key("key", { deletionWindowInDays: 6 })],
        expect: { code: "ValidationException" },
    },
    {
        title: "a key policy that locks its owner out",
        program: [
            key("key", {
                policy: statement({
                    Effect: "Allow",
                    Principal: { Service: "logs.us-east-1.amazonaws.com" },
                    Action: "kms:*",
                    Resource: "*",
                }),
            }),
        ],
        expect: {
            code: "MalformedPolicyDocumentException",
            message: "The new key policy will not allow you to update the key policy in the future.",
        },
    },
    {
        title: "a key policy for a role that is not there",
        program: [
            key("key", {
                policy: statement({
                    Effect: "Allow",
                    Principal: { AWS: [`${own}:root`, `${own}:role/ghost`] },
                    Action: "kms:*",
                    Resource: "*",
                }),
            }),
        ],
        expect: {
            code: "MalformedPolicyDocumentException",
            message: "Policy contains a statement with one or more invalid principals.",
        },
    },
    {
        title: "rotation of an RSA key",
        program: [key("key", { customerMasterKeySpec: "RSA_2048", enableKeyRotation: true })],
        expect: { code: "UnsupportedOperationException" },
    },
    {
        title: "signatures with a symmetric key",
        program: [key("key", { keyUsage: "SIGN_VERIFY" })],
        expect: { code: "ValidationException" },
    },
    {
        title: "rotation every 89 days",
        program: [key("key", { enableKeyRotation: true, rotationPeriodInDays: 89 })],
        expect: { code: "ValidationException" },
    },
    {
        title: "an alias of AWS's",
        program: [key("key"), alias("alias", { name: "alias/aws/logs", targetKeyId: ref("key.keyId") })],
        expect: { code: "InvalidAliasNameException" },
    },
    {
        title: "an alias without its prefix",
        program: [key("key"), alias("alias", { name: "logs", targetKeyId: ref("key.keyId") })],
        expect: { code: "InvalidAliasNameException" },
    },
    {
        title: "an alias twice",
        program: [
            key("key"),
            alias("one", { name: "alias/a", targetKeyId: ref("key.keyId") }),
            alias("two", { name: "alias/a", targetKeyId: ref("key.arn") }),
        ],
        expect: {
            code: "AlreadyExistsException",
            message: "An alias with the name arn:aws:kms:us-east-1:111122223333:alias/a already exists",
        },
    },
    {
        title: "an alias of a key that is not there",
        program: [alias("alias", { name: "alias/a", targetKeyId: "11111111-2222-3333-4444-555555555555" })],
        expect: {
            code: "NotFoundException",
            message: "Key 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555' does not exist",
        },
    },
    {
        title: "a log group kept for 100 days",
        program: [logGroup("logs", { name: "/a", retentionInDays: 100 })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a log group name with a space",
        program: [logGroup("logs", { name: "/a b" })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a log group name of 513 letters",
        program: [logGroup("logs", { name: "a".repeat(513) })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a log group name that AWS keeps",
        program: [logGroup("logs", { name: "aws/eks" })],
        expect: { code: "InvalidParameterException", message: /can't start with aws\// },
    },
    {
        title: "two log groups of one name",
        program: [logGroup("one", { name: "/a" }), logGroup("two", { name: "/a" })],
        expect: { code: "ResourceAlreadyExistsException", message: "The specified log group already exists" },
    },
    {
        title: "a log group with a key that does not let the service in",
        program: [key("key"), logGroup("logs", { name: "/a", kmsKeyId: ref("key.arn") })],
        expect: {
            code: "AccessDeniedException",
            message:
                "The specified KMS key does not exist or is not allowed to be used with Arn "
                + "'arn:aws:logs:us-east-1:111122223333:log-group:/a'",
        },
    },
    {
        title: "a log group with a key for the service of another region",
        program: [key("key", { policy: logsKeyPolicy("eu-west-1") }), logGroup("logs", { name: "/a", kmsKeyId: ref("key.arn") })],
        expect: { code: "AccessDeniedException" },
    },
    {
        title: "a log group with a key for another log group",
        program: [
            key("key", {
                policy: logsKeyPolicy("us-east-1", {
                    Condition: {
                        ArnEquals: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:/b" },
                    },
                }),
            }),
            logGroup("logs", { name: "/a", kmsKeyId: ref("key.arn") }),
        ],
        expect: { code: "AccessDeniedException" },
    },
    {
        title: "a log group with a disabled key",
        program: [
            key("key", { policy: logsKeyPolicy(), isEnabled: false }),
            logGroup("logs", { name: "/a", kmsKeyId: ref("key.arn") }),
        ],
        expect: { code: "InvalidParameterException" },
    },
];
