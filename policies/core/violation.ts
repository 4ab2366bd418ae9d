/** A rule that is broken, as people read it: in the engine's own display, in a terminal, in a comment of a pull request. */
import type { RuleResult } from "./evaluate";
import type { Level } from "./environment";
import type { Severity } from "./rule";
import { controlsServed, controlsText, type Mappings, severityOf } from "./standard";

export interface Violation {
    readonly rule: string;
    readonly title: string;
    readonly severity: Severity;
    readonly level: Level;
    /** Absent where it is about the stack as a whole. */
    readonly urn?: string;
    /** What is wrong, with the path and what is required. */
    readonly findings: readonly string[];
    /** Ids by standard. */
    readonly controls: { readonly [standard: string]: readonly string[] };
    readonly why: string;
    readonly cure: string;
}

export function violationOf({ rule, subject, verdict }: RuleResult, level: Level, mappings: Mappings): Violation | undefined {
    if (verdict.kind !== "notMet") return undefined;
    const { id, title, why, cure } = rule;
    return {
        rule: id, title, severity: severityOf(id, mappings), level, urn: subject.urn, findings: verdict.findings,
        controls: controlsServed(id, mappings), why, cure,
    };
}

/** Under the rule's name and the resource, which Pulumi shows by itself. */
export function messageOf({ title, findings, controls, cure }: Violation): string {
    const served = controlsText(controls);
    return [`${title}: ${findings.join("; ")}`, `cure: ${cure}`, ...(served === "" ? [] : [`controls: ${served}`])].join("\n");
}

/** A block that is a list in Markdown and reads as well in a terminal. @param resource what the resource is called there */
export function blockOf({ rule, title, severity, level, findings, controls, cure }: Violation, resource: string): string {
    const served = controlsText(controls);
    return [
        `${rule} (${severity}, ${level}): ${title}`,
        ...(resource === "" ? [] : [`- resource: ${resource}`]),
        ...findings.map((finding) => `- found: ${finding}`),
        ...(served === "" ? [] : [`- controls: ${served}`]),
        `- cure: ${cure}`,
    ].join("\n");
}
