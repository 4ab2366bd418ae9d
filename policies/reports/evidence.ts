/** What every report is made of: results, the state of each control, and where and when they were found. */
import type { Assessment, Mappings, Result } from "../core/assess";
import type { Level } from "../core/environment";
import type { Parameters } from "../core/evaluate";
import type { Rule } from "../core/rule";

/** A rule as reports tell of it; also one that judges by other means than conditions. */
export type ToldRule = Omit<Rule, "conditions">;

export interface Evidence {
    /** What was looked at: `preview` (some values are not known yet), `update` (what one made), `state` (what is there). */
    readonly source: "preview" | "update" | "state";
    readonly stack: string;
    /** ISO 8601. */
    readonly time: string;
    /** Who, as `maria@build-7`. */
    readonly actor: string;
    /** Commit of the program; absent outside of git. */
    readonly commit?: string;
    /** Whether the work tree had changes that no commit has. */
    readonly dirty?: boolean;
    readonly tool: { readonly name: string; readonly version: string };
    /** SHA-256 of rules and mappings: two reports with the same were made by the same ones. */
    readonly rulesHash: string;
    readonly rules: readonly ToldRule[];
    readonly mappings: Mappings;
    /** By rule: `mandatory` stops an update, `advisory` is only told. */
    readonly levels: { readonly [rule: string]: Level };
    /** Values of parameters that the environment sets, by rule; the others have their defaults. */
    readonly parameters: Parameters;
    readonly results: readonly Result[];
    readonly assessments: readonly Assessment[];
    /** Of exceptions, as expiring ones. */
    readonly warnings: readonly string[];
}

const origins: { readonly [source in Evidence["source"]]: string } = {
    preview: "What a preview would make",
    update: "What an update made, as the engine told it",
    state: "What was made, as the state tells it",
};

/** A sentence without a full stop. */
export function originOf({ source }: Pick<Evidence, "source">): string {
    return origins[source];
}

export interface ParameterValue {
    readonly name: string;
    readonly value: unknown;
    readonly description: string;
    /** Name in the control that demands it. */
    readonly control?: string | undefined;
    /** Whether the environment sets it. */
    readonly set: boolean;
}

/** What a rule was judged with. */
export function parametersOf({ id, parameters = {} }: ToldRule, evidence: Pick<Evidence, "parameters">): readonly ParameterValue[] {
    const own = evidence.parameters[id] ?? {};
    return Object.entries(parameters).map(([name, { description, control, default: standard }]) => {
        const set = Object.hasOwn(own, name);
        return { name, description, control, set, value: set ? own[name] : standard };
    });
}

/** Whether every value that decided was known. */
export function allKnown({ results }: Evidence): boolean {
    return results.every(({ state }) => state !== "not yet known");
}
