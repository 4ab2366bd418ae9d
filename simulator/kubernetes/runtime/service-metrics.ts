import { Counter, Histogram, Registry } from "prom-client";

/** Labels of every metric of one pod. */
export interface MetricLabels {
    readonly service: string;
    readonly color: string;
    readonly version: string;
    readonly namespace: string;
    readonly pod: string;
}

/** Upper bounds in seconds: fine where the objectives are, coarse above. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a pod tells Prometheus. */
export class ServiceMetrics {
    /** Requests answered since the start, health checks left out. */
    total = 0;
    private readonly registry = new Registry();
    private readonly requests: Counter<"code">;
    private readonly duration: Histogram;

    constructor({ service, color, version, namespace, pod }: MetricLabels) {
        this.registry.setDefaultLabels({ service, color, version, namespace, pod });
        this.requests = new Counter({
            name: "http_requests_total",
            help: "Requests answered, by status code.",
            labelNames: ["code"],
            registers: [this.registry],
        });
        this.duration = new Histogram({
            name: "http_request_duration_seconds",
            help: "Time from a request to its answer.",
            buckets,
            registers: [this.registry],
        });
    }

    get contentType(): string {
        return this.registry.contentType;
    }

    observe(status: number, seconds: number): void {
        this.total += 1;
        this.requests.inc({ code: String(status) });
        this.duration.observe(seconds);
    }

    /** In Prometheus' text format. */
    text(): Promise<string> {
        return this.registry.metrics();
    }
}

/** Joins the texts of several pods into one: each metric's help and type once, then the samples of all. */
export function joinMetrics(texts: readonly string[]): string {
    const heads = new Map<string, string[]>();
    const samples = new Map<string, string[]>();
    for (const text of texts) {
        let name = "";
        for (const line of text.split("\n")) {
            const help = /^# HELP (\S+)/.exec(line);
            if (help !== null) name = help[1];
            if (line === "" || name === "") continue;
            if (!line.startsWith("#")) samples.get(name)?.push(line);
            else if (!samples.has(name)) heads.set(name, [...(heads.get(name) ?? []), line]);
            if (line.startsWith("# TYPE") && !samples.has(name)) samples.set(name, []);
        }
    }
    return [...heads].map(([name, lines]) => [...lines, ...(samples.get(name) ?? []), ""].join("\n")).join("\n");
}
