import { kmsRules } from "../../../../policies/rules/aws/kms";
import { describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";

const type = "aws:kms/key:Key";
const key = (props: Made["props"] = {}): Made => ({ type, name: "key", props });
const ownPolicy = (policy: unknown): Made =>
    ({ type: "aws:kms/keyPolicy:KeyPolicy", name: "words", props: { keyId: later, policy }, from: { keyId: ["key"] } });
const root = "arn:aws:iam::111122223333:root";
const role = "arn:aws:iam::111122223333:role/app";
const allow = (principal: unknown, action: unknown = "kms:*", more = {}): unknown =>
    ({ Effect: "Allow", Principal: principal, Action: action, Resource: "*", ...more });
const document = (...list: readonly unknown[]): unknown => ({ Version: "2012-10-17", Statement: list });
const good = document(allow({ AWS: root }), allow({ AWS: role }, ["kms:Decrypt", "kms:GenerateDataKey*"]));
const mixed = `lets ${role} both administer and use the key; statements for one of them are required`;
const open = "policy.Statement[0] allows everybody; a principal, or a condition on kms:CallerAccount, aws:PrincipalOrgID is "
    + "required";
const operations = ["CreateGrant", "Decrypt"];

describeRules("KMS", kmsRules, {
    "kms-rotation-enabled": own(type, {
        good: { enableKeyRotation: true },
        alsoGood: [{ rotationPeriodInDays: 365 }],
        wrong: [
            [{ enableKeyRotation: false }, "enableKeyRotation is false; true is required"],
            [{ rotationPeriodInDays: 366 }, "rotationPeriodInDays is 366; 365 or less is required"],
        ],
        absent: ["enableKeyRotation is not set; true is required"],
        later: [{ enableKeyRotation: later }, "enableKeyRotation"],
        other: [{ customerMasterKeySpec: "RSA_4096" }, "only symmetric keys are rotated by KMS"],
    }),
    "kms-deletion-window": own(type, {
        good: { deletionWindowInDays: 30 },
        wrong: [[{ deletionWindowInDays: 29 }, "deletionWindowInDays is 29; 30 or more is required"]],
        absent: isMet,
        later: [{ deletionWindowInDays: later }, "deletionWindowInDays"],
        other: "aws:kms/alias:Alias",
    }),
    "kms-policy-no-public-principal": own([type, "aws:kms/keyPolicy:KeyPolicy"], {
        good: { policy: good },
        alsoGood: [
            { policy: JSON.stringify(
                document(allow("*", "kms:*", { Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } })),
            ) },
        ],
        wrong: [
            [{ policy: document(allow("*")) }, open],
            [
                { policy: document(
                    allow(
                        { AWS: "*" }, "kms:*",
                        { Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } },
                    ),
                ) },
                open,
            ],
        ],
        absent: { kind: "notApplicable", reason: "it has no policy" },
        later: [{ policy: later }, "policy"],
        other: "aws:kms/alias:Alias",
    }),
    "kms-policy-defined": {
        passes: [
            [key({ policy: good })], [key(), ownPolicy(good)],
            [key({ policy: document(allow({ AWS: "111122223333" }), allow({ AWS: role }, "kms:Put*")) })],
        ],
        fails: [
            { given: [key({ policy: document(allow({ AWS: role })) })], findings: [`policy.Statement[0] ${mixed}`] },
            {
                given: [key(), ownPolicy(document(allow({ AWS: root }), allow({ AWS: [root, role] })))],
                findings: [`words.policy.Statement[1] ${mixed}`],
            },
            { given: [{ ...key({ policy: good }), from: { description: [] } }], findings: ["has no policy of its own"] },
            {
                given: [
                    key({
                        policy: document({
                            ...(allow({ AWS: role }) as object), Action: undefined, NotAction: "kms:ScheduleKeyDeletion",
                        }),
                    }),
                ],
                findings: [`policy.Statement[0] ${mixed}`],
            },
        ],
        absent: { given: [key()], verdict: { kind: "notMet", findings: ["has no policy of its own"], undecided: [] } },
        unknown: { given: [key(), ownPolicy(later)], undecided: ["words.policy"] },
        notApplicable: { otherType: "aws:kms/alias:Alias" },
    },
    "kms-key-spec-approved": own(type, {
        good: { customerMasterKeySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" },
        alsoGood: [
            { customerMasterKeySpec: "RSA_4096", keyUsage: "SIGN_VERIFY" },
            { customerMasterKeySpec: "ECC_NIST_P384", keyUsage: "KEY_AGREEMENT" },
        ],
        wrong: [
            [
                { customerMasterKeySpec: "RSA_2048" },
                `customerMasterKeySpec is "RSA_2048"; SYMMETRIC_DEFAULT, RSA_3072, RSA_4096, ECC_NIST_*, or HMAC_* is required`,
            ],
            [
                { customerMasterKeySpec: "HMAC_256" },
                `keyUsage is "ENCRYPT_DECRYPT"; GENERATE_VERIFY_MAC is required for HMAC_256`,
            ],
        ],
        absent: isMet,
        later: [{ keyUsage: later }, "keyUsage"],
        other: "aws:kms/alias:Alias",
    }),
    "kms-grant-least-privilege": own("aws:kms/grant:Grant", {
        good: { operations, retireOnDelete: true },
        alsoGood: [{ retireOnDelete: false, constraints: [{ encryptionContextEquals: { app: "shop" } }] }],
        wrong: [
            [{ retireOnDelete: false }, "operations has both CreateGrant and Decrypt; constraints or retireOnDelete is required"],
        ],
        base: { operations },
        absent: ["operations has both CreateGrant and Decrypt; constraints or retireOnDelete is required"],
        later: [{ operations: later }, "operations"],
        other: [{ operations: ["Decrypt"] }, "it does not hand on decryption"],
    }),
});
