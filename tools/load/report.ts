import { Latencies } from "./latencies";

/** How often each thing was met. */
export interface Counts {
    readonly [name: string]: number;
}

/** Milliseconds, counted from when a request was due, not from when it could be sent. */
export interface LatencyReport {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
    readonly mean: number;
}

/** What came of the requests that were due in some time. */
export interface Outcome {
    readonly requests: number;
    /** No answer, or a status of 400 or more. */
    readonly failed: number;
    /** Answers whose calls reached the other color. */
    readonly crossed: number;
    /** Good answers by `x-colorway-color`; `none` where the header is missing. */
    readonly colors: Counts;
    /** Good answers by `x-colorway-version`. */
    readonly versions: Counts;
    /** When each color's last good answer came, milliseconds since the start. */
    readonly last: { readonly [color: string]: number };
    /** Answers by class: `2xx`, `5xx`. */
    readonly statuses: Counts;
    /** Requests without an answer by the error's code: `ECONNREFUSED`, `TIMEOUT`. */
    readonly errors: Counts;
    readonly latency: LatencyReport;
}

export interface SecondReport extends Outcome {
    /** Seconds since the start, from 0. */
    readonly second: number;
}

export interface LoadReport extends Outcome {
    readonly url: string;
    /** Requests a second that were asked for. */
    readonly rate: number;
    /** ISO 8601. */
    readonly started: string;
    readonly ended: string;
    readonly seconds: readonly SecondReport[];
}

/** One request's end. */
export interface Result {
    /** When it came, milliseconds since the start. */
    readonly at: number;
    /** Milliseconds since it was due. */
    readonly latency: number;
    readonly status?: number;
    readonly error?: string;
    readonly color?: string;
    readonly version?: string;
    readonly crossed?: boolean;
}

/** Adds results up. */
export class Tally {
    readonly latencies = new Latencies();
    requests = 0;
    failed = 0;
    crossed = 0;
    private readonly colors = new Map<string, number>();
    private readonly versions = new Map<string, number>();
    private readonly last = new Map<string, number>();
    private readonly statuses = new Map<string, number>();
    private readonly errors = new Map<string, number>();

    add({ at, latency, status, error, color = "none", version = "none", crossed }: Result): void {
        this.requests += 1;
        this.latencies.add(latency);
        if (crossed === true) this.crossed += 1;
        if (status === undefined) count(this.errors, error ?? "UNKNOWN");
        else count(this.statuses, `${Math.floor(status / 100)}xx`);
        if (status === undefined || status >= 400) {
            this.failed += 1;
            return;
        }
        count(this.colors, color);
        count(this.versions, version);
        this.last.set(color, Math.max(at, this.last.get(color) ?? 0));
    }

    outcome(): Outcome {
        const { requests, failed, crossed, latencies } = this;
        const quantile = (q: number): number => round(latencies.quantile(q));
        return {
            requests,
            failed,
            crossed,
            colors: sorted(this.colors),
            versions: sorted(this.versions),
            last: Object.fromEntries([...this.last].map(([color, at]) => [color, round(at)])),
            statuses: sorted(this.statuses),
            errors: sorted(this.errors),
            latency: {
                p50: quantile(0.5),
                p90: quantile(0.9),
                p99: quantile(0.99),
                p999: quantile(0.999),
                max: round(latencies.max),
                mean: round(latencies.mean),
            },
        };
    }
}

function count(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Counts {
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function round(milliseconds: number): number {
    return Math.round(milliseconds * 100) / 100;
}
