/** What stands beside a resource and configures it, as the versioning of a bucket. */
import { notMet, Outcome, unknown } from "./outcome";
import type { Condition, Context, StackView, Subject } from "./rule";

/**
 * The resources of these types whose `property` names the subject; the outcome where there is none, or where that is not known.
 */
export function beside(
    subject: Subject, stack: StackView, types: readonly string[], property: string, what: string,
): readonly Subject[] | Outcome {
    const related = types.map((type) => stack.naming(subject, type, property));
    const found = related.flatMap((each) => each.found);
    if (found.length > 0) return found;
    const unsure = related.flatMap((each) => each.unsure)[0];
    return unsure === undefined ? notMet("", `has no ${what}`) : unknown(`${unsure.name}.${property}`);
}

/** Judges what stands beside a resource; that nothing does is not met. */
export function withBeside(
    types: readonly string[], property: string, what: string, judge: (resource: Subject, context: Context) => readonly Outcome[],
): Condition {
    return (subject, context) => {
        const found = beside(subject, context.stack, types, property, what);
        return isOutcome(found) ? [found] : found.flatMap((resource) => judge(resource, context));
    };
}

export function isOutcome(found: readonly Subject[] | Outcome): found is Outcome {
    return "kind" in found;
}
