import { setTimeout as sleep } from "node:timers/promises";

/**
 * Time in the simulated cloud. Two scales, because two things take time: AWS making something (creation, none by
 * default) and the cluster and load balancer going round (probes, health checks, drains: real seconds made short).
 */
export interface Clock {
    /** Milliseconds since 1970. */
    now(): number;
    iso(): string;
    /** Waits as long as AWS usually takes to do something of `seconds`; returns at once unless the cloud is realistic. */
    usual(seconds: number): Promise<void>;
    /** Real milliseconds that stand for `seconds` of the cluster's or load balancer's life; at least 1. */
    scaled(seconds: number): number;
}

export interface ClockOptions {
    /** Share of AWS's usual creation time that is really waited, 0 (instant, default) to 1. */
    readonly creation?: number;
    /** Share of probe, health check and drain time that is really waited, above 0 to 1; default 0.02. */
    readonly pace?: number;
}

export const defaultPace = 0.02;

export class SystemClock implements Clock {
    private readonly creation: number;
    private readonly pace: number;

    constructor(options: ClockOptions = {}) {
        this.creation = options.creation ?? 0;
        this.pace = options.pace ?? defaultPace;
    }

    now(): number {
        return Date.now();
    }

    iso(): string {
        return new Date(this.now()).toISOString();
    }

    async usual(seconds: number): Promise<void> {
        if (this.creation > 0) await sleep(seconds * 1000 * this.creation);
    }

    scaled(seconds: number): number {
        return Math.max(1, seconds * 1000 * this.pace);
    }
}
