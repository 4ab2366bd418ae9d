import { secretsManagerRules } from "../../../../policies/rules/aws/secrets-manager";
import { describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";

const type = "aws:secretsmanager/secret:Secret";
const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";
const secret = (props: Made["props"] = {}): Made => ({ type, name: "secret", props });
const rotation = (props: Made["props"]): Made =>
    ({ type: rotationType, name: "turn", props: { secretId: later, ...props }, from: { secretId: ["secret"] } });
const monthly = { rotationRules: { automaticallyAfterDays: 30 } };
const every = (rotationRules: unknown): Made["props"] => ({ rotationRules });
const policy = (principal: unknown): unknown =>
    ({ Statement: [{ Effect: "Allow", Principal: principal, Action: "secretsmanager:GetSecretValue", Resource: "*" }] });
const open = "policy.Statement[0] allows everybody; a principal is required";
const publicity = own(["aws:secretsmanager/secretPolicy:SecretPolicy", type], {
    good: { policy: policy({ AWS: "111122223333" }), blockPublicPolicy: true },
    wrong: [
        [{ policy: policy("*") }, open],
        [{ blockPublicPolicy: false }, "blockPublicPolicy is false; true is required"],
    ],
    absent: ["blockPublicPolicy is not set; true is required"],
    later: [{ policy: later, blockPublicPolicy: later }, "policy", "blockPublicPolicy"],
    other: rotationType,
});

describeRules("Secrets Manager", secretsManagerRules, {
    "secretsmanager-customer-managed-key": own(type, {
        good: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" },
        wrong: [[
            { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager" },
            `kmsKeyId is "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager", a key of AWS; a customer managed key `
                + "is required",
        ]],
        absent: ["kmsKeyId is not set; a customer managed key is required"],
        later: [{ kmsKeyId: later }, "kmsKeyId"],
        other: rotationType,
    }),
    "secretsmanager-rotation-enabled": {
        passes: [[secret(), rotation(monthly)], [secret(), rotation(every({ scheduleExpression: "rate(4 hours)" }))]],
        fails: [
            {
                given: [secret(), rotation({ ...monthly, rotationEnabled: false })],
                findings: ["has the rotation turn that is turned off"],
            },
            { given: [secret(), rotation({})], findings: ["has the rotation turn without a schedule"] },
        ],
        absent: { given: [secret()], verdict: { kind: "notMet", findings: ["has no rotation"], undecided: [] } },
        unknown: { given: [secret(), rotation(every(later))], undecided: ["turn.rotationRules.automaticallyAfterDays"] },
        notApplicable: { given: [secret({ name: "rds!db-1" })], reason: "the service rds rotates it" },
    },
    "secretsmanager-rotation-interval": own(rotationType, {
        good: monthly,
        alsoGood: [
            every({ automaticallyAfterDays: 90 }), every({ scheduleExpression: "rate(90 days)" }),
            every({ scheduleExpression: "rate(12 hours)" }),
            every({ scheduleExpression: "cron(0 4 1 * ? *)" }), every({ scheduleExpression: "cron(0 4 1 1/2 ? *)" }),
        ],
        wrong: [
            [every({ automaticallyAfterDays: 91 }), "rotationRules.automaticallyAfterDays is 91; 1 to 90 days is required"],
            [
                every({ scheduleExpression: "rate(91 days)" }),
                `rotationRules.scheduleExpression is "rate(91 days)"; 1 to 90 days is required`,
            ],
            [
                every({ scheduleExpression: "cron(0 4 1 */3 ? *)" }),
                `rotationRules.scheduleExpression is "cron(0 4 1 */3 ? *)"; 1 to 90 days is required`,
            ],
            [
                every({ scheduleExpression: "cron(0 4 1 1 ? *)" }),
                `rotationRules.scheduleExpression is "cron(0 4 1 1 ? *)"; 1 to 90 days is required`,
            ],
            [{ rotationEnabled: false }, "rotationEnabled is false; a rotation is required"],
        ],
        absent: ["rotationRules.automaticallyAfterDays is not set; 1 to 90 is required"],
        later: [every({ automaticallyAfterDays: later }), "rotationRules.automaticallyAfterDays"],
        other: type,
    }),
    "secretsmanager-policy-not-public": {
        ...publicity,
        passes: [
            ...publicity.passes,
            [{ ...secret({ policy: "", blockPublicPolicy: true }), type: "aws:secretsmanager/secretPolicy:SecretPolicy" }],
            [secret({ policy: JSON.stringify(policy({ Service: "ecs.amazonaws.com" })) })],
        ],
        fails: [...publicity.fails, { given: [secret({ policy: policy({ AWS: "*" }) })], findings: [open] }],
    },
    "secretsmanager-recovery-window": own(type, {
        good: { recoveryWindowInDays: 7 },
        wrong: [[{ recoveryWindowInDays: 0 }, "recoveryWindowInDays is 0; 7 or more is required"]],
        absent: isMet,
        later: [{ recoveryWindowInDays: later }, "recoveryWindowInDays"],
        other: rotationType,
    }),
});
