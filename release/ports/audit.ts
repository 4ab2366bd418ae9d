/** Where an audit log is kept, and what a rollout asks of it. */
import type { RolloutState } from "../rollout/machine";

/** Names one entry and, by its hash, everything before it. */
export interface AuditHead {
    /** 1, 2, 3, … */
    readonly sequence: number;
    /** SHA-256, 64 hexadecimal digits. */
    readonly hash: string;
}

/** An entry as it is kept: nothing of it is believed before it is verified. */
export interface StoredLink {
    /** By the name that it is kept under. */
    readonly sequence: number;
    readonly text: string;
    /** Where it is, for messages. */
    readonly path: string;
    /** Object lock's mode, `GOVERNANCE` or `COMPLIANCE`; absent where there is none. */
    readonly lock?: string | undefined;
}

/** What a store knows of an entry that was overwritten or deleted. */
export interface Trace {
    readonly sequence?: number | undefined;
    readonly text: string;
}

/** The entries of one log. None is ever changed or removed through it. */
export interface AuditStore {
    /** Keeps an entry, durably. False: that sequence is taken. */
    append(sequence: number, text: string): Promise<boolean>;
    /** Undefined where there is none. */
    read(sequence: number): Promise<StoredLink | undefined>;
    /** Every entry, by sequence. */
    all(): Promise<readonly StoredLink[]>;
    /** The highest sequence; 0 where there is no entry. */
    last(): Promise<number>;
    /** The head record, kept apart from the entries; undefined where there is none. */
    head(): Promise<AuditHead | undefined>;
    /** Moves the head record forward; never back. */
    moveHead(head: AuditHead): Promise<void>;
    /** What the store itself knows of entries that were overwritten or deleted; empty: nothing. */
    traces(): Promise<readonly Trace[]>;
    /** Whether entries can be put under a lock there. */
    readonly lockable: boolean;
}

/** What keeps the record of rollouts. */
export interface RolloutAudit {
    /**
     * Before a rollout begins or goes on: what earlier ones left unrecorded, and this one's begin.
     *
     * @param urgent traffic has to move back: nothing is waited for and nothing thrown; what could not be written is told, and
     * written later
     * @throws where the log can't be written and it is not urgent
     */
    begin(state: RolloutState, urgent: boolean): Promise<void>;
    /** When it rests. Never throws: what could not be written is told, and written with the next command. */
    rest(state: RolloutState): Promise<void>;
}
