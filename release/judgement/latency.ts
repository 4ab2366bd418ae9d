/**
 * Judges the latencies of one color in a window. "p99 is at most 500 ms" says that at most one request in a hundred is slower
 * than 500 ms, so it is tested as a share, exactly, like errors.
 */

import type { LimitSettings } from "../../config/types";
import type { LatencyHistogram, Sample } from "../ports/metrics";
import { chanceOfAtLeast } from "./distributions";
import { failBelow, suspectBelow } from "./errors";
import { affordableQuantile, quantileOf, requestsFor, totalOf } from "./histogram";
import { type Finding, worst } from "./verdict";
import { count, milliseconds, quantileName } from "./wording";
import { latencyOf, slowTrials, sumOf, withoutWorst } from "./window";

export interface LatencyJudgement {
    readonly finding: Finding;
    /** The one that was read; absent where there are too few requests for any. */
    readonly quantile?: number;
    readonly limitP?: number;
    readonly againstLiveP?: number;
    /** Milliseconds: the multiple of the live color or the floor, whichever is more. */
    readonly allowed?: number;
}

/** The worst seconds are left out: the first requests of a new process are slow. */
const coldSeconds = 5;
/** One-sided 99 % of the standard normal distribution. */
const z99 = 2.326;

export function judgeLatency(
    release: readonly Sample[], live: LatencyHistogram | undefined, limits: LimitSettings,
): LatencyJudgement {
    const own = latencyOf(release);
    const requests = totalOf(own);
    const wanted = limits.latencyQuantile;
    if (requests <= 0) {
        return { finding: { outcome: "noData", check: "traffic", reason: "requests, but no latencies" } };
    }
    const limitP = slowP(release, limits.latencyMilliseconds, wanted);
    if (limitP < failBelow) {
        const reason = `${reading(own, wanted)} above the limit of ${milliseconds(limits.latencyMilliseconds)}`;
        return { finding: { outcome: "fail", check: "latencyLimit", reason }, quantile: wanted, limitP };
    }
    const quantile = affordableQuantile(wanted, requests);
    if (quantile === undefined) {
        const lowest = Math.min(90, wanted);
        const reason = `latencies of ${count(requests)} requests; ${quantileName(lowest)} needs ${requestsFor(lowest)}`;
        return { finding: { outcome: "inconclusive", check: "minimum", reason }, limitP };
    }
    const absolute = againstLimit(release, own, quantile, limits);
    const relative = live && againstLive(release, own, live, quantile, limits);
    const suspicious = quantile < wanted ? suspicion(release, own, live, limits, limitP) : [];
    const decided = worst([absolute, ...(relative ? [relative.finding] : []), ...suspicious]) ?? absolute;
    const rest = `${beside(relative, decided.outcome)}${fallback(requests, quantile, wanted)}`;
    return {
        finding: { ...decided, reason: `${decided.reason}${rest}` },
        quantile,
        limitP,
        ...(relative && { againstLiveP: relative.p, allowed: relative.allowed }),
    };
}

function againstLimit(release: readonly Sample[], own: LatencyHistogram, quantile: number, limits: LimitSettings): Finding {
    const text = reading(own, quantile);
    if (lastingLatency(release, quantile, limits.latencyMilliseconds) > limits.latencyMilliseconds) {
        const limit = milliseconds(limits.latencyMilliseconds);
        const reason = `${text} above the limit of ${limit}, but not certainly; more requests decide`;
        return { outcome: "inconclusive", check: "latencyLimit", reason };
    }
    // Above the last bound anything may hide.
    return isBeyond(own, quantile)
        ? { outcome: "inconclusive", check: "latencyLimit", reason: `${text}, the highest that the source counts` }
        : { outcome: "pass", check: "all", reason: text };
}

interface Relative {
    readonly finding: Finding;
    readonly p: number;
    readonly allowed: number;
    readonly liveLatency: number;
}

/**
 * At a quantile that both have requests enough for; the live color's own uncertainty is granted to the release before it fails.
 */
function againstLive(
    release: readonly Sample[], own: LatencyHistogram, live: LatencyHistogram, judged: number, limits: LimitSettings,
): Relative | undefined {
    const requests = totalOf(live);
    const quantile = affordableQuantile(judged, requests);
    const liveLatency = quantile === undefined ? undefined : quantileOf(live, quantile);
    if (quantile === undefined || liveLatency === undefined) {
        return undefined;
    }
    const share = quantile / 100;
    const uncertain = Math.min(100, quantile + 100 * z99 * Math.sqrt((share * (1 - share)) / requests));
    const allow = (latency: number): number => Math.max(limits.relativeLatency * latency, limits.floorLatencyMilliseconds);
    const allowed = allow(liveLatency);
    const p = slowP(release, allow(quantileOf(live, uncertain) ?? liveLatency), quantile);
    const beyond = `allowed where the live color has ${milliseconds(liveLatency)}`;
    const reason = `${reading(own, quantile)} above ${milliseconds(allowed)}, ${beyond}`;
    const found = (outcome: "fail" | "inconclusive", end: string): Relative =>
        ({ finding: { outcome, check: "latencyAgainstLive", reason: `${reason}${end}` }, p, allowed, liveLatency });
    if (p < failBelow) {
        return found("fail", "");
    }
    return lastingLatency(release, quantile, allowed) > allowed
        ? found("inconclusive", ", but not certainly; more requests decide")
        : { finding: { outcome: "pass", check: "all", reason: "" }, p, allowed, liveLatency };
}

/** What a lower quantile does not see may show in the wanted one already, though there are too few requests to read it. */
function suspicion(
    release: readonly Sample[], own: LatencyHistogram, live: LatencyHistogram | undefined, limits: LimitSettings, limitP: number,
): readonly Finding[] {
    const wanted = limits.latencyQuantile;
    const p = Math.min(limitP, (live && againstLive(release, own, live, wanted, limits)?.p) ?? 1);
    const reason = `${reading(own, wanted)} may be too high; more requests decide`;
    return p < suspectBelow ? [{ outcome: "inconclusive", check: "latencyLimit", reason }] : [];
}

function beside(relative: Relative | undefined, outcome: Finding["outcome"]): string {
    return relative !== undefined && outcome === "pass" ? `, live ${milliseconds(relative.liveLatency)}` : "";
}

function fallback(requests: number, quantile: number, wanted: number): string {
    const need = `${quantileName(wanted)} needs ${requestsFor(wanted)} requests`;
    return quantile < wanted ? ` (${need}, there are ${count(requests)})` : "";
}

/** `p99 612 ms`, or `p99 over 400 ms` where nothing is known above the last bound. */
function reading(histogram: LatencyHistogram, quantile: number): string {
    const value = milliseconds(quantileOf(histogram, quantile) ?? 0);
    return `${quantileName(quantile)} ${isBeyond(histogram, quantile) ? `over ${value}` : value}`;
}

/** Whether the quantile lies above the last bound. */
function isBeyond(histogram: LatencyHistogram, quantile: number): boolean {
    return (histogram.counts.at(-1) ?? 0) > totalOf(histogram) * (1 - quantile / 100);
}

/** Exact p-value of "the quantile is at most so many milliseconds", without the worst intervals. */
function slowP(samples: readonly Sample[], limit: number, quantile: number): number {
    const allowed = 1 - quantile / 100;
    const { bad, requests } = sumOf(withoutWorst(slowTrials(samples, limit), allowed, coldSeconds));
    return chanceOfAtLeast(bad, requests, allowed);
}

/** Milliseconds at the quantile, without the intervals that are worst by a limit. */
function lastingLatency(samples: readonly Sample[], quantile: number, limit: number): number {
    const kept = new Set(withoutWorst(slowTrials(samples, limit), 1 - quantile / 100, coldSeconds).map(({ start }) => start));
    return quantileOf(latencyOf(samples.filter(({ start }) => kept.has(start))), quantile) ?? 0;
}
