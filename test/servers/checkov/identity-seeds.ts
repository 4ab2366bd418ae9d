/** Wrong identities and permissions. */
import { seed } from "./seed";

const statement = (Action: unknown, Resource: unknown = "*"): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
const trust = (Principal: unknown, Condition?: object): string => JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: typeof Principal === "object" && Principal !== null && "Federated" in Principal ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole", ...(Condition === undefined ? {} : { Condition }) }],
});
const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
const github = { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" };

export const identitySeeds = [
    seed("aws:iam/policy:Policy", "admin", { policy: statement("*") }),
    seed("aws:iam/policy:Policy", "all-actions", { policy: statement("*", "arn:aws:s3:::bucket/*") }),
    seed("aws:iam/policy:Policy", "all-of-iam", { policy: statement("iam:*") }),
    seed("aws:iam/policy:Policy", "escalation", { policy: statement(["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:PassRole", "ec2:RunInstances"]) }),
    seed("aws:iam/policy:Policy", "credentials", { policy: statement(["iam:CreateAccessKey", "iam:CreateLoginProfile", "sts:GetSessionToken"]) }),
    seed("aws:iam/policy:Policy", "readers", { policy: statement(["s3:GetObject", "ssm:GetParameter", "secretsmanager:GetSecretValue"]) }),
    seed("aws:iam/policy:Policy", "writers", { policy: statement(["ec2:TerminateInstances", "s3:DeleteBucket", "dynamodb:PutItem"]) }),
    seed("aws:iam/policy:Policy", "decrypt", { policy: statement(["kms:Decrypt", "kms:ReEncryptFrom"]) }),
    seed("aws:iam/groupPolicy:GroupPolicy", "admin", { group: "developers", policy: statement("*") }),
    seed("aws:iam/userPolicy:UserPolicy", "admin", { user: "console", policy: statement("*") }),
    seed("aws:iam/rolePolicy:RolePolicy", "services", { role: "anyone", policy: statement(["s3:*", "dynamodb:*"]) }),
    seed("aws:iam/userPolicyAttachment:UserPolicyAttachment", "admin", { user: "console", policyArn: admin }),
    seed("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "full", { group: "developers", policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" }),
    seed("aws:iam/policyAttachment:PolicyAttachment", "admin", { name: "admin", policyArn: admin, users: ["console"], roles: ["anyone"] }),
    seed("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "admin", { role: "anyone", policyArn: admin }),
    seed("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "full", { role: "anyone", policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" }),
    seed("aws:iam/user:User", "console", { name: "console" }),
    seed("aws:iam/userLoginProfile:UserLoginProfile", "console", { user: "console" }, { user: "aws:iam/user:User console" }),
    seed("aws:iam/accessKey:AccessKey", "root", { user: "root" }),
    seed("aws:iam/role:Role", "anyone", { assumeRolePolicy: trust("*") }),
    seed("aws:iam/role:Role", "any-aws", { assumeRolePolicy: trust({ AWS: "*" }) }),
    seed("aws:iam/role:Role", "account", { assumeRolePolicy: trust({ AWS: "arn:aws:iam::111122223333:root" }) }),
    seed("aws:iam/role:Role", "managed-admin", { assumeRolePolicy: trust({ Service: "ec2.amazonaws.com" }), managedPolicyArns: [admin, "arn:aws:iam::aws:policy/IAMFullAccess"] }),
    seed("aws:iam/role:Role", "any-workflow", {
        assumeRolePolicy: trust(github, { StringLike: { "token.actions.githubusercontent.com:sub": "*" } }),
    }),
    seed("aws:iam/role:Role", "no-condition", { assumeRolePolicy: trust(github) }),
    seed("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", "weak", {
        minimumPasswordLength: 6, requireLowercaseCharacters: false, requireNumbers: false, requireSymbols: false, requireUppercaseCharacters: false,
        passwordReusePrevention: 1, maxPasswordAge: 365,
    }),
];
