/** One finished update in a stack's history, newest first as the engine lists them. */
export interface PastUpdate {
    /** ISO 8601. */
    readonly ended: string;
    readonly succeeded: boolean;
    /** Whether it removed everything. */
    readonly destroyed: boolean;
    /** Configuration of the update, by key; structured values as JSON. */
    readonly config: { readonly [key: string]: string };
}

/**
 * Since when `part` of the configuration is as it is: the end of the first of the unbroken run of updates up to now that had
 * the same. Undefined where there is none since all was destroyed.
 */
export function since(history: readonly PastUpdate[], part: (config: PastUpdate["config"]) => string): string | undefined {
    let from: string | undefined;
    let now: string | undefined;
    for (const update of history) {
        if (!update.succeeded) continue;
        if (update.destroyed) break;
        const value = part(update.config);
        now ??= value;
        if (value !== now) break;
        from = update.ended;
    }
    return from;
}
