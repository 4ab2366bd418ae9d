import { allow, key, ref, role, statement, trust } from "../refused/steps";
import { ChangeCase } from "./case";

// Expectations: ForceNew in the schemas of terraform-provider-aws, internal/service/{ec2,iam,kms,logs}.

const trusted = { name: "app", assumeRolePolicy: trust("eks.amazonaws.com") };
const document = allow("s3:GetObject", "*");

export const identityChanges: readonly ChangeCase[] = [
    {
        title: "another trust policy",
        type: "aws:iam/role:Role",
        before: trusted,
        after: { ...trusted, assumeRolePolicy: trust("ec2.amazonaws.com") },
        expect: "update",
    },
    {
        title: "the same trust policy, written otherwise",
        type: "aws:iam/role:Role",
        before: trusted,
        after: {
            ...trusted,
            assumeRolePolicy: JSON.stringify(
                {
                    Statement: { Action: ["sts:AssumeRole"], Principal: { Service: ["eks.amazonaws.com"] }, Effect: "Allow" },
                    Version: "2012-10-17",
                },
                undefined,
                2,
            ),
        },
        expect: "same",
    },
    {
        title: "another name of a role",
        type: "aws:iam/role:Role",
        before: trusted,
        after: { ...trusted, name: "web" },
        expect: "replace",
    },
    {
        title: "another path of a role",
        type: "aws:iam/role:Role",
        before: trusted,
        after: { ...trusted, path: "/app/" },
        expect: "replace",
    },
    {
        title: "another description of a role",
        type: "aws:iam/role:Role",
        before: trusted,
        after: { ...trusted, description: "x" },
        expect: "update",
    },
    {
        title: "another inline policy",
        type: "aws:iam/rolePolicy:RolePolicy",
        around: [role("role", "eks.amazonaws.com")],
        before: { role: ref("role.name"), name: "p", policy: document },
        after: { role: ref("role.name"), name: "p", policy: allow("s3:PutObject", "*") },
        expect: "update",
    },
    {
        title: "another name of an inline policy",
        type: "aws:iam/rolePolicy:RolePolicy",
        around: [role("role", "eks.amazonaws.com")],
        before: { role: ref("role.name"), name: "p", policy: document },
        after: { role: ref("role.name"), name: "q", policy: document },
        expect: "replace",
    },
    {
        title: "another attached policy",
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        around: [role("role", "eks.amazonaws.com")],
        before: { role: ref("role.name"), policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        after: { role: ref("role.name"), policyArn: "arn:aws:iam::aws:policy/SecurityAudit" },
        expect: "replace",
    },
    {
        title: "another document of a policy",
        type: "aws:iam/policy:Policy",
        before: { name: "p", policy: document },
        after: { name: "p", policy: allow("s3:PutObject", "*") },
        expect: "update",
    },
    {
        title: "another description of a policy",
        type: "aws:iam/policy:Policy",
        before: { name: "p", policy: document },
        after: { name: "p", policy: document, description: "x" },
        expect: "replace",
    },
    {
        title: "another client of an identity provider",
        type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        before: { url: "https://a.example/id", clientIdLists: ["sts.amazonaws.com"] },
        after: { url: "https://a.example/id", clientIdLists: ["sts.amazonaws.com", "other"] },
        expect: "update",
    },
    {
        title: "another URL of an identity provider",
        type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        before: { url: "https://a.example/id", clientIdLists: ["sts.amazonaws.com"] },
        after: { url: "https://b.example/id", clientIdLists: ["sts.amazonaws.com"] },
        expect: "replace",
    },
    {
        title: "rotation of a key",
        type: "aws:kms/key:Key",
        before: { description: "k" },
        after: { description: "k", enableKeyRotation: true },
        expect: "update",
    },
    {
        title: "another deletion window",
        type: "aws:kms/key:Key",
        before: { deletionWindowInDays: 7 },
        after: { deletionWindowInDays: 30 },
        expect: "update",
    },
    {
        title: "another kind of key",
        type: "aws:kms/key:Key",
        before: { description: "k" },
        after: { description: "k", customerMasterKeySpec: "RSA_4096" },
        expect: "replace",
    },
    {
        title: "another policy of a key",
        type: "aws:kms/key:Key",
        before: { description: "k" },
        after: {
            description: "k",
            policy: statement({ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" }),
        },
        expect: "update",
    },
    {
        title: "another key of an alias",
        type: "aws:kms/alias:Alias",
        around: [key("key"), key("second")],
        before: { name: "alias/a", targetKeyId: ref("key.keyId") },
        after: { name: "alias/a", targetKeyId: ref("second.keyId") },
        expect: "update",
    },
    {
        title: "the ARN of the same key",
        type: "aws:kms/alias:Alias",
        around: [key("key")],
        before: { name: "alias/a", targetKeyId: ref("key.keyId") },
        after: { name: "alias/a", targetKeyId: ref("key.arn") },
        expect: "same",
    },
    {
        title: "another name of an alias",
        type: "aws:kms/alias:Alias",
        around: [key("key")],
        before: { name: "alias/a", targetKeyId: ref("key.keyId") },
        after: { name: "alias/b", targetKeyId: ref("key.keyId") },
        expect: "replace",
    },
    {
        title: "another retention",
        type: "aws:cloudwatch/logGroup:LogGroup",
        before: { name: "/a", retentionInDays: 30 },
        after: { name: "/a", retentionInDays: 365 },
        expect: "update",
    },
    {
        title: "another class of log group",
        type: "aws:cloudwatch/logGroup:LogGroup",
        before: { name: "/a" },
        after: { name: "/a", logGroupClass: "INFREQUENT_ACCESS" },
        expect: "replace",
    },
    {
        title: "another name of a log group",
        type: "aws:cloudwatch/logGroup:LogGroup",
        before: { name: "/a" },
        after: { name: "/b" },
        expect: "replace",
    },
];
