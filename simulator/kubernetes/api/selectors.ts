import { Props, records, text, texts } from "../../cloud/values";
import { stringsOf } from "./types";

/** A `metav1.LabelSelector`; empty selects everything. */
export function selects(selector: Props, labels: Readonly<Record<string, string>>): boolean {
    const equal = Object.entries(stringsOf(selector["matchLabels"])).every(([name, value]) => labels[name] === value);
    return equal && records(selector, "matchExpressions").every((rule) => meets(rule, labels));
}

function meets(rule: Props, labels: Readonly<Record<string, string>>): boolean {
    const label = labels[text(rule, "key")];
    const values = texts(rule, "values");
    switch (text(rule, "operator")) {
        case "In":
            return label !== undefined && values.includes(label);
        case "NotIn":
            return label === undefined || !values.includes(label);
        case "Exists":
            return label !== undefined;
        case "DoesNotExist":
            return label === undefined;
        default:
            return false;
    }
}

/** The selector of a Service: all of its labels, and an empty one selects nothing. */
export function selectsPlainly(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
    const wanted = Object.entries(selector);
    return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
}
