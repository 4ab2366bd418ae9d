import { Props, Value } from "../cloud/values";

type Tree = Map<string, string | Tree>;

// Deep enough for every request of these APIs; keeps a hostile form from exhausting the stack.
const deepest = 16;

/**
 * A request of the query protocol as nested values: `Actions.member.1.Type=forward` becomes `{ Actions: [{ Type: "forward" }] }`.
 * Every leaf is a text. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function parseForm(body: string): Props {
    const root: Tree = new Map();
    for (const [name, value] of new URLSearchParams(body)) place(root, name.split(".").slice(0, deepest), value);
    return propsOf(root);
}

function place(at: Tree, [name = "", ...rest]: readonly string[], value: string): void {
    const found = at.get(name);
    if (rest.length === 0) {
        if (found === undefined) at.set(name, value);
        return;
    }
    const below: Tree = found instanceof Map ? found : new Map();
    at.set(name, below);
    place(below, rest, value);
}

function propsOf(tree: Tree): Props {
    const draft: [string, Value][] = [...tree].map(([name, value]) => [name, valueOf(value)]);
    return Object.fromEntries(draft);
}

function valueOf(node: string | Tree): Value {
    if (typeof node === "string") return node;
    const members = node.get("member");
    if (node.size !== 1 || !(members instanceof Map)) return propsOf(node);
    const indexes = [...members.keys()].sort((a, b) => Number(a) - Number(b));
    return indexes.map((index) => valueOf(members.get(index) ?? ""));
}
