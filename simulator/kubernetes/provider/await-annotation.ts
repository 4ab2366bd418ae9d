import { compile, JSONPathQuery, JSONValue } from "json-p3";
import { isList, isProps, numberOr, Value } from "../../cloud/values";
import type { KubeCluster } from "../api/objects";
import { conditionsOf, generationOf, keyOf, KubeObject, statusOf } from "../api/types";
import { Condition } from "./waiting";

/**
 * What `pulumi.com/waitFor` asks for: `condition=TYPE[=STATUS]`, `jsonpath={.path}[=VALUE]`, or a JSON array of several
 * (pulumi/pulumi-kubernetes provider/pkg/metadata/overrides.go). Throws where the annotation cannot be read.
 */
export function annotated(cluster: KubeCluster, made: KubeObject, annotation: string): Condition {
    const checks = expressionsOf(annotation).map(checkOf);
    return {
        look: () => {
            const now = cluster.get(keyOf(made));
            return now !== undefined && checks.every((check) => check(now));
        },
    };
}

function expressionsOf(annotation: string): readonly string[] {
    let parsed: unknown;
    try {
        parsed = JSON.parse(annotation);
    } catch {
        return [annotation];
    }
    if (!Array.isArray(parsed) || !parsed.every((item): item is string => typeof item === "string")) return [annotation];
    if (parsed.length === 0) throw new Error("at least one condition must be specified");
    return parsed;
}

type Check = (object: KubeObject) => boolean;

function checkOf(expression: string): Check {
    if (expression.startsWith("jsonpath=")) return jsonPathCheck(expression.slice("jsonpath=".length));
    if (expression.startsWith("condition=")) return conditionCheck(expression.slice("condition=".length));
    throw new Error(`expected a "jsonpath=" or "condition=" prefix, got ${JSON.stringify(expression)}`);
}

function conditionCheck(text: string): Check {
    const [type = "", status = "True"] = text.includes("=")
        ? [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]
        : [text];
    return (object) => {
        const found = conditionsOf(object).find((each) => each.type.toLowerCase() === type.toLowerCase());
        return found !== undefined && isCurrent(object) && found.status.toLowerCase() === status.toLowerCase();
    };
}

/** Whether the status is about the present spec. */
function isCurrent(object: KubeObject): boolean {
    return numberOr(statusOf(object), "observedGeneration", generationOf(object)) >= generationOf(object);
}

function jsonPathCheck(text: string): Check {
    const { query, path, value } = parseJsonPath(text);
    return (object) => {
        if (!isCurrent(object)) return false;
        const [found] = query.query(plain(object)).values();
        if (found === undefined) return false;
        if (value === undefined) return true;
        if (typeof found === "object" && found !== null)
            throw new Error(`${JSON.stringify(path)} has a non-primitive value (${JSON.stringify(found)})`);
        return String(found) === value;
    };
}

/** The strict form of kubectl's `-o jsonpath`: a path in braces, then `=` and a value. */
function parseJsonPath(text: string): {
    readonly query: JSONPathQuery;
    readonly path: string;
    readonly value: string | undefined;
} {
    const parts = text.split(/(?<!=)=(?!=)/);
    const [path = "", value] = parts;
    if (parts.length > 2) throw new Error(`format should be {.path}=value or {.path}, got ${JSON.stringify(text)}`);
    if (value === "") throw new Error(`${path}= requires a value`);
    if (path.startsWith("'") && path.endsWith("'")) throw new Error(`${path} should omit shell quotes`);
    const inner = /\{\s*(.*?)\s*\}/.exec(path)?.[1];
    if (inner === undefined) throw new Error(`${path} should be wrapped in brackets { ... }`);
    try {
        return { query: compile(inner.startsWith("$") ? inner : `$${inner}`), path, value };
    } catch (error) {
        throw new Error(`parsing ${JSON.stringify(path)}: ${error instanceof Error ? error.message : String(error)}`);
    }
}

function plain(value: Value): JSONValue {
    if (isList(value)) return value.map(plain);
    if (isProps(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
    return typeof value === "object" ? null : value;
}
