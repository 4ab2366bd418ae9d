/** Applies rules to resources. */
import { groupedBy } from "../lib/groups";
import { Outcome, unknown, Verdict, verdictOf } from "./outcome";
import type { Context, Rule, StackView, Subject } from "./rule";

/** Values of rules' parameters by rule, then by name; what is not there has its default. */
export interface Parameters {
    readonly [rule: string]: { readonly [name: string]: unknown };
}

export interface RuleResult {
    readonly rule: Rule;
    readonly subject: Subject;
    readonly verdict: Verdict;
}

interface TypedRule {
    readonly type: string;
    readonly rule: Rule;
}

/** The rules that judge a resource of a type; `*` stands for any letters at a type's end. */
export class RuleIndex {
    private readonly exact: ReadonlyMap<string, readonly TypedRule[]>;
    private readonly open: readonly TypedRule[];

    constructor(readonly rules: readonly Rule[]) {
        const typed = rules.flatMap((rule) => rule.types.map((type) => ({ type, rule })));
        this.exact = groupedBy(typed.filter(({ type }) => !type.endsWith("*")), ({ type }) => type);
        this.open = typed.filter(({ type }) => type.endsWith("*"));
    }

    of(type: string): readonly Rule[] {
        const open = this.open.filter((each) => type.startsWith(each.type.slice(0, -1)));
        return [...(this.exact.get(type) ?? []), ...open].map(({ rule }) => rule);
    }
}

/** Every verdict, in the order of the resources. Rules that no resource concerns give none. */
export function evaluate(
    index: RuleIndex, subjects: readonly Subject[], stack: StackView, parameters: Parameters = {},
): readonly RuleResult[] {
    return subjects.flatMap((subject) =>
        index.of(subject.type).map((rule) => ({ rule, subject, verdict: judge(rule, subject, stack, parameters) })));
}

export function judge(rule: Rule, subject: Subject, stack: StackView, parameters: Parameters = {}): Verdict {
    const context: Context = {
        stack,
        parameter: (name) => parameters[rule.id]?.[name] ?? rule.parameters?.[name]?.default,
    };
    return verdictOf(rule.conditions.flatMap((condition): readonly Outcome[] => {
        try {
            const found = condition(subject, context);
            return Array.isArray(found) ? found : [found as Outcome];
        } catch (error) {
            // A mistake in the rule: told, and never a pass.
            return [unknown(`(the rule itself failed: ${error instanceof Error ? error.message : String(error)})`)];
        }
    }));
}
