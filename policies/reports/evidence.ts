/** What every report is made of: results, the state of each control, and where and when they were found. */
import type { Assessment, Mappings, Result } from "../core/assess";
import type { Rule } from "../core/rule";

export interface Evidence {
    /** What was looked at: `preview` (some values are not known yet) or `state` (what was made). */
    readonly source: "preview" | "state";
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
    readonly rules: readonly Rule[];
    readonly mappings: Mappings;
    readonly results: readonly Result[];
    readonly assessments: readonly Assessment[];
    /** Of exceptions, as expiring ones. */
    readonly warnings: readonly string[];
}

/** Whether every value that decided was known. */
export function allKnown({ results }: Evidence): boolean {
    return results.every(({ state }) => state !== "not yet known");
}
