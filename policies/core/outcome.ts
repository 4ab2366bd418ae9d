/** What a condition finds of a resource. */

export type Outcome =
    | { readonly kind: "met" }
    /** `text`: what is wrong and what is required, after the path: `is false; true is required`. */
    | { readonly kind: "notMet"; readonly path: string; readonly text: string }
    /** A value that decides is only known once the resource, or one that it names, is made. */
    | { readonly kind: "unknown"; readonly path: string }
    | { readonly kind: "notApplicable"; readonly reason: string };

export const met: Outcome = { kind: "met" };

export function notMet(path: string, text: string): Outcome {
    return { kind: "notMet", path, text };
}

export function unknown(path: string): Outcome {
    return { kind: "unknown", path };
}

export function notApplicable(reason: string): Outcome {
    return { kind: "notApplicable", reason };
}

/** Of a rule for a resource: one thing that is wrong decides, then one that is not known. */
export type Verdict =
    | { readonly kind: "met" }
    | { readonly kind: "notMet"; readonly findings: readonly string[]; readonly undecided: readonly string[] }
    | { readonly kind: "unknown"; readonly undecided: readonly string[] }
    | { readonly kind: "notApplicable"; readonly reason: string };

export function verdictOf(outcomes: readonly Outcome[]): Verdict {
    const findings = outcomes.flatMap((outcome) =>
        (outcome.kind === "notMet" ? [outcome.path === "" ? outcome.text : `${outcome.path} ${outcome.text}`] : []));
    const undecided = [...new Set(outcomes.flatMap((outcome) => (outcome.kind === "unknown" ? [outcome.path] : [])))];
    if (findings.length > 0) return { kind: "notMet", findings, undecided };
    if (undecided.length > 0) return { kind: "unknown", undecided };
    const reason = outcomes.find((outcome) => outcome.kind === "notApplicable");
    return outcomes.some(({ kind }) => kind === "met") || reason === undefined
        ? { kind: "met" }
        : { kind: "notApplicable", reason: reason.reason };
}
