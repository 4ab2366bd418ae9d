/** Figures of the simulated cloud's services, from the metrics that they show to Prometheus, without a Prometheus between. */

import type { Clock } from "../ports/clock";
import type { Metrics, MetricsQuery, Sample, Series } from "../ports/metrics";
import { callMessageOf } from "./aws-client";
import { boundsOf, histogramOf } from "./histogram";
import { getText } from "./http-text";
import { seriesOf } from "./series";
import { ScrapedCounters, type Tally } from "./scraped-counters";

export interface SimulatedMetricsOptions {
    /** Address of the metrics, as `http://127.0.0.1:4711/metrics`. */
    readonly address: string;
    readonly clock: Clock;
    /** Only services of this EKS cluster: one simulated cloud may hold several environments. @default - of all */
    readonly cluster?: string;
    /** Milliseconds between two scrapes. @default 1000 */
    readonly interval?: number;
    /** Milliseconds after which a scrape without an answer has failed. @default 2000 */
    readonly timeout?: number;
}

/** Milliseconds for which samples are kept. */
const keptFor = 15 * 60_000;

/** Scrapes that may fail in a row before the figures count as unavailable. */
const missable = 3;

/**
 * Scrapes while it is in use, from `start` to `stop`. Samples are the differences of two scrapes; where some failed between them, the sample
 * is as much longer.
 */
export class SimulatedMetrics implements Metrics {
    readonly delaySeconds: number;
    private readonly interval: number;
    private readonly samples = new Map<string, Sample[]>();
    private readonly counters: ScrapedCounters;
    /** When it was read, milliseconds since 1970. */
    private first: number | undefined;
    private last: number | undefined;
    private failure = "not read yet";
    private running: AbortController | undefined;

    constructor(private readonly options: SimulatedMetricsOptions) {
        this.interval = options.interval ?? 1000;
        this.delaySeconds = this.interval / 1000 + 1;
        this.counters = new ScrapedCounters(options.cluster);
    }

    /** Scrapes from now on; a second call changes nothing. */
    start(): void {
        if (this.running !== undefined) {
            return;
        }
        this.running = new AbortController();
        void this.run(this.running.signal);
    }

    /** Scrapes no more; what was read stays. */
    stop(): void {
        this.running?.abort();
        this.running = undefined;
    }

    /** Reads the metrics once. Never throws. */
    async scrape(): Promise<void> {
        const { address, clock, timeout = 2000 } = this.options;
        try {
            const { status, text } = await getText(address, { timeout });
            if (status !== 200) {
                throw new Error(`answered ${status}`);
            }
            this.take(text, clock.now());
        } catch (error) {
            this.failure = callMessageOf(error);
        }
    }

    series({ service, color, from, to }: MetricsQuery): Promise<Series> {
        return Promise.resolve(this.unavailable(to) ?? this.found(`${service}/${color}`, from, to));
    }

    private async run(signal: AbortSignal): Promise<void> {
        const { clock } = this.options;
        while (!signal.aborted) {
            const began = clock.now();
            await this.scrape();
            await clock.sleep(Math.max(0, this.interval - Math.max(0, clock.now() - began)), signal);
        }
    }

    private take(text: string, at: number): void {
        const since = this.last;
        if (at === since) {
            return;
        }
        const tallies = this.counters.read(text);
        this.last = at;
        this.failure = "nobody reads it any more";
        this.first = Math.min(this.first ?? at, at);
        // Where the clock was put back there is no time that these counts could be of.
        if (since === undefined || at < since) {
            return;
        }
        for (const [key, tally] of tallies) {
            const samples = this.samples.get(key) ?? [];
            this.samples.set(key, samples);
            samples.push(sampleOf(tally, since, at));
        }
        for (const [key, samples] of this.samples) {
            const kept = samples.findIndex(sample => sample.start >= at - keptFor);
            if (kept !== 0) {
                this.samples.set(key, kept < 0 ? [] : samples.slice(kept));
            }
        }
    }

    private unavailable(to: number): Series | undefined {
        const { address, clock } = this.options;
        const { first, last } = this;
        if (first === undefined || last === undefined) {
            return { kind: "unavailable", reason: `${address}: ${this.failure}` };
        }
        if (to <= first) {
            return { kind: "unavailable", reason: `${address}: read only since ${new Date(first).toISOString()}` };
        }
        const silent = Math.min(to, clock.now()) - last;
        if (silent > missable * this.interval + 1000) {
            return { kind: "unavailable", reason: `${address}: not read for ${Math.round(silent / 1000)} s: ${this.failure}` };
        }
        return undefined;
    }

    private found(key: string, from: number, to: number): Series {
        const samples = (this.samples.get(key) ?? []).filter(({ start, seconds }) => start < to && start + seconds * 1000 > from);
        return seriesOf(samples);
    }
}

function sampleOf({ requests, errors, zones, buckets }: Tally, from: number, to: number): Sample {
    return {
        start: from,
        seconds: (to - from) / 1000,
        requests,
        errors,
        zones: Object.fromEntries([...zones].filter(([, counts]) => counts.requests > 0)),
        latency: histogramOf(boundsOf(buckets.keys()), buckets),
    };
}
