import type { Color } from "../../config/types";

/** Counts of latencies by upper bound. */
export interface LatencyHistogram {
    /** Upper bounds in milliseconds, ascending; above the last one there is one more count. */
    readonly bounds: readonly number[];
    /** Requests at most as slow as each bound and slower than the one before; one more than `bounds`. Not cumulative. */
    readonly counts: readonly number[];
}

/** What one service of one color did in one interval. Counts of sources that extrapolate are no whole numbers. */
export interface Sample {
    /** Start of the interval, milliseconds since 1970. */
    readonly start: number;
    readonly seconds: number;
    /** 0 where the source knows that there were none; an interval that it knows nothing of is no sample. */
    readonly requests: number;
    /** Answers 500–599 and requests without an answer. */
    readonly errors: number;
    /** By availability zone, where the source knows it. */
    readonly zones?: { readonly [zone: string]: { readonly requests: number; readonly errors: number } };
    /** May hold fewer requests than `requests` where the source does not know how long all took. */
    readonly latency: LatencyHistogram;
}

/** A service's samples of one color, oldest first, or why there are none. */
export type Series =
    | { readonly kind: "samples"; readonly samples: readonly Sample[] }
    /** The source answered and has nothing of this service: no requests, or no such time series. */
    | { readonly kind: "noData" }
    /** The source did not answer, or not in its form. */
    | { readonly kind: "unavailable"; readonly reason: string };

export interface MetricsQuery {
    readonly service: string;
    readonly color: Color;
    /** Milliseconds since 1970; samples that overlap from–to. */
    readonly from: number;
    readonly to: number;
}

/** Where the figures come from that releases are judged by. Never throws: what goes wrong is a series of kind `unavailable`. */
export interface Metrics {
    series(query: MetricsQuery): Promise<Series>;
    /** Seconds from an event until its figures can be read, at most: scrape interval and delay. The watch waits as long. */
    readonly delaySeconds: number;
}
