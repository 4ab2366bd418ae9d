/** Watches a step, the bake or the warm window: figures, weights and targets; then judges. Its first certain breach ends it at once. */
import { Color, colors, Traffic } from "../../config/types";
import { hardBreach } from "../judgement/breach";
import { judge } from "../judgement/judge";
import type { Verdict } from "../judgement/verdict";
import type { Clock } from "../ports/clock";
import type { LoadBalancer, Probe } from "../ports/load-balancer";
import type { Metrics, Series } from "../ports/metrics";
import type { RolloutPlan } from "./plan";
import type { EffectOutcome } from "./runner";
import { differences, ServiceGroups } from "./shift";

export interface WatchRequest {
    readonly plan: RolloutPlan;
    /** Weights that hold during the watch. */
    readonly traffic: Traffic;
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
    /** Moves the dead-man's time; absent where none is set. */
    readonly renew?: (() => Promise<unknown>) | undefined;
    readonly onTick?: ((tick: WatchTick) => void) | undefined;
}

/** What was seen at a moment. */
export interface WatchTick {
    readonly elapsedSeconds: number;
    readonly leftSeconds: number;
    readonly verdict: Verdict;
}

const tickMs = 1000;
// Rules and targets are read less often than figures: the load balancer's API has a quota that others need, too.
const guardEvery = 5;

interface Both {
    readonly service: string;
    readonly release: Series;
    readonly live: Series | undefined;
}

/** Holds until the time is over and the judgement is a pass; inconclusive, without data or metrics it holds on, up to `holdSeconds`. */
export async function watchStep(request: WatchRequest): Promise<EffectOutcome> {
    const { clock, metrics, plan, seconds, signal } = request;
    const { limits, holdSeconds } = plan.strategy;
    const began = clock.now();
    const end = began + seconds * 1000;
    // The last requests of the step are in the figures only so much later.
    const judgedFrom = end + metrics.delaySeconds * 1000;
    const latest = judgedFrom + holdSeconds * 1000;
    for (let tick = 0; ; tick += 1) {
        if (signal.aborted) return { ok: false, text: "broken off" };
        const problem = tick % guardEvery === 0 ? await guard(request) : undefined;
        if (problem !== undefined) return { ok: false, text: problem, figures: { detectMilliseconds: clock.now() - began } };
        const now = clock.now();
        const both = await figures(request, began, now);
        const breach = certainBreach(both, limits, { from: began, to: now });
        if (breach !== undefined) {
            return { ok: false, kind: "verdict", text: breach, figures: { detectMilliseconds: now - began } };
        }
        const to = Math.max(end, now >= judgedFrom ? now : 0);
        const verdict = judge(both.map(({ service, release, live }) => ({ service, required: required(release, live), release, ...(live && { live }) })), {
            from: began, to: Math.min(to, now),
        }, limits);
        request.onTick?.({ elapsedSeconds: (now - began) / 1000, leftSeconds: Math.max(0, (judgedFrom - now) / 1000), verdict });
        if (seconds === 0 || now >= judgedFrom) {
            const enough = verdict.outcome === "pass" || (!request.mustPass && verdict.outcome !== "fail");
            if (seconds === 0 || enough) return { ok: true, figures: { verdict } };
            if (verdict.outcome === "fail" || now >= latest) {
                return { ok: false, kind: "verdict", text: `${verdict.outcome}: ${verdict.reason}`, figures: { verdict, detectMilliseconds: now - began } };
            }
            if (verdict.outcome === "metricsUnavailable" && (await probesFail(request))) {
                return { ok: false, kind: "verdict", text: `metrics are unavailable and our own requests fail: ${verdict.reason}`, figures: { verdict } };
            }
        }
        await clock.sleep(tickMs, signal);
    }
}

/** A service that nobody calls has nothing to be judged by; one that the live color's callers use must have data. */
function required(release: Series, live: Series | undefined): boolean {
    return !(release.kind === "noData" && (live === undefined || live.kind === "noData"));
}

async function figures({ plan, traffic, metrics }: WatchRequest, from: number, to: number): Promise<readonly Both[]> {
    const compares = plan.kind !== "rolling" && traffic[plan.from.color] > 0;
    const ask = (service: string, color: Color): Promise<Series> => metrics.series({ service, color, from, to });
    return Promise.all(
        plan.services.map(async (service) => {
            const [release, live] = await Promise.all([ask(service, plan.to.color), compares ? ask(service, plan.from.color) : undefined]);
            return { service, release, live };
        }),
    );
}

function certainBreach(both: readonly Both[], limits: RolloutPlan["strategy"]["limits"], window: { readonly from: number; readonly to: number }): string | undefined {
    const found = both.flatMap(({ service, release }) => {
        const breach = hardBreach(release, limits, window);
        return breach === undefined ? [] : [`${service}: ${breach.reason}`];
    });
    return found.length === 0 ? undefined : found.join("; ");
}

/** Someone else moved the weights, or the release lost its targets. */
async function guard(request: WatchRequest): Promise<string | undefined> {
    const { plan, traffic, loadBalancer, listenerArn, groups, renew } = request;
    await renew?.();
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

/** Whether our own requests through the load balancer fail as well. */
async function probesFail({ plan, probe }: WatchRequest): Promise<boolean> {
    const answers = await Promise.all(plan.publicServices.map(({ path }) => probe.ask("https", path)));
    return answers.some((answer) => answer.kind === "noAnswer" || answer.status >= 500);
}
