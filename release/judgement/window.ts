/** What a series says about a stretch of time. */

import type { LatencyHistogram, Sample, Series } from "../ports/metrics";
import { pool, slowerThan, totalOf } from "./histogram";

/** Milliseconds since 1970. */
export interface Window {
    readonly from: number;
    readonly to: number;
}

/** One interval in which some of the requests were bad: failed, or too slow. */
export interface Trial {
    readonly start: number;
    readonly seconds: number;
    readonly requests: number;
    readonly bad: number;
}

export interface Counts {
    readonly requests: number;
    readonly errors: number;
}

/** What a sample and one zone of it have in common. */
export interface Interval extends Counts {
    readonly start: number;
    readonly seconds: number;
}

/**
 * The samples whose middle lies in the window, oldest first, one per start: what happened before or after, or in the future by
 * a clock that is wrong, is another window's. A failed request is a request, even where the source counted it as an error only.
 */
export function samplesIn(samples: readonly Sample[], { from, to }: Window): readonly Sample[] {
    const inside = samples.filter(({ start, seconds }) => start + seconds * 500 >= from && start + seconds * 500 < to);
    return inOrder(inside).map(sample => (sample.errors > sample.requests ? { ...sample, requests: sample.errors } : sample));
}

function inOrder(samples: readonly Sample[]): readonly Sample[] {
    // As they come nearly always; a watch asks for them every second.
    if (samples.every(({ start }, index) => index === 0 || start > (samples[index - 1]?.start ?? start))) {
        return samples;
    }
    return [...new Map(samples.map(sample => [sample.start, sample])).values()].sort((a, b) => a.start - b.start);
}

/** What cannot be true of a series, in words; undefined where all can. */
export function malformed(samples: readonly Sample[]): string | undefined {
    const wrong = samples.find(sample => !isSound(sample));
    return wrong && `sample of ${when(wrong.start)}: numbers that no count can be`;
}

function when(time: number): string {
    return Number.isFinite(time) ? new Date(time).toISOString() : String(time);
}

function isSound({ start, seconds, requests, errors, zones, latency: { bounds, counts } }: Sample): boolean {
    return Number.isFinite(start)
        && Number.isFinite(seconds) && seconds > 0
        && isCount(requests) && isCount(errors)
        && counts.length === bounds.length + 1 && areCounts(counts) && areBounds(bounds)
        && (zones === undefined || Object.values(zones).every(zone => isCount(zone.requests) && isCount(zone.errors)));
}

function isCount(value: number): boolean {
    return value >= 0 && value < Infinity;
}

function areCounts(values: readonly number[]): boolean {
    for (let index = 0; index < values.length; index++) {
        if (!isCount(values[index] ?? NaN)) {
            return false;
        }
    }
    return true;
}

function areBounds(values: readonly number[]): boolean {
    for (let index = 0; index < values.length; index++) {
        const value = values[index] ?? NaN;
        if (!(value > (index === 0 ? 0 : values[index - 1] ?? 0) && value < Infinity)) {
            return false;
        }
    }
    return true;
}

export function samplesOf(series: Series | undefined): readonly Sample[] {
    return series?.kind === "samples" ? series.samples : [];
}

export function countsOf(samples: readonly Counts[]): Counts {
    return {
        requests: samples.reduce((sum, { requests }) => sum + requests, 0),
        errors: samples.reduce((sum, { errors }) => sum + errors, 0),
    };
}

export function latencyOf(samples: readonly Sample[]): LatencyHistogram {
    return pool(samples.map(({ latency }) => latency));
}

export function zonesOf(samples: readonly Sample[]): readonly string[] {
    const found = new Set<string>();
    for (const { zones } of samples) {
        for (const zone in zones) {
            found.add(zone);
        }
    }
    return [...found].sort();
}

/** The samples as one zone alone has them. */
export function zoneSamples(samples: readonly Sample[], zone: string): readonly Interval[] {
    return samples.map(({ start, seconds, zones }) => {
        const { requests, errors } = zones?.[zone] ?? { requests: 0, errors: 0 };
        return { start, seconds, requests: Math.max(requests, errors), errors };
    });
}

export function errorTrials(samples: readonly Interval[]): readonly Trial[] {
    return samples.map(({ start, seconds, requests, errors }) => ({ start, seconds, requests, bad: errors }));
}

export function slowTrials(samples: readonly Sample[], limitMilliseconds: number): readonly Trial[] {
    return samples.map(({ start, seconds, latency }) => ({
        start,
        seconds,
        requests: totalOf(latency),
        bad: slowerThan(latency, limitMilliseconds),
    }));
}

/** With fewer intervals each one is too large a part of the whole to be left out; of more, at most one in so many is. */
const fewestIntervals = 5;

/**
 * All but the worst stretch: the intervals in a row, of so many seconds together or one that is longer, that are furthest above
 * the limit. In a row, since picking the worst one by one would take the errors out of a release that has them all along.
 * Intervals without requests are left out too.
 *
 * @param trials oldest first
 */
export function withoutWorst(trials: readonly Trial[], limit: number, seconds: number): readonly Trial[] {
    const busy = trials.filter(({ requests }) => requests > 0);
    const most = Math.floor(busy.length / fewestIntervals);
    let worst = { from: 0, end: 0, excess: 0 };
    let from = 0;
    let excess = 0;
    busy.forEach((trial, index) => {
        excess += excessOf(trial, limit);
        for (let first = busy[from]; first !== undefined && from <= index; first = busy[from]) {
            const count = index - from + 1;
            if (count <= most && (count === 1 || trial.start + trial.seconds * 1000 - first.start <= seconds * 1000)) {
                break;
            }
            excess -= excessOf(first, limit);
            from++;
        }
        if (excess > worst.excess) {
            worst = { from, end: index + 1, excess };
        }
    });
    return [...busy.slice(0, worst.from), ...busy.slice(worst.end)];
}

function excessOf({ bad, requests }: Trial, limit: number): number {
    return bad - limit * requests;
}

export function sumOf(trials: readonly Trial[]): { readonly requests: number; readonly bad: number } {
    return {
        requests: trials.reduce((sum, { requests }) => sum + requests, 0),
        bad: trials.reduce((sum, { bad }) => sum + bad, 0),
    };
}

/** Share of the window that the samples cover, 0–1. */
export function coverage(samples: readonly Sample[], { from, to }: Window): number {
    return Math.min(1, samples.reduce((sum, { seconds }) => sum + seconds * 1000, 0) / Math.max(1, to - from));
}
