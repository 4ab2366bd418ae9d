/** The rank test over intervals: a second signal, for what is wrong all the time by a little rather than at once by a lot. */

import type { LimitSettings } from "../../config/types";
import type { Sample } from "../ports/metrics";
import { quantileOf, totalOf } from "./histogram";
import { mannWhitney, type RankTest } from "./mann-whitney";
import { countsOf, latencyOf } from "./window";
import type { Finding } from "./verdict";
import { chance, milliseconds, percent, quantileName } from "./wording";

/** Fewest requests of one interval; smaller ones are put together with the next. */
const fewestRequests = 50;
/** Fewest intervals of each color. */
const fewestIntervals = 5;
/** The quantile of a single interval. Its 50 requests carry no higher one. */
export const intervalQuantile = 90;
/** Share of pairs in which the release must be the worse: what is significant may still be of no size. */
const leastEffect = 0.7;

/** Errors are few, and a handful may fall into the right intervals by luck: the exact test must find them unlikely too. */
const corroborated = 0.01;

export interface RankJudgement {
    readonly errors?: RankTest;
    readonly latency?: RankTest;
    readonly findings: readonly Finding[];
}

/**
 * Intervals of about the same number of requests in both colors; rates of small intervals scatter more than those of large ones.
 *
 * @param errorsP p-value of the exact comparison of the errors, 1 where there is none
 */
export function judgeRanks(
    release: readonly Sample[], live: readonly Sample[], errorsP: number, limits: LimitSettings,
): RankJudgement {
    const size = Math.max(fewestRequests, typicalRequests(release), typicalRequests(live));
    const own = intervals(release, size);
    const other = intervals(live, size);
    if (own.length < fewestIntervals || other.length < fewestIntervals) {
        return { findings: [] };
    }
    const errors = mannWhitney(own.map(errorShare), other.map(errorShare));
    const latency = mannWhitney(own.map(intervalLatency), other.map(intervalLatency));
    return {
        ...(errors && { errors }),
        ...(latency && { latency }),
        findings: [
            ...(errorsP < corroborated ? errorFinding(errors, release, live, limits) : []),
            ...latencyFinding(latency, release, live, limits),
        ],
    };
}

function errorFinding(
    test: RankTest | undefined, release: readonly Sample[], live: readonly Sample[], limits: LimitSettings,
): readonly Finding[] {
    const own = 100 * errorShare(release);
    const other = 100 * errorShare(live);
    const allowed = Math.max(limits.relativeErrors * other, limits.floorErrorPercent);
    if (test === undefined || !isWorse(test, limits) || own <= allowed) {
        return [];
    }
    const reason = `errors ${percent(own)} all along above those of the live color, ${percent(other)} `
        + `(rank test, ${chance(test.p)})`;
    return [{ outcome: "fail", check: "errorRanks", reason }];
}

function latencyFinding(
    test: RankTest | undefined, release: readonly Sample[], live: readonly Sample[], limits: LimitSettings,
): readonly Finding[] {
    const own = intervalLatency(release);
    const other = intervalLatency(live);
    const allowed = Math.max(limits.relativeLatency * other, limits.floorLatencyMilliseconds);
    if (test === undefined || !isWorse(test, limits) || own <= allowed) {
        return [];
    }
    const reason = `${quantileName(intervalQuantile)} ${milliseconds(own)} all along above that of the live color, `
        + `${milliseconds(other)} (rank test, ${chance(test.p)})`;
    return [{ outcome: "fail", check: "latencyRanks", reason }];
}

function isWorse({ p, effect }: RankTest, limits: LimitSettings): boolean {
    return p < 1 - limits.confidencePercent / 100 && effect >= leastEffect;
}

function intervals(samples: readonly Sample[], size: number): readonly (readonly Sample[])[] {
    const done: Sample[][] = [];
    let open: Sample[] = [];
    for (const sample of samples) {
        open.push(sample);
        // Nine tenths: half of the intervals of a steady color have a little less than the median.
        if (countsOf(open).requests >= 0.9 * size) {
            done.push(open);
            open = [];
        }
    }
    return done;
}

/** Median of the intervals that have any. */
function typicalRequests(samples: readonly Sample[]): number {
    const sorted = samples.map(({ requests }) => requests).filter(requests => requests > 0).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function errorShare(samples: readonly Sample[]): number {
    const { requests, errors } = countsOf(samples);
    return requests > 0 ? errors / requests : 0;
}

function intervalLatency(samples: readonly Sample[]): number {
    const histogram = latencyOf(samples);
    return totalOf(histogram) > 0 ? quantileOf(histogram, intervalQuantile) ?? 0 : 0;
}
