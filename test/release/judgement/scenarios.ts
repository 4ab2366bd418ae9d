/** Releases whose truth is known: what they are like, and what no judgement of them may be. */

import type { LimitSettings } from "../../../config/types";
import type { Series } from "../../../release/ports/metrics";
import { hardBreach } from "../../../release/judgement/breach";
import { judgeService } from "../../../release/judgement/judge";
import type { ServiceVerdict } from "../../../release/judgement/verdict";
import type { Window } from "../../../release/judgement/window";
import { type Behavior, type Random, randomOf, seriesOf } from "./generator";

/** As the defaults of staging and of prod. */
export const limitsOf = {
    staging: {
        errorPercent: 1, latencyQuantile: 99, latencyMilliseconds: 500, relativeErrors: 2, floorErrorPercent: 0.5,
        relativeLatency: 1.5, floorLatencyMilliseconds: 100, minRequests: 200, confidencePercent: 98,
    },
    prod: {
        errorPercent: 1, latencyQuantile: 95, latencyMilliseconds: 500, relativeErrors: 2, floorErrorPercent: 0.1,
        relativeLatency: 1.2, floorLatencyMilliseconds: 50, minRequests: 1000, confidencePercent: 98,
    },
} as const satisfies { readonly [environment: string]: LimitSettings };

type Change = (behavior: Behavior, second: number, random: Random) => Behavior;

export interface Scenario {
    readonly name: string;
    readonly truth: "good" | "bad";
    readonly release: Change;
    readonly live?: Change;
    /** Requests of the release per second; drawn from 20–100 otherwise. */
    readonly rate?: number;
    readonly seconds?: number;
    readonly interval?: number;
    /** Bad only by this quantile and those above; absent: by all. */
    readonly judgedAt?: number;
    /** How wrong the source's clocks are, in milliseconds. */
    readonly skew?: { readonly release: number; readonly live: number };
}

const asIs: Change = behavior => behavior;
const errors = (share: number): Change => behavior => ({ ...behavior, errors: behavior.errors + share });
const slower = (times: number): Change => behavior => ({ ...behavior, median: behavior.median * times });
/** p99 three times as high, all below p97 as before. */
const slowTail: Change = behavior => ({ ...behavior, tail: { share: 0.03, times: 3 * Math.exp(1.9 * behavior.sigma) } });
const trafficBursts: Change = (behavior, second) => ({ ...behavior, rate: behavior.rate * (second % 20 < 3 ? 4 : 0.6) });
const gaps: Change = (behavior, second) => ({ ...behavior, gap: second % 10 < 3 });
/** Two seconds, once in a window of two minutes: a sixth of a percent altogether. */
const errorBurst: Change = (behavior, second) => (second === 30 || second === 31 ? { ...behavior, errors: 0.1 } : behavior);
const coldStart: Change = (behavior, second) => (second < 4 ? { ...behavior, median: behavior.median * 3 } : behavior);
const unsteady: Change = (behavior, _, random) =>
    ({ ...behavior, errors: behavior.errors + (random() < 0.2 ? 0.03 * random() : 0), median: behavior.median * (1 + random()) });
const lastHalf = (change: Change): Change => (behavior, second, random) =>
    (second >= 60 ? change(behavior, second, random) : behavior);
const oneZone = (share: number): Change => behavior =>
    ({ ...behavior, zoneErrors: [behavior.errors, behavior.errors + share, behavior.errors] });
const both = (...changes: readonly Change[]): Change => (behavior, second, random) =>
    changes.reduce((found, change) => change(found, second, random), behavior);

export const scenarios: readonly Scenario[] = [
    { name: "steady", truth: "good", release: asIs },
    { name: "bursts of traffic", truth: "good", release: trafficBursts, live: trafficBursts },
    { name: "a burst of errors", truth: "good", release: errorBurst },
    { name: "gaps", truth: "good", release: gaps, live: gaps },
    { name: "a noisy live color", truth: "good", release: asIs, live: unsteady },
    { name: "clocks that differ", truth: "good", release: asIs, skew: { release: 1700, live: -9300 } },
    { name: "a cold start", truth: "good", release: coldStart },
    { name: "long intervals", truth: "good", release: asIs, interval: 15 },
    { name: "much traffic", truth: "good", release: asIs, rate: 400 },
    { name: "a bad live color", truth: "good", release: asIs, live: errors(0.05) },
    { name: "errors 1.5 %", truth: "bad", release: errors(0.015) },
    { name: "errors 5 %", truth: "bad", release: errors(0.05) },
    { name: "errors 100 %", truth: "bad", release: errors(1) },
    { name: "errors 1.5 % in bursts of traffic", truth: "bad", release: both(trafficBursts, errors(0.015)), live: trafficBursts },
    { name: "errors 5 % with gaps", truth: "bad", release: both(gaps, errors(0.05)), live: gaps },
    { name: "errors 1.5 % beside a noisy live color", truth: "bad", release: errors(0.015), live: unsteady },
    { name: "errors 5 % with clocks that differ", truth: "bad", release: errors(0.05), skew: { release: 1700, live: -9300 } },
    { name: "errors 5 % in long intervals", truth: "bad", release: errors(0.05), interval: 15 },
    { name: "errors 5 % in the last minute", truth: "bad", release: lastHalf(errors(0.05)) },
    { name: "errors 5 % in both", truth: "bad", release: errors(0.05), live: errors(0.05) },
    { name: "errors 5 % in one zone", truth: "bad", release: oneZone(0.05) },
    { name: "errors 100 % in one zone", truth: "bad", release: oneZone(1) },
    { name: "three times as slow", truth: "bad", release: slower(3) },
    { name: "three times as slow beside a noisy live color", truth: "bad", release: slower(3), live: unsteady },
    { name: "p99 three times as high", truth: "bad", release: slowTail, rate: 60, judgedAt: 99 },
    { name: "a short step", truth: "good", release: asIs, rate: 60, seconds: 20 },
    { name: "errors 1.5 % in a short step", truth: "bad", release: errors(0.015), rate: 60, seconds: 20 },
    { name: "three times as slow in a short step", truth: "bad", release: slower(3), rate: 60, seconds: 20 },
];

/** Of low traffic: fewer requests than any limit asks for. */
export const quiet: readonly Scenario[] = [
    { name: "little traffic", truth: "good", release: asIs, rate: 0.5 },
    { name: "little traffic, a failed request now and then", truth: "good", release: errors(0.01), rate: 1 },
    { name: "little traffic, errors 5 %", truth: "bad", release: errors(0.05), rate: 0.5 },
    { name: "little traffic, errors 30 %", truth: "bad", release: errors(0.3), rate: 1 },
    { name: "no traffic", truth: "bad", release: asIs, rate: 0 },
];

export interface Run {
    readonly verdict: ServiceVerdict;
    /** Seconds after the start at which the watch broke off; absent where it lasted. */
    readonly broke?: number;
    readonly requests: number;
}

const start = Date.parse("2026-03-01T12:00:00Z");

/** One release as the watch would follow it: a look for a breach every second, then the judgement. */
export function run(scenario: Scenario, limits: LimitSettings, seed: number): Run {
    const random = randomOf(seed);
    const seconds = scenario.seconds ?? 120;
    const interval = scenario.interval ?? 1;
    const rate = scenario.rate ?? 20 + 80 * random();
    const plain = { errors: 0.002 * random(), median: 40 + 40 * random(), sigma: 0.3 + 0.3 * random() };
    const series = (change: Change, own: number, skew: number): Series => {
        const at = (second: number, draw: Random): Behavior => change({ ...plain, rate: own }, second, draw);
        return { kind: "samples", samples: seriesOf({ start: start + skew, seconds, interval, at }, random) };
    };
    const release = series(scenario.release, rate, scenario.skew?.release ?? 0);
    const live = series(scenario.live ?? asIs, rate * 3, scenario.skew?.live ?? 0);
    const window = { from: start, to: start + seconds * 1000 };
    const broke = firstBreach(release, limits, window, interval);
    const verdict = judgeService({ service: "api-gateway", release, live }, window, limits);
    return {
        verdict: broke === undefined ? verdict : { ...verdict, outcome: "fail", check: "breach" },
        ...(broke !== undefined && { broke }),
        requests: verdict.figures?.release.requests ?? 0,
    };
}

function firstBreach(release: Series, limits: LimitSettings, { from, to }: Window, interval: number): number | undefined {
    for (let now = from + interval * 1000; now <= to; now += interval * 1000) {
        if (hardBreach(release, limits, { from, to: now }) !== undefined) {
            return (now - from) / 1000;
        }
    }
    return undefined;
}
