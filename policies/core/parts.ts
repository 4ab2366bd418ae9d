/** Parts of a resource's properties that are found in their own way. */
import { judged } from "./conditions";
import { Node } from "./node";
import type { Outcome } from "./outcome";
import type { Subject } from "./rule";

/** The part of an object whose name may hold dots, as an annotation. */
export function keyed(node: Node, key: string): Node {
    if (node.reading === "unknown") return node;
    return node.entries().find(([name]) => name === key)?.[1]
        ?? Node.of(undefined, node.path === "" ? key : `${node.path}.${key}`);
}

/** Nothing is there, or nothing in it. */
export function nothingAt(node: Node, allowed = "nothing"): Outcome {
    return judged(node, "met", allowed, ({ value }) =>
        (value === "" || (Array.isArray(value) && value.length === 0) ? undefined : `is set; ${allowed} is allowed`));
}

/** What the program itself says: absent where the value is only what AWS took, or lists what other resources added. */
export function saidAt(subject: Subject, path: string): Node {
    const [property = path] = path.split(/[.[]/, 1);
    return subject.sets(property) ? subject.props.at(path) : Node.of(undefined, path);
}
