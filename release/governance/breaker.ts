/** The breaker: how many rollouts of a stack failed in a row since it was last reset. Pure, by the stack's log alone. */
import type { AuditEntry } from "../audit/chain";
import { rolloutTypes } from "../audit/journals";
import { isUpdate, saysOfRelease, takenBackBy } from "../audit/metrics";
import { ChangeRecord, changesOf } from "../audit/rollouts";

export const breakerReset = "breaker-reset";

export interface Breaker {
    /** Failed ones in a row, newest first; at least `limit`: it is open. */
    readonly failed: readonly ChangeRecord[];
    /** Of the configuration; 0: it never opens. */
    readonly limit: number;
    readonly open: boolean;
    /** Whether older entries could change none of it. */
    readonly settled: boolean;
}

/**
 * A rollout that failed or went back counts, also one that was done and then taken back by a rollback. One that is done ends the
 * row. Refused, paused and interrupted ones say nothing of the release: they neither count nor end it.
 *
 * @param entries the newest ones, oldest first
 */
export function breakerOf(entries: readonly AuditEntry[], limit: number): Breaker {
    const reset = entries.map(({ type }) => type).lastIndexOf(breakerReset);
    const ended = new Set(
        entries.slice(reset + 1).flatMap(({ type, data }) => (type === rolloutTypes.ended ? [data["rollout"]] : [])),
    );
    const changes = changesOf(entries).filter(({ strategy }) => !isUpdate(strategy));
    const takenBack = new Set(changes.flatMap((each) => takenBackBy(each, changes)?.id ?? []));
    const failed: ChangeRecord[] = [];
    let settled = reset >= 0;
    for (const change of [...changes].reverse()) {
        const { id, result, strategy } = change;
        if (!ended.has(id) || strategy === "rollback") continue;
        if (result === "done" && !takenBack.has(id)) {
            settled = true;
            break;
        }
        const counts = result === "done" || ((result === "rolled-back" || result === "failed") && saysOfRelease(change));
        if (counts) failed.push(change);
    }
    const open = limit > 0 && failed.length >= limit;
    return { failed, limit, open, settled: settled || open || limit === 0 };
}

/** `1.4.0 rolled-back at 2026-11-20T10:00:00.000Z: verdict at watch 25 %: …`. */
export function failureText({ version, result, ended, started, reason }: ChangeRecord): string {
    const how = result === "done" ? "taken back after it was done, begun" : result;
    const why = reason === undefined || result === "done" ? "" : `: ${reason.split("\n")[0] ?? ""}`;
    return `${version} ${how} ${result === "done" ? started : `at ${ended ?? started}`}${why}`;
}

/** `2 of 3 rollouts in a row failed`. */
export function countText({ failed, limit }: Breaker): string {
    if (limit === 0) return "it never opens: colorway:governance.failedRollouts is 0";
    return `${failed.length} of ${limit} rollouts in a row failed`;
}
