/** What a rule is only for: conditions that hold for some resources, not for others. */
import { shown } from "./conditions";
import { notApplicable, Outcome, unknown } from "./outcome";
import { flagParameter, type TextLists, textListsOf, textListsParameter } from "./parameters";
import type { Condition, Context, Parameter, Subject } from "./rule";

/** Undefined where the rule is for the resource, else what its conditions give. */
export type Guard = (subject: Subject, context: Context) => Outcome | undefined;

/** The conditions, each of them behind the guard. */
export function when(guard: Guard, ...conditions: readonly Condition[]): readonly Condition[] {
    return conditions.map((condition): Condition => (subject, context) => guard(subject, context) ?? condition(subject, context));
}

/** Every guard must let pass. */
export function all(...guards: readonly Guard[]): Guard {
    return (subject, context) => {
        for (const guard of guards) {
            const outcome = guard(subject, context);
            if (outcome !== undefined) return outcome;
        }
        return undefined;
    };
}

/** Only where nothing is set at these paths: a reference that is not known yet is set. */
export function unlessSet(paths: readonly string[], reason: string): Guard {
    return ({ props }) => (paths.some((path) => props.at(path).reading !== "absent" && props.at(path).value !== "")
        ? notApplicable(reason)
        : undefined);
}

/** Only where the value is one of these. @param fallback what AWS or Kubernetes takes where nothing is said */
export function whereOneOf(path: string, values: readonly unknown[], fallback: unknown, reason: string): Guard {
    return ({ props }) => {
        const node = props.at(path);
        if (node.reading === "unknown") return unknown(node.path);
        const value = node.reading === "absent" ? fallback : (node.flag ?? node.value);
        return values.includes(value) ? undefined : notApplicable(reason);
    };
}

/** Whether a resource has one of these tags; no value listed stands for any. */
export function tagged({ props }: Subject, wanted: TextLists): boolean | Outcome {
    const tags = props.at("tags");
    if (tags.reading === "unknown") return unknown("tags");
    const own = tags.entries().filter(([key]) => Object.hasOwn(wanted, key));
    if (own.some(([key, { text }]) => wanted[key]?.length === 0 || (text !== undefined && wanted[key]?.includes(text)))) {
        return true;
    }
    const open = own.find(([, node]) => node.reading === "unknown");
    return open === undefined ? false : unknown(open[1].path);
}

/** Only resources with one of the tags that the parameter `tags` lists. */
export const whereTagged: Guard = (subject, context) => {
    const wanted = textListsOf(context, "tags");
    const found = tagged(subject, wanted);
    if (typeof found !== "boolean") return found;
    return found ? undefined : notApplicable(`it has none of the tags ${shown(wanted)}`);
};

/** The parameter of `whereTagged`. */
export function tagsParameter(what: string, tags: TextLists): { readonly tags: Parameter } {
    return {
        tags: textListsParameter(`tags with their values by which ${what} is known; an empty list stands for any value`, tags),
    };
}

/** Only in environments that are to be protected. */
export const inProtected: Guard = (_, context) =>
    (context.parameter("protected") === true ? undefined : notApplicable("the environment is not a protected one"));

/** The parameter of `inProtected`. */
export const protectedParameter: { readonly protected: Parameter } = {
    protected: flagParameter("whether the environment is a protected one; in others the rule does not apply", true),
};
