/** Series written by hand: so many intervals, each alike. */

import type { Color, LimitSettings } from "../../../config/types";
import type { Metrics, MetricsQuery, Sample, Series } from "../../../release/ports/metrics";

export const start = Date.parse("2026-03-01T12:00:00Z");

export const limits: LimitSettings = {
    errorPercent: 1, latencyQuantile: 99, latencyMilliseconds: 500, relativeErrors: 2, floorErrorPercent: 0.5,
    relativeLatency: 1.5, floorLatencyMilliseconds: 100, minRequests: 200, confidencePercent: 98,
};

export interface Each {
    readonly requests: number;
    readonly errors?: number;
    /** Counts up to 50, 100, 200, 500, 1000 ms and above; all up to 100 ms otherwise. */
    readonly counts?: readonly number[];
    readonly zones?: Sample["zones"];
    readonly seconds?: number;
}

/** `count` intervals from the start on, made one by one. */
export function samples(count: number, each: Each | ((index: number) => Each), from = start): readonly Sample[] {
    return Array.from({ length: count }, (_, index) => {
        const { requests, errors = 0, counts, zones, seconds = 1 } = typeof each === "function" ? each(index) : each;
        return {
            start: from + index * seconds * 1000,
            seconds,
            requests,
            errors,
            ...(zones && { zones }),
            latency: { bounds: [50, 100, 200, 500, 1000], counts: counts ?? [0, requests, 0, 0, 0, 0] },
        };
    });
}

export function series(count: number, each: Each | ((index: number) => Each), from = start): Series {
    return { kind: "samples", samples: samples(count, each, from) };
}

export function seconds(count: number): { readonly from: number; readonly to: number } {
    return { from: start, to: start + count * 1000 };
}

/** A source that tells what a test says. */
export class FakeMetrics implements Metrics {
    readonly queries: MetricsQuery[] = [];

    constructor(
        private readonly answer: (query: MetricsQuery) => Series | Promise<Series>,
        readonly delaySeconds = 0,
    ) {}

    async series(query: MetricsQuery): Promise<Series> {
        this.queries.push(query);
        return this.answer(query);
    }
}

/** One sample a second from the beginning of time up to the end of the query, by color. */
export function bySecond(of: { readonly [C in Color]: (second: number) => Each | undefined }): (query: MetricsQuery) => Series {
    return ({ color, from, to }) => {
        const first = Math.floor((from - start) / 1000);
        const all = Array.from({ length: Math.max(0, Math.floor((to - start) / 1000) - first) }, (_, index) => first + index);
        const found = all.flatMap(second => {
            const each = of[color](second);
            return each === undefined ? [] : samples(1, each, start + second * 1000);
        });
        return found.length === 0 ? { kind: "noData" } : { kind: "samples", samples: found };
    };
}
