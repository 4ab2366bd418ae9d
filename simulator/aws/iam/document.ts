import { canonical, isList, isProps, Props, Value } from "../../cloud/values";

/** Who a statement speaks of; `any` is `"*"`. */
export interface Principals {
    readonly any: boolean;
    readonly aws: readonly string[];
    readonly services: readonly string[];
    readonly federated: readonly string[];
}

export interface Statement {
    readonly allows: boolean;
    /** Undefined in policies of identities. */
    readonly principals?: Principals;
    /** The named actions, or all but those. */
    readonly actions: Matcher;
    readonly resources: Matcher;
    readonly condition: Props;
}

export interface Matcher {
    readonly patterns: readonly string[];
    readonly inverted: boolean;
}

/** Where a document belongs: at an identity, as the trust policy of a role, or at a resource (keys, buckets). */
export type Grammar = "identity" | "trust" | "resource";

export type Parsed = { readonly statements: readonly Statement[] } | { readonly mistake: string };

const syntax = "Syntax errors in policy.";
const statementFields = new Set([
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
]);

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const operators = [
    "String(Not)?(Equals(IgnoreCase)?|Like)", "(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)", "Bool", "BinaryEquals",
    "(Not)?IpAddress", "Arn(Not)?(Equals|Like)",
];
const operator = new RegExp(`^(ForAllValues:|ForAnyValue:)?(${operators.join("|")})(IfExists)?$|^Null$`);

/** Reads a policy document, or says what is wrong with it in IAM's words. */
export function parseDocument(text: string, grammar: Grammar): Parsed {
    const document = parseJson(text);
    if (!isProps(document)) return { mistake: syntax };
    if (Object.keys(document).some((key) => !["Version", "Id", "Statement"].includes(key))) return { mistake: syntax };
    const version = document["Version"];
    if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") return { mistake: syntax };
    const given = document["Statement"];
    const all = isList(given) ? given : [given];
    if (all.length === 0) return { mistake: syntax };
    const statements: Statement[] = [];
    const sids = new Set<string>();
    for (const item of all) {
        if (!isProps(item)) return { mistake: syntax };
        const parsed = parseStatement(item, grammar, sids);
        if (typeof parsed === "string") return { mistake: parsed };
        statements.push(parsed);
    }
    return { statements };
}

/** The statements of a document that has been checked before. */
export function statementsOf(text: string, grammar: Grammar): readonly Statement[] {
    const parsed = parseDocument(text, grammar);
    return "statements" in parsed ? parsed.statements : [];
}

function parseStatement(item: Props, grammar: Grammar, sids: Set<string>): Statement | string {
    if (Object.keys(item).some((key) => !statementFields.has(key))) return syntax;
    const effect = item["Effect"];
    if (effect !== "Allow" && effect !== "Deny") return syntax;
    const sid = sidMistake(item["Sid"], grammar, sids);
    if (sid !== undefined) return sid;
    const actions = matcher(item, "Action", "NotAction");
    if (actions === undefined) return "Policy statement must contain actions.";
    if (actions.patterns.some((action) => !/^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/.test(action))) {
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    }
    const resources = resourcesOf(item, grammar);
    if (typeof resources === "string") return resources;
    const principals = principalsOf(item, grammar);
    if (typeof principals === "string") return principals;
    if (grammar === "trust" && actions.patterns.some((action) => !/^sts:/i.test(action))) {
        return "AssumeRole policy may only specify STS AssumeRole actions.";
    }
    const condition = item["Condition"] ?? {};
    if (!isProps(condition)) return syntax;
    const wrong = Object.keys(condition).find((name) => !operator.test(name));
    if (wrong !== undefined) return `Invalid Condition type : ${wrong}.`;
    if (!Object.values(condition).every(isProps)) return syntax;
    return { allows: effect === "Allow", principals, actions, resources, condition };
}

function sidMistake(sid: Value | undefined, grammar: Grammar, sids: Set<string>): string | undefined {
    if (sid === undefined) return undefined;
    if (typeof sid !== "string") return syntax;
    if (grammar !== "resource" && !/^[0-9A-Za-z]*$/.test(sid)) {
        return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
    }
    if (sid !== "" && sids.has(sid)) return "Statement IDs (SID) in a single policy must be unique.";
    sids.add(sid);
    return undefined;
}

function resourcesOf(item: Props, grammar: Grammar): Matcher | string {
    if (grammar === "trust") {
        const prohibited = ["Resource", "NotResource"].find((name) => name in item);
        return prohibited === undefined ? { patterns: ["*"], inverted: false } : `Has prohibited field ${prohibited}`;
    }
    const resources = matcher(item, "Resource", "NotResource");
    if (resources === undefined) return "Policy statement must contain resources.";
    const wrong = resources.patterns.find((resource) => resource !== "*" && !/^arn:([^:]*:){4}.+$/.test(resource));
    return wrong === undefined ? resources : `Resource ${wrong} must be in ARN format or "*".`;
}

function matcher(item: Props, name: string, inverse: string): Matcher | undefined {
    const inverted = inverse in item;
    if (inverted === name in item) return undefined;
    const patterns = strings(item[inverted ? inverse : name]);
    return patterns === undefined || patterns.length === 0 ? undefined : { patterns, inverted };
}

function principalsOf(item: Props, grammar: Grammar): Principals | undefined | string {
    const given = item["Principal"];
    if (grammar === "identity") {
        return given === undefined && item["NotPrincipal"] === undefined
            ? undefined
            : "Policy document should not specify a principal.";
    }
    if (given === undefined) return "NotPrincipal" in item ? syntax : "Missing required field Principal";
    if (given === "*") return { any: true, aws: [], services: [], federated: [] };
    if (!isProps(given) || Object.keys(given).some((key) => !["AWS", "Service", "Federated", "CanonicalUser"].includes(key))) {
        return syntax;
    }
    const aws = strings(given["AWS"] ?? []);
    const services = strings(given["Service"] ?? []);
    const federated = strings(given["Federated"] ?? []);
    if (aws === undefined || services === undefined || federated === undefined) return syntax;
    return { any: aws.includes("*"), aws: aws.filter((name) => name !== "*"), services, federated };
}

function strings(value: Value | undefined): readonly string[] | undefined {
    const all = isList(value) ? value : [value ?? null];
    const texts = all.filter((item): item is string => typeof item === "string");
    return texts.length === all.length ? texts : undefined;
}

export function parseJson(text: string): Value | undefined {
    try {
        return JSON.parse(text) as Value;
    } catch {
        return undefined;
    }
}

/** The rule of a property that takes a document: what the provider itself checks before AWS sees it. */
export function jsonRule(value: Value): string | undefined {
    return isProps(parseJson(String(value))) ? undefined : "contains an invalid JSON policy";
}

/** Length as IAM's quotas count it: without white space. */
export function documentSize(text: string): number {
    return JSON.stringify(parseJson(text) ?? "").length;
}

/** Whether two documents say the same: order, and lists of one, do not count (Terraform's policy equivalence). */
export function sameDocument(a: Value, b: Value): boolean {
    if (a === b) return true;
    const left = parseJson(String(a));
    const right = parseJson(String(b));
    return left !== undefined && right !== undefined && normal(left) === normal(right);
}

function normal(value: Value): string {
    if (isList(value)) {
        const items = [...new Set(value.map(normal))].sort();
        return items.length === 1 ? (items[0] ?? "") : `[${items.join(",")}]`;
    }
    if (isProps(value)) {
        const fields = Object.keys(value)
            .sort()
            .map((key) => `${JSON.stringify(key)}:${normal(value[key] ?? null)}`);
        return `{${fields.join(",")}}`;
    }
    // The account's number stands for its root.
    if (typeof value === "string" && /^\d{12}$/.test(value)) return canonical(`arn:aws:iam::${value}:root`);
    return canonical(value);
}
