/** Time, so that tests need not wait for it. */
export interface Clock {
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    now(): number;
    /** Ends after `milliseconds`, or at once, without an error, when the signal is or gets aborted. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
