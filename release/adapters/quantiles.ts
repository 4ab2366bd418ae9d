/** A coarse histogram from a few quantiles. */

import type { LatencyHistogram } from "../ports/metrics";

export interface Quantile {
    /** Share of requests that are at most so slow, above 0 up to 1. */
    readonly share: number;
    readonly milliseconds: number;
}

/** The same for all, so that histograms can be added up. Milliseconds. */
const bounds = [1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2500, 5000, 10_000, 30_000, 60_000];

/**
 * Between two quantiles, requests are taken to be spread evenly; below the first one from 0 on. What is slower than the last quantile is
 * taken to be as slow as that one.
 *
 * @param known in order of their shares; none: nothing is known of any request
 */
export function histogramOfQuantiles(requests: number, known: readonly Quantile[]): LatencyHistogram {
    if (known.length === 0) {
        return { bounds, counts: [...bounds, Infinity].map(() => 0) };
    }
    let slowest = 0;
    // CloudWatch's percentiles are estimates: a higher one may be a little lower.
    const points = known.map(({ share, milliseconds }) => ({ share, milliseconds: (slowest = Math.max(slowest, milliseconds)) }));
    let below = 0;
    const counts = [...bounds, Infinity].map(bound => {
        const before = below;
        below = requests * shareUpTo(bound, [{ share: 0, milliseconds: 0 }, ...points]);
        return below - before;
    });
    return { bounds, counts };
}

function shareUpTo(milliseconds: number, points: readonly Quantile[]): number {
    const next = points.findIndex(point => point.milliseconds > milliseconds);
    if (next < 0) {
        return 1;
    }
    const [low, high] = [points[next - 1], points[next]];
    return low.share + ((high.share - low.share) * (milliseconds - low.milliseconds)) / (high.milliseconds - low.milliseconds);
}
