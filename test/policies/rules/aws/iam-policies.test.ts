import { iamPolicyRules } from "../../../../policies/rules/aws/iam-policies";
import { describeRules, later, type Fixtures, type Made } from "../harness";

type Properties = Made["props"];
const statement = (Action: unknown, Resource: unknown = "*", more: Properties = {}): Properties =>
    ({ Effect: "Allow", Action, Resource, ...more });
const text = (...statements: readonly Properties[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const policy = (document: unknown, type = "aws:iam/policy:Policy"): Made =>
    ({ type, props: document === undefined ? {} : { policy: document } });
const role = (...policies: readonly unknown[]): Made =>
    ({ type: "aws:iam/role:Role", props: { inlinePolicies: policies.map((document) => ({ name: "own", policy: document })) } });
const bucket = "arn:aws:s3:::data/*";
const key = "arn:aws:kms:eu-central-1:123456789012:key/1";

/** Of single statements; findings are of the first one. */
function allows(
    passes: readonly Properties[], fails: readonly (readonly [Properties, string])[], parameters?: Properties,
): Fixtures {
    const [first = [{}, ""] as const] = fails;
    return {
        passes: [
            ...passes.map((each) => [policy(text(each))] as const), [policy({ Statement: statement("s3:GetObject", bucket) })],
            [policy(text(...fails.map(([each]) => ({ ...each, Effect: "Deny" }))))],
        ],
        fails: [
            ...fails.map(([each, finding]) =>
                ({ given: [policy(text(each))] as const, findings: [`policy.Statement[0] ${finding}`] })),
            ...["aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy", "aws:iam/groupPolicy:GroupPolicy"].map((type) =>
                ({
                    given: [policy(text(statement("s3:GetObject", bucket), first[0]), type)] as const,
                    findings: [`policy.Statement[1] ${first[1]}`],
                })),
            {
                given: [role(text(statement("s3:GetObject", bucket)), text(first[0]))],
                findings: [`inlinePolicies[1].policy.Statement[0] ${first[1]}`],
            },
            { given: [policy("{")], findings: ["policy is no JSON; a policy document is required"] },
        ],
        absent: { given: [policy(undefined)], verdict: { kind: "notApplicable", reason: "it has no policy of its own" } },
        unknown: { given: [policy(later)], undecided: ["policy"] },
        notApplicable: { given: [{ type: "aws:iam/role:Role", props: {} }], reason: "it has no policy of its own" },
        ...(parameters === undefined ? {} : { parameters }),
    };
}

const whole = "single actions or resources are required";
const scoped = "resources or a condition are required";
const named = "named resources are required";

describeRules("what policies of IAM allow", iamPolicyRules, {
    "iam-policy-no-admin": allows(
        [statement("*", bucket), statement("s3:*"), statement("*", "*:x")],
        [
            [statement("*"), "allows every action on everything; the actions and resources that are needed are required"],
            [
                statement(["s3:GetObject", "*:*"], [bucket, "*"]),
                "allows every action on everything; the actions and resources that are needed are required",
            ],
            [
                { Effect: "Allow", Action: "*", NotResource: bucket },
                "allows every action on everything; the actions and resources that are needed are required",
            ],
        ],
    ),
    "iam-policy-no-service-wildcard": allows(
        [statement("s3:Get*"), statement("s3:*", bucket), statement("xray:*")],
        [[statement(["S3:*", "ec2:Describe*", "kms:**"]), `allows s3:*, kms:* on everything; ${whole}`]],
        { services: ["xray"] },
    ),
    "iam-policy-no-unscoped-write": allows(
        [
            statement([
                "ec2:DescribeInstances", "s3:List*", "ecr:GetAuthorizationToken", "ecr:BatchGetImage", "cloudwatch:PutMetricData",
                "ssmmessages:CreateDataChannel",
            ]),
            statement("ec2:TerminateInstances", "*", { Condition: { StringEquals: { "aws:ResourceTag/project": "shop" } } }),
            statement("s3:PutObject", bucket),
        ],
        [
            [
                statement(["ec2:TerminateInstances", "ec2:DescribeInstances", "s3:Put*"]),
                `allows ec2:terminateinstances, s3:put* on everything; ${scoped}`,
            ],
            [statement("*"), `allows * on everything; ${scoped}`],
            [statement("s3:*"), `allows s3:* on everything; ${scoped}`],
            [{ Effect: "Allow", NotAction: ["iam:*"], Resource: "*" }, `allows all but iam:* on everything; ${scoped}`],
        ],
    ),
    "iam-policy-no-unscoped-data-read": allows(
        [
            statement(["s3:ListAllMyBuckets", "secretsmanager:ListSecrets", "ssm:DescribeParameters"]),
            statement("s3:GetObject", bucket),
            statement(
                "secretsmanager:GetSecretValue", "*", { Condition: { StringEquals: { "aws:ResourceTag/project": "shop" } } },
            ),
        ],
        [
            [statement(["s3:GetObject", "ssm:GetParameter"]), `allows s3:GetObject, ssm:GetParameter on everything; ${scoped}`],
            [statement("dynamodb:Batch*"), `allows dynamodb:BatchGetItem on everything; ${scoped}`],
        ],
    ),
    "iam-policy-no-privilege-escalation": allows(
        [
            statement("iam:PassRole", "arn:aws:iam::123456789012:role/shop"), statement("iam:Get*"),
            { Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" },
        ],
        [
            [statement(["iam:PassRole", "sts:AssumeRole"]), `allows iam:PassRole, sts:AssumeRole on everything; ${named}`],
            [
                statement("iam:Attach*"),
                `allows iam:AttachUserPolicy, iam:AttachGroupPolicy, iam:AttachRolePolicy on everything; ${named}`,
            ],
            [{ Effect: "Allow", NotAction: ["iam:*"], Resource: "*" }, `allows sts:AssumeRole on everything; ${named}`],
        ],
    ),
    "iam-policy-no-kms-decrypt-all": allows(
        [statement("kms:Decrypt", key), statement("kms:DescribeKey"), statement("kms:*", [key])],
        [
            [statement("kms:Decrypt"), "allows kms:Decrypt with every key; named keys are required"],
            [
                statement("kms:*", "arn:aws:kms:eu-central-1:123456789012:key/*"),
                "allows kms:Decrypt, kms:ReEncryptFrom with every key; named keys are required",
            ],
            [
                statement("kms:ReEncrypt*", "arn:aws:kms:*:*:*"),
                "allows kms:ReEncryptFrom with every key; named keys are required",
            ],
        ],
    ),
});
