import { checkOnce, CheckOutcome, HealthCheckSettings, timedOut } from "../../dataplane/health-check";

/** What health checks have found so far about one target. */
export type WatchedState = "registering" | "checking" | "healthy" | "unhealthy";

export interface WatchOptions {
    /** `ip:port` of the target, for the Host header. */
    readonly address: string;
    /** The settings of the moment; undefined: the target group is gone. */
    readonly settings: () => HealthCheckSettings | undefined;
    /** The loopback port that the check goes to. */
    readonly resolve: (settings: HealthCheckSettings) => number | undefined;
    /** Milliseconds that stand for seconds of the cloud. */
    readonly scaled: (seconds: number) => number;
    readonly onChange: () => void;
}

// Targets answer in real time even where the cloud's time is made short, so a timeout never shrinks below this.
const shortestTimeoutMs = 1000;

/** Checks one target over and over, as every load balancer node does. */
export class HealthWatch {
    state: WatchedState = "registering";
    /** Why it is unhealthy. */
    failure: CheckOutcome | undefined;
    /** When it last became healthy, milliseconds since 1970. */
    healthySince = 0;
    private passes = 0;
    private failures = 0;
    private timer: NodeJS.Timeout | undefined;
    private stopping = new AbortController();
    private running = false;

    constructor(private readonly options: WatchOptions) {}

    start(): void {
        if (this.running) return;
        this.running = true;
        this.stopping = new AbortController();
        this.become("checking");
        void this.round();
    }

    /** Stops checking and forgets what was found. */
    stop(): void {
        if (!this.running) return;
        this.running = false;
        this.stopping.abort();
        clearTimeout(this.timer);
        this.passes = 0;
        this.failures = 0;
        this.state = "registering";
        this.failure = undefined;
    }

    private async round(): Promise<void> {
        const { signal } = this.stopping;
        const settings = this.options.settings();
        if (settings === undefined) return;
        const began = Date.now();
        const outcome = await this.check(settings, signal);
        if (signal.aborted) return;
        this.count(outcome, settings);
        const wait = Math.max(1, this.options.scaled(settings.intervalSeconds) - (Date.now() - began));
        this.timer = setTimeout(() => void this.round(), wait);
    }

    private async check(settings: HealthCheckSettings, signal: AbortSignal): Promise<CheckOutcome> {
        const localPort = this.options.resolve(settings);
        if (localPort === undefined) return timedOut;
        const { scaled, address } = this.options;
        const timeoutMs = Math.max(scaled(settings.timeoutSeconds), Math.min(settings.timeoutSeconds * 1000, shortestTimeoutMs));
        return checkOnce(localPort, settings, { host: address, timeoutMs, signal });
    }

    private count(outcome: CheckOutcome, settings: HealthCheckSettings): void {
        this.passes = outcome.passed ? this.passes + 1 : 0;
        this.failures = outcome.passed ? 0 : this.failures + 1;
        const changedReason = !outcome.passed && this.state === "unhealthy" && !sameFailure(outcome, this.failure);
        if (!outcome.passed) this.failure = outcome;
        // A new target needs one pass only: ELB guide, "Health checks for Application Load Balancer target groups".
        const needed = this.state === "checking" ? 1 : settings.healthyThreshold;
        if (this.state !== "healthy" && this.passes >= needed) this.become("healthy");
        else if (this.state !== "unhealthy" && this.failures >= settings.unhealthyThreshold) this.become("unhealthy");
        else if (changedReason) this.options.onChange();
    }

    private become(state: WatchedState): void {
        if (this.state === state) return;
        this.state = state;
        if (state === "healthy") this.healthySince = Date.now();
        this.options.onChange();
    }
}

function sameFailure(a: CheckOutcome, b: CheckOutcome | undefined): boolean {
    return b !== undefined && !a.passed && !b.passed && a.description === b.description;
}
