/** The conditions that most rules are made of. Each says what absent means. */
import { Node } from "./node";
import { met, notApplicable, notMet, Outcome, unknown } from "./outcome";
import type { Condition, Context } from "./rule";

/** What a property that is not there counts as: `notMet`, `met`, or a reason why the rule does not apply. */
export type Absent = "notMet" | "met" | { readonly notApplicable: string };

/** Applies a test to the value at a path. The test gives undefined, or what is wrong, as `is 3; 7 or more is required`. */
export function at(path: string, absent: Absent, required: string, test: (node: Node, context: Context) => string | undefined): Condition {
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
    return at(path, absent, "true", ({ flag, value }) => (flag === true ? undefined : `is ${shown(value)}; true is required`));
}

/** @param absent default `met` */
export function isFalse(path: string, absent: Absent = "met"): Condition {
    return at(path, absent, "false", ({ flag, value }) => (flag === false ? undefined : `is ${shown(value)}; false is required`));
}

export function oneOf(path: string, allowed: readonly (string | number)[], absent: Absent = "notMet"): Condition {
    const required = allowed.length === 1 ? shown(allowed[0]) : `one of ${allowed.map(shown).join(", ")}`;
    return at(path, absent, required, ({ value }) => (allowed.some((one) => one === value) ? undefined : `is ${shown(value)}; ${required} is required`));
}

/** A number, at least what is given, or what the parameter of that name says. */
export function atLeast(path: string, least: number | string, absent: Absent = "notMet"): Condition {
    return bounded(path, least, absent, "or more", (value, bound) => value >= bound);
}

/** A number, at most what is given, or what the parameter of that name says. */
export function atMost(path: string, most: number | string, absent: Absent = "notMet"): Condition {
    return bounded(path, most, absent, "or less", (value, bound) => value <= bound);
}

function bounded(path: string, bound: number | string, absent: Absent, words: string, holds: (value: number, bound: number) => boolean): Condition {
    return ({ props }, context) => {
        const limit = Number(typeof bound === "string" ? context.parameter(bound) : bound);
        const required = `${limit} ${words}`;
        const test = ({ number, value }: Node): string | undefined => (number !== undefined && holds(number, limit) ? undefined : `is ${shown(value)}; ${required} is required`);
        return judged(props.at(path), absent, required, test);
    };
}

/** Something is set there, known or not: a reference to a resource that is still to be made is one. */
export function isSet(path: string, required = "a value"): Condition {
    return ({ props }) => {
        const node = props.at(path);
        if (node.reading === "absent" || node.value === "" || (Array.isArray(node.value) && node.value.length === 0)) {
            return notMet(node.path, `is not set; ${required} is required`);
        }
        return met;
    };
}

/** Every part of a list. @param empty what a list without parts counts as */
export function each(path: string, empty: Absent, required: string, judge: (item: Node, context: Context) => Outcome | readonly Outcome[]): Condition {
    return ({ props }, context) => {
        const list = props.at(path);
        if (list.reading === "unknown") return unknown(list.path);
        const items = list.items();
        if (items.length === 0) return whenAbsent(list, empty, required);
        return items.flatMap((item) => (item.reading === "unknown" ? [unknown(item.path)] : judge(item, context)));
    };
}

/** A value as it is written in a program. Never of a property that may hold a secret. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? "undefined";
    return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
