/** The newest rollout of a stack, as its journal has it. */
import type { Window } from "../judgement/window";
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

/** What a person can do about a rollout that nobody runs, as commands with what they do. */
export function waysOn({ plan: { stack, kind, from }, goal }: RolloutState): readonly string[] {
    // Run once more, a rollback goes on; only the release that it leaves, by name, takes it back.
    const to = kind === "rollback" ? ` --to ${from.version}` : "";
    const back = `\`colorway rollback --stack ${stack}${to} --reason …\``;
    if (goal === "back") return [`${back} tries once more to go back`];
    return [`\`colorway resume --stack ${stack}\` goes on`, `${back} goes back`];
}

/** What stands in the way of the next one. */
export function unfinishedText(state: RolloutState): string {
    const { plan: { id, version }, phase, cause } = state;
    const why = cause === undefined ? "" : `: ${cause.text}`;
    return `rollout ${id} of release ${version} is not over (${phase}${why}); ${waysOn(state).join(", ")}`;
}

/** Why it can't be taken back any more. */
export function tooLateText({ plan: { id, stack, from }, phase, cause }: RolloutState): string {
    if (phase === "refused") return `rollout ${id} was refused, nothing changed: ${cause?.text ?? ""}`;
    return `rollout ${id} was done before it could be taken back; \`colorway rollback --stack ${stack} --reason …\` once more brings ${from.version} back`;
}

/** When the live color last had traffic, as a killed process wrote it down. */
export function liveWindowIn(entries: readonly JournalEntry[]): Window | undefined {
    const figures = entries.map(({ data }) => data["figures"] as { readonly liveWindow?: Window } | undefined);
    return figures.reverse().find((each) => each?.liveWindow !== undefined)?.liveWindow;
}
