/**
 * Latencies by upper bound: pooled, counted and read at a quantile. Quantiles are percents, as in the configuration: 99 is p99.
 */

import type { LatencyHistogram } from "../ports/metrics";

/**
 * The quantile is read only where at least so many requests are expected above it; with fewer it is the luck of single
 * requests.
 */
const requestsAbove = 10;

/** What a quantile falls back to, in this order. */
const ladder = [99, 95, 90] as const;

/** The sum of all. Where bounds differ only the common ones are kept: counts below each of them stay exact. */
export function pool(histograms: readonly LatencyHistogram[]): LatencyHistogram {
    const [first, ...others] = histograms;
    if (first === undefined) {
        return { bounds: [], counts: [0] };
    }
    if (others.every(({ bounds }) => sameBounds(bounds, first.bounds))) {
        const at = (index: number): number => histograms.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
        return { bounds: first.bounds, counts: first.bounds.concat(0).map((_, index) => at(index)) };
    }
    const bounds = first.bounds.filter(bound => others.every(other => other.bounds.includes(bound)));
    const below = bounds.map(bound => histograms.reduce((sum, each) => sum + countUpTo(each, bound), 0));
    const total = histograms.reduce((sum, each) => sum + totalOf(each), 0);
    return { bounds, counts: [...below, total].map((count, index) => count - (index === 0 ? 0 : below[index - 1] ?? 0)) };
}

function sameBounds(one: readonly number[], other: readonly number[]): boolean {
    return one === other || (one.length === other.length && one.every((bound, index) => bound === other[index]));
}

/** Requests at most as slow as one of the histogram's own bounds. */
function countUpTo(histogram: LatencyHistogram, bound: number): number {
    const last = histogram.bounds.indexOf(bound);
    return histogram.counts.slice(0, last + 1).reduce((sum, count) => sum + count, 0);
}

export function totalOf(histogram: LatencyHistogram): number {
    let total = 0;
    for (let index = 0; index < histogram.counts.length; index++) {
        total += histogram.counts[index] ?? 0;
    }
    return total;
}

/**
 * Latency in milliseconds at a quantile (0–100), spread evenly inside its bucket; the first bucket begins at 0. Above the last
 * bound nothing is known but that bound, which is then given. Undefined without requests or bounds.
 */
export function quantileOf(histogram: LatencyHistogram, quantile: number): number | undefined {
    const total = totalOf(histogram);
    if (total <= 0 || histogram.bounds.length === 0) {
        return undefined;
    }
    const wanted = (total * quantile) / 100;
    let below = 0;
    for (const [index, bound] of histogram.bounds.entries()) {
        const count = histogram.counts[index] ?? 0;
        if (count > 0 && below + count >= wanted) {
            const start = index === 0 ? 0 : histogram.bounds[index - 1] ?? 0;
            return start + (bound - start) * Math.max(0, (wanted - below) / count);
        }
        below += count;
    }
    return histogram.bounds.at(-1);
}

/**
 * Requests slower than so many milliseconds, by the same even spread. Requests above the last bound count as slower only where
 * `milliseconds` is not above that bound, since nobody knows how slow they were.
 */
export function slowerThan({ bounds, counts }: LatencyHistogram, milliseconds: number): number {
    let slower = 0;
    // From the slowest down: the others need no look.
    for (let index = counts.length - 1; index >= 0; index--) {
        const start = index === 0 ? 0 : bounds[index - 1] ?? 0;
        const end = bounds[index];
        const count = counts[index] ?? 0;
        if (start >= milliseconds) {
            slower += count;
        } else {
            return end === undefined || end <= milliseconds ? slower : slower + (count * (end - milliseconds)) / (end - start);
        }
    }
    return slower;
}

/** Fewest requests that a quantile (0–100, without 100) is read from: ten above it, so 1000 for p99, 200 for p95, 100 for p90. */
export function requestsFor(quantile: number): number {
    // 100 − 99.9 is a little less than 0.1.
    return Math.ceil((requestsAbove * 100) / (100 - quantile) - 1e-6);
}

/**
 * The quantile wanted where there are requests enough, or the next lower of p99, p95 and p90 that they are enough for;
 * undefined: for none.
 */
export function affordableQuantile(wanted: number, requests: number): number | undefined {
    return [wanted, ...ladder.filter(quantile => quantile < wanted)].find(quantile => requests >= requestsFor(quantile));
}
