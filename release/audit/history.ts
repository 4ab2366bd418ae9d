/** Which changes a question is about. Pure. */
import type { ChangeRecord, RolloutResult } from "./rollouts";

export const results = [
    "done",
    "rolled-back",
    "failed",
    "refused",
    "paused",
    "needs-person",
    "under way",
    "not begun",
] as const satisfies readonly RolloutResult[];

export interface HistoryFilter {
    readonly release?: string | undefined;
    readonly result?: RolloutResult | undefined;
    /** Begun then or later, milliseconds since 1970. */
    readonly since?: number | undefined;
    /** A part of the name of whoever began it, resumed it or took it back. */
    readonly who?: string | undefined;
    /** The newest ones. @default all */
    readonly limit?: number | undefined;
}

/** Newest first. */
export function historyOf(
    changes: readonly ChangeRecord[],
    { release, result, since, who, limit }: HistoryFilter = {},
): readonly ChangeRecord[] {
    const wanted = changes.filter(
        (change) =>
            (release === undefined || change.version === release) &&
            (result === undefined || change.result === result) &&
            (since === undefined || Date.parse(change.started) >= since) &&
            (who === undefined || [change.who, ...change.others].some((name) => name.includes(who))),
    );
    return [...wanted]
        .reverse()
        .sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0))
        .slice(0, limit);
}

/** Percent of the judged requests that were answered without an error; undefined where none was judged. */
export function successRate({ requests, errors }: ChangeRecord): number | undefined {
    return requests === 0 ? undefined : (100 * (requests - errors)) / requests;
}
