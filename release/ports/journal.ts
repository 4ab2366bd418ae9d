/** One entry of a rollout's journal. */
export interface JournalEntry {
    /** 1, 2, 3, … without a gap. */
    readonly sequence: number;
    /** ISO 8601. */
    readonly at: string;
    /** What it tells, by the journal's owner. Plain JSON. */
    readonly data: { readonly [name: string]: unknown };
}

/** Where journals are kept. Entries are durable when the call ends. */
export interface JournalStore {
    /** Adds an entry. Fails with `JournalConflict` where that sequence is taken: somebody else writes to this journal. */
    append(rollout: string, entry: JournalEntry): Promise<void>;
    /** Every entry in order; empty where there is no such rollout. An entry that a kill cut short is left out. */
    read(rollout: string): Promise<readonly JournalEntry[]>;
    /** Identifiers of every rollout, oldest first. */
    rollouts(): Promise<readonly string[]>;
}

export class JournalConflict extends Error {
    constructor(
        readonly rollout: string,
        readonly sequence: number,
    ) {
        super(`journal of rollout ${rollout}: entry ${sequence} was already written by another process`);
        this.name = "JournalConflict";
    }
}
