import { AwsError } from "../../cloud/errors";
import { isAbsent, isProps, optionalText, Props, record, records, text, textOr, texts, Value } from "../../cloud/values";

/** Name in the account and in the API of each kind of condition, and its `Field`. */
const kinds = [
    { own: "hostHeader", config: "HostHeaderConfig", field: "host-header" },
    { own: "pathPattern", config: "PathPatternConfig", field: "path-pattern" },
    { own: "httpHeader", config: "HttpHeaderConfig", field: "http-header" },
    { own: "queryStrings", config: "QueryStringConfig", field: "query-string" },
    { own: "httpRequestMethod", config: "HttpRequestMethodConfig", field: "http-request-method" },
    { own: "sourceIp", config: "SourceIpConfig", field: "source-ip" },
] as const;

type Kind = (typeof kinds)[number];

/** Conditions of a request in the form in which the account keeps them. */
export function conditionsFromApi(conditions: readonly Props[]): readonly Props[] {
    return conditions.map((condition, index): Props => {
        const field = optionalText(condition, "Field");
        const kind = kinds.find((one) => (field === undefined ? isProps(condition[one.config]) : one.field === field));
        if (kind === undefined) {
            const allowed = kinds.map((one) => one.field).join(", ");
            throw new AwsError("ValidationError", `Condition ${index + 1}: field '${field ?? ""}' is not one of ${allowed}`);
        }
        // `Values` beside `Field` is the older form of host-header and path-pattern: ELBv2 API Reference, RuleCondition.
        const config = isAbsent(condition[kind.config]) ? { Values: texts(condition, "Values") } : record(condition, kind.config);
        return { [kind.own]: configFromApi(kind.own, config) };
    });
}

function configFromApi(own: Kind["own"], config: Props): Value {
    if (own === "queryStrings") {
        return records(config, "Values").map((pair) => ({ key: pair["Key"] ?? null, value: pair["Value"] ?? null }));
    }
    const values = texts(config, "Values");
    return own === "httpHeader" ? { httpHeaderName: textOr(config, "HttpHeaderName", ""), values } : { values };
}

/** Conditions as the API describes them. */
export function conditionsToApi(conditions: readonly Props[]): readonly Props[] {
    return conditions.flatMap((condition) => {
        const kind = kinds.find((one) => !isAbsent(condition[one.own]));
        if (kind === undefined) return [];
        const older = valuesToApi(kind.field, record(condition, kind.own));
        return [{ Field: kind.field, ...older, [kind.config]: configToApi(kind.own, condition) }];
    });
}

function valuesToApi(field: string, config: Props): Props {
    return field === "host-header" || field === "path-pattern" ? { Values: texts(config, "values") } : {};
}

function configToApi(own: Kind["own"], condition: Props): Props {
    if (own === "queryStrings") {
        return { Values: records(condition, own).map((pair) => ({ Key: pair["key"] ?? null, Value: text(pair, "value") })) };
    }
    const config = record(condition, own);
    const name = own === "httpHeader" ? text(config, "httpHeaderName") : null;
    return { HttpHeaderName: name, Values: texts(config, "values") };
}
