/** Who may take on a role. */
import { judged, shown } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { isPublic, judgedPolicy, namesAction, type Statement } from "../../core/policy-document";
import type { Condition, Rule } from "../../core/rule";
import { roleType } from "./iam-documents";

const federation = "sts:AssumeRoleWithWebIdentity";
/**
 * One of these must hold before another account's root may hand the role on (IAM user guide, "The confused deputy problem";
 * "Secure API access with MFA").
 */
const rootKeys = [
    ["StringEquals", "sts:ExternalId"], ["StringEquals", "aws:PrincipalOrgID"], ["Bool", "aws:MultiFactorAuthPresent"],
    ["NumericLessThan", "aws:MultiFactorAuthAge"],
] as const;
const eksIssuer = /^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\//;
const account = /^system:serviceaccount:[a-z0-9]([a-z0-9-]*[a-z0-9])?:[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/**
 * Judges each statement that allows; undefined where the test is not for it. @param none why the rule does not apply where it is
 * for none
 */
function eachTrust(none: string, test: (statement: Statement) => string | true | undefined): Condition {
    return ({ props }) => judgedPolicy(props.at("assumeRolePolicy"), notApplicable("it has no trust policy"), (statements) => {
        const outcomes = statements.filter(({ effect }) => effect === "Allow").flatMap((statement): readonly Outcome[] => {
            const result = test(statement);
            return result === undefined ? [] : [result === true ? met : notMet(statement.path, result)];
        });
        return outcomes.length === 0 ? [notApplicable(none)] : outcomes;
    });
}

function everybody(statement: Statement): boolean {
    return isPublic(statement)
        || statement.principals["AWS"]?.some((name) => /^\*+$/.test(name)) === true
        || Object.keys(statement.notPrincipals).length > 0;
}

function hasRoot({ principals }: Statement): boolean {
    return principals["AWS"]?.some((name) => /^(\d{12}|arn:aws[a-z-]*:iam::\d{12}:root)$/.test(name)) === true;
}

function guarded(statement: Statement): boolean {
    // Not with IfExists, which lets a request without the key in.
    return rootKeys.some(([operator, key]) =>
        statement.conditions[operator]?.[key.toLowerCase()]?.some((value) => value !== "false") === true);
}

/** Issuers that a statement trusts; keys of conditions begin with them. */
function issuers(statement: Statement): readonly string[] {
    if (!namesAction(statement, federation)) return [];
    return (statement.principals["Federated"] ?? []).map((name) =>
        name.replace(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\//, ""));
}

const exact = ["StringEquals", "ForAnyValue:StringEquals"];

/** Texts that a key of the issuer must equal, and patterns that it must be like. */
function wanted(
    statement: Statement, issuer: string, key: "aud" | "sub",
): { readonly equal: readonly string[]; readonly like: readonly string[] } {
    const name = `${issuer}:${key}`.toLowerCase();
    // Set operators and IfExists let a token without the key in.
    const values = (operators: readonly string[]): readonly string[] =>
        operators.flatMap((operator) => statement.conditions[operator]?.[name] ?? []);
    return { equal: values(exact), like: values(["StringLike", "ForAnyValue:StringLike"]) };
}

/** Whether a pattern leaves out who is meant: organization, repository, namespace, or account. */
function isBare(pattern: string): boolean {
    const repository = /^repo:([^/:]*)(?:\/([^:]*))?/.exec(pattern);
    if (repository !== null) return /[*?]/.test(repository[1] ?? "") || /^[*?]*$/.test(repository[2] ?? "");
    const project = /^project_path:([^/:]*)\/?([^:]*)/.exec(pattern);
    if (project !== null) return /[*?]/.test(project[1] ?? "") || /^[*?]*$/.test(project[2] ?? "");
    const pod = /^system:serviceaccount:([^:]*)(?::(.*))?$/.exec(pattern);
    if (pod !== null) return /^[*?]*$/.test(pod[1] ?? "") || /^[*?]*$/.test(pod[2] ?? "");
    return /^[^A-Za-z0-9]*[*?]/.test(pattern);
}

function federated(statement: Statement): string | true | undefined {
    const all = issuers(statement);
    if (all.length === 0) return undefined;
    for (const issuer of all) {
        const subjects = wanted(statement, issuer, "sub");
        if (wanted(statement, issuer, "aud").equal.length === 0) {
            return `trusts ${issuer} without StringEquals on ${issuer}:aud; one is required`;
        }
        if (subjects.equal.length + subjects.like.length === 0) {
            return `trusts ${issuer} without StringEquals or StringLike on ${issuer}:sub; one is required`;
        }
        const bare = subjects.like.find(isBare);
        if (bare !== undefined) {
            return `trusts ${shown(bare)} of ${issuer}; a repository, or a namespace and service account, by name is required`;
        }
    }
    return true;
}

function oneAccount(statement: Statement): string | true | undefined {
    const clusters = issuers(statement).filter((issuer) => eksIssuer.test(issuer));
    if (clusters.length === 0) return undefined;
    for (const issuer of clusters) {
        const { equal, like } = wanted(statement, issuer, "sub");
        const all = [...equal, ...like];
        if (all.length === 0 || all.some((value) => !account.test(value))) {
            return `trusts ${all.length === 0 ? "every service account" : all.map(shown).join(", ")} of a cluster; `
                + "system:serviceaccount:NAMESPACE:NAME is required";
        }
    }
    return true;
}

export const iamTrustRules: readonly Rule[] = [
    {
        id: "iam-role-trust-no-wildcard",
        title: "A role trusts named principals only",
        why: "Anybody with any account of AWS could take it on; with a whole account, anybody in it.",
        cure: "Name the principal in assumeRolePolicy; for a whole account add a condition on sts:ExternalId, "
            + "aws:PrincipalOrgID or aws:MultiFactorAuthPresent.",
        types: [roleType],
        kind: "resource",
        conditions: [
            eachTrust("it trusts nobody", (statement) =>
                (everybody(statement) ? "trusts everybody; named principals are required" : true)),
            eachTrust("it trusts nobody", (statement) => (hasRoot(statement) && !guarded(statement)
                ? "trusts a whole account; a condition on sts:ExternalId, aws:PrincipalOrgID or aws:MultiFactorAuthPresent is "
                    + "required"
                : true)),
        ],
    },
    {
        id: "iam-oidc-trust-conditions",
        title: "A role that trusts an OIDC provider says for which audience and subject",
        why: "Every repository, pod or user of the provider could take it on otherwise, of other organizations too.",
        cure: "Add StringEquals on ISSUER:aud and ISSUER:sub to the statement.",
        types: [roleType],
        kind: "resource",
        conditions: [eachTrust("it trusts no OIDC provider", federated)],
    },
    {
        id: "iam-irsa-role-exact-service-account",
        title: "A role for pods trusts one service account by its whole name",
        why: "Who may make a service account of a name that fits has the role.",
        cure: "Add StringEquals on ISSUER:sub with system:serviceaccount:NAMESPACE:NAME.",
        types: [roleType],
        kind: "resource",
        conditions: [eachTrust("it trusts no cluster", oneAccount)],
    },
    {
        id: "iam-oidc-provider-audience",
        title: "An OIDC provider takes only tokens that were made for AWS",
        why: "A token that somebody got for another service would do.",
        cure: "Set clientIdLists to [\"sts.amazonaws.com\"] and url to one with https.",
        types: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider"],
        kind: "resource",
        parameters: { audiences: textsParameter("audiences that tokens are for", ["sts.amazonaws.com"]) },
        conditions: [
            ({ props }, context) => {
                const audiences = textsOf(context, "audiences");
                const required = shown(audiences);
                const list = props.at("clientIdLists");
                if (!list.settled) return unknown(list.path);
                return judged(list, "notMet", required, (node) => {
                    const given = node.items().map(({ text }) => text ?? "");
                    const same = given.length === audiences.length && given.every((each) => audiences.includes(each));
                    return same ? undefined : `is ${shown(node.value)}; ${required} is required`;
                });
            },
            ({ props }) => judged(props.at("url"), "notMet", "an address with https", ({ text, value }) =>
                (text?.startsWith("https://") === true ? undefined : `is ${shown(value)}; an address with https is required`)),
        ],
    },
];
