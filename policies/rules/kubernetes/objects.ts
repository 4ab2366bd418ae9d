/** What rules of Kubernetes objects share: names, annotations, namespaces, selectors. */
import { Answer, every, not } from "../../core/answer";
import { judged, shown, type Absent } from "../../core/conditions";
import type { Node } from "../../core/node";
import { notApplicable, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { keyed } from "../../core/parts";
import { covers } from "../../core/policy-document";
import type { Condition, Context, Parameter, StackView, Subject } from "../../core/rule";

export const namespaceType = "kubernetes:core/v1:Namespace";
/** Kinds of objects that stand in no namespace, of those that rules judge. */
const spaceless: ReadonlySet<string> = new Set([
    namespaceType, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", "kubernetes:storage.k8s.io/v1:StorageClass",
]);

export function annotation({ props }: Subject, key: string): Node {
    return keyed(props.at("metadata.annotations"), key);
}

/** The text of an annotation. */
export function annotated(
    subject: Subject, key: string, absent: Absent, required: string, holds: (text: string) => boolean,
): Outcome {
    const test = ({ text, value }: Node): string | undefined =>
        (text !== undefined && holds(text) ? undefined : `is ${shown(value)}; ${required} is required`);
    return judged(annotation(subject, key), absent, required, test);
}

/** @param what as `DaemonSets of the system that may read the node's files` */
export function listParameter(what: string): Parameter {
    return textsParameter(`${what}: NAMESPACE/NAME, or NAME of what stands in no namespace; * stands for any letters`);
}

/** Whether a parameter of the rule lists the object. Its name is not asked for where the list is empty. */
export function listed({ type, props }: Subject, context: Context, parameter: string): Answer {
    const names = textsOf(context, parameter);
    if (names.length === 0) return false;
    const spaced = !spaceless.has(type);
    const [name, space] = [props.at("metadata.name"), props.at("metadata.namespace")];
    if (name.reading === "unknown") return { unknown: name.path };
    if (spaced && space.reading === "unknown") return { unknown: space.path };
    // The API server's default where no namespace is given.
    const full = spaced ? `${space.text ?? "default"}/${name.text ?? ""}` : name.text ?? "";
    return names.some((pattern) => covers(pattern, full));
}

/** Does not apply to what a parameter lists. */
export function unlessListed(parameter: string, condition: Condition): Condition {
    return (subject, context) => {
        const answer = listed(subject, context, parameter);
        if (typeof answer === "object") return unknown(answer.unknown);
        return answer ? notApplicable(`the parameter ${parameter} lists it`) : condition(subject, context);
    };
}

/** The namespaces that an object's metadata come from. */
function namespacesOf(subject: Subject): readonly Subject[] {
    return subject.from("metadata").filter(({ type }) => type === namespaceType);
}

/** Objects of a type in a namespace: by where their metadata come from where the name is not known, else by its name. */
export function objectsIn(
    namespace: Subject, stack: StackView, type: string,
): { readonly found: readonly Subject[]; readonly unsure: readonly Subject[] } {
    const name = namespace.props.at("metadata.name").text;
    const found: Subject[] = [];
    const unsure: Subject[] = [];
    for (const other of stack.ofType(type)) {
        const space = other.props.at("metadata.namespace");
        const sources = namespacesOf(other);
        if (space.text !== undefined && name !== undefined) {
            if (space.text === name) found.push(other);
        } else if (sources.some(({ urn }) => urn === namespace.urn)) {
            found.push(other);
        } else if (space.reading !== "absent" && sources.length === 0) {
            unsure.push(other);
        }
    }
    return { found, unsure };
}

/** Whether two objects stand in one namespace. */
export function together(one: Subject, other: Subject): Answer {
    const [left, right] = [one, other].map(({ props }) => props.at("metadata.namespace"));
    if (left?.reading !== "unknown" && right?.reading !== "unknown") {
        return (left?.text ?? "default") === (right?.text ?? "default");
    }
    const [from, to] = [namespacesOf(one), namespacesOf(other)];
    if (from.length === 1 && to.length === 1) return from[0]?.urn === to[0]?.urn;
    return { unknown: left?.reading === "unknown" ? left.path : `${other.name}.metadata.namespace` };
}

/**
 * Whether a label selector selects labels (Kubernetes API reference, LabelSelector). An empty one selects all, none at all
 * selects nothing.
 */
export function selects(selector: Node, labels: Node): Answer {
    if (selector.reading === "absent") return false;
    if (!selector.settled) return { unknown: selector.path };
    return every(
        ...selector.at("matchLabels").entries().map(([key, value]) => hasLabel(labels, key, [value.text ?? ""])),
        ...selector.at("matchExpressions").items().map((term) => matchesTerm(term, labels)),
    );
}

function matchesTerm(term: Node, labels: Node): Answer {
    const key = term.at("key").text ?? "";
    const values = term.at("values").items().map(({ text }) => text ?? "");
    switch (term.at("operator").text) {
        case "In": return hasLabel(labels, key, values);
        case "NotIn": return not(hasLabel(labels, key, values));
        case "Exists": return hasLabel(labels, key);
        case "DoesNotExist": return not(hasLabel(labels, key));
        default: return false;
    }
}

function hasLabel(labels: Node, key: string, values?: readonly string[]): Answer {
    const node = keyed(labels, key);
    if (node.reading === "unknown") return { unknown: node.path };
    return node.text !== undefined && (values === undefined || values.includes(node.text));
}

/** An answer about another object, under its name. */
export function about(other: Subject, answer: Answer): Answer {
    return typeof answer === "object" ? { unknown: `${other.name}.${answer.unknown}` } : answer;
}
