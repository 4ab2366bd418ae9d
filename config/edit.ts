/** Changes values in the text of a stack file and leaves everything else as it stands, comments and layout included. */

import { isCollection, isScalar, parseDocument } from "yaml";
import { namespace } from "./schema";

type Step = string | number;

/**
 * The text with the values set.
 *
 * @param values by path, as `colorway:activeColor` or `colorway:slots.green.release`; the namespace may be left out; a value of
 *     undefined removes the key
 * @throws SyntaxError when the text is no YAML or a path is malformed
 */
export function setStackValues(text: string, values: { readonly [path: string]: unknown }): string {
    return Object.entries(values).reduce((edited, [path, value]) => setValue(edited, ["config", ...readPath(path)], value), text);
}

function setValue(text: string, path: readonly Step[], value: unknown): string {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) throw new SyntaxError(`stack file: ${error.message.split("\n", 1)[0] ?? ""}`);
    const node = document.getIn(path, true);
    if (isScalar(node) && node.range && isPlain(value)) {
        // only the letters of the value change; writing the document anew would lay out lists and spaces its own way
        return text.slice(0, node.range[0]) + write(value) + text.slice(node.range[1]);
    }
    if (value === undefined) {
        if (!document.hasIn(path)) return text;
        document.deleteIn(path);
    } else {
        const parent = document.getIn(path.slice(0, -1), true);
        // an entry without a value, as `config:` alone, is a scalar that nothing can be put into
        if (parent !== undefined && !isCollection(parent)) document.setIn(path.slice(0, -1), document.createNode({}));
        document.setIn(path, document.createNode(value));
    }
    return document.toString({ lineWidth: 0, flowCollectionPadding: !/\{\S/.test(text) });
}

function isPlain(value: unknown): value is string | number | boolean {
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Bare where no reader of YAML could take it for something else, otherwise in quotes. */
function write(value: string | number | boolean): string {
    if (typeof value !== "string") return String(value);
    const bare = /^[A-Za-z][A-Za-z0-9./-]*$/.test(value) && !/^(true|false|null)$/i.test(value);
    return bare || /^\d+\.\d+\.\d+$/.test(value) ? value : JSON.stringify(value);
}

/** `colorway:slots.green.release` or `slots["green"].x[0]` as steps, the first one the full key. */
function readPath(path: string): readonly Step[] {
    const match = /^((?:[A-Za-z][\w-]*:)?[A-Za-z][\w-]*)(.*)$/.exec(path);
    const [, key = "", rest = ""] = match ?? [];
    const steps: Step[] = [key.includes(":") ? key : `${namespace}:${key}`];
    let left = rest;
    while (left !== "") {
        const step = /^(?:\.([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/.exec(left);
        if (match === null || step === null) break;
        const [whole, member, index, quoted] = step;
        steps.push(member ?? (index === undefined ? String(JSON.parse(quoted ?? "\"\"")) : Number(index)));
        left = left.slice(whole.length);
    }
    if (match === null || left !== "") throw new SyntaxError(`path ${path}: write it as colorway:slots.green.release`);
    return steps;
}
