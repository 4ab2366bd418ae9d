import { JournalConflict, JournalEntry, JournalStore } from "../../release/ports/journal";
import { LeaseHolder, LeaseRecord, LeaseStore } from "../../release/ports/lease";

/** Journals that outlive a runner, but not the test. Entries are kept as JSON, so nothing but plain JSON comes back. */
export class MemoryJournalStore implements JournalStore {
    private readonly journals = new Map<string, string[]>();

    async append(rollout: string, entry: JournalEntry): Promise<void> {
        const entries = this.journals.get(rollout) ?? [];
        if (entry.sequence <= entries.length) throw new JournalConflict(rollout, entry.sequence);
        if (entry.sequence > entries.length + 1) throw new Error(`entry ${entry.sequence} would leave a gap after ${entries.length}`);
        entries.push(JSON.stringify(entry));
        this.journals.set(rollout, entries);
    }

    async read(rollout: string): Promise<readonly JournalEntry[]> {
        return (this.journals.get(rollout) ?? []).map((text) => JSON.parse(text) as JournalEntry);
    }

    async rollouts(): Promise<readonly string[]> {
        return [...this.journals.keys()].sort();
    }
}

/** One lease record. */
export class MemoryLeaseStore implements LeaseStore {
    private record: { readonly text: string; readonly tag: string } | undefined;
    private writes = 0;

    async read(): Promise<LeaseRecord | undefined> {
        const { record } = this;
        return record === undefined ? undefined : { holder: JSON.parse(record.text) as LeaseHolder, tag: record.tag };
    }

    async write(holder: LeaseHolder, expected: string | undefined): Promise<boolean> {
        if (this.record?.tag !== expected) return false;
        this.record = { text: JSON.stringify(holder), tag: `tag-${++this.writes}` };
        return true;
    }

    async remove(expected: string): Promise<boolean> {
        if (this.record?.tag !== expected) return false;
        this.record = undefined;
        return true;
    }
}
