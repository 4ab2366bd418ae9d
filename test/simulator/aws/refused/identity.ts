import { EdgeCase, RefusedCase } from "./case";
import { alias, allow, attachment, key, logGroup, logsKeyPolicy, longPolicy, oidcProvider, policy, ref, role, rolePolicy, statement, trust } from "./steps";

const awsPolicy = "arn:aws:iam::aws:policy/";
const own = "arn:aws:iam::111122223333";
const twelve = [
    "AmazonEKSClusterPolicy", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore", "AmazonEKSVPCResourceController", "AmazonEKSServicePolicy",
    "CloudWatchAgentServerPolicy", "ReadOnlyAccess", "SecurityAudit",
];

function withTrust(document: string): { type: string; name: string; inputs: { assumeRolePolicy: string } } {
    return { type: "aws:iam/role:Role", name: "role", inputs: { assumeRolePolicy: document } };
}

export const refusedIdentities: readonly RefusedCase[] = [
    { title: "a trust policy that is not JSON", program: [withTrust("{")], expect: { code: "MalformedPolicyDocument", message: /contains an invalid JSON policy/ } },
    { title: "a trust policy with an unknown element", program: [withTrust(JSON.stringify({ Version: "2012-10-17", Statements: [] }))], expect: { code: "MalformedPolicyDocument", message: "Syntax errors in policy." } },
    { title: "a trust policy with a resource", program: [withTrust(trust("eks.amazonaws.com", { Resource: "*" }))], expect: { code: "MalformedPolicyDocument", message: "Has prohibited field Resource" } },
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
        program: [withTrust(trust("eks.amazonaws.com", { Condition: { StringEquals: { "aws:SourceAccount": "1".repeat(2048) } } }))],
        expect: { code: "LimitExceeded", message: "Cannot exceed quota for ACLSizePerRole: 2048" },
    },
    { title: "a role name of 65 letters", program: [role("role", "eks.amazonaws.com", { name: "r".repeat(65) })], expect: { code: "ValidationError", message: /length in the range \(1 - 64\), got 65/ } },
    {
        title: "two roles whose names differ in case only",
        program: [role("one", "eks.amazonaws.com", { name: "Cluster" }), role("two", "eks.amazonaws.com", { name: "cluster" })],
        expect: { code: "EntityAlreadyExists", message: "Role with name cluster already exists." },
    },
    { title: "a session of more than 12 hours", program: [role("role", "eks.amazonaws.com", { maxSessionDuration: 43201 })], expect: { code: "ValidationError" } },
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
        program: [role("role", "eks.amazonaws.com"), rolePolicy("inline", statement({ Effect: "Allow", Action: "s3:GetObject" }))],
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
        expect: { code: "MalformedPolicyDocument", message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc." },
    },
    {
        title: "a condition operator that there is not",
        program: [role("role", "eks.amazonaws.com"), rolePolicy("inline", statement({ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringIs: { "aws:a": "b" } } }))],
        expect: { code: "MalformedPolicyDocument", message: "Invalid Condition type : StringIs." },
    },
    {
        title: "the same statement id twice",
        program: [policy("policy", statement({ Sid: "A", Effect: "Allow", Action: "s3:*", Resource: "*" }, { Sid: "A", Effect: "Deny", Action: "s3:*", Resource: "*" }))],
        expect: { code: "MalformedPolicyDocument", message: "Statement IDs (SID) in a single policy must be unique." },
    },
    {
        title: "inline policies of more than 10,240 characters together",
        program: [role("role", "eks.amazonaws.com", { name: "app" }), rolePolicy("one", longPolicy(6000)), rolePolicy("two", longPolicy(4241))],
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
        expect: { code: "NoSuchEntity", message: `Policy ${awsPolicy}AmazonEBSCSIDriverPolicy does not exist or is not attachable.` },
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
    { title: "an identity provider without https", program: [oidcProvider("oidc", "http://oidc.example")], expect: { code: "InvalidInput" } },
    {
        title: "an identity provider twice",
        program: [oidcProvider("one", "https://oidc.eks.us-east-1.amazonaws.com/id/ABC"), oidcProvider("two", "https://oidc.eks.us-east-1.amazonaws.com/id/ABC")],
        expect: { code: "EntityAlreadyExists", message: "Provider with url https://oidc.eks.us-east-1.amazonaws.com/id/ABC already exists." },
    },
];

export const refusedKeys: readonly RefusedCase[] = [
    { title: "a deletion window of six days", program: [key("key", { deletionWindowInDays: 6 })], expect: { code: "ValidationException" } },
    {
        title: "a key policy that locks its owner out",
        program: [key("key", { policy: statement({ Effect: "Allow", Principal: { Service: "logs.us-east-1.amazonaws.com" }, Action: "kms:*", Resource: "*" }) })],
        expect: { code: "MalformedPolicyDocumentException", message: "The new key policy will not allow you to update the key policy in the future." },
    },
    {
        title: "a key policy for a role that is not there",
        program: [key("key", { policy: statement({ Effect: "Allow", Principal: { AWS: [`${own}:root`, `${own}:role/ghost`] }, Action: "kms:*", Resource: "*" }) })],
        expect: { code: "MalformedPolicyDocumentException", message: "Policy contains a statement with one or more invalid principals." },
    },
    { title: "rotation of an RSA key", program: [key("key", { customerMasterKeySpec: "RSA_2048", enableKeyRotation: true })], expect: { code: "UnsupportedOperationException" } },
    { title: "signatures with a symmetric key", program: [key("key", { keyUsage: "SIGN_VERIFY" })], expect: { code: "ValidationException" } },
    { title: "rotation every 89 days", program: [key("key", { enableKeyRotation: true, rotationPeriodInDays: 89 })], expect: { code: "ValidationException" } },
    { title: "an alias of AWS's", program: [key("key"), alias("alias", { name: "alias/aws/logs", targetKeyId: ref("key.keyId") })], expect: { code: "InvalidAliasNameException" } },
    { title: "an alias without its prefix", program: [key("key"), alias("alias", { name: "logs", targetKeyId: ref("key.keyId") })], expect: { code: "InvalidAliasNameException" } },
    {
        title: "an alias twice",
        program: [key("key"), alias("one", { name: "alias/a", targetKeyId: ref("key.keyId") }), alias("two", { name: "alias/a", targetKeyId: ref("key.arn") })],
        expect: { code: "AlreadyExistsException", message: "An alias with the name arn:aws:kms:us-east-1:111122223333:alias/a already exists" },
    },
    {
        title: "an alias of a key that is not there",
        program: [alias("alias", { name: "alias/a", targetKeyId: "11111111-2222-3333-4444-555555555555" })],
        expect: { code: "NotFoundException", message: "Key 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555' does not exist" },
    },
    { title: "a log group kept for 100 days", program: [logGroup("logs", { name: "/a", retentionInDays: 100 })], expect: { code: "InvalidParameterException" } },
    { title: "a log group name with a space", program: [logGroup("logs", { name: "/a b" })], expect: { code: "InvalidParameterException" } },
    { title: "a log group name of 513 letters", program: [logGroup("logs", { name: "a".repeat(513) })], expect: { code: "InvalidParameterException" } },
    { title: "a log group name that AWS keeps", program: [logGroup("logs", { name: "aws/eks" })], expect: { code: "InvalidParameterException", message: /can't start with aws\// } },
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
            message: "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:111122223333:log-group:/a'",
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
            key("key", { policy: logsKeyPolicy("us-east-1", { Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:/b" } } }) }),
            logGroup("logs", { name: "/a", kmsKeyId: ref("key.arn") }),
        ],
        expect: { code: "AccessDeniedException" },
    },
    {
        title: "a log group with a disabled key",
        program: [key("key", { policy: logsKeyPolicy(), isEnabled: false }), logGroup("logs", { name: "/a", kmsKeyId: ref("key.arn") })],
        expect: { code: "InvalidParameterException" },
    },
];

export const edgeIdentities: readonly EdgeCase[] = [
    { title: "a role name of 64 letters", program: [role("role", "eks.amazonaws.com", { name: "r".repeat(64), maxSessionDuration: 43200 })] },
    { title: "a trust policy for a role that is there", program: [role("role", "eks.amazonaws.com", { name: "r" }), { ...withTrust(statement({ Effect: "Allow", Principal: { AWS: `${own}:role/r` }, Action: "sts:AssumeRole" })), name: "two" }] },
    { title: "a trust policy for a role of another account", program: [withTrust(statement({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:role/any" }, Action: "sts:AssumeRole" }))] },
    { title: "inline policies of exactly 10,240 characters", program: [role("role", "eks.amazonaws.com"), rolePolicy("one", longPolicy(6000)), rolePolicy("two", longPolicy(4240))] },
    { title: "a managed policy of 6,144 characters beside white space", program: [policy("policy", JSON.stringify(JSON.parse(longPolicy(6144)), undefined, 4))] },
    { title: "ten attached policies", program: [role("role", "ec2.amazonaws.com"), ...twelve.slice(0, 10).map((name) => attachment(name, `${awsPolicy}${name}`))] },
    { title: "the same policy attached twice", program: [role("role", "ec2.amazonaws.com"), attachment("one", `${awsPolicy}ReadOnlyAccess`), attachment("two", `${awsPolicy}ReadOnlyAccess`)] },
    { title: "deletion windows of 7 and 30 days", program: [key("short", { deletionWindowInDays: 7 }), key("long", { deletionWindowInDays: 30 })] },
    { title: "rotation every 90 and every 2,560 days", program: [key("often", { enableKeyRotation: true, rotationPeriodInDays: 90 }), key("rarely", { enableKeyRotation: true, rotationPeriodInDays: 2560 })] },
    {
        title: "a key for the log groups of one prefix",
        program: [
            key("key", { policy: logsKeyPolicy("us-east-1", { Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:/a*" } } }) }),
            logGroup("logs", { name: "/a/b", kmsKeyId: ref("key.arn") }),
        ],
    },
    { title: "a log group name of 512 letters, kept for ten years", program: [logGroup("logs", { name: "a".repeat(512), retentionInDays: 3653 })] },
    { title: "a key policy that locks its owner out, on purpose", program: [key("key", { bypassPolicyLockoutSafetyCheck: true, policy: statement({ Effect: "Allow", Principal: { Service: "logs.us-east-1.amazonaws.com" }, Action: "kms:*", Resource: "*" }) })] },
];
