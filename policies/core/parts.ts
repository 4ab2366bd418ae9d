/** Parts of a resource's properties, judged one by one. */
import { judged, shown, type Absent } from "./conditions";
import { Node } from "./node";
import { Outcome, unknown } from "./outcome";
import type { Subject } from "./rule";

/** Every part of a list; nothing where it is absent or empty. */
export function parts(list: Node, judge: (item: Node) => Outcome | readonly Outcome[]): readonly Outcome[] {
    if (list.reading === "unknown") return [unknown(list.path)];
    return list.items().flatMap((item) => (item.reading === "unknown" ? [unknown(item.path)] : judge(item)));
}

/** The part of an object whose name may hold dots, as an annotation. */
export function keyed(node: Node, key: string): Node {
    if (node.reading === "unknown") return node;
    return node.entries().find(([name]) => name === key)?.[1] ?? Node.of(undefined, node.path === "" ? key : `${node.path}.${key}`);
}

/** A flag of a part. */
export function flagIs(node: Node, wanted: boolean, absent: Absent): Outcome {
    return judged(node, absent, String(wanted), ({ flag, value }) => (flag === wanted ? undefined : `is ${shown(value)}; ${wanted} is required`));
}

/** A text of a part that is one of some. */
export function textIn(node: Node, allowed: readonly string[], absent: Absent): Outcome {
    const required = allowed.length === 1 ? shown(allowed[0]) : `one of ${allowed.map(shown).join(", ")}`;
    return judged(node, absent, required, ({ text, value }) => (text !== undefined && allowed.includes(text) ? undefined : `is ${shown(value)}; ${required} is required`));
}

/** Nothing is there, or nothing in it. */
export function nothingAt(node: Node, allowed = "nothing"): Outcome {
    return judged(node, "met", allowed, ({ value }) => (value === "" || (Array.isArray(value) && value.length === 0) ? undefined : `is set; ${allowed} is allowed`));
}

/** What the program itself says: absent where the value is only what AWS took, or lists what other resources added. */
export function saidAt(subject: Subject, path: string): Node {
    const [property = path] = path.split(/[.[]/, 1);
    return subject.sets(property) ? subject.props.at(path) : Node.of(undefined, path);
}
