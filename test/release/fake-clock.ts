/** A clock that stands still until a test moves it. */

import type { Clock } from "../../release/ports/clock";

interface Sleeper {
    readonly until: number;
    readonly wake: () => void;
}

export class FakeClock implements Clock {
    /** Every sleep that was asked for, in order, in milliseconds. */
    readonly sleeps: number[] = [];
    private time: number;
    private readonly waiting = new Set<Sleeper>();
    private readonly watchers = new Set<() => void>();

    /** @param start milliseconds since 1970 or an ISO 8601 time */
    constructor(start: number | string = "2026-01-02T03:04:05Z") {
        this.time = new Date(start).getTime();
    }

    now(): number {
        return this.time;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        this.sleeps.push(milliseconds);
        if (milliseconds <= 0 || signal?.aborted === true) {
            return Promise.resolve();
        }
        return new Promise(resolve => {
            const wake = (): void => {
                this.waiting.delete(sleeper);
                signal?.removeEventListener("abort", wake);
                resolve();
            };
            const sleeper: Sleeper = { until: this.time + milliseconds, wake };
            this.waiting.add(sleeper);
            signal?.addEventListener("abort", wake, { once: true });
            this.watchers.forEach(notify => notify());
        });
    }

    /** How many sleep at this moment. */
    get sleepers(): number {
        return this.waiting.size;
    }

    /** When the next one wakes, milliseconds since 1970; undefined where nobody sleeps. */
    get nextWake(): number | undefined {
        return this.waiting.size === 0 ? undefined : Math.min(...[...this.waiting].map(sleeper => sleeper.until));
    }

    /** Moves the date without waking anybody, as when a machine's clock is put right. */
    jump(milliseconds: number): void {
        this.time += milliseconds;
    }

    /**
     * Lets time pass and wakes the sleepers in their order, each at its own time; those who fall asleep again within it are woken
     * again.
     */
    async advance(milliseconds: number): Promise<void> {
        const end = this.time + milliseconds;
        await settle();
        for (let next = this.nextWake; next !== undefined && next <= end; next = this.nextWake) {
            this.time = Math.max(this.time, next);
            [...this.waiting].filter(sleeper => sleeper.until <= this.time).forEach(sleeper => sleeper.wake());
            await settle();
        }
        this.time = Math.max(this.time, end);
    }

    /** Ends as soon as at least `count` sleep. */
    async untilSleepers(count: number): Promise<void> {
        while (this.waiting.size < count) {
            await new Promise<void>(resolve => {
                const notify = (): void => {
                    this.watchers.delete(notify);
                    resolve();
                };
                this.watchers.add(notify);
            });
        }
    }

    /**
     * Lets time pass as fast as the sleepers allow until the work is done, and gives its result. For work that waits on nothing
     * but this clock.
     */
    async run<T>(work: Promise<T>): Promise<T> {
        let done = false;
        const watched = work.finally(() => { done = true; });
        watched.catch(() => undefined);
        await settle();
        while (!done) {
            const next = this.nextWake;
            await (next === undefined ? settle() : this.advance(next - this.time));
        }
        return watched;
    }
}

/** Lets everything run that waits for nothing but other promises. */
function settle(): Promise<void> {
    return new Promise(resolve => setImmediate(resolve));
}
