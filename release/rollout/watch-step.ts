/** Watches a step, the bake or the warm window: figures, own requests, weights and targets. Its first certain breach ends it at once. */
import { colors, Traffic } from "../../config/types";
import { Alarm, Tick, watch, WatchOptions, WatchResult } from "../judgement/watch";
import type { Window } from "../judgement/window";
import { within } from "../within";
import { messageOf } from "../message";
import type { Clock } from "../ports/clock";
import type { LoadBalancer, Probe } from "../ports/load-balancer";
import type { Metrics } from "../ports/metrics";
import { healthyIn, ServiceGroups } from "./groups";
import type { RolloutPlan } from "./plan";
import type { EffectOutcome } from "./runner";
import { differences } from "./shift";

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
    if (seconds === 0) return lookOnce(request);
    const guard = new Guard(request);
    const [path] = plan.publicServices.map((service) => service.path);
    const options: WatchOptions = {
        metrics, clock, seconds, signal,
        guard: () => guard.alarm(),
        ...(path === undefined ? {} : { probe, probePath: path }),
        services: plan.services,
        release: plan.to.color,
        // A rolling update has one color: nothing runs beside it that it could be compared with.
        live: plan.from.color === plan.to.color ? otherOf(plan) : plan.from.color,
        limits: plan.strategy.limits,
        holdSeconds: mustPass ? plan.strategy.holdSeconds : 0,
        ...(liveWindow === undefined ? {} : { liveWindow }),
        ...(onTick === undefined ? {} : { onTick }),
    };
    const result = await watch(options).finally(() => guard.end());
    const outcome = outcomeOf(result, mustPass);
    // A short step may be over before the load balancer's API has answered once.
    return outcome.ok && !guard.looked ? { ...(await lookOnce(request)), ...outcome.figures && { figures: outcome.figures } } : outcome;
}

/** The watch of no time: weights and targets must be right once. */
async function lookOnce(request: WatchRequest): Promise<EffectOutcome> {
    const { clock, signal } = request;
    const began = clock.now();
    const left = (): number => blindSeconds - (clock.now() - began) / 1000;
    for (;;) {
        const looked = await within(() => wrongIn(request), left(), clock, signal);
        if (signal.aborted) return { ok: false, text: "broken off" };
        if (looked.kind === "value") return looked.value === undefined ? { ok: true } : { ok: false, text: looked.value };
        if (left() <= guardSeconds) return { ok: false, text: blindText("weights and targets could not be read", blindSeconds - left(), looked.reason) };
        await clock.sleep(guardSeconds * 1000, signal);
    }
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
 * Looks at weights and targets and renews the dead-man every few seconds while a watch lasts. Its alarm is what it last saw: an API that
 * is late holds up neither the figures nor the other API. Not to get through for too long is as bad as seeing something wrong.
 */
class Guard {
    private readonly over = new AbortController();
    private readonly looks: Repeated;
    private readonly renewals: Repeated | undefined;
    private found: Alarm | undefined;

    constructor(request: WatchRequest) {
        const { clock, renew } = request;
        this.looks = new Repeated(clock, this.over.signal, async () => {
            const wrong = await wrongIn(request);
            if (wrong !== undefined) this.found ??= { reason: `${wrong}${this.notRenewed()}`, since: this.looks.good };
        });
        this.renewals = renew && new Repeated(clock, this.over.signal, renew);
    }

    /** Whether weights and targets were seen at least once. */
    get looked(): boolean {
        return this.looks.successes > 0;
    }

    alarm(): Alarm | undefined {
        return this.found ?? this.looks.alarm("weights and targets could not be read") ?? this.renewals?.alarm("the dead-man could not be renewed");
    }

    end(): void {
        this.over.abort();
    }

    /** The dead-man itself may be who changed the weights. */
    private notRenewed(): string {
        const why = this.renewals?.failure;
        return why === undefined ? "" : `; the dead-man could not be renewed: ${why}`;
    }
}

/** A call that is made again and again, never twice at once. */
class Repeated {
    /** When the last call began that succeeded. */
    good: number;
    successes = 0;
    /** Why the last call failed; undefined where it did not. */
    failure: string | undefined;

    constructor(
        private readonly clock: Clock,
        private readonly signal: AbortSignal,
        private readonly call: () => Promise<unknown>,
    ) {
        this.good = clock.now();
        void this.repeat();
    }

    alarm(what: string): Alarm | undefined {
        const seconds = (this.clock.now() - this.good) / 1000;
        return seconds < blindSeconds ? undefined : { reason: blindText(what, seconds, this.failure ?? "no answer"), since: this.good };
    }

    private async repeat(): Promise<void> {
        const { clock, signal } = this;
        while (!signal.aborted) {
            const began = clock.now();
            try {
                await this.call();
                this.good = began;
                this.successes += 1;
                this.failure = undefined;
            } catch (error) {
                this.failure = messageOf(error);
            }
            await clock.sleep(Math.max(0, began + guardSeconds * 1000 - clock.now()), signal);
        }
    }
}

function blindText(what: string, seconds: number, why: string): string {
    return `${what} for ${Math.round(seconds)} s: ${why}`;
}

/** Someone else moved the weights, or a color with traffic lost its targets. */
async function wrongIn({ plan, traffic, loadBalancer, listenerArn, groups }: WatchRequest): Promise<string | undefined> {
    const rules = await loadBalancer.rules(listenerArn, groups.map(({ arns }) => arns));
    const wrong = plan.kind === "rolling" ? [] : differences(rules, traffic);
    if (wrong.length > 0) return `somebody else changed the weights: ${wrong.join("; ")}`;
    for (const color of colors.filter((each) => traffic[each] > 0)) {
        for (const { service, arns } of groups) {
            const targets = await loadBalancer.targets(arns[color]);
            if (healthyIn(targets) === 0) {
                return `${service} in ${color} has ${traffic[color]} % of the traffic and no healthy target of ${targets.length}`;
            }
        }
    }
    return undefined;
}
