/** The condition that what is deployed keeps the rules: an update is held to them, too, but rules and exceptions change. */
import { type CheckSettings, policyLevels } from "../../config/checks";
import { forward, notAsked, type ReleaseCheck } from "./check";

/** A rule that a resource breaks without an exception. */
export interface BrokenRule {
    readonly rule: string;
    /** `low`, `medium`, `high` or `critical`. */
    readonly severity: string;
    readonly resource: string;
}

export interface PolicyStanding {
    readonly broken: readonly BrokenRule[];
    /** A line for each standard, as `NIST SP 800-53: 23 of 23 decided controls met`. */
    readonly summaries: readonly string[];
}

const shownRules = 5;

/** @param look at what is deployed; undefined where nobody can */
export function policiesCheck(
    settings: () => CheckSettings,
    look: (() => Promise<PolicyStanding>) | undefined,
): ReleaseCheck<{ readonly kind: string }> {
    return forward("policies", async () => {
        const least = policyLevels.findIndex((each) => each === settings().policies);
        if (least <= 0) return notAsked("checks.policies");
        if (look === undefined)
            return { passed: false, text: "nobody can tell here; give `policies` to rolloutsInAws, or use the command" };
        const { broken, summaries } = await look();
        const refused = broken.filter(({ severity }) => policyLevels.findIndex((each) => each === severity) >= least);
        if (refused.length === 0) return { passed: true, text: summaries.join("; ") };
        const told = refused.slice(0, shownRules).map(({ rule, severity, resource }) => `${rule} (${severity}) by ${resource}`);
        const more = refused.length > shownRules ? `; ${refused.length - shownRules} more` : "";
        return { passed: false, text: `${told.join("; ")}${more}; \`colorway compliance\` tells why, and the cure of each` };
    });
}
