import { AwsError } from "../../cloud/errors";
import { canonical, isAbsent, isProps, list, optionalText, Props, record, records, textOr, Value } from "../../cloud/values";
import { flagProperty, Mistake, numberProperty, objectProperty, Property, setProperty, Shape, textProperty } from "../model";
import { configuredGroups, managedGroups } from "./managed-groups";
import { invalid, invalidParameter } from "./types";

const ruleSource = "WAFV2 API Reference, Rule";
const rateSource = "WAFV2 API Reference, RateBasedStatement";
const capacitySource = "https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html";

/**
 * Capacity units of a web ACL, 1500 of them at the basic price:
 * https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
 */
const mostCapacity = 5000;

// A choice among empty blocks: which one it is is all that counts.
const same = (a: Value, b: Value): boolean => canonical(a) === canonical(b);
const empty = objectProperty({});
const choice = (names: readonly string[], required = false): Property =>
    objectProperty(Object.fromEntries(names.map((name) => [name, empty])), { required, same });

export const defaultActionProperty = choice(["allow", "block"], true);

const visibilityFields: Shape = {
    cloudwatchMetricsEnabled: flagProperty({ required: true }),
    metricName: textProperty({
        required: true,
        minLength: 1,
        maxLength: 128,
        pattern: /^[\w#:.\-/]+$/,
        rule: reserved,
        source: "WAFV2 API Reference, VisibilityConfig",
    }),
    sampledRequestsEnabled: flagProperty({ required: true }),
};

export const visibilityProperty = objectProperty(visibilityFields, { required: true });

const statement: Shape = {
    managedRuleGroupStatement: objectProperty({
        name: textProperty({ required: true, minLength: 1, maxLength: 128, pattern: /^[\w-]+$/ }),
        vendorName: textProperty({ required: true, minLength: 1, maxLength: 128 }),
        version: textProperty({ minLength: 1, maxLength: 64, pattern: /^[\w#:.\-/]+$/ }),
        ruleActionOverrides: setProperty(
            objectProperty({
                name: textProperty({ required: true, minLength: 1, maxLength: 128, pattern: /^[\w-]+$/ }),
                actionToUse: choice(["allow", "block", "count", "captcha", "challenge"], true),
            }),
            { maxItems: 100 },
        ),
    }),
    rateBasedStatement: objectProperty({
        limit: numberProperty({ required: true, min: 10, max: 2_000_000_000, source: rateSource }),
        aggregateKeyType: textProperty({
            default: "IP",
            oneOf: ["IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"],
            source: rateSource,
        }),
        evaluationWindowSec: numberProperty({ default: 300, oneOf: [60, 120, 300, 600], source: rateSource }),
        forwardedIpConfig: objectProperty({
            headerName: textProperty({ required: true, minLength: 1, maxLength: 255, pattern: /^[a-zA-Z0-9-]+$/ }),
            fallbackBehavior: textProperty({ required: true, oneOf: ["MATCH", "NO_MATCH"] }),
        }),
    }),
    geoMatchStatement: objectProperty({
        countryCodes: setProperty(textProperty({ pattern: /^[A-Z]{2}$/ }), { required: true, minItems: 1 }),
    }),
};

export const rulesProperty: Property = setProperty(
    objectProperty({
        name: textProperty({ required: true, minLength: 1, maxLength: 128, pattern: /^[\w-]+$/, source: ruleSource }),
        priority: numberProperty({ required: true, min: 0, source: ruleSource }),
        action: choice(["allow", "block", "count", "captcha", "challenge"]),
        overrideAction: choice(["count", "none"]),
        statement: objectProperty(statement, { required: true }),
        visibilityConfig: visibilityProperty,
    }),
    { source: capacitySource },
);

function reserved(value: Value): string | undefined {
    return value === "All" || value === "Default_Action" ? `the metric name ${String(value)} is reserved for AWS WAF` : undefined;
}

/** What the service would refuse and the provider can see; each as one mistake. */
export function ruleMistakes(inputs: Props): readonly Mistake[] {
    const mistakes: Mistake[] = [];
    const say = (path: string, what: string): void =>
        void mistakes.push({ path, message: `${path}: ${what} (${invalidParameter})` });
    const chosen = Object.keys(record(inputs, "defaultAction"));
    if (chosen.length !== 1)
        say("defaultAction", `exactly one of allow, block must be given, got ${chosen.join(", ") || "none"}`);
    list(inputs, "rules").forEach((rule, index) => {
        if (!isProps(rule)) return;
        const path = `rules[${index}]`;
        const kinds = Object.keys(record(rule, "statement")).filter((name) => !isAbsent(record(rule, "statement")[name]));
        if (kinds.length > 1) say(`${path}.statement`, `exactly one statement must be given, got ${kinds.join(", ")}`);
        const group = record(record(rule, "statement"), "managedRuleGroupStatement");
        const name = optionalText(group, "name");
        if (name !== undefined && configuredGroups.has(name)) {
            mistakes.push({
                path,
                message:
                    `${path}.statement: the managed rule group ${name} is not modeled by the `
                    + "simulated cloud; docs/simulator.md lists what is",
            });
        }
    });
    return mistakes;
}

/** Refuses what CreateWebACL and UpdateWebACL refuse of rules; returns the capacity that they take. */
export function checkRules(inputs: Props): number {
    const rules = records(inputs, "rules");
    unique(rules, "priority", "RULE", "Priority");
    unique(rules, "name", "RULE", "Name");
    const capacity = rules.reduce((sum, rule) => sum + capacityOf(rule), 0);
    if (capacity > mostCapacity) {
        throw new AwsError(
            "WAFLimitsExceededException",
            "AWS WAF couldn't perform the operation because you exceeded the maximum web ACL "
                + `capacity: ${capacity} units, ${mostCapacity} are allowed`,
        );
    }
    return capacity;
}

function unique(rules: readonly Props[], name: string, field: string, parameter: string): void {
    const values = rules.map((rule) => rule[name]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined)
        throw invalid(`The values of ${parameter} must all be different, ${String(twice)} is given twice`, field, parameter);
}

function capacityOf(rule: Props): number {
    const part = record(rule, "statement");
    const isGroup = !isAbsent(part["managedRuleGroupStatement"]);
    const fitting = isGroup ? ["overrideAction", "action"] : ["action", "overrideAction"];
    const [needed = "", forbidden = ""] = fitting;
    if (Object.keys(record(rule, needed)).length !== 1 || !isAbsent(rule[forbidden])) {
        throw invalid(
            "You have used none or multiple values for a field that requires exactly one value.",
            "RULE",
            textOr(rule, "name", ""),
        );
    }
    if (isGroup) return managedCapacity(record(part, "managedRuleGroupStatement"));
    if (!isAbsent(part["rateBasedStatement"])) return rateCapacity(record(part, "rateBasedStatement"));
    // Geographic match: one unit; the capacity page.
    if (!isAbsent(part["geoMatchStatement"])) return 1;
    throw invalid(
        "You have used none or multiple values for a field that requires exactly one value.",
        "STATEMENT",
        textOr(rule, "name", ""),
    );
}

function managedCapacity(group: Props): number {
    const name = textOr(group, "name", "");
    const capacity = textOr(group, "vendorName", "") === "AWS" ? managedGroups.get(name) : undefined;
    if (capacity === undefined) {
        throw invalid(
            "A reference in your rule statement is not valid.",
            "MANAGED_RULE_GROUP",
            `${textOr(group, "vendorName", "")}/${name}`,
        );
    }
    return capacity;
}

/** Two units, and thirty for each custom key: the capacity page. */
function rateCapacity(rate: Props): number {
    const type = textOr(rate, "aggregateKeyType", "IP");
    if (type === "FORWARDED_IP" && isAbsent(rate["forwardedIpConfig"])) {
        throw invalid(
            "You must provide the forwarded IP configuration for the aggregate key type FORWARDED_IP.",
            "RATE_BASED_STATEMENT",
            "ForwardedIPConfig",
        );
    }
    if (type === "CONSTANT" || type === "CUSTOM_KEYS") {
        const missing = type === "CONSTANT" ? "ScopeDownStatement" : "CustomKeys";
        throw invalid(`The aggregate key type ${type} requires ${missing}.`, "RATE_BASED_STATEMENT", missing);
    }
    return 2;
}
