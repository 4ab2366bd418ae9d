/** Findings as people read them. */

import type { CheckedFile, Finding } from "./check";
import { rules, stateIt } from "./rules";

/** `FILE:LINE:COLUMN: RULE: what it does`, then why, how it is done instead, and the source. */
export function findingText(
    { rule, file, line, column, text, why, cure, source }: Finding,
    phase: CheckedFile["phase"],
): string {
    const steps = [
        ...cure,
        ...(rules[rule].stated.includes(phase) && !cure.some(step => step.includes("colorway: allow"))
            ? [stateIt(rule)]
            : []),
    ];
    return [
        `${file}:${line}:${column}: ${rule}: ${text}`,
        `    why:     ${why}`,
        ...steps.map((step, index) => `    ${index === 0 ? "cure:   " : "        "} ${step}`),
        ...(source === undefined ? [] : [`    source:  ${source}`]),
    ].join("\n");
}

export function findingsText(files: readonly CheckedFile[]): string {
    return files.flatMap(({ findings, phase }) => findings.map(finding => findingText(finding, phase))).join("\n");
}

/** What is accepted because somebody said why. */
export function statedText(files: readonly CheckedFile[]): readonly string[] {
    return files.flatMap(({ stated }) =>
        stated.map(({ file, line, rule, text, reason }) => `${file}:${line}: ${rule} is lifted: ${text}: ${reason}`),
    );
}
