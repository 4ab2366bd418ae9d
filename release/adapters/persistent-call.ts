/** Calls that may be repeated: again after a throttle, and beside the first one when that takes its time. Knows no service. */

import type { Clock } from "../ports/clock";

export interface Persistence {
    /** How often it is called at most, the first time included. */
    readonly attempts: number;
    /** Milliseconds after which a call that has not ended counts as lost; its signal is aborted. */
    readonly deadline: number;
    /** Milliseconds without an answer after which the next attempt starts beside it; the first answer counts. */
    readonly patience: number;
    /** Milliseconds before the second attempt after a failure; each further pause is twice as long. */
    readonly firstPause: number;
    /** Milliseconds that no pause is longer than. */
    readonly longestPause: number;
}

export interface PersistentCall<T> {
    /** Must do the same however often it is made. */
    readonly make: (signal: AbortSignal) => Promise<T>;
    /** Whether the same call may succeed after this error. */
    readonly transient: (error: unknown) => boolean;
    /** Calls still under way when another one answered: `abort` ends them, `keep` leaves each until it ends or its deadline. */
    readonly losers: "abort" | "keep";
    /** Asked before each attempt; what it throws ends everything. */
    readonly check?: () => void;
}

/** No answer within the deadline. */
export class DeadlineExceeded extends Error {
    constructor(readonly milliseconds: number) {
        super(`no answer within ${milliseconds} ms`);
        this.name = "DeadlineExceeded";
    }
}

type Outcome<T> =
    | { readonly kind: "answer"; readonly attempt: number; readonly value: T }
    | { readonly kind: "failure"; readonly attempt: number; readonly error: unknown }
    | { readonly kind: "silence" };

/**
 * The first answer. Fails with the error that is not transient as soon as there is one, else with the last error.
 *
 * @param random a number from 0 up to 1, as `Math.random`: half of each pause is left to chance, so that many callers
 *     do not come back at once
 */
export async function persist<T>(
    call: PersistentCall<T>, how: Persistence, clock: Clock, random: () => number = Math.random,
): Promise<T> {
    const over = new AbortController();
    const running = new Map<number, Promise<Outcome<T>>>();
    let started = 0;
    const start = (): void => {
        call.check?.();
        const attempt = started += 1;
        running.set(attempt, once(call, how.deadline, clock, over.signal).then(
            value => ({ kind: "answer", attempt, value }),
            (error: unknown) => ({ kind: "failure", attempt, error }),
        ));
    };
    try {
        start();
        for (let failures = 0; ;) {
            const outcome = await firstOf(running, started < how.attempts ? how.patience : undefined, clock);
            if (outcome.kind === "silence") {
                start();
                continue;
            }
            running.delete(outcome.attempt);
            if (outcome.kind === "answer") {
                return outcome.value;
            }
            const { error } = outcome;
            const mayRepeat = call.transient(error) || error instanceof DeadlineExceeded;
            if (!mayRepeat || (running.size === 0 && started === how.attempts)) {
                throw error;
            }
            failures += 1;
            if (running.size === 0) {
                await clock.sleep(pause(failures, how, random()));
                start();
            }
        }
    } finally {
        if (call.losers === "abort") {
            over.abort();
        }
    }
}

/** Milliseconds before the attempt after so many failures. */
export function pause(failures: number, how: Pick<Persistence, "firstPause" | "longestPause">, random: number): number {
    const whole = Math.min(how.firstPause * 2 ** (failures - 1), how.longestPause);
    return Math.round(whole / 2 + (whole / 2) * random);
}

async function once<T>(call: PersistentCall<T>, deadline: number, clock: Clock, over: AbortSignal): Promise<T> {
    const ended = new AbortController();
    const abandoned = new AbortController();
    const abandon = (): void => abandoned.abort();
    over.addEventListener("abort", abandon, { once: true });
    const expiry = clock.sleep(deadline, ended.signal).then((): never => {
        throw new DeadlineExceeded(deadline);
    });
    try {
        return await Promise.race([call.make(abandoned.signal), expiry]);
    } catch (error) {
        abandon();
        throw error;
    } finally {
        over.removeEventListener("abort", abandon);
        // Ends the sleep; nobody looks at its error any more.
        expiry.catch(() => undefined);
        ended.abort();
    }
}

async function firstOf<T>(
    running: ReadonlyMap<number, Promise<Outcome<T>>>, patience: number | undefined, clock: Clock,
): Promise<Outcome<T>> {
    if (patience === undefined) {
        return Promise.race(running.values());
    }
    const ended = new AbortController();
    const silence = clock.sleep(patience, ended.signal).then(() => ({ kind: "silence" as const }));
    try {
        return await Promise.race([...running.values(), silence]);
    } finally {
        ended.abort();
    }
}
