/** Reads IAM and resource policies as documents (IAM user guide, "IAM JSON policy elements reference"). */
import { Node } from "./node";
import { notMet, Outcome, unknown } from "./outcome";

export interface Statement {
    readonly effect: "Allow" | "Deny";
    /** In lower case, as IAM compares them; empty where `notActions` says what is meant. */
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly resources: readonly string[];
    readonly notResources: readonly string[];
    /** `*`, or ARNs and names by kind, as `{ AWS: ["*"], Service: ["logs.amazonaws.com"] }`; empty in an identity's policy. */
    readonly principals: { readonly [kind: string]: readonly string[] };
    readonly notPrincipals: { readonly [kind: string]: readonly string[] };
    /** By operator, then by key in lower case, with the values. */
    readonly conditions: { readonly [operator: string]: { readonly [key: string]: readonly string[] } };
    /** As `policy.Statement[0]`. */
    readonly path: string;
}

export type PolicyDocument =
    | { readonly kind: "statements"; readonly statements: readonly Statement[] }
    | { readonly kind: "absent" }
    | { readonly kind: "unknown"; readonly path: string }
    /** Not JSON, or JSON that is no policy: AWS refuses it. */
    | { readonly kind: "malformed"; readonly path: string; readonly text: string };

/** A policy as text or as an object. Unknown where any part of it is. */
export function policyDocument(node: Node): PolicyDocument {
    // What AWS gives back where there is no policy.
    if (node.reading === "absent" || node.text === "" || node.text === "{}") return { kind: "absent" };
    if (node.reading === "unknown") return { kind: "unknown", path: node.path };
    const parsed = node.text === undefined ? node : parse(node.text, node.path);
    if (parsed === undefined) return { kind: "malformed", path: node.path, text: "is no JSON" };
    if (!parsed.settled) return { kind: "unknown", path: node.path };
    const list = parsed.at("Statement");
    if (list.reading !== "known") return { kind: "malformed", path: node.path, text: "has no Statement" };
    const items = Array.isArray(list.value) ? list.items() : [list];
    return { kind: "statements", statements: items.map(statementOf) };
}

/**
 * Applies a test to a policy's statements; what the policy can't be read for is told. @param absent outcome where there is no
 * policy
 */
export function judgedPolicy(
    node: Node, absent: Outcome, test: (statements: readonly Statement[]) => readonly Outcome[],
): readonly Outcome[] {
    const document = policyDocument(node);
    switch (document.kind) {
        case "absent": return [absent];
        case "unknown": return [unknown(document.path)];
        case "malformed": return [notMet(document.path, `${document.text}; a policy document is required`)];
        case "statements": return test(document.statements);
    }
}

function parse(text: string, path: string): Node | undefined {
    try {
        return Node.of(JSON.parse(text), path);
    } catch {
        return undefined;
    }
}

function statementOf(node: Node): Statement {
    return {
        effect: node.at("Effect").text === "Deny" ? "Deny" : "Allow",
        actions: listAt(node, "Action").map((action) => action.toLowerCase()),
        notActions: listAt(node, "NotAction").map((action) => action.toLowerCase()),
        resources: listAt(node, "Resource"),
        notResources: listAt(node, "NotResource"),
        principals: principalsAt(node, "Principal"),
        notPrincipals: principalsAt(node, "NotPrincipal"),
        conditions: Object.fromEntries(node.at("Condition").entries().map(([operator, keys]) => [
            operator, Object.fromEntries(keys.entries().map(([key, values]) => [key.toLowerCase(), texts(values)])),
        ])),
        path: node.path,
    };
}

function principalsAt(node: Node, key: string): Statement["principals"] {
    const principal = node.at(key);
    if (principal.text !== undefined) return { AWS: [principal.text] };
    return Object.fromEntries(principal.entries().map(([kind, names]) => [kind, texts(names)]));
}

function listAt(node: Node, key: string): readonly string[] {
    return texts(node.at(key));
}

/** A text alone is a list of one. Numbers and flags stand as text. */
function texts(node: Node): readonly string[] {
    const items = Array.isArray(node.value)
        ? node.items().map(({ value }) => value)
        : node.reading === "known" ? [node.value] : [];
    return items.map(String);
}

/** Whether everybody is meant. */
export function isPublic({ principals }: Statement): boolean {
    return principals["AWS"]?.includes("*") === true;
}

/** Whether an action with wildcards covers another; both in lower case. */
export function covers(pattern: string, action: string): boolean {
    const expression = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
    return new RegExp(`^${expression}$`, "s").test(action);
}

/** Whether the statement's actions cover this one, whatever its effect. */
export function namesAction({ actions, notActions }: Statement, action: string): boolean {
    const wanted = action.toLowerCase();
    if (notActions.length > 0) return !notActions.some((pattern) => covers(pattern, wanted));
    return actions.some((pattern) => covers(pattern, wanted));
}

/** Denies everybody each of the actions. */
export function deniesEverybody(statement: Statement, ...actions: readonly string[]): boolean {
    return statement.effect === "Deny" && isPublic(statement) && actions.every((action) => namesAction(statement, action));
}

/** Denies everybody the actions where a request comes without TLS. */
export function deniesPlain(statement: Statement, ...actions: readonly string[]): boolean {
    return deniesEverybody(statement, ...actions) && conditionValues(statement, "Bool", "aws:SecureTransport").includes("false");
}

/**
 * Values of a condition's key under an operator, also with `IfExists` or a set operator before it. Empty where it is not there.
 */
export function conditionValues({ conditions }: Statement, operator: string, key: string): readonly string[] {
    const plain = (name: string): string => name.replace(/^ForA(ny|ll)Values?:/i, "").replace(/IfExists$/i, "").toLowerCase();
    return Object.entries(conditions).flatMap(([name, keys]) =>
        (plain(name) === operator.toLowerCase() ? (keys[key.toLowerCase()] ?? []) : []));
}
