/** From verdicts on resources to the state of each control of a standard. The denominator is always the whole standard. */
import { groupedBy } from "../lib/groups";
import type { RuleResult } from "./evaluate";
import type { Exception, Exceptions } from "./exceptions";
import type { Severity } from "./rule";
import { concerns, type Scope } from "./scope";
import { type Baseline, type Control, controlsOf, type Mapping, type Mappings, severityOf, type Standard } from "./standard";

export type { Mappings } from "./standard";

export const controlStates = [
    "satisfied", "contributes", "not satisfied", "not yet known", "excepted", "not applicable", "manual", "inherited",
    "not covered",
] as const;
export type ControlState = (typeof controlStates)[number];

/** A verdict with what an exception makes of it. */
export interface Result {
    readonly rule: string;
    readonly severity: Severity;
    readonly urn: string;
    readonly type: string;
    readonly state: "met" | "not met" | "not yet known" | "excepted" | "not applicable";
    /** What is wrong, or which values are not known, or why it does not apply. */
    readonly details: readonly string[];
    readonly exception?: Exception;
    /** Of the resource; absent for `cde`, that everything concerns. */
    readonly scope?: Scope;
}

export interface RuleOfControl {
    readonly rule: string;
    readonly relation: Mapping["relation"];
    readonly source: string;
    /** How many resources, by what was found. */
    readonly counts: { readonly [state in Result["state"]]?: number };
}

export interface ControlResult {
    readonly control: Control;
    readonly state: ControlState;
    readonly rules: readonly RuleOfControl[];
}

export interface Assessment {
    readonly standard: string;
    readonly version: string;
    readonly baseline?: Baseline;
    readonly counts: { readonly [state in ControlState]: number };
    readonly controls: readonly ControlResult[];
}

/** Results in the order of the verdicts. */
export function resultsOf(verdicts: readonly RuleResult[], mappings: Mappings, exceptions: Exceptions): readonly Result[] {
    return verdicts.map(({ rule: { id }, subject: { urn, type }, verdict }): Result => {
        const base = { rule: id, severity: severityOf(id, mappings), urn, type };
        switch (verdict.kind) {
            case "met": return { ...base, state: "met", details: [] };
            case "notApplicable": return { ...base, state: "not applicable", details: [verdict.reason] };
            case "unknown": return { ...base, state: "not yet known", details: verdict.undecided };
            case "notMet": {
                const exception = exceptions.of(id, urn);
                return exception === undefined
                    ? { ...base, state: "not met", details: verdict.findings }
                    : { ...base, state: "excepted", details: verdict.findings, exception };
            }
        }
    });
}

export function assess(results: readonly Result[], standard: Standard, mappings: Mappings, baseline?: Baseline): Assessment {
    const byRule = groupedBy(results, ({ rule }) => rule);
    const ofAccountData = new Set(standard.controls.filter((control) => control.ofAccountData === true).map(({ id }) => id));
    const serving = Object.entries(mappings).flatMap(([rule, { controls }]) =>
        (controls[standard.name] ?? []).map(({ id, relation, source }) => {
            const own = byRule.get(rule) ?? [];
            const counts = countsOf(
                standard.scoped === true ? own.filter(({ scope = "cde" }) => concerns(scope, ofAccountData.has(id))) : own,
            );
            return { id, rule, relation, source, counts };
        }));
    const rulesOf = groupedBy(serving, ({ id }) => id);
    const found = controlsOf(standard, baseline).map((control) => {
        const rules = (rulesOf.get(control.id) ?? []).map(({ id: _, ...rule }) => rule);
        return { control, state: stateOf(control, rules), rules };
    });
    const counts = Object.fromEntries(
        controlStates.map((state) => [state, found.filter((each) => each.state === state).length]),
    ) as { [state in ControlState]: number };
    const { name, version } = standard;
    return { standard: name, version, ...(baseline === undefined ? {} : { baseline }), counts, controls: found };
}

function countsOf(results: readonly Result[]): RuleOfControl["counts"] {
    const counts: { [state in Result["state"]]?: number } = {};
    for (const { state } of results) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
}

/** The worst that any rule found decides; a control that only contributing rules serve is never satisfied by them. */
function stateOf({ kind }: Control, rules: readonly RuleOfControl[]): ControlState {
    const has = (state: Result["state"]): boolean => rules.some(({ counts }) => (counts[state] ?? 0) > 0);
    if (rules.length === 0) return kind === "technical" ? "not covered" : kind;
    if (has("not met")) return "not satisfied";
    if (has("not yet known")) return "not yet known";
    if (has("excepted")) return "excepted";
    const met = rules.filter(({ counts }) => (counts.met ?? 0) > 0);
    if (met.length === 0) return "not applicable";
    return met.some(({ relation }) => relation === "satisfies") ? "satisfied" : "contributes";
}

/** As `NIST SP 800-53 moderate: 96 of 96 decided controls met; 3 not yet known`. */
export function summaryOf({ standard, baseline, counts }: Assessment): string {
    const met = counts.satisfied + counts.contributes;
    const decided = met + counts["not satisfied"] + counts.excepted;
    const parts = (["excepted", "not yet known"] as const).filter((state) => counts[state] > 0).map((state) =>
        `${counts[state]} ${state}`);
    return [
        `${standard}${baseline === undefined ? "" : ` ${baseline}`}: ${met} of ${decided} decided controls met`, ...parts,
    ].join(
        "; ",
    );
}
