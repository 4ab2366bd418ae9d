/** Watches a step, the bake or the warm window: figures, own requests, weights and targets. Its first certain breach ends it at once. */
import { colors, Traffic } from "../../config/types";
import { Tick, watch, WatchResult } from "../judgement/watch";
import type { Window } from "../judgement/window";
import type { Clock } from "../ports/clock";
import type { LoadBalancer, Probe } from "../ports/load-balancer";
import type { Metrics } from "../ports/metrics";
import type { RolloutPlan } from "./plan";
import type { EffectOutcome } from "./runner";
import { differences, ServiceGroups } from "./shift";

export interface WatchRequest {
    readonly plan: RolloutPlan;
    /** Weights that hold during the watch. */
    readonly traffic: Traffic;
    /** How long; 0: one look at weights and targets. */
    readonly seconds: number;
    readonly metrics: Metrics;
    readonly probe: Probe;
    readonly clock: Clock;
    readonly loadBalancer: LoadBalancer;
    readonly listenerArn: string;
    readonly groups: readonly ServiceGroups[];
    readonly signal: AbortSignal;
    /** Whether only a pass goes on. The warm window comes after it: there only a failure goes back, not a quiet night. */
    readonly mustPass: boolean;
    /** When the live color last had traffic, where it has none now. */
    readonly liveWindow?: Window | undefined;
    /** Moves the dead-man's time; absent where none is set. */
    readonly renew?: (() => Promise<unknown>) | undefined;
    readonly onTick?: ((tick: Tick) => void) | undefined;
}

// Rules and targets are read less often than figures: the load balancer's API has a quota that others need, too.
const guardSeconds = 5;
/** A throttled API is waited for so long; shorter than the shortest time of a dead-man. */
const blindSeconds = 45;

/** Holds until the time is over and the judgement is a pass; inconclusive, without data or metrics it holds on, up to `holdSeconds`. */
export async function watchStep(request: WatchRequest): Promise<EffectOutcome> {
    const { plan, seconds, metrics, probe, clock, mustPass, liveWindow, signal, onTick } = request;
    const guard = new Guard(request);
    if (seconds === 0) {
        const wrong = await wrongIn(request);
        return wrong === undefined ? { ok: true } : { ok: false, text: wrong };
    }
    const [path] = plan.publicServices.map((service) => service.path);
    const result = await watch({
        metrics, clock, seconds, signal,
        guard: async () => guard.seen(),
        ...(path === undefined ? {} : { probe, probePath: path }),
        services: plan.services,
        release: plan.to.color,
        // A rolling update has one color: nothing runs beside it that it could be compared with.
        live: plan.from.color === plan.to.color ? otherOf(plan) : plan.from.color,
        limits: plan.strategy.limits,
        holdSeconds: mustPass ? plan.strategy.holdSeconds : 0,
        ...(liveWindow === undefined ? {} : { liveWindow }),
        ...(onTick === undefined ? {} : { onTick }),
    });
    return outcomeOf(result, mustPass);
}

function otherOf({ to }: RolloutPlan): "blue" | "green" {
    return to.color === "blue" ? "green" : "blue";
}

function outcomeOf({ verdict, ended, window, secondsToDetect, probes }: WatchResult, mustPass: boolean): EffectOutcome {
    const detected = secondsToDetect === undefined ? {} : { detectMilliseconds: Math.round(secondsToDetect * 1000) };
    const figures = { verdict, window, probes, ...detected };
    if (ended === "interrupted") return { ok: false, text: "broken off", figures };
    if (verdict.outcome === "pass" || (!mustPass && verdict.outcome !== "fail")) return { ok: true, figures };
    // What is wrong besides the figures is no judgement of the release.
    if (ended === "guard") return { ok: false, text: verdict.reason, figures };
    const text = ended === "held" && verdict.outcome !== "fail" ? `${verdict.outcome}: ${verdict.reason}` : verdict.reason;
    return { ok: false, kind: "verdict", text, figures };
}

/**
 * Looks at weights and targets every few seconds, however often it is asked, and answers at once with what it last saw: an API that is
 * late must not hold up the figures. Unable to look for too long is as bad as seeing something wrong.
 */
class Guard {
    private found: string | undefined;
    private next = -Infinity;
    private good: number;
    private looking = false;

    constructor(private readonly request: WatchRequest) {
        this.good = request.clock.now();
    }

    seen(): string | undefined {
        const now = this.request.clock.now();
        if (!this.looking && now >= this.next) {
            this.next = now + guardSeconds * 1000;
            void this.look();
        }
        return this.found;
    }

    async look(): Promise<string | undefined> {
        const { clock, renew } = this.request;
        this.looking = true;
        try {
            await renew?.();
            this.found = await wrongIn(this.request);
            this.good = clock.now();
        } catch (error) {
            const blind = (clock.now() - this.good) / 1000;
            const why = error instanceof Error ? error.message : String(error);
            if (blind >= blindSeconds) this.found = `weights and targets could not be read for ${Math.round(blind)} s: ${why}`;
        } finally {
            this.looking = false;
        }
        return this.found;
    }
}

/** Someone else moved the weights, or a color with traffic lost its targets. */
async function wrongIn({ plan, traffic, loadBalancer, listenerArn, groups }: WatchRequest): Promise<string | undefined> {
    const rules = await loadBalancer.rules(listenerArn, groups.map(({ arns }) => arns));
    const wrong = plan.kind === "rolling" ? [] : differences(rules, traffic);
    if (wrong.length > 0) return `somebody else changed the weights: ${wrong.join("; ")}`;
    for (const color of colors.filter((each) => traffic[each] > 0)) {
        for (const { service, arns } of groups) {
            const targets = await loadBalancer.targets(arns[color]);
            if (!targets.some(({ state }) => state === "healthy")) {
                return `${service} in ${color} has ${traffic[color]} % of the traffic and no healthy target of ${targets.length}`;
            }
        }
    }
    return undefined;
}
