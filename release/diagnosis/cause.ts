/** A probable cause, and how causes are weighed against each other. */
import type { Color } from "../../config/types";
import type { Snapshot } from "./snapshot";

export interface Cause {
    /** Stable name, as `image-pull`. */
    readonly code: string;
    /** One sentence. */
    readonly title: string;
    /** What was seen that says so. */
    readonly evidence: readonly string[];
    /** What to do, in order. */
    readonly actions: readonly string[];
    /** Page inside the project, with its section. */
    readonly runbook: string;
    /** 0–120; the highest is told first. */
    readonly weight: number;
}

/** A rule looks at a snapshot and says what it knows the cause of. */
export type CauseRule = (seen: Snapshot) => readonly Cause[];

/** What is broken where the rollout stopped explains more than what is broken elsewhere. */
export const here = 20;
/** Users are hurt now. */
export const urgent = 30;

export const runbooks = {
    rollout: "docs/runbooks/diagnose.md",
    stuck: "docs/runbooks/alerts/rollout-stuck.md",
    crash: "docs/runbooks/alerts/pod-crash-looping.md",
    pods: "docs/runbooks/alerts/pods-not-ready.md",
    targets: "docs/runbooks/alerts/targets-down.md",
    errors: "docs/runbooks/alerts/high-error-rate-during-deployment.md",
    down: "docs/runbooks/alerts/service-down.md",
    metrics: "docs/runbooks/alerts/metrics-missing.md",
} as const;

/** Phase at which the rollout left its way or is now: `watch` of `watch 25 %`. */
export function phaseOf({ rollout }: Snapshot): string | undefined {
    if (rollout === undefined) return undefined;
    const at = rollout.cause?.at ?? rollout.phase;
    return at.split(" ", 1)[0];
}

/** Whether a fault in a color explains where the rollout stopped. */
export function stoppedIn(seen: Snapshot, color: Color): boolean {
    const { rollout } = seen;
    if (rollout === undefined || rollout.phase === "done") return false;
    const growing = rollout.goal === "back" && rollout.cause?.kind !== "verdict"
        && ["restore", "brake"].includes(phaseOf(seen) ?? "");
    return color === (growing ? rollout.from : rollout.to) && !["check", "disarm", "stand-down"].includes(phaseOf(seen) ?? "");
}

/** At most so many lines of evidence: whoever reads it is awake since a minute. */
export function few(lines: readonly string[], most = 4): readonly string[] {
    const unique = [...new Set(lines)];
    return unique.length <= most ? unique : [...unique.slice(0, most), `and ${unique.length - most} more`];
}

/** Error, origin included: what the way back failed of hides why it began. */
export function errorTexts({ rollout }: Snapshot): string {
    const { kind, text, origin } = rollout?.cause ?? {};
    return kind === "error" ? [text, origin].filter((each) => each !== undefined).join("\n") : "";
}
