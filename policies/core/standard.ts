/** Standards as data over the rules: which control a rule serves, how far, and who says so. */
import type { Severity } from "./rule";

export type Baseline = "low" | "moderate" | "high";
const baselines: readonly Baseline[] = ["low", "moderate", "high"];

export interface Control {
    /** As `AC-2(1)` or `3.5.1`. */
    readonly id: string;
    /** Absent where the standard's words are not free. */
    readonly title?: string;
    /** Lowest baseline that has it; absent where none does, or the standard has no baselines. */
    readonly lowest?: Baseline;
    readonly withdrawn?: boolean;
    /**
     * Whether it speaks of account data, or of the network that holds it, alone: what is only connected to that need not meet it.
     */
    readonly ofAccountData?: boolean;
    /** Who answers it: what is built here (`technical`), people and paper (`manual`), or the cloud's operator (`inherited`). */
    readonly kind: "technical" | "manual" | "inherited";
}

export interface Standard {
    readonly name: string;
    readonly version: string;
    /** Whether it concerns resources by how near they are to account data. */
    readonly scoped?: boolean;
    readonly controls: readonly Control[];
}

export interface Mapping {
    readonly id: string;
    /** `satisfies`: the rule answers all that the control demands of such a resource; else it `contributes`. */
    readonly relation: "satisfies" | "contributes";
    /** Reference that the mapping comes from; `own` for ours. */
    readonly source: string;
}

export interface RuleMapping {
    readonly severity: Severity;
    /** By standard. */
    readonly controls: { readonly [standard: string]: readonly Mapping[] };
}

/** By rule. */
export interface Mappings {
    readonly [rule: string]: RuleMapping;
}

/** A rule without a mapping is one of a pack of somebody's own, or of a test. */
export function severityOf(rule: string, mappings: Mappings): Severity {
    return mappings[rule]?.severity ?? "medium";
}

/** Ids of the controls that a rule serves, by standard; only standards of which it serves some. */
export function controlsServed(rule: string, mappings: Mappings): { readonly [standard: string]: readonly string[] } {
    const served = Object.entries(mappings[rule]?.controls ?? {}).filter(([, list]) => list.length > 0);
    return Object.fromEntries(served.map(([standard, list]) => [standard, list.map(({ id }) => id)]));
}

/** As `NIST SP 800-53 SC-28, SC-28(1); PCI DSS 3.5.1`. */
export function controlsText(controls: { readonly [standard: string]: readonly string[] }): string {
    return Object.entries(controls).map(([standard, ids]) => `${standard} ${ids.join(", ")}`).join("; ");
}

/** The controls of a profile: of the baseline and those below it; all that are not withdrawn where none is given. */
export function controlsOf({ controls }: Standard, baseline?: Baseline): readonly Control[] {
    const active = controls.filter(({ withdrawn }) => withdrawn !== true);
    if (baseline === undefined) return active;
    const most = baselines.indexOf(baseline);
    return active.filter(({ lowest }) => lowest !== undefined && baselines.indexOf(lowest) <= most);
}
