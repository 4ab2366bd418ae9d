/** The clock of this machine. */

import type { Clock } from "../ports/clock";

/** Longest wait of one timer, milliseconds: `setTimeout` takes a signed number of 32 bits (Node.js, "Timers"). */
const longestTimer = 2 ** 31 - 1;

export class SystemClock implements Clock {
    now(): number {
        return Date.now();
    }

    /** Ends by the monotonic clock: a machine whose date is put right meanwhile waits neither longer nor shorter. */
    async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        const end = performance.now() + milliseconds;
        for (let left = milliseconds; left > 0 && signal?.aborted !== true; left = end - performance.now()) {
            await timer(Math.min(left, longestTimer), signal);
        }
    }
}

function timer(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
        const finish = (): void => {
            clearTimeout(handle);
            signal?.removeEventListener("abort", finish);
            resolve();
        };
        const handle = setTimeout(finish, Math.ceil(milliseconds));
        signal?.addEventListener("abort", finish, { once: true });
    });
}
