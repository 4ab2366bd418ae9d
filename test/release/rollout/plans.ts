import { defaultsOf } from "../../../config/defaults";
import type { RolloutPlan } from "../../../release/rollout/plan";

/** A plan from blue 1.0.0 to green 1.1.0, with what is given instead. */
export function planOf(parts: Partial<RolloutPlan> = {}): RolloutPlan {
    return {
        id: "20260102-030405-abcd",
        stack: "dev",
        kind: "canary",
        version: "1.1.0",
        digest: `sha256:${"0".repeat(64)}`,
        from: { color: "blue", version: "1.0.0" },
        to: { color: "green" },
        steps: [{ weight: 100, seconds: 10 }],
        strategy: { ...defaultsOf("dev").strategy, probeAnswers: 3 },
        services: [{ name: "gateway", required: true }],
        publicServices: [{ name: "gateway", path: "/" }],
        actor: "maria@build-7",
        started: "2026-01-02T03:04:05.000Z",
        before: { "colorway:activeColor": "blue", "colorway:traffic": null },
        ...parts,
    };
}
