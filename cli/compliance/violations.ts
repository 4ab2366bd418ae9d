/** Broken rules as a command prints them: blocks that fit a comment of a pull request, and lines for what is only advised. */
import { blockOf, type Violation } from "../../policies/core/violation";
import { groupedBy } from "../../policies/lib/groups";
import { labelOf } from "../../release/engine/problems";
import type { PackFindings } from "./pack-report";

export function mandatory({ violations }: Pick<PackFindings, "violations">): readonly Violation[] {
    return violations.filter(({ level }) => level === "mandatory");
}

/** One block for each violation, the gravest first. */
export function blocksOf(violations: readonly Violation[]): readonly string[] {
    const order = ["critical", "high", "medium", "low"];
    const sorted = [...violations].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || a.rule.localeCompare(b.rule));
    return sorted.map((violation) => blockOf(violation, violation.urn === undefined ? "" : labelOf(violation.urn)));
}

/** `advice: required-tags (low): 82 resources, first aws:ec2:Vpc dev: …`, a line for each rule. */
export function adviceOf({ violations }: Pick<PackFindings, "violations">): readonly string[] {
    const advised = groupedBy(violations.filter(({ level }) => level === "advisory"), ({ rule }) => rule);
    return [...advised].map(([rule, [first, ...others]]) => {
        const where = first?.urn === undefined ? "the stack" : labelOf(first.urn);
        const more = others.length === 0 ? "" : ` and ${others.length} more`;
        return `${rule} (${first?.severity ?? ""}): ${where}${more}: ${first?.findings.join("; ") ?? ""}`;
    });
}

/** What `--json` says of a violation. */
export function violationsJson(violations: readonly Violation[]): readonly object[] {
    return violations.map((violation) => ({ ...violation, ...(violation.urn === undefined ? {} : { resource: labelOf(violation.urn) }) }));
}
