import { EdgeCase } from "./case";
import { attachment, key, logGroup, logsKeyPolicy, longPolicy, policy, ref, role, rolePolicy, statement } from "./steps";

const awsPolicy = "arn:aws:iam::aws:policy/";
const own = "arn:aws:iam::111122223333";
const twelve = [
    "AmazonEKSClusterPolicy", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore", "AmazonEKSVPCResourceController",
    "AmazonEKSServicePolicy", "CloudWatchAgentServerPolicy", "ReadOnlyAccess", "SecurityAudit",
];

function withTrust(document: string): { type: string; name: string; inputs: { assumeRolePolicy: string } } {
    return { type: "aws:iam/role:Role", name: "role", inputs: { assumeRolePolicy: document } };
}

export const edgeIdentities: readonly EdgeCase[] = [
    {
        title: "a role name of 64 letters",
        program: [role("role", "eks.amazonaws.com", { name: "r".repeat(64), maxSessionDuration: 43200 })],
    },
    {
        title: "a trust policy for a role that is there",
        program: [
            role("role", "eks.amazonaws.com", { name: "r" }),
            {
                ...withTrust(statement({ Effect: "Allow", Principal: { AWS: `${own}:role/r` }, Action: "sts:AssumeRole" })),
                name: "two",
            },
        ],
    },
    {
        title: "a trust policy for a role of another account",
        program: [
            withTrust(
                statement({
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::444455556666:role/any" },
                    Action: "sts:AssumeRole",
                }),
            ),
        ],
    },
    {
        title: "inline policies of exactly 10,240 characters",
        program: [role("role", "eks.amazonaws.com"), rolePolicy("one", longPolicy(6000)), rolePolicy("two", longPolicy(4240))],
    },
    {
        title: "a managed policy of 6,144 characters beside white space",
        program: [policy("policy", JSON.stringify(JSON.parse(longPolicy(6144)), undefined, 4))],
    },
    {
        title: "ten attached policies",
        program: [
            role("role", "ec2.amazonaws.com"),
            ...twelve.slice(0, 10).map((name) => attachment(name, `${awsPolicy}${name}`)),
        ],
    },
    {
        title: "the same policy attached twice",
        program: [
            role("role", "ec2.amazonaws.com"),
            attachment("one", `${awsPolicy}ReadOnlyAccess`),
            attachment("two", `${awsPolicy}ReadOnlyAccess`),
        ],
    },
    {
        title: "deletion windows of 7 and 30 days",
        program: [key("short", { deletionWindowInDays: 7 }), key("long", { deletionWindowInDays: 30 })],
    },
    {
        title: "rotation every 90 and every 2,560 days",
        program: [
            key("often", { enableKeyRotation: true, rotationPeriodInDays: 90 }),
            key("rarely", { enableKeyRotation: true, rotationPeriodInDays: 2560 }),
        ],
    },
    {
        title: "a key for the log groups of one prefix",
        program: [
            key("key", {
                policy: logsKeyPolicy("us-east-1", {
                    Condition: {
                        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:/a*" },
                    },
                }),
            }),
            logGroup("logs", { name: "/a/b", kmsKeyId: ref("key.arn") }),
        ],
    },
    {
        title: "a log group name of 512 letters, kept for ten years",
        program: [logGroup("logs", { name: "a".repeat(512), retentionInDays: 3653 })],
    },
    {
        title: "a key policy that locks its owner out, on purpose",
        program: [
            key("key", {
                bypassPolicyLockoutSafetyCheck: true,
                policy: statement({
                    Effect: "Allow",
                    Principal: { Service: "logs.us-east-1.amazonaws.com" },
                    Action: "kms:*",
                    Resource: "*",
                }),
            }),
        ],
    },
];
