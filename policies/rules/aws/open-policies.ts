/** Resource policies that let everybody in. */
import { met, notApplicable, notMet } from "../../core/outcome";
import { judgedPolicy, isPublic, type Statement } from "../../core/policy-document";
import type { Condition } from "../../core/rule";

/**
 * Only these bind a caller: negated ones let all others in, and with `IfExists` or `ForAllValues` a request without the key
 * passes
 * (IAM user guide, "IAM JSON policy elements: Condition operators").
 */
const binding = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/i;

/** Allows everybody, with no condition on one of these keys that names somebody. */
export function opensToAll(statement: Statement, keys: readonly string[]): boolean {
    const everybody = isPublic(statement) || Object.keys(statement.notPrincipals).length > 0;
    if (statement.effect !== "Allow" || !everybody) return false;
    const wanted = keys.map((key) => key.toLowerCase());
    return !Object.entries(statement.conditions).some(([operator, values]) => binding.test(operator)
        && wanted.some((key) => (values[key]?.length ?? 0) > 0 && values[key]?.every((value) => /[^*?]/.test(value)) === true));
}

/** A policy that does not let everybody in. Where there is none the rule does not apply. */
export function notOpenToAll(path: string, keys: readonly string[]): Condition {
    return ({ props }) => judgedPolicy(props.at(path), notApplicable("it has no policy"), (statements) => {
        const open = statements.filter((statement) => opensToAll(statement, keys));
        const required = ["a principal", ...(keys.length === 0 ? [] : [`or a condition on ${keys.join(", ")}`])].join(", ");
        return open.length === 0 ? [met] : open.map(({ path: where }) =>
            notMet(where, `allows everybody; ${required} is required`));
    });
}
