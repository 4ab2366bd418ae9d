import { hasUnknown, isAbsent, isUnknown, Props, record, records, texts, Value } from "../../cloud/values";
import { Mistake, objectProperty, Property, setProperty, Shape, textProperty } from "../model";
import { mistake } from "./mistakes";

const source = "ELBv2 API Reference, RuleCondition";
const quotas = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

const patternOf = (pattern: RegExp): Property =>
    setProperty(textProperty({ minLength: 1, maxLength: 128, pattern, source }), {
        required: true,
        minItems: 1,
    });

const fields: Shape = {
    hostHeader: objectProperty({ values: patternOf(/^[A-Za-z0-9.*?-]*\.[A-Za-z*?]+$/) }),
    httpHeader: objectProperty({
        httpHeaderName: textProperty({ required: true, pattern: /^[0-9A-Za-z_!#$%&'*+.^`|~-]{1,40}$/, rule: notHost, source }),
        values: patternOf(/^[\x20-\x7e]+$/),
    }),
    httpRequestMethod: objectProperty({
        values: setProperty(textProperty({ pattern: /^[A-Z_-]{1,40}$/, source }), { required: true, minItems: 1 }),
    }),
    pathPattern: objectProperty({ values: patternOf(/^[A-Za-z0-9_.$/~"'@:+&*?;%=!(),-]+$/) }),
    queryStrings: setProperty(
        objectProperty({
            key: textProperty({ maxLength: 128, source }),
            value: textProperty({ required: true, minLength: 1, maxLength: 128, source }),
        }),
        { minItems: 1 },
    ),
    sourceIp: objectProperty({ values: setProperty(textProperty({ rule: cidrRule, source }), { required: true, minItems: 1 }) }),
};

/** The conditions of a rule. */
export const conditionsProperty: Property = setProperty(objectProperty(fields), { required: true, minItems: 1 });

function notHost(value: Value): string | undefined {
    return String(value).toLowerCase() === "host" ? "the Host header is matched by hostHeader, not by httpHeader" : undefined;
}

function cidrRule(value: Value): string | undefined {
    const [address = "", prefix = "", more] = String(value).split("/");
    const v6 = address.includes(":");
    const longest = v6 ? 128 : 32;
    const numeric = /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest && more === undefined;
    const parts = address.split(".").map(Number);
    const v4 = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
    return numeric && (v4 || v6) ? undefined : `${JSON.stringify(value)} is not a valid CIDR block`;
}

// "Each rule can optionally include up to one of each of": API reference, RuleCondition.
const onlyOnce = ["hostHeader", "httpRequestMethod", "pathPattern", "sourceIp"];
const mostValues = 5;
const mostWildcards = 5;

/** What is wrong among the conditions of a rule; values may be unknown. */
export function conditionMistakes(inputs: Props): readonly Mistake[] {
    const conditions = records(inputs, "conditions");
    const mistakes = conditions.flatMap((condition, index) => {
        const given = Object.keys(fields).filter((name) => !isAbsent(condition[name]));
        if (given.length === 1 || Object.values(condition).some(isUnknown)) return [];
        const what =
            `exactly one of ${Object.keys(fields).join(", ")} must be given, got `
            + `${given.length === 0 ? "none" : given.join(", ")}`;
        return [mistake(`conditions[${index}]`, what)];
    });
    for (const name of onlyOnce) {
        if (conditions.filter((condition) => !isAbsent(condition[name])).length > 1) {
            mistakes.push(mistake("conditions", `a rule can only have one ${name} condition; put the values into one`));
        }
    }
    if (hasUnknown(inputs["conditions"])) return mistakes;
    const values = conditions.flatMap(valuesOf);
    if (values.length > mostValues) {
        mistakes.push(
            mistake("conditions", `A rule can only have '${mostValues}' condition values, got ${values.length} (${quotas})`),
        );
    }
    const wildcards = conditions.flatMap(patternsOf).reduce((sum, value) => sum + (value.match(/[*?]/g)?.length ?? 0), 0);
    if (wildcards > mostWildcards) {
        mistakes.push(mistake("conditions", `A rule can only have '${mostWildcards}' wildcards, got ${wildcards} (${quotas})`));
    }
    return mistakes;
}

/** Every value that counts to the limit of a rule. */
function valuesOf(condition: Props): readonly string[] {
    const plain = ["hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "sourceIp"].flatMap((name) =>
        texts(record(condition, name), "values"),
    );
    return [...plain, ...records(condition, "queryStrings").map((pair) => String(pair["value"]))];
}

function patternsOf(condition: Props): readonly string[] {
    const plain = ["hostHeader", "httpHeader", "pathPattern"].flatMap((name) => texts(record(condition, name), "values"));
    return [
        ...plain,
        ...records(condition, "queryStrings").flatMap((pair) => [String(pair["key"] ?? ""), String(pair["value"])]),
    ];
}
