/** Snapshots of a stack in which nothing is wrong, to break. */
import type { Color } from "../../../config/types";
import type { PodSeen, RolloutSeen, SlotSeen, Snapshot } from "../../../release/diagnosis/snapshot";
import type { LiveRule, TargetState } from "../../../release/ports/load-balancer";

const at = Date.parse("2026-01-02T03:10:00Z");

export function podOf(color: Color, parts: Partial<PodSeen> = {}): PodSeen {
    return {
        name: `api-gateway-7f9c-${color}`, phase: "Running", ready: true, image: "registry/api-gateway@sha256:1", restarts: 0,
        gates: [{ open: true, text: "" }], containersReady: true, ...parts,
    };
}

export function targetOf(parts: Partial<TargetState> = {}): TargetState {
    return { id: "10.0.0.7", port: 8080, state: "healthy", ...parts };
}

export function slotOf(color: Color, parts: Partial<SlotSeen> = {}): SlotSeen {
    return {
        color, namespace: `dev-${color}`, size: "full", minHealthy: 1, targets: { "api-gateway": [targetOf()] },
        cluster: { pods: [podOf(color)], warnings: [], quotas: [] }, ...parts,
    };
}

/** A slot whose only pod is broken. */
export function withPod(color: Color, pod: Partial<PodSeen>, warnings: readonly (readonly [reason: string, message: string])[] = []): SlotSeen {
    const broken = podOf(color, { ready: false, containersReady: false, gates: [], ...pod });
    const events = warnings.map(([reason, message]) => ({ about: reason === "FailedCreate" ? "ReplicaSet api-gateway-7f9c" : `Pod ${broken.name}`, reason, message }));
    return slotOf(color, { targets: { "api-gateway": [] }, cluster: { pods: reasonless(pod, events) ? [] : [broken], warnings: events, quotas: [] } });
}

function reasonless(pod: Partial<PodSeen>, events: readonly { readonly reason: string }[]): boolean {
    return Object.keys(pod).length === 0 && events.some(({ reason }) => reason === "FailedCreate");
}

export function ruleOf(blue: number, green: number, parts: Partial<LiveRule> = {}): LiveRule {
    return { arn: "rule", kind: "listener", targetGroups: { blue: "tg-blue", green: "tg-green" }, weights: { blue, green }, strangers: [], sticky: false, ...parts };
}

/** From blue to green. Over: the weights are the configuration's. */
export function rolloutOf(parts: Partial<RolloutSeen> = {}): RolloutSeen {
    return {
        id: "20260102-030405-abcd", version: "1.1.0", kind: "canary", phase: "failed", resting: true, goal: "back", from: "blue", to: "green",
        traffic: { blue: 100, green: 0 }, refused: [], lastEntry: at - 60_000, ...parts,
    };
}

/** One that failed with an error. */
export function failedAt(place: string, text: string, parts: Partial<RolloutSeen> = {}): RolloutSeen {
    return rolloutOf({ cause: { kind: "error", at: place, text }, ...parts });
}

export function judged(outcome: string, reason: string, kind = "verdict"): RolloutSeen {
    return rolloutOf({ phase: "rolled-back", cause: { kind, at: "watch 25 %", text: reason }, verdict: { outcome, reason } });
}

export function snapshotOf(parts: Partial<Snapshot> = {}): Snapshot {
    return {
        stack: "dev", at, slots: [slotOf("blue"), slotOf("green")], traffic: { blue: 100, green: 0 }, rules: [ruleOf(100, 0)],
        engine: { locks: [], pending: [], lastFailed: false }, differences: [], unseen: [], ...parts,
    };
}
