import { messageOf } from "./message";
import type { Clock } from "./ports/clock";

export type Within<T> = { readonly kind: "value"; readonly value: T } | { readonly kind: "none"; readonly reason: string };

/** What a call gives within so many seconds, or why it gives nothing. Never throws; a late answer is dropped. */
export async function within<T>(call: () => Promise<T>, seconds: number, clock: Clock, signal?: AbortSignal): Promise<Within<T>> {
    const done = new AbortController();
    const stop = (): void => done.abort();
    signal?.addEventListener("abort", stop, { once: true });
    const value = new Promise<T>(resolve => resolve(call())).then(
        (result): Within<T> => ({ kind: "value", value: result }),
        (error: unknown): Within<T> => ({ kind: "none", reason: messageOf(error) }),
    );
    const late = clock.sleep(Math.round(seconds * 1000), signal?.aborted === true ? signal : done.signal).then((): Within<T> => {
        const reason = signal?.aborted === true ? "interrupted" : `no answer within ${seconds} s`;
        return { kind: "none", reason };
    });
    try {
        return await Promise.race([value, late]);
    } finally {
        signal?.removeEventListener("abort", stop);
        done.abort();
    }
}
