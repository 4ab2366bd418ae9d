import { iamTrustRules } from "../../../../policies/rules/aws/iam-trust";
import { describeRules, later, type Made } from "../harness";

type Properties = Made["props"];
const role = (...statements: readonly Properties[]): Made => ({
    type: "aws:iam/role:Role",
    props: { assumeRolePolicy: JSON.stringify({ Statement: statements.map((each) => ({ Effect: "Allow", ...each })) }) },
});
const trusts = (Principal: unknown, Condition?: Properties): Made =>
    role({ Principal, Action: "sts:AssumeRole", ...(Condition === undefined ? {} : { Condition }) });
const root = { AWS: "arn:aws:iam::123456789012:root" };
const github = "token.actions.githubusercontent.com";
const eks = "oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF";
const federated = (issuer: string, Condition: Properties): Made =>
    role({
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` }, Action: "sts:AssumeRoleWithWebIdentity",
        Condition,
    });
const from = (issuer: string, sub: Properties, aud: Properties = { [`${issuer}:aud`]: "sts.amazonaws.com" }): Made =>
    federated(
        issuer,
        {
            StringEquals: { ...aud, ...(sub["equal"] === undefined ? {} : { [`${issuer}:sub`]: sub["equal"] }) },
            ...(sub["like"] === undefined ? {} : { StringLike: { [`${issuer}:sub`]: sub["like"] } }),
        },
    );
const bare = (sub: string, issuer: string): string =>
    `assumeRolePolicy.Statement[0] trusts "${sub}" of ${issuer}; a repository, or a namespace and service account, by name is `
        + "required";
const everybody = "assumeRolePolicy.Statement[0] trusts everybody; named principals are required";
const account = "assumeRolePolicy.Statement[0] trusts a whole account; a condition on sts:ExternalId, aws:PrincipalOrgID or "
    + "aws:MultiFactorAuthPresent is required";
const whole = (sub: string): string =>
    `assumeRolePolicy.Statement[0] trusts ${sub} of a cluster; system:serviceaccount:NAMESPACE:NAME is required`;
const none = { type: "aws:iam/role:Role", props: {} };
const untrusted = { kind: "notApplicable" as const, reason: "it has no trust policy" };
const service = trusts({ Service: "ec2.amazonaws.com" });
const pod = "system:serviceaccount:shop:web";
const provider = (props: Properties): Made => ({ type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", props });

describeRules("who may take on a role", iamTrustRules, {
    "iam-role-trust-no-wildcard": {
        passes: [
            [service], [trusts({ AWS: "arn:aws:iam::123456789012:role/deploy" })],
            [trusts(root, { StringEquals: { "sts:ExternalId": "one" } })],
            [trusts(root, { Bool: { "aws:MultiFactorAuthPresent": "true" } })],
            [trusts({ AWS: "123456789012" }, { StringEquals: { "aws:PrincipalOrgID": ["o-1"] } })],
        ],
        fails: [
            { given: [trusts("*")], findings: [everybody] },
            { given: [trusts({ AWS: ["*"] }, { StringEquals: { "sts:ExternalId": "one" } })], findings: [everybody] },
            {
                given: [role({ NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/deploy" }, Action: "sts:AssumeRole" })],
                findings: [everybody],
            },
            { given: [trusts(root)], findings: [account] },
            {
                given: [trusts({ AWS: "123456789012" }, { Bool: { "aws:MultiFactorAuthPresent": "false" } })],
                findings: [account],
            },
            { given: [trusts(root, { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } })], findings: [account] },
        ],
        absent: { given: [none], verdict: untrusted },
        unknown: { given: [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: later } }], undecided: ["assumeRolePolicy"] },
        notApplicable: {
            given: [role({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" })], reason: "it trusts nobody",
        },
    },
    "iam-oidc-trust-conditions": {
        passes: [
            [from(github, { equal: "repo:shop/web:ref:refs/heads/main" })], [from(github, { like: "repo:shop/web:*" })],
            [from(github, { like: "repo:shop/web-*:environment:prod" })],
            [from(eks, { equal: pod })], [from(eks, { like: "system:serviceaccount:shop:web-*" })],
        ],
        fails: [
            {
                given: [from(github, { equal: "repo:shop/web:*" }, {})],
                findings: [
                    `assumeRolePolicy.Statement[0] trusts ${github} without StringEquals on ${github}:aud; one is required`,
                ],
            },
            {
                given: [from(github, {})],
                findings: [
                    `assumeRolePolicy.Statement[0] trusts ${github} without StringEquals or StringLike on ${github}:sub; one `
                        + "is required",
                ],
            },
            ...[
                "*", "repo:*", "repo:shop/*", "repo:shop*/web:*", "repo:shop/*:ref:refs/heads/main",
                "project_path:shop/*:ref_type:branch:ref:main",
            ].map(
                (sub) => ({ given: [from(github, { like: sub })] as const, findings: [bare(sub, github)] }),
            ),
            ...["system:serviceaccount:*:web", "system:serviceaccount:shop:*", "system:serviceaccount:*"].map((sub) =>
                ({ given: [from(eks, { like: [pod, sub] })] as const, findings: [bare(sub, eks)] })),
        ],
        absent: { given: [none], verdict: untrusted },
        unknown: { given: [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: later } }], undecided: ["assumeRolePolicy"] },
        notApplicable: { given: [service], reason: "it trusts no OIDC provider" },
    },
    "iam-irsa-role-exact-service-account": {
        passes: [[from(eks, { equal: pod })], [from(eks, { like: [pod, "system:serviceaccount:shop:api"] })]],
        fails: [
            {
                given: [from(eks, { like: "system:serviceaccount:shop:*" })],
                findings: [whole("\"system:serviceaccount:shop:*\"")],
            },
            { given: [from(eks, {})], findings: [whole("every service account")] },
            { given: [from(eks, { equal: [pod, "shop:web"] })], findings: [whole(`"${pod}", "shop:web"`)] },
        ],
        absent: { given: [none], verdict: untrusted },
        unknown: { given: [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: later } }], undecided: ["assumeRolePolicy"] },
        notApplicable: { given: [from(github, { like: "*" })], reason: "it trusts no cluster" },
    },
    "iam-oidc-provider-audience": {
        passes: [[provider({ clientIdLists: ["sts.amazonaws.com"], url: `https://${github}` })]],
        fails: [
            {
                given: [provider({ clientIdLists: ["sts.amazonaws.com", "x"], url: `https://${github}` })],
                findings: ["clientIdLists is [\"sts.amazonaws.com\",\"x\"]; [\"sts.amazonaws.com\"] is required"],
            },
            {
                given: [provider({ clientIdLists: ["sts.amazonaws.com"], url: `http://${github}` })],
                findings: [`url is "http://${github}"; an address with https is required`],
            },
        ],
        absent: {
            given: [provider({})],
            verdict: {
                kind: "notMet",
                findings: [
                    "clientIdLists is not set; [\"sts.amazonaws.com\"] is required",
                    "url is not set; an address with https is required",
                ],
                undecided: [],
            },
        },
        unknown: { given: [provider({ clientIdLists: [later], url: later })], undecided: ["clientIdLists", "url"] },
        notApplicable: { otherType: "aws:iam/role:Role" },
    },
});
