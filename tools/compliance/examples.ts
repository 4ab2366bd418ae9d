/**
 * Short programs that break and keep a rule, where its cure alone does not show the form. They are judged when the pages are
 * made.
 */
import { RuleIndex, judge } from "../../policies/core/evaluate";
import type { Rule } from "../../policies/core/rule";
import { Stack } from "../../policies/core/stack";

interface Props {
    readonly [name: string]: unknown;
}

export interface Example {
    readonly type: string;
    readonly name: string;
    readonly bad: Props;
    /** What is other than in `bad`; undefined takes a property away. */
    readonly good: Props;
}

const allow = (action: unknown, resource: unknown, more: Props = {}): Props =>
    ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource, ...more }] });
const pod = (container: Props): Props => ({
    metadata: { namespace: "shop" },
    spec: {
        selector: { matchLabels: { app: "orders" } },
        template: {
            metadata: { labels: { app: "orders" } }, spec: { containers: [{ name: "orders", image: "orders", ...container }] },
        },
    },
});
const deployment = "kubernetes:apps/v1:Deployment";
const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const provider = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/1234";
const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/1234";
const trust = (condition: Props): Props => ({
    Version: "2012-10-17",
    Statement: [
        { Effect: "Allow", Principal: { Federated: provider }, Action: "sts:AssumeRoleWithWebIdentity", Condition: condition },
    ],
});

export const examples: { readonly [rule: string]: Example } = {
    "s3-minimum-tls-version": {
        type: "aws:s3/bucketPolicy:BucketPolicy", name: "data",
        bad: {
            bucket: "data",
            policy: allow("s3:GetObject", "arn:aws:s3:::data/*", { Principal: { AWS: "arn:aws:iam::111122223333:role/reader" } }),
        },
        good: {
            policy: {
                Version: "2012-10-17",
                Statement: [{
                    Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
                    Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
                }],
            },
        },
    },
    "s3-policy-no-public-principal": {
        type: "aws:s3/bucketPolicy:BucketPolicy", name: "data",
        bad: { bucket: "data", policy: allow("s3:GetObject", "arn:aws:s3:::data/*", { Principal: "*" }) },
        good: {
            policy: allow("s3:GetObject", "arn:aws:s3:::data/*", { Principal: { AWS: "arn:aws:iam::111122223333:role/reader" } }),
        },
    },
    "sns-require-tls": {
        type: "aws:sns/topicPolicy:TopicPolicy", name: "alerts",
        bad: {
            arn: "arn:aws:sns:eu-central-1:111122223333:alerts",
            policy: allow("sns:Publish", "*", { Principal: { Service: "cloudwatch.amazonaws.com" } }),
        },
        good: {
            policy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: "*",
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ],
            },
        },
    },
    "iam-policy-no-admin": {
        type: "aws:iam/policy:Policy", name: "deployer",
        bad: { policy: allow("*", "*") },
        good: { policy: allow(["ecr:GetAuthorizationToken", "eks:DescribeCluster"], "*") },
    },
    "iam-oidc-trust-conditions": {
        type: "aws:iam/role:Role", name: "orders",
        bad: { assumeRolePolicy: trust({ StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } }) },
        good: {
            assumeRolePolicy: trust({
                StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:shop:orders" },
            }),
        },
    },
    "sg-no-public-ingress-ssh": {
        type: ingressRule, name: "ssh",
        bad: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" },
        good: { cidrIpv4: "10.1.0.0/16" },
    },
    "sg-public-ingress-allow-list": {
        type: ingressRule, name: "web",
        bad: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 8443, toPort: 8443, cidrIpv4: "0.0.0.0/0" },
        good: { fromPort: 443, toPort: 443 },
    },
    "lb-listener-strong-tls-policy": {
        type: "aws:lb/listener:Listener", name: "https",
        bad: {
            loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/1", port: 443,
            protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-2016-08",
        },
        good: { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" },
    },
    "kms-rotation-enabled": {
        type: "aws:kms/key:Key", name: "data", bad: { description: "Data of the shop" }, good: { enableKeyRotation: true },
    },
    "rds-storage-encrypted": {
        type: "aws:rds/instance:Instance", name: "orders",
        bad: { engine: "postgres", instanceClass: "db.t4g.medium", allocatedStorage: 20 },
        good: { storageEncrypted: true },
    },
    "rds-managed-master-password": {
        type: "aws:rds/instance:Instance", name: "orders",
        bad: { engine: "postgres", instanceClass: "db.t4g.medium", username: "shop", password: "written-down" },
        good: { password: undefined, manageMasterUserPassword: true },
    },
    "elasticache-encrypted-at-rest": {
        type: "aws:elasticache/replicationGroup:ReplicationGroup", name: "sessions",
        bad: { description: "Sessions", engine: "redis", atRestEncryptionEnabled: false },
        good: { atRestEncryptionEnabled: true },
    },
    "launch-template-imdsv2-required": {
        type: "aws:ec2/launchTemplate:LaunchTemplate", name: "nodes", bad: { imageId: "ami-1" },
        good: { metadataOptions: { httpTokens: "required" } },
    },
    "ecr-tag-immutability": {
        type: "aws:ecr/repository:Repository", name: "orders", bad: { imageTagMutability: "MUTABLE" },
        good: { imageTagMutability: "IMMUTABLE" },
    },
    "log-group-retention": {
        type: "aws:cloudwatch/logGroup:LogGroup", name: "orders", bad: { retentionInDays: 30 }, good: { retentionInDays: 365 },
    },
    "k8s-no-privileged-containers": {
        type: deployment, name: "orders", bad: pod({ securityContext: { privileged: true } }),
        good: pod({ securityContext: { privileged: false } }),
    },
    "k8s-no-privilege-escalation": {
        type: deployment, name: "orders", bad: pod({}), good: pod({ securityContext: { allowPrivilegeEscalation: false } }),
    },
    "k8s-run-as-non-root": {
        type: deployment, name: "orders", bad: pod({}), good: pod({ securityContext: { runAsNonRoot: true } }),
    },
    "k8s-drop-all-capabilities": {
        type: deployment, name: "orders", bad: pod({}), good: pod({ securityContext: { capabilities: { drop: ["ALL"] } } }),
    },
    "k8s-image-digest-pinned": {
        type: deployment, name: "orders",
        bad: pod({ image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/orders:1.4" }),
        good: pod({ image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/orders@sha256:${"ab".repeat(32)}` }),
    },
    "k8s-rbac-no-wildcards": {
        type: "kubernetes:rbac.authorization.k8s.io/v1:Role", name: "reader",
        bad: { metadata: { namespace: "shop" }, rules: [{ apiGroups: [""], resources: ["*"], verbs: ["*"] }] },
        good: { rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }] },
    },
};

/** @throws Error where the bad one is met, or the good one is not */
export function exampleText(rule: Rule, { type, name, bad, good }: Example): readonly string[] {
    const kept = Object.fromEntries(Object.entries({ ...bad, ...good }).filter(([, value]) => value !== undefined));
    const wrong = verdict(rule, type, name, bad);
    const right = verdict(rule, type, name, kept);
    if (wrong.kind !== "notMet" || right.kind !== "met") {
        throw new Error(`tools/compliance/examples.ts: ${rule.id}: the bad one is ${JSON.stringify(wrong)}, the good one `
            + `${JSON.stringify(right)}`);
    }
    return [
        "```typescript",
        ...wrong.findings.map((finding) => `// Breaks it: ${finding}.`),
        program(type, name, bad),
        "",
        "// Keeps it.",
        program(type, name, kept),
        "```",
        "",
    ];
}

function verdict(rule: Rule, type: string, name: string, props: Props): ReturnType<typeof judge> {
    const stack = new Stack([{ type, urn: `urn:pulumi:dev::shop::${type}::${name}`, name, props }]);
    const [subject] = stack.all();
    if (subject === undefined || new RuleIndex([rule]).of(type).length === 0) {
        throw new Error(`${rule.id}: does not judge ${type}`);
    }
    return judge(rule, subject, stack);
}

/** `new aws.s3.BucketPolicy("data", { … });` */
function program(type: string, name: string, props: Props): string {
    const [provider_ = "", module = "", made = ""] = type.split(":");
    const path = provider_ === "aws" ? (module.split("/")[0] ?? "") : module.replace(/(\.[a-z0-9]+)+\//, "/").replace("/", ".");
    return `new ${provider_}.${path}.${made}(${JSON.stringify(name)}, ${literal(props, "")});`;
}

const longest = 100;

/** As a program would write it; policies as objects in `JSON.stringify`. */
function literal(value: unknown, indent: string, key = ""): string {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const deeper = `${indent}    `;
    const isPolicy = /^(policy|assumeRolePolicy)$/.test(key);
    const list = Array.isArray(value);
    const parts = (where: string): readonly string[] => (list
        ? value.map((each: unknown) => literal(each, where))
        : Object.entries(value).map(([name, each]) =>
            `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: ${literal(each, where, name)}`));
    const [open, close] = list ? ["[", "]"] : ["{ ", " }"];
    const flat = `${open}${parts(indent).join(", ")}${close}`;
    const text = flat.includes("\n") || flat.length + indent.length > longest
        ? `${open.trim()}\n${parts(deeper).map((part) => `${deeper}${part},\n`).join("")}${indent}${close.trim()}`
        : flat;
    return isPolicy ? `JSON.stringify(${text})` : text;
}
