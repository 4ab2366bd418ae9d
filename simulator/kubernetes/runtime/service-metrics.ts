/** What services tell Prometheus: requests and how long they took, in the names and the form of an instrumented service. */

/** Upper bounds in seconds: each at most double the one before, so that a p99 between 1 ms and 1 s is known well enough to judge by. */
export const buckets = [
    0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2.5, 5, 10,
];

/** Codes that are there from the start with 0: of a series that begins with its first request, Prometheus' `increase` misses that one. */
const expectedCodes = [200, 500, 502];

/** Who answered, of all requests that are counted together. */
export interface ServiceLabels {
    readonly cluster: string;
    readonly service: string;
    readonly color: string;
    readonly version: string;
    /** Availability zone of the pod. */
    readonly zone: string;
}

export interface PodLabels extends ServiceLabels {
    readonly namespace: string;
    readonly pod: string;
}

/** Milliseconds for which the counts of a release are kept after its last pod of a zone has ended. */
const keptFor = 15 * 60_000;

const requestsName = "http_requests_total";
const durationName = "http_request_duration_seconds";

/** Requests of one code. */
class CodeCounts {
    /** By bucket, the last one for what is slower than all bounds; not cumulative. */
    private readonly counts = new Float64Array(buckets.length + 1);
    private count = 0;
    private sum = 0;
    private readonly prefixes: readonly string[];

    constructor(private readonly labels: string) {
        this.prefixes = [...buckets, "+Inf"].map((le) => `${durationName}_bucket{${labels},le="${le}"} `);
    }

    observe(seconds: number): void {
        let bucket = 0;
        while (bucket < buckets.length && seconds > buckets[bucket]) bucket += 1;
        this.counts[bucket] += 1;
        this.count += 1;
        this.sum += seconds;
    }

    requests(): string {
        return `${requestsName}{${this.labels}} ${this.count}\n`;
    }

    durations(): string {
        let lines = "";
        let below = 0;
        this.prefixes.forEach((prefix, bucket) => {
            below += this.counts[bucket];
            lines += `${prefix}${below}\n`;
        });
        return `${lines}${durationName}_sum{${this.labels}} ${this.sum}\n${durationName}_count{${this.labels}} ${this.count}\n`;
    }
}

/** Requests of one set of labels, by code. An observation is a few additions: every request makes several. */
class Counts {
    private readonly labels: string;
    private readonly codes = new Map<number, CodeCounts>();

    constructor(labels: { readonly [name: string]: string }) {
        this.labels = Object.entries(labels)
            .map(([name, value]) => `${name}="${escaped(value)}"`)
            .join(",");
        for (const code of expectedCodes) this.of(code);
    }

    observe(code: number, seconds: number): void {
        (this.codes.get(code) ?? this.of(code)).observe(seconds);
    }

    all(): readonly CodeCounts[] {
        return [...this.codes.values()];
    }

    private of(code: number): CodeCounts {
        const made = new CodeCounts(`${this.labels},code="${code}"`);
        this.codes.set(code, made);
        return made;
    }
}

interface Shared {
    readonly counts: Counts;
    /** Processes that count into it. */
    users: number;
    /** When the last one ended. */
    left: number;
}

/** The requests of all pods, by service, color, version and zone; they outlive the pods. */
export class AllServiceMetrics {
    private readonly shared = new Map<string, Shared>();

    constructor(private readonly now: () => number = Date.now) {}

    /** The metrics of a process that starts. */
    join(pod: PodLabels): ServiceMetrics {
        const { cluster, service, color, version, zone, namespace, pod: name } = pod;
        const labels: ServiceLabels = { cluster, service, color, version, zone };
        const key = JSON.stringify(labels);
        const shared = this.shared.get(key) ?? { counts: new Counts({ ...labels }), users: 0, left: 0 };
        this.shared.set(key, shared);
        shared.users += 1;
        const leave = (): void => {
            shared.users -= 1;
            shared.left = this.now();
        };
        return new ServiceMetrics(new Counts({ ...labels, namespace, pod: name }), shared.counts, leave);
    }

    /** In Prometheus' text format. */
    text(): string {
        const oldest = this.now() - keptFor;
        for (const [key, { users, left }] of this.shared) if (users === 0 && left < oldest) this.shared.delete(key);
        return textOf([...this.shared.values()].flatMap(({ counts }) => counts.all()));
    }
}

/** What one process counts: for itself, and for all that are like it. */
export class ServiceMetrics {
    readonly contentType = "text/plain; version=0.0.4; charset=utf-8";
    /** Requests answered since the start, health checks left out. */
    total = 0;
    private ended = false;

    constructor(
        private readonly own: Counts,
        private readonly shared: Counts,
        private readonly leave: () => void,
    ) {}

    observe(code: number, seconds: number): void {
        this.total += 1;
        this.own.observe(code, seconds);
        this.shared.observe(code, seconds);
    }

    /** The pod's own figures in Prometheus' text format. */
    text(): string {
        return textOf(this.own.all());
    }

    /** The process has ended. */
    end(): void {
        if (this.ended) return;
        this.ended = true;
        this.leave();
    }
}

function textOf(counts: readonly CodeCounts[]): string {
    return (
        `# HELP ${requestsName} Requests answered, by status code; health checks left out.\n# TYPE ${requestsName} counter\n` +
        `${counts.map((code) => code.requests()).join("")}` +
        `# HELP ${durationName} Seconds from a request to its answer; health checks left out.\n# TYPE ${durationName} histogram\n` +
        counts.map((code) => code.durations()).join("")
    );
}

/** Label values as the text format wants them (Prometheus documentation, exposition formats). */
function escaped(value: string): string {
    return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
