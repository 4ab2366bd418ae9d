import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { Targets } from "../aws/elbv2/targets";
import { targetGroupType } from "../aws/elbv2/types";
import { Cloud } from "../cloud/cloud";
import { text } from "../cloud/values";
import { colorOf } from "./routes";

/** Who answered a request. Target group and color are empty where the load balancer itself did. */
export interface Answered {
    readonly loadBalancer: string;
    /** Port of the listener. */
    readonly listener: number;
    readonly targetGroup: string;
    readonly color: string;
    readonly code: number;
}

const requestLabels = ["load_balancer", "listener", "target_group", "color", "code"] as const;
const hostLabels = ["target_group", "color"] as const;

// Seconds; fine around the limits that releases are judged by (500 ms).
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 30, 60];

interface Series {
    readonly count: { inc(): void };
    readonly duration: { observe(seconds: number): void };
}

/** Prometheus metrics of the load balancers. */
export class Metrics {
    readonly registry = new Registry();
    private readonly series = new Map<string, Series>();
    private readonly requests: Counter<(typeof requestLabels)[number]>;
    private readonly durations: Histogram<(typeof requestLabels)[number]>;

    constructor(cloud: Cloud, targets: Targets) {
        const registers = [this.registry];
        this.requests = new Counter({
            name: "colorway_lb_requests_total",
            help: "Requests that the load balancer answered, by what answered them.",
            labelNames: requestLabels,
            registers,
        });
        this.durations = new Histogram({
            name: "colorway_lb_request_duration_seconds",
            help: "Seconds from a request's arrival until its response was sent.",
            labelNames: requestLabels,
            buckets,
            registers,
        });
        this.addHosts(cloud, targets, "healthy", (state) => state === "healthy");
        this.addHosts(cloud, targets, "unhealthy", (state) => state === "unhealthy");
    }

    /** Counts one answered request. */
    observe(answered: Answered, seconds: number): void {
        const { count, duration } = this.seriesOf(answered);
        count.inc();
        duration.observe(seconds);
    }

    /** The text that Prometheus scrapes. */
    text(): Promise<string> {
        return this.registry.metrics();
    }

    private seriesOf(answered: Answered): Series {
        const { loadBalancer, listener, targetGroup, color, code } = answered;
        const key = `${loadBalancer}|${listener}|${targetGroup}|${color}|${code}`;
        const known = this.series.get(key);
        if (known !== undefined) return known;
        const labels = { load_balancer: loadBalancer, listener, target_group: targetGroup, color, code };
        const series = { count: this.requests.labels(labels), duration: this.durations.labels(labels) };
        this.series.set(key, series);
        return series;
    }

    private addHosts(cloud: Cloud, targets: Targets, word: string, counts: (state: string) => boolean): void {
        new Gauge({
            name: `colorway_lb_${word}_hosts`,
            help: `Targets that are ${word}, by target group.`,
            labelNames: hostLabels,
            registers: [this.registry],
            collect() {
                this.reset();
                for (const group of cloud.all(targetGroupType)) {
                    const labels = { target_group: text(group.props, "name"), color: colorOf(group.props) };
                    this.set(labels, targets.health(group.id).filter(({ state }) => counts(state)).length);
                }
            },
        });
    }
}
