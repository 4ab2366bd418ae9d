/** Releases whose truth is known: what they are like, and what no judgement of them may be. */

import type { LimitSettings } from "../../../config/types";
import type { Series } from "../../../release/ports/metrics";
import { hardBreach } from "../../../release/judgement/breach";
import { judgeService } from "../../../release/judgement/judge";
import type { ServiceVerdict } from "../../../release/judgement/verdict";
import { slowerThan } from "../../../release/judgement/histogram";
import { samplesOf, type Window } from "../../../release/judgement/window";
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
    /** Requests of the release per second; drawn from 20–100 otherwise. The live color has three times as many. */
    readonly rate?: number;
    /** @default 120 */
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
const from = (begin: number, change: Change): Change => (behavior, second, random) =>
    (second >= begin ? change(behavior, second, random) : behavior);
const oneZone = (share: number): Change => behavior =>
    ({ ...behavior, zoneErrors: [behavior.errors, behavior.errors + share, behavior.errors] });
const both = (...changes: readonly Change[]): Change => (behavior, second, random) =>
    changes.reduce((found, change) => change(found, second, random), behavior);

/** In windows of 120 seconds; the limits are 1 % of errors and 500 ms, live has up to 0.2 % and a p99 of 90–450 ms. */
export const scenarios: readonly Scenario[] = [
    { name: "steady", truth: "good", release: asIs },
    { name: "bursts of traffic", truth: "good", release: trafficBursts, live: trafficBursts },
    { name: "a burst of errors", truth: "good", release: errorBurst },
    { name: "gaps", truth: "good", release: gaps, live: gaps },
    { name: "a noisy live color", truth: "good", release: asIs, live: unsteady },
    { name: "both noisy", truth: "good", release: unsteady, live: unsteady },
    { name: "clocks that differ", truth: "good", release: asIs, skew: { release: 1700, live: -9300 } },
    { name: "a cold start", truth: "good", release: coldStart },
    { name: "long intervals", truth: "good", release: asIs, interval: 15 },
    { name: "much traffic", truth: "good", release: asIs, rate: 400 },
    { name: "four requests a second", truth: "good", release: asIs, rate: 4 },
    { name: "errors 0.5 % in both", truth: "good", release: errors(0.005), live: errors(0.005) },
    { name: "a bad live color", truth: "good", release: asIs, live: errors(0.05) },
    { name: "a short step", truth: "good", release: asIs, rate: 60, seconds: 20 },
    { name: "errors 1.5 %", truth: "bad", release: errors(0.015) },
    { name: "errors 2 %", truth: "bad", release: errors(0.02) },
    { name: "errors 5 %", truth: "bad", release: errors(0.05) },
    { name: "errors 20 %", truth: "bad", release: errors(0.2) },
    { name: "errors 100 %", truth: "bad", release: errors(1) },
    { name: "errors 0.9 % beside a good live color", truth: "bad", release: errors(0.009) },
    { name: "errors 1.5 % in bursts of traffic", truth: "bad", release: both(trafficBursts, errors(0.015)), live: trafficBursts },
    { name: "errors 5 % with gaps", truth: "bad", release: both(gaps, errors(0.05)), live: gaps },
    { name: "errors 1.5 % beside a noisy live color", truth: "bad", release: errors(0.015), live: unsteady },
    { name: "errors 5 % with clocks that differ", truth: "bad", release: errors(0.05), skew: { release: 1700, live: -9300 } },
    { name: "errors 5 % in long intervals", truth: "bad", release: errors(0.05), interval: 15 },
    { name: "errors 1.5 % of four requests a second", truth: "bad", release: errors(0.015), rate: 4 },
    { name: "errors 5 % of four requests a second", truth: "bad", release: errors(0.05), rate: 4 },
    { name: "errors 5 % in the last minute", truth: "bad", release: from(60, errors(0.05)) },
    { name: "errors 100 % from the last two seconds on", truth: "bad", release: from(118, errors(1)) },
    { name: "errors 5 % in both", truth: "bad", release: errors(0.05), live: errors(0.05) },
    { name: "errors 5 % in one zone", truth: "bad", release: oneZone(0.05) },
    { name: "errors 100 % in one zone", truth: "bad", release: oneZone(1) },
    { name: "three times as slow", truth: "bad", release: slower(3) },
    { name: "three times as slow beside a noisy live color", truth: "bad", release: slower(3), live: unsteady },
    { name: "ten times as slow from the last five seconds on", truth: "bad", release: from(115, slower(10)) },
    { name: "p99 three times as high", truth: "bad", release: slowTail, rate: 60, judgedAt: 99 },
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
    /** What the rollout does: `held` at the first look, and then. `held out`: no decision within the time, so it goes back. */
    readonly course: "pass" | "fail" | "held, pass" | "held, fail" | "held out";
    readonly verdict: ServiceVerdict;
    /** Seconds after the start at which a certain breach was found; absent where none was. */
    readonly broke?: number;
}

const start = Date.parse("2026-03-01T12:00:00Z");
/** As `holdSeconds` of staging. */
const holdSeconds = 300;
/** As the watch has it. */
const growth = 1.1;

/** One release as the watch follows it: a look for a breach every second, a judgement at its time, and again while it is held. */
export function run(scenario: Scenario, limits: LimitSettings, seed: number): Run {
    const { seconds = 120 } = scenario;
    const first = follow(scenario, limits, seed, 0, [seconds]);
    if (first.verdict.outcome === "pass" || first.verdict.outcome === "fail") {
        return { ...first, course: first.verdict.outcome };
    }
    const looks: number[] = [];
    for (let at = seconds * growth; at < seconds + holdSeconds; at *= growth) {
        looks.push(at);
    }
    const held = follow(scenario, limits, seed, seconds, [...looks, seconds + holdSeconds]);
    const { outcome } = held.verdict;
    return { ...held, course: outcome === "pass" || outcome === "fail" ? `held, ${outcome}` : "held out" };
}

/** The first decision at one of these times in seconds, or the last look; a breach between `seen` and it is one. */
function follow(scenario: Scenario, limits: LimitSettings, seed: number, seen: number, looks: readonly number[]): Omit<Run, "course"> {
    const { interval = 1 } = scenario;
    const seconds = looks.at(-1) ?? 0;
    const random = randomOf(3 * seed);
    const rate = scenario.rate ?? 20 + 80 * random();
    const plain = { errors: 0.002 * random(), median: 40 + 40 * random(), sigma: 0.3 + 0.3 * random() };
    const series = (change: Change, own: number, skew: number, draw: Random): Series => {
        const at = (second: number): Behavior => change({ ...plain, rate: own }, second, draw);
        return { kind: "samples", samples: seriesOf({ start: start + skew, seconds, interval, at }, draw) };
    };
    const release = series(scenario.release, rate, scenario.skew?.release ?? 0, randomOf(3 * seed + 1));
    const live = series(scenario.live ?? asIs, rate * 3, scenario.skew?.live ?? 0, randomOf(3 * seed + 2));
    const judged = (to: number): ServiceVerdict =>
        judgeService({ service: "api-gateway", release, live }, { from: start, to: start + to * 1000 }, limits);
    const broke = firstBreach(release, limits, { from: start, to: start + seconds * 1000 }, seen, interval);
    for (const look of looks.filter(each => broke === undefined || each < broke)) {
        const verdict = judged(look);
        if (look === seconds || verdict.outcome === "pass" || verdict.outcome === "fail") {
            return { verdict };
        }
    }
    return broke === undefined ? { verdict: judged(seconds) } : { verdict: judged(broke), broke };
}

/** The looks of the watch, without those that have only good intervals to add: these make no breach of what was none. */
function firstBreach(
    release: Series, limits: LimitSettings, { from: begin, to }: Window, seen: number, interval: number,
): number | undefined {
    const bad = samplesOf(release)
        .filter(({ errors: failed, latency }) => failed > 0 || slowerThan(latency, limits.latencyMilliseconds) > 0)
        .map(({ start: begun, seconds }) => begun + seconds * 500);
    for (let now = begin + (seen + interval) * 1000; now <= to; now += interval * 1000) {
        const isNew = bad.some(middle => middle < now && middle >= now - interval * 1000);
        if (isNew && hardBreach(release, limits, { from: begin, to: now }) !== undefined) {
            return (now - begin) / 1000;
        }
    }
    return undefined;
}
