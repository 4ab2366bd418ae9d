import { Clock } from "../../cloud/clock";

/** Seconds until a failed key is tried again: doubled each time, as client-go's rate limiter does, up to the second. */
const firstRetry = 0.5;
const longestRetry = 60;

export interface WorkQueueOptions {
    readonly clock: Clock;
    /** Brings the world of one key in order. Called for one key at a time; told to do so again after an error. */
    readonly reconcile: (key: string) => void;
    /** Told of each error, for the log. */
    readonly failed?: (key: string, error: unknown) => void;
}

/** Keys whose world may be out of order. A key that is added many times before its turn is worked on once. */
export class WorkQueue {
    private readonly waiting = new Set<string>();
    private readonly timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly at: number }>();
    private readonly failures = new Map<string, number>();
    private turn: NodeJS.Immediate | undefined;
    private stopped = false;

    constructor(private readonly options: WorkQueueOptions) {}

    add(key: string): void {
        if (this.stopped) return;
        this.waiting.add(key);
        this.turn ??= setImmediate(() => this.work());
    }

    /** Adds a key after that many seconds; of several wishes the earliest counts. */
    addAfter(key: string, seconds: number): void {
        if (this.stopped) return;
        const delay = this.options.clock.scaled(seconds);
        const at = performance.now() + delay;
        const known = this.timers.get(key);
        if (known !== undefined && known.at <= at) return;
        clearTimeout(known?.timer);
        const timer = setTimeout(() => {
            this.timers.delete(key);
            this.add(key);
        }, delay);
        this.timers.set(key, { timer, at });
    }

    /** Nothing is worked on any more. */
    stop(): void {
        this.stopped = true;
        if (this.turn !== undefined) clearImmediate(this.turn);
        for (const { timer } of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
        this.waiting.clear();
    }

    private work(): void {
        this.turn = undefined;
        const keys = [...this.waiting];
        this.waiting.clear();
        for (const key of keys) {
            if (this.stopped) return;
            try {
                this.options.reconcile(key);
                this.failures.delete(key);
            } catch (error) {
                this.retry(key, error);
            }
        }
    }

    private retry(key: string, error: unknown): void {
        const failures = this.failures.get(key) ?? 0;
        this.failures.set(key, failures + 1);
        this.options.failed?.(key, error);
        this.addAfter(key, Math.min(firstRetry * 2 ** failures, longestRetry));
    }
}
