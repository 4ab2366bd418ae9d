import { isAbsent, isList, isProps, isUnknown, Props, Value } from "../cloud/values";

/** Elements of the query protocol's answers: lists are `member` elements; what is absent has no element. */
export function xmlOf(fields: Props): string {
    return Object.entries(fields)
        .map(([name, value]) => elementOf(name, value))
        .join("");
}

function elementOf(name: string, value: Value): string {
    return isAbsent(value) ? "" : `<${name}>${contentOf(value)}</${name}>`;
}

function contentOf(value: Value): string {
    if (isList(value)) return value.map((item) => elementOf("member", item)).join("");
    if (isProps(value)) return xmlOf(value);
    return isAbsent(value) || isUnknown(value) ? "" : escaped(String(value));
}

const entities: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

// What XML 1.0 has no way to write, https://www.w3.org/TR/xml/#charsets
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export function escaped(text: string): string {
    return text.replace(unwritable, "\ufffd").replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
