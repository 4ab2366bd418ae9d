import { isList, isProps, Value } from "../../cloud/values";
import { Matcher, Principals, Statement } from "./document";

/** A request that a resource's or role's policy decides on. */
export interface AccessRequest {
    /** Service principal or ARN of who asks. */
    readonly principal: { readonly service: string } | { readonly arn: string };
    readonly action: string;
    readonly resource: string;
    /** Condition keys with their values, as `aws:SourceAccount`. A key that is not here is absent from the request. */
    readonly context?: { readonly [key: string]: string };
    /** Condition keys that the request has, but whose values are not known here: conditions on them count as met. */
    readonly unseen?: readonly string[];
}

/** Whether the statements allow the request: one allows it and none denies it. */
export function isAllowed(statements: readonly Statement[], request: AccessRequest): boolean {
    const fitting = statements.filter((statement) => fits(statement, request));
    return fitting.some((statement) => statement.allows) && !fitting.some((statement) => !statement.allows);
}

function fits(statement: Statement, request: AccessRequest): boolean {
    return (
        (statement.principals === undefined || speaksOf(statement.principals, request.principal))
        && matches(statement.actions, request.action, true)
        && matches(statement.resources, request.resource, false)
        && Object.entries(statement.condition).every(
            ([name, tests]) =>
                isProps(tests) && Object.entries(tests).every(([key, wanted]) => holds(name, key, wanted, request)),
        )
    );
}

function speaksOf(principals: Principals, asking: AccessRequest["principal"]): boolean {
    if (principals.any) return true;
    if ("service" in asking) return principals.services.includes(asking.service);
    const account = asking.arn.split(":")[4] ?? "";
    return principals.aws.some((name) => name === asking.arn || name === account || name.endsWith(`::${account}:root`));
}

function matches({ patterns, inverted }: Matcher, text: string, anyCase: boolean): boolean {
    return patterns.some((pattern) => like(pattern, text, anyCase)) !== inverted;
}

/** Whether a pattern with `*` and `?` covers the text. */
export function like(pattern: string, text: string, anyCase = false): boolean {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${source}$`, anyCase ? "is" : "s").test(text);
}

function holds(operatorName: string, key: string, wanted: Value, request: AccessRequest): boolean {
    const unseen = request.unseen?.some((other) => other.toLowerCase() === key.toLowerCase()) ?? false;
    if (unseen) return true;
    const name = operatorName.replace(/^(ForAllValues|ForAnyValue):/, "");
    const found = Object.entries(request.context ?? {}).find(([other]) => other.toLowerCase() === key.toLowerCase())?.[1];
    const values = (isList(wanted) ? wanted : [wanted]).map(String);
    if (name === "Null") return values.includes(String(found === undefined));
    const optional = name.endsWith("IfExists");
    const plain = optional ? name.slice(0, -"IfExists".length) : name;
    const negated = plain.includes("Not");
    if (found === undefined) return optional || negated;
    return values.some((value) => compares(plain.replace("Not", ""), value, found)) !== negated;
}

function compares(operatorName: string, pattern: string, found: string): boolean {
    switch (operatorName) {
        case "StringEquals":
        case "BinaryEquals":
            return pattern === found;
        case "StringEqualsIgnoreCase":
        case "Bool":
            return pattern.toLowerCase() === found.toLowerCase();
        case "StringLike":
        case "ArnEquals":
        case "ArnLike":
            return like(pattern, found);
        case "NumericEquals":
            return Number(pattern) === Number(found);
        default:
            return false;
    }
}
