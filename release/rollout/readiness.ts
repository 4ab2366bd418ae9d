/** Whether a slot that nobody uses yet could take traffic: its targets, then its answers on the test listener. */
import type { Color } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { LoadBalancer, Probe, ProbeAnswer } from "../ports/load-balancer";
import { healthyIn, ServiceGroups } from "./groups";
import type { RolloutPlan } from "./plan";
import type { EffectOutcome } from "./runner";

export interface ReadyRequest {
    readonly loadBalancer: LoadBalancer;
    readonly clock: Clock;
    readonly groups: readonly ServiceGroups[];
    readonly color: Color;
    /** Fewest healthy targets of each group. */
    readonly needed: number;
    readonly signal: AbortSignal;
}

// The engine has waited for the pods and their gates; what is left is the load balancer's own checks: interval up to 300 s.
const readyMs = 300_000;
const readyPauseMs = 500;

/** Waits until each group has enough healthy targets and none that is not. */
export async function awaitReady({ loadBalancer, clock, groups, color, needed, signal }: ReadyRequest): Promise<EffectOutcome> {
    const began = clock.now();
    for (;;) {
        const states = await Promise.all(groups.map(async ({ service, arns }) => ({ service, targets: await loadBalancer.targets(arns[color]) })));
        const missing = states.flatMap(({ service, targets }) => {
            const current = targets.filter(({ state }) => state !== "draining");
            const healthy = healthyIn(current);
            const weak = current.find(({ state }) => state !== "healthy");
            if (healthy >= needed && weak === undefined) return [];
            const why = weak === undefined ? "" : `: ${weak.reason ?? weak.state}${weak.description === undefined ? "" : `, ${weak.description}`}`;
            return [`${service} in ${color}: ${healthy} of ${current.length} targets healthy, ${needed} needed${why}`];
        });
        const milliseconds = clock.now() - began;
        if (missing.length === 0) return { ok: true, figures: { milliseconds } };
        if (signal.aborted) return { ok: false, text: "broken off" };
        if (milliseconds >= readyMs) return { ok: false, text: `not ready after ${readyMs / 1000} s: ${missing.join("; ")}` };
        await clock.sleep(readyPauseMs, signal);
    }
}

export interface SmokeRequest {
    readonly probe: Probe;
    readonly plan: RolloutPlan;
    readonly signal: AbortSignal;
}

/** Answers that each public service is asked for. */
const smokeAnswers = 10;
/** So many may fail: an error now and then is the judgement's to find, with numbers that this has not. */
const smokeFailures = 5;

/** Asks each public service on the test listener. */
export async function smoke({ probe, plan, signal }: SmokeRequest): Promise<EffectOutcome> {
    const found: string[] = [];
    for (const { name, path } of plan.publicServices) {
        const failures: string[] = [];
        for (let count = 0; count < smokeAnswers; count += 1) {
            if (signal.aborted) return { ok: false, text: "broken off" };
            const answer = await probe.ask("test", path, plan.to.color);
            const mixedUp = wrongSender(answer, plan);
            if (mixedUp !== undefined) return { ok: false, text: `test listener: ${name}: answer to ${path} ${mixedUp}` };
            const failure = failureOf(answer);
            if (failure !== undefined) failures.push(failure);
        }
        if (failures.length > smokeFailures) found.push(`${name}: ${failures.length} of ${smokeAnswers} answers to ${path} failed: ${failures[0] ?? ""}`);
    }
    return found.length === 0 ? { ok: true } : { ok: false, text: `test listener: ${found.join("; ")}` };
}

function failureOf(answer: ProbeAnswer): string | undefined {
    if (answer.kind === "noAnswer") return answer.reason;
    return answer.status >= 500 ? `status ${answer.status}` : undefined;
}

/** Another color or release than this rollout's answered. */
function wrongSender(answer: ProbeAnswer, { to, version }: RolloutPlan): string | undefined {
    if (answer.kind === "noAnswer" || answer.color === undefined) return undefined;
    if (answer.color !== to.color) return `came from ${answer.color}, not from ${to.color}`;
    if (answer.version !== undefined && answer.version !== version) return `is of release ${answer.version}, not ${version}`;
    return undefined;
}
