/** Figures of the services from Prometheus. */

import type { Clock } from "../ports/clock";
import type { Metrics, MetricsQuery, Sample, Series } from "../ports/metrics";
import { callMessageOf } from "./aws-client";
import { boundsOf, histogramOf } from "./histogram";
import { mostPoints, PrometheusApi, type PrometheusPlace, type RangeRow } from "./prometheus-api";
import { seriesOf } from "./series";

/** What the services' metrics are called. */
export interface PrometheusNames {
    /** Counter of requests. @default "http_requests_total" */
    readonly requests: string;
    /** Classic histogram in seconds, without `_bucket`. @default "http_request_duration_seconds" */
    readonly durations: string;
    /** Labels. @default "service" */
    readonly service: string;
    /** @default "color" */
    readonly color: string;
    /** Label of the availability zone; series may lack it. @default "zone" */
    readonly zone: string;
    /** Label of the status code. @default "code" */
    readonly code: string;
    /** Values of that label that are errors, as an RE2 expression of the whole value. @default "5.." */
    readonly errors: string;
}

export interface PrometheusMetricsOptions extends PrometheusPlace {
    readonly clock: Clock;
    /** Seconds between two scrapes of the services, as Prometheus is configured. @default 5 */
    readonly scrapeSeconds?: number;
    /** Seconds of a sample; less than `scrapeSeconds` is taken as that. @default - twice `scrapeSeconds` */
    readonly stepSeconds?: number;
    /** @default - see `PrometheusNames` */
    readonly names?: Partial<PrometheusNames>;
    /** Labels that every series has to have, as `cluster`. @default - none */
    readonly labels?: { readonly [name: string]: string };
}

const usualNames: PrometheusNames = {
    requests: "http_requests_total",
    durations: "http_request_duration_seconds",
    service: "service",
    color: "color",
    zone: "zone",
    code: "code",
    errors: "5..",
};

/** Milliseconds that a scrape may take until its samples can be asked for. */
const margin = 1000;

/** The evaluations of one query. */
interface Times {
    readonly start: number;
    readonly end: number;
    readonly step: number;
    readonly count: number;
}

interface Rows {
    readonly requests: readonly RangeRow[];
    readonly errors: readonly RangeRow[];
    readonly buckets: readonly RangeRow[];
}

/**
 * Three queries for each series: requests by zone, errors by zone, and buckets by bound.
 *
 * A sample's count is the rate over its step and one scrape before it, times the step. `increase` over the step alone would see only what
 * lies between the scrapes within it and miss what came between one step's last scrape and the next step's first. Restarts of a counter are
 * Prometheus' to see. A counter that appears with its first request loses that one, as always in Prometheus: services should begin theirs
 * with 0.
 */
export class PrometheusMetrics implements Metrics {
    readonly delaySeconds: number;
    private readonly api: PrometheusApi;
    private readonly names: PrometheusNames;
    /** Milliseconds. */
    private readonly scrape: number;
    private readonly step: number;

    /** @throws TypeError where the address is no URL */
    constructor(private readonly options: PrometheusMetricsOptions) {
        const { scrapeSeconds = 5, stepSeconds = 2 * scrapeSeconds } = options;
        this.scrape = scrapeSeconds * 1000;
        this.step = Math.max(stepSeconds * 1000, this.scrape);
        this.delaySeconds = scrapeSeconds + margin / 1000;
        this.api = new PrometheusApi(options);
        this.names = { ...usualNames, ...options.names };
    }

    async series(query: MetricsQuery): Promise<Series> {
        const times = this.timesOf(query);
        try {
            const samples = samplesOf(await this.ask(query, times), times, this.names.zone).filter(
                ({ start, seconds }) => start < query.to && start + seconds * 1000 > query.from,
            );
            return seriesOf(samples);
        } catch (error) {
            return { kind: "unavailable", reason: `${this.api.shown}: ${callMessageOf(error)}` };
        }
    }

    /** The last sample ends with `to`, or where everything has been scraped by now. Something is asked in any case: whether there is an answer counts too. */
    private timesOf({ from, to }: MetricsQuery): Times {
        const end = Math.min(to, this.options.clock.now() - this.delaySeconds * 1000);
        const step = Math.max(this.step, Math.ceil((end - from) / (mostPoints - 1)));
        const count = Math.max(1, Math.ceil((end - from) / step));
        return { start: end - (count - 1) * step, end, step, count };
    }

    private async ask(query: MetricsQuery, times: Times): Promise<Rows> {
        const { requests, durations, code, errors, zone } = this.names;
        const range = (by: string, metric: string, matchers = ""): Promise<readonly RangeRow[]> => {
            const rate = `rate(${metric}{${this.selectorOf(query)}${matchers}}[${times.step + this.scrape}ms])`;
            return this.api.range({ ...times, query: `sum by (${by}) (${rate}) * ${times.step / 1000}` });
        };
        const [all, failed, buckets] = await Promise.all([
            range(zone, requests),
            range(zone, requests, `,${code}=~${JSON.stringify(errors)}`),
            range("le", `${durations}_bucket`),
        ]);
        return { requests: all, errors: failed, buckets };
    }

    private selectorOf({ service, color }: MetricsQuery): string {
        const wanted = { [this.names.service]: service, [this.names.color]: color, ...this.options.labels };
        return Object.entries(wanted).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",");
    }
}

function samplesOf({ requests, errors, buckets }: Rows, { start, step, count }: Times, zoneLabel: string): readonly Sample[] {
    const bounds = boundsOf(buckets.map(boundOf));
    const zoneNames = [...new Set(requests.map(({ labels }) => labels[zoneLabel] ?? ""))].filter(zone => zone !== "").sort();
    const inZone = (rows: readonly RangeRow[], zone: string): readonly RangeRow[] => rows.filter(({ labels }) => labels[zoneLabel] === zone);
    const zonesAt = (at: number): Pick<Sample, "zones"> => {
        const all = zoneNames.map(zone => [zone, countsAt(inZone(requests, zone), inZone(errors, zone), at)] as const);
        return zoneNames.length === 0 ? {} : { zones: Object.fromEntries(all.filter(([, counts]) => counts.requests > 0)) };
    };
    const samples: Sample[] = [];
    for (let at = 0; at < count; at += 1) {
        if (!requests.some(({ values }) => values.has(at))) {
            continue;
        }
        const cumulative = new Map(buckets.flatMap(row => {
            const value = row.values.get(at);
            return value === undefined ? [] : [[boundOf(row), rounded(value)]];
        }));
        const latency = histogramOf(bounds, cumulative);
        samples.push({
            start: start + (at - 1) * step,
            seconds: step / 1000,
            ...countsAt(requests, errors, at),
            ...zonesAt(at),
            latency: { bounds: latency.bounds, counts: latency.counts.map(rounded) },
        });
    }
    return samples;
}

/** The two queries may meet different scrapes: errors are never more than all. */
function countsAt(requests: readonly RangeRow[], errors: readonly RangeRow[], at: number): { requests: number; errors: number } {
    const all = sumAt(requests, at);
    return { requests: all, errors: Math.min(all, sumAt(errors, at)) };
}

function boundOf({ labels }: RangeRow): number {
    const { le = "" } = labels;
    const bound = le === "+Inf" ? Infinity : Number(le);
    if (le === "" || Number.isNaN(bound)) {
        throw new Error(`answered with the bucket le=${JSON.stringify(le)}`);
    }
    return bound;
}

function sumAt(rows: readonly RangeRow[], at: number): number {
    return rounded(rows.reduce((sum, { values }) => sum + (values.get(at) ?? 0), 0));
}

/** Sums and products of floating point numbers are a hair off. */
function rounded(count: number): number {
    return Math.round(count * 1e6) / 1e6;
}
