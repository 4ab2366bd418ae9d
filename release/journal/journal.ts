import { randomBytes } from "node:crypto";
import { Clock } from "../ports/clock";
import { JournalEntry, JournalStore } from "../ports/journal";

/**
 * The journal of one rollout, with one writer. Entries are numbered and stamped here; the store only accepts a number once, so
 * when another process writes to the same journal, one of the two fails with `JournalConflict`.
 */
export class Journal {
    private last: Promise<unknown> = Promise.resolve();

    private constructor(
        private readonly store: JournalStore,
        private readonly clock: Clock,
        readonly rollout: string,
        private readonly known: JournalEntry[],
    ) {}

    /** Opens a journal with all that was written so far; an empty one where the rollout is new. */
    static async open(store: JournalStore, clock: Clock, rollout: string): Promise<Journal> {
        return new Journal(store, clock, rollout, [...(await store.read(rollout))]);
    }

    /** What was written so far, this journal's own records included. */
    entries(): readonly JournalEntry[] {
        return [...this.known];
    }

    /**
     * Writes one entry; durable when the call ends. Calls that overlap are written in the order of the calls. After one failed,
     * the next writes to the same number: what did get through of the first is then a `JournalConflict`, never a second truth.
     */
    record(data: JournalEntry["data"]): Promise<JournalEntry> {
        const written = this.last.then(() => this.write(data));
        this.last = written.catch(() => undefined);
        return written;
    }

    private async write(data: JournalEntry["data"]): Promise<JournalEntry> {
        const entry: JournalEntry = { sequence: this.known.length + 1, at: new Date(this.clock.now()).toISOString(), data };
        await this.store.append(this.rollout, entry);
        this.known.push(entry);
        return entry;
    }
}

/** A rollout's identifier, as `20261121-123456-a1b2`: by their letters, identifiers stand in the order of time (UTC). */
export function newRolloutId(milliseconds: number, random: string = randomBytes(2).toString("hex")): string {
    const [day = "", time = ""] = new Date(milliseconds).toISOString().split("T");
    return `${day.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${random}`;
}

/** When a rollout began, by its identifier; milliseconds since 1970, in whole seconds. */
export function timeOfRollout(id: string): number {
    const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(id) ?? [];
    return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}
