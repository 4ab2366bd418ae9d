/**
 * Figures of the load balancer from CloudWatch (ELB guide, "CloudWatch metrics for your Application Load Balancer"). They come in minutes and
 * a minute late, are there only for services behind the load balancer, and not at all without traffic: enough to judge a step of several
 * minutes where there is no Prometheus, too slow to take back a bad release within seconds. Each question is paid for by its metrics.
 */

import type { CloudWatchClient, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import type { Color } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { Metrics, MetricsQuery, Sample, Series } from "../ports/metrics";
import { type AwsPlace, clientSettings, callMessageOf, codeOf } from "./aws-client";
import { histogramOfQuantiles, type Quantile } from "./quantiles";
import { seriesOf } from "./series";

export interface CloudWatchMetricsOptions extends AwsPlace {
    readonly clock: Clock;
    readonly loadBalancerArn: string;
    /** ARNs of the target groups of each service behind the load balancer. */
    readonly targetGroupArns: { readonly [service: string]: { readonly [color in Color]: string } };
    /** Names of availability zones that are asked for too. @default - none */
    readonly zones?: readonly string[];
    /** Milliseconds for all of an answer. @default 10000 */
    readonly timeout?: number;
}

const namespace = "AWS/ApplicationELB";

/** Milliseconds: "measures and sends its metrics in 60-second intervals". */
const period = 60_000;
/** Milliseconds after the end of a minute until its figures count as complete. */
const settling = 60_000;
/** Milliseconds for which an answer is used again: there is a new one each minute only. */
const fresh = 10_000;

/** Shares of requests whose response time is asked for, by CloudWatch's name. */
const quantiles: { readonly [id: string]: { readonly share: number; readonly stat: string } } = {
    p50: { share: 0.5, stat: "p50" },
    p90: { share: 0.9, stat: "p90" },
    p95: { share: 0.95, stat: "p95" },
    p99: { share: 0.99, stat: "p99" },
    p999: { share: 0.999, stat: "p99.9" },
    longest: { share: 1, stat: "Maximum" },
};

/** Metrics whose sums are requests, or errors. TargetConnectionErrorCount: targets that could not be reached gave no code. */
const counts = { requests: "RequestCount", failed: "HTTPCode_Target_5XX_Count", unreached: "TargetConnectionErrorCount" } as const;

/** Values by the start of their minute, by id of the query. */
type Found = ReadonlyMap<string, ReadonlyMap<number, number>>;

interface Asked {
    readonly at: number;
    readonly series: Promise<Series>;
}

export class CloudWatchMetrics implements Metrics {
    readonly delaySeconds = (period + settling) / 1000;
    private opened: Promise<CloudWatchClient> | undefined;
    private readonly asked = new Map<string, Asked>();

    constructor(private readonly options: CloudWatchMetricsOptions) {}

    async series({ service, color, from, to }: MetricsQuery): Promise<Series> {
        const targetGroupArn = this.options.targetGroupArns[service]?.[color];
        if (targetGroupArn === undefined) {
            return { kind: "unavailable", reason: `CloudWatch: ${service} has no target group; only services behind the load balancer are known` };
        }
        const now = this.options.clock.now();
        const settled = Math.floor((now - settling) / period) * period;
        const end = Math.min(Math.ceil(to / period) * period, settled);
        // Something is asked in any case: whether there is an answer counts too.
        const start = Math.min(Math.floor(from / period) * period, end - period);
        const series = await this.cached(`${targetGroupArn} ${start} ${end}`, now, () => this.read(targetGroupArn, start, end));
        return series.kind === "samples"
            ? seriesOf(series.samples.filter(sample => sample.start < to && sample.start + period > from))
            : series;
    }

    /** Closes its connections. */
    async close(): Promise<void> {
        (await this.opened)?.destroy();
    }

    private cached(key: string, now: number, ask: () => Promise<Series>): Promise<Series> {
        for (const [old, { at }] of this.asked) {
            if (Math.abs(now - at) >= fresh) {
                this.asked.delete(old);
            }
        }
        const known = this.asked.get(key) ?? { at: now, series: ask() };
        this.asked.set(key, known);
        // An outage is not kept.
        void known.series.then(({ kind }) => kind === "unavailable" && this.asked.get(key) === known && this.asked.delete(key));
        return known.series;
    }

    private async read(targetGroupArn: string, start: number, end: number): Promise<Series> {
        try {
            const found = await this.find(this.queriesOf(targetGroupArn), start, end);
            const minutes = [...(found.get("requests") ?? new Map<number, number>()).keys()].sort((left, right) => left - right);
            return seriesOf(minutes.map(minute => this.sampleOf(found, minute)));
        } catch (error) {
            return { kind: "unavailable", reason: `CloudWatch: ${codeOf(error)}: ${callMessageOf(error)}` };
        }
    }

    private queriesOf(targetGroupArn: string): readonly MetricDataQuery[] {
        const dimensions = [
            { Name: "LoadBalancer", Value: afterType(this.options.loadBalancerArn, "loadbalancer/") },
            { Name: "TargetGroup", Value: `targetgroup/${afterType(targetGroupArn, "targetgroup/")}` },
        ];
        const query = (id: string, metric: string, stat: string, zone?: string): MetricDataQuery => {
            const Dimensions = [...(zone === undefined ? [] : [{ Name: "AvailabilityZone", Value: zone }]), ...dimensions];
            const MetricStat = { Metric: { Namespace: namespace, MetricName: metric, Dimensions }, Period: period / 1000, Stat: stat };
            return { Id: id, MetricStat, ReturnData: true };
        };
        const sums = (suffix: string, zone?: string): readonly MetricDataQuery[] =>
            Object.entries(counts).map(([id, metric]) => query(`${id}${suffix}`, metric, "Sum", zone));
        return [
            ...sums(""),
            ...(this.options.zones ?? []).flatMap((zone, index) => sums(`_${index}`, zone)),
            query("timed", "TargetResponseTime", "SampleCount"),
            ...Object.entries(quantiles).map(([id, { stat }]) => query(id, "TargetResponseTime", stat)),
        ];
    }

    private async find(queries: readonly MetricDataQuery[], start: number, end: number): Promise<Found> {
        const { GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
        const client = await this.client();
        const abortSignal = AbortSignal.timeout(this.options.timeout ?? 10_000);
        const results: MetricDataResult[] = [];
        let NextToken: string | undefined;
        do {
            const range = { StartTime: new Date(start), EndTime: new Date(end) };
            const page = await client.send(new GetMetricDataCommand({ MetricDataQueries: [...queries], ...range, NextToken }), { abortSignal });
            results.push(...(page.MetricDataResults ?? []));
            NextToken = page.NextToken;
        } while (NextToken !== undefined);
        return valuesOf(results);
    }

    private sampleOf(found: Found, minute: number): Sample {
        const at = (id: string): number | undefined => found.get(id)?.get(minute);
        const counted = (suffix: string): { requests: number; errors: number } => {
            const errors = (at(`failed${suffix}`) ?? 0) + (at(`unreached${suffix}`) ?? 0);
            return { requests: Math.max(at(`requests${suffix}`) ?? 0, errors), errors };
        };
        const zones = (this.options.zones ?? []).map((zone, index) => [zone, counted(`_${index}`)] as const);
        const known = Object.entries(quantiles).flatMap(([id, { share }]): readonly Quantile[] => {
            const seconds = at(id);
            return seconds === undefined ? [] : [{ share, milliseconds: seconds * 1000 }];
        });
        return {
            start: minute,
            seconds: period / 1000,
            ...counted(""),
            ...(zones.length === 0 ? {} : { zones: Object.fromEntries(zones.filter(([, { requests }]) => requests > 0)) }),
            latency: histogramOfQuantiles(at("timed") ?? 0, known),
        };
    }

    private client(): Promise<CloudWatchClient> {
        // Loaded only here: most commands act on the simulated cloud.
        return (this.opened ??= import("@aws-sdk/client-cloudwatch").then(
            ({ CloudWatchClient }) => new CloudWatchClient({ ...clientSettings(this.options), maxAttempts: 3 }),
        ));
    }
}

/** The result of one query may be spread over pages. */
function valuesOf(results: readonly MetricDataResult[]): Found {
    const found = new Map<string, Map<number, number>>();
    const states = new Map<string, string>();
    for (const { Id = "", Timestamps = [], Values = [], StatusCode = "Complete", Messages = [] } of results) {
        const values = found.get(Id) ?? new Map<number, number>();
        found.set(Id, values);
        Timestamps.forEach((time, index) => {
            const value: number | null | undefined = Values[index];
            if (typeof value === "number" && Number.isFinite(value) && value >= 0) {
                values.set(time.getTime(), value);
            }
        });
        states.set(Id, [StatusCode, ...Messages.map(message => message.Value ?? message.Code ?? "")].join(": "));
    }
    const wrong = [...states].find(([, state]) => !state.startsWith("Complete"));
    if (wrong !== undefined) {
        throw new Error(`the answer to "${wrong[0]}" is ${wrong[1]}`);
    }
    return found;
}

/** What comes after the type in an ARN's resource: `app/NAME/ID` of `arn:…:loadbalancer/app/NAME/ID`. */
function afterType(arn: string, type: string): string {
    const at = arn.indexOf(`:${type}`);
    return at < 0 ? arn : arn.slice(at + 1 + type.length);
}
