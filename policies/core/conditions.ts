/**
 * The conditions that most rules are made of: of a part of the properties, or of what stands at a path. Each says what absent
 * means.
 */
import { Node } from "./node";
import { met, notApplicable, notMet, Outcome, unknown } from "./outcome";
import type { Condition, Context } from "./rule";

/** What a property that is not there counts as: `notMet`, `met`, or a reason why the rule does not apply. */
export type Absent = "notMet" | "met" | { readonly notApplicable: string };

/** Applies a test to the value at a path. The test gives undefined, or what is wrong, as `is 3; 7 or more is required`. */
export function at(
    path: string, absent: Absent, required: string, test: (node: Node, context: Context) => string | undefined,
): Condition {
    return ({ props }, context) => judged(props.at(path), absent, required, (node) => test(node, context));
}

/** The same for a node. */
export function judged(node: Node, absent: Absent, required: string, test: (node: Node) => string | undefined): Outcome {
    if (node.reading === "unknown") return unknown(node.path);
    if (node.reading === "absent") return whenAbsent(node, absent, required);
    const wrong = test(node);
    return wrong === undefined ? met : notMet(node.path, wrong);
}

function whenAbsent(node: Node, absent: Absent, required: string): Outcome {
    if (absent === "met") return met;
    if (absent === "notMet") return notMet(node.path, `is not set; ${required} is required`);
    return notApplicable(absent.notApplicable);
}

/** @param absent default `notMet`: most flags of AWS are off where nothing is said */
export function isTrue(path: string, absent: Absent = "notMet"): Condition {
    return ({ props }) => flagIs(props.at(path), true, absent);
}

/** @param absent default `met` */
export function isFalse(path: string, absent: Absent = "met"): Condition {
    return ({ props }) => flagIs(props.at(path), false, absent);
}

/** A flag of a part. */
export function flagIs(node: Node, wanted: boolean, absent: Absent): Outcome {
    return judged(node, absent, String(wanted), ({ flag, value }) =>
        (flag === wanted ? undefined : `is ${shown(value)}; ${wanted} is required`));
}

export function oneOf(path: string, allowed: readonly (string | number)[], absent: Absent = "notMet"): Condition {
    return ({ props }) => isOneOf(props.at(path), allowed, absent);
}

/** A part that is one of some texts or numbers. */
export function isOneOf(node: Node, allowed: readonly (string | number)[], absent: Absent): Outcome {
    const required = allowed.length === 1 ? shown(allowed[0]) : `one of ${allowed.map(shown).join(", ")}`;
    const test = ({ value }: Node): string | undefined =>
        (allowed.some((one) => one === value) ? undefined : `is ${shown(value)}; ${required} is required`);
    return judged(node, absent, required, test);
}

/** A number, at least what is given, or what the parameter of that name says. */
export function atLeast(path: string, least: number | string, absent: Absent = "notMet"): Condition {
    return bounded(path, least, absent, "or more", (value, bound) => value >= bound);
}

/** A number, at most what is given, or what the parameter of that name says. */
export function atMost(path: string, most: number | string, absent: Absent = "notMet"): Condition {
    return bounded(path, most, absent, "or less", (value, bound) => value <= bound);
}

function bounded(
    path: string, bound: number | string, absent: Absent, words: string, holds: (value: number, bound: number) => boolean,
): Condition {
    return ({ props }, context) => {
        const limit = Number(typeof bound === "string" ? context.parameter(bound) : bound);
        const required = `${limit} ${words}`;
        const test = ({ number, value }: Node): string | undefined =>
            (number !== undefined && holds(number, limit) ? undefined : `is ${shown(value)}; ${required} is required`);
        return judged(props.at(path), absent, required, test);
    };
}

/** Every part of the list at a path. @param empty what a list without parts counts as */
export function each(
    path: string, empty: Absent, required: string, judge: (item: Node, context: Context) => Outcome | readonly Outcome[],
): Condition {
    return ({ props }, context) => {
        const list = props.at(path);
        if (list.reading !== "unknown" && list.items().length === 0) return whenAbsent(list, empty, required);
        return parts(list, (item) => judge(item, context));
    };
}

/** Every part of a list; nothing where it is absent or empty. */
export function parts(list: Node, judge: (item: Node) => Outcome | readonly Outcome[]): readonly Outcome[] {
    if (list.reading === "unknown") return [unknown(list.path)];
    return list.items().flatMap((item) => (item.reading === "unknown" ? [unknown(item.path)] : judge(item)));
}

/** A value as it is written in a program. Never of a property that may hold a secret. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? "undefined";
    return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
