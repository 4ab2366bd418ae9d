/** The newest rollout of a stack, as its journal has it. */
import type { JournalEntry, JournalStore } from "../ports/journal";
import { isOver, RolloutState } from "./machine";
import { stateOf } from "./runner";

/** A rollout as its journal has it. */
export interface RolloutView {
    readonly state: RolloutState;
    readonly entries: readonly JournalEntry[];
}

/** Undefined where the journal holds no plan: its process was killed before the first entry, so nothing was done. */
export async function viewOf(journals: JournalStore, id: string): Promise<RolloutView | undefined> {
    const entries = await journals.read(id);
    const state = stateOf(entries);
    return state === undefined ? undefined : { state, entries };
}

/** Over or not; undefined where there was none. */
export async function newestRollout(journals: JournalStore): Promise<RolloutView | undefined> {
    for (const id of [...(await journals.rollouts())].reverse()) {
        const view = await viewOf(journals, id);
        if (view !== undefined) return view;
    }
    return undefined;
}

/** The newest one, where it is not over: none begins before the one before it is. */
export async function unfinishedRollout(journals: JournalStore): Promise<RolloutView | undefined> {
    const newest = await newestRollout(journals);
    return newest === undefined || isOver(newest.state.phase) ? undefined : newest;
}
