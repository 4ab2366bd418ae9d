/** Properties that name another resource. */
import { shown } from "./conditions";
import type { Node } from "./node";
import { met, notMet, Outcome, unknown } from "./outcome";
import type { Condition, Subject } from "./rule";

/** Names of AWS's own keys; a customer's may not begin so (KMS developer guide, "Aliases in AWS KMS"). */
const awsKey = /(^|:)alias\/aws\//;
const keyTypes = [
    "aws:kms/key:Key", "aws:kms/alias:Alias", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
];

/**
 * Names something. What is not known yet does so where it comes from a resource of the stack; else it may still turn out to be
 * nothing.
 */
export function refersTo(path: string, what: string): Condition {
    return (subject) => reference(subject, subject.props.at(path), what);
}

export function reference(subject: Subject, node: Node, what: string): Outcome {
    if (node.reading === "unknown") return subject.from(topOf(node.path)).length > 0 ? met : unknown(node.path);
    return isEmpty(node) ? notMet(node.path, `is not set; ${what} is required`) : met;
}

/** Names a KMS key that is not one of AWS's own, whose policy nobody can change. */
export function customerKey(path: string): Condition {
    return (subject) => keyReference(subject, subject.props.at(path));
}

export function keyReference(subject: Subject, node: Node): Outcome {
    if (node.reading === "unknown") {
        return subject.from(topOf(node.path)).some(({ type }) => keyTypes.includes(type)) ? met : unknown(node.path);
    }
    if (isEmpty(node) || !subject.sets(topOf(node.path))) {
        return notMet(node.path, "is not set; a customer managed key is required");
    }
    return awsKey.test(node.text ?? "")
        ? notMet(node.path, `is ${shown(node.text)}, a key of AWS; a customer managed key is required`)
        : met;
}

function isEmpty({ reading, value }: Node): boolean {
    return reading === "absent" || value === "";
}

/** Dependencies are known by the first part of a path. */
function topOf(path: string): string {
    return path.split(/[.[]/, 1)[0] ?? path;
}
