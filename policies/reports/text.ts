import { controlStates, summaryOf } from "../core/assess";
import { controlsServed, controlsText, severityOf } from "../core/standard";
import type { Evidence } from "./evidence";

/** For people: what is wrong and how to mend it, exceptions, and a line for each standard. @param all also every control's state */
export function textReport({ results, rules, mappings, assessments, warnings }: Evidence, all = false): string {
    const lines: string[] = [];
    for (const rule of rules) {
        const own = results.filter((result) => result.rule === rule.id && result.state === "not met");
        if (own.length === 0) continue;
        const controls = controlsText(controlsServed(rule.id, mappings));
        lines.push(`${rule.id} (${severityOf(rule.id, mappings)}): ${rule.title}`);
        lines.push(...own.map(({ urn, details }) => `  ${nameOf(urn)}: ${details.join("; ")}`));
        lines.push(`  why: ${rule.why}`, `  cure: ${rule.cure}`, ...(controls === "" ? [] : [`  controls: ${controls}`]), "");
    }
    const excepted = results.filter(({ state }) => state === "excepted");
    for (const { rule, urn, exception } of excepted) {
        lines.push(`excepted: ${rule}: ${nameOf(urn)}, until ${exception?.expires ?? ""} (${exception?.ticket ?? ""}, ${exception?.owner ?? ""})`);
    }
    lines.push(...warnings.map((text) => `warning: ${text}`));
    if (excepted.length + warnings.length > 0) lines.push("");
    for (const assessment of assessments) {
        lines.push(summaryOf(assessment));
        if (all) {
            for (const { control, state, rules: serving } of assessment.controls) {
                const by = serving.length === 0 ? "" : `  ${serving.map(({ rule }) => rule).join(", ")}`;
                lines.push(`  ${control.id.padEnd(10)} ${state.padEnd(14)}${by}`.trimEnd());
            }
        }
        const counts = controlStates.filter((state) => assessment.counts[state] > 0).map((state) => `${assessment.counts[state]} ${state}`);
        lines.push(`  of ${assessment.controls.length} controls: ${counts.join(", ")}`);
    }
    return `${lines.join("\n")}\n`;
}

/** `aws:s3/bucket:Bucket dev-logs`. */
export function nameOf(urn: string): string {
    const [, , type = "", ...name] = urn.split("::");
    return `${type.slice(type.lastIndexOf("$") + 1)} ${name.join("::")}`;
}
