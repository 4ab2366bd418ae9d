/** From Prometheus' cumulative buckets to counts between bounds. */

import type { LatencyHistogram } from "../ports/metrics";

/**
 * A histogram of all `bounds`, in seconds, from what is known of some: the requests at most as slow, by bound, with `Infinity` for all. A
 * bound that is missing counts with the next one that is there, so that no request is taken for faster than it was.
 */
export function histogramOf(bounds: readonly number[], cumulative: ReadonlyMap<number, number>): LatencyHistogram {
    let below = 0;
    const counts = [...bounds, Infinity].map(bound => {
        const before = below;
        // Sums of floating point numbers and buckets scraped at different moments may fall by a little.
        below = Math.max(before, cumulative.get(bound) ?? before);
        return below - before;
    });
    return { bounds: bounds.map(bound => milliseconds(bound)), counts };
}

/** The bounds below `Infinity`, ascending. */
export function boundsOf(all: Iterable<number>): readonly number[] {
    return [...new Set(all)].filter(bound => Number.isFinite(bound)).sort((left, right) => left - right);
}

/** Bounds are decimal numbers in seconds: 0.0075 × 1000 is meant to be 7.5. */
function milliseconds(seconds: number): number {
    return Number((seconds * 1000).toPrecision(12));
}
