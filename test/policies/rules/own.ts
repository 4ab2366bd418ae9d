/** Short form of the fixtures of rules that read only their own resource. */
import type { Verdict } from "../../../policies/core/outcome";
import type { Case, Fixtures, Made } from "./harness";

type Props = Made["props"];

export interface OwnFixtures {
    /** Properties with which it passes. */
    readonly good: Props;
    /** What is changed, and the findings of it; undefined takes a property away. */
    readonly wrong: readonly (readonly [Props, ...string[]])[];
    /** What is changed that passes, too. */
    readonly alsoGood?: readonly Props[];
    /** The findings where nothing is said, or the verdict. */
    readonly absent: readonly string[] | Verdict;
    /** What is there in any case. @default nothing */
    readonly base?: Props;
    /** What is changed to not known yet, and the paths that are undecided then. */
    readonly later: readonly [Props, ...string[]];
    /** Another type, or what is changed with the reason why the rule does not apply. */
    readonly other: string | readonly [Props, string];
    readonly parameters?: { readonly [name: string]: unknown };
    /** Other resources, and where the first one's properties come from. */
    readonly beside?: readonly Made[];
    readonly from?: NonNullable<Made["from"]>;
}

/** @param types the first is the one that everything is shown with; the others pass, too */
export function own(types: string | readonly string[], fixtures: OwnFixtures): Fixtures {
    const { good, wrong, alsoGood = [], absent, base = {}, later, other, parameters, beside = [], from } = fixtures;
    const list = typeof types === "string" ? [types] : types;
    const first = list[0] ?? "";
    const made = (props: Props, type = first): Case =>
        [{ type, props: { ...base, ...props }, ...(from === undefined ? {} : { from }) }, ...beside];
    const changed = (props: Props): Case => made({ ...good, ...props });
    return {
        passes: [...list.map((type) => made(good, type)), ...alsoGood.map(changed)],
        fails: wrong.map(([props, ...findings]) => ({ given: changed(props), findings })),
        absent: { given: made({}), verdict: "kind" in absent ? absent : { kind: "notMet", findings: absent, undecided: [] } },
        unknown: { given: changed(later[0]), undecided: later.slice(1) as string[] },
        notApplicable: typeof other === "string" ? { otherType: other } : { given: changed(other[0]), reason: other[1] },
        ...(parameters === undefined ? {} : { parameters }),
    };
}

export const isMet: Verdict = { kind: "met" };
