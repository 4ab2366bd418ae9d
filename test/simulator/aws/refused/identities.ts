import { RefusedCase } from "./case";
import { allow, attachment, longPolicy, oidcProvider, policy, role, rolePolicy, statement, trust } from "./steps";

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

export const refusedIdentities: readonly RefusedCase[] = [
    {
        title: "a trust policy that is not JSON",
        program: [withTrust("{")],
        expect: { code: "MalformedPolicyDocument", message: /contains an invalid JSON policy/ },
    },
    {
        title: "a trust policy with an unknown element",
        program: [withTrust(JSON.stringify({ Version: "2012-10-17", Statements: [] }))],
        expect: { code: "MalformedPolicyDocument", message: "Syntax errors in policy." },
    },
    {
        title: "a trust policy with a resource",
        program: [withTrust(trust("eks.amazonaws.com", { Resource: "*" }))],
        expect: { code: "MalformedPolicyDocument", message: "Has prohibited field Resource" },
    },
    {
        title: "a trust policy with an action of another service",
        program: [withTrust(trust("eks.amazonaws.com", { Action: "s3:GetObject" }))],
        expect: { code: "MalformedPolicyDocument", message: "AssumeRole policy may only specify STS AssumeRole actions." },
    },
    {
        title: "a trust policy for a service that there is not",
        program: [role("role", "elk.amazonaws.com")],
        expect: { code: "MalformedPolicyDocument", message: 'Invalid principal in policy: "SERVICE":"elk.amazonaws.com"' },
    },
    {
        title: "a trust policy for a role that is not there",
        program: [withTrust(statement({ Effect: "Allow", Principal: { AWS: `${own}:role/ghost` }, Action: "sts:AssumeRole" }))],
        expect: { code: "MalformedPolicyDocument", message: `Invalid principal in policy: "AWS":"${own}:role/ghost"` },
    },
    {
        title: "a trust policy above 2,048 characters",
        program: [
            withTrust(trust("eks.amazonaws.com", { Condition: { StringEquals: { "aws:SourceAccount": "1".repeat(2048) } } })),
        ],
        expect: { code: "LimitExceeded", message: "Cannot exceed quota for ACLSizePerRole: 2048" },
    },
    {
        title: "a role name of 65 letters",
        program: [role("role", "eks.amazonaws.com", { name: "r".repeat(65) })],
        expect: { code: "ValidationError", message: /length in the range \(1 - 64\), got 65/ },
    },
    {
        title: "two roles whose names differ in case only",
        program: [role("one", "eks.amazonaws.com", { name: "Cluster" }), role("two", "eks.amazonaws.com", { name: "cluster" })],
        expect: { code: "EntityAlreadyExists", message: "Role with name cluster already exists." },
    },
    {
        title: "a session of more than 12 hours",
        program: [role("role", "eks.amazonaws.com", { maxSessionDuration: 43201 })],
        expect: { code: "ValidationError" },
    },
    {
        title: "a boundary that is not there",
        program: [role("role", "eks.amazonaws.com", { permissionsBoundary: `${own}:policy/ghost` })],
        expect: { code: "NoSuchEntity", message: `Scope ARN: ${own}:policy/ghost does not exist or is not attachable.` },
    },
    {
        title: "an inline policy that names a principal",
        program: [role("role", "eks.amazonaws.com"), rolePolicy("inline", trust("eks.amazonaws.com", { Resource: "*" }))],
        expect: { code: "MalformedPolicyDocument", message: "Policy document should not specify a principal." },
    },
    {
        title: "an inline policy without resources",
        program: [
            role("role", "eks.amazonaws.com"),
            rolePolicy("inline", statement({ Effect: "Allow", Action: "s3:GetObject" })),
        ],
        expect: { code: "MalformedPolicyDocument", message: "Policy statement must contain resources." },
    },
    {
        title: "an inline policy with a bucket's name for its ARN",
        program: [role("role", "eks.amazonaws.com"), rolePolicy("inline", allow("s3:GetObject", "my-bucket/*"))],
        expect: { code: "MalformedPolicyDocument", message: 'Resource my-bucket/* must be in ARN format or "*".' },
    },
    {
        title: "an action without its service",
        program: [role("role", "eks.amazonaws.com"), rolePolicy("inline", allow("GetObject", "*"))],
        expect: {
            code: "MalformedPolicyDocument",
            message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        },
    },
    {
        title: "a condition operator that there is not",
        program: [
            role("role", "eks.amazonaws.com"),
            rolePolicy(
                "inline",
                statement({ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringIs: { "aws:a": "b" } } }),
            ),
        ],
        expect: { code: "MalformedPolicyDocument", message: "Invalid Condition type : StringIs." },
    },
    {
        title: "the same statement id twice",
        program: [
            policy(
                "policy",
                statement(
                    { Sid: "A", Effect: "Allow", Action: "s3:*", Resource: "*" },
                    { Sid: "A", Effect: "Deny", Action: "s3:*", Resource: "*" },
                ),
            ),
        ],
        expect: { code: "MalformedPolicyDocument", message: "Statement IDs (SID) in a single policy must be unique." },
    },
    {
        title: "inline policies of more than 10,240 characters together",
        program: [
            role("role", "eks.amazonaws.com", { name: "app" }),
            rolePolicy("one", longPolicy(6000)),
            rolePolicy("two", longPolicy(4241)),
        ],
        expect: { code: "LimitExceeded", message: "Maximum policy size of 10240 bytes exceeded for role app" },
    },
    {
        title: "a managed policy above 6,144 characters",
        program: [policy("policy", longPolicy(6145))],
        expect: { code: "LimitExceeded", message: "Cannot exceed quota for PolicySize: 6144" },
    },
    {
        title: "two policies of one name",
        program: [policy("one", allow("s3:*", "*"), { name: "p" }), policy("two", allow("s3:*", "*"), { name: "p" })],
        expect: { code: "EntityAlreadyExists", message: "A policy called p already exists. Duplicate names are not allowed." },
    },
    {
        title: "a policy of AWS without its path",
        program: [role("role", "ec2.amazonaws.com"), attachment("csi", `${awsPolicy}AmazonEBSCSIDriverPolicy`)],
        expect: {
            code: "NoSuchEntity",
            message: `Policy ${awsPolicy}AmazonEBSCSIDriverPolicy does not exist or is not attachable.`,
        },
    },
    {
        title: "a policy for a role that is not there",
        program: [attachment("a", `${awsPolicy}ReadOnlyAccess`, "ghost")],
        expect: { code: "NoSuchEntity", message: "The role with name ghost cannot be found." },
    },
    {
        title: "an eleventh attached policy",
        program: [role("role", "ec2.amazonaws.com"), ...twelve.map((name) => attachment(name, `${awsPolicy}${name}`))],
        expect: { code: "LimitExceeded", message: "Cannot exceed quota for PoliciesPerRole: 10" },
    },
    {
        title: "an identity provider without https",
        program: [oidcProvider("oidc", "http://oidc.example")],
        expect: { code: "InvalidInput" },
    },
    {
        title: "an identity provider twice",
        program: [
            oidcProvider("one", "https://oidc.eks.us-east-1.amazonaws.com/id/ABC"),
            oidcProvider("two", "https://oidc.eks.us-east-1.amazonaws.com/id/ABC"),
        ],
        expect: {
            code: "EntityAlreadyExists",
            message: "Provider with url https://oidc.eks.us-east-1.amazonaws.com/id/ABC already exists.",
        },
    },
];
