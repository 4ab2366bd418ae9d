/** Rollbacks that are asked of a rollout which another process runs. */
import { Journal } from "../journal/journal";
import type { Clock } from "../ports/clock";
import { JournalConflict, JournalStore } from "../ports/journal";

export interface AskedRollback {
    readonly reason: string;
    readonly actor: string;
}

const pollMs = 1000;
// Several may ask at once; each conflict means that another one got through.
const attempts = 10;

/** Leaves word for the process that runs the rollout. */
export async function askRollback(store: JournalStore, clock: Clock, rollout: string, asked: AskedRollback): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            const journal = await Journal.open(store, clock, rollout);
            await journal.record({ type: "rollback-asked", ...asked });
            return;
        } catch (error) {
            if (!(error instanceof JournalConflict) || attempt === attempts) throw error;
        }
    }
}

/**
 * Calls back when a rollback is asked for, until the signal.
 *
 * @param known how many were asked for before this process had the rollout: they were for another one
 */
export async function listenForRollback(
    store: JournalStore, clock: Clock, rollout: string, known: number, onAsked: (asked: AskedRollback) => void, signal: AbortSignal,
): Promise<void> {
    let heard = known;
    while (!signal.aborted) {
        // A store that does not answer is asked again: the rollout itself does not depend on it.
        const entries = await store.read(rollout).catch(() => []);
        const fresh = entries.slice(heard);
        heard += fresh.length;
        for (const { data } of fresh) if (data["type"] === "rollback-asked") onAsked({ reason: String(data["reason"]), actor: String(data["actor"]) });
        await clock.sleep(pollMs, signal);
    }
}
