import { randomBytes } from "node:crypto";
import { checkRolloutId, entryName, isRolloutId, journalOf, sequenceOf } from "../journal/entries";
import { JournalConflict, JournalEntry, JournalStore } from "../ports/journal";
import { S3Bucket, S3Place } from "./s3-bucket";

/** Journals in S3: `PREFIX/ROLLOUT/000001.json`, one object for each entry, written only where there is none. */
export class S3JournalStore implements JournalStore {
    private readonly bucket: S3Bucket;
    /** Stands in every entry, so that this writer knows its own from one that another wrote in the same millisecond. */
    private readonly writer = randomBytes(8).toString("hex");

    constructor(place: S3Place) {
        this.bucket = new S3Bucket(place);
    }

    async append(rollout: string, entry: JournalEntry): Promise<void> {
        const name = `${checkRolloutId(rollout)}/${entryName(entry.sequence)}`;
        const text = `${JSON.stringify({ ...entry, writer: this.writer })}\n`;
        if (!(await this.bucket.put(name, text, "absent"))) throw new JournalConflict(rollout, entry.sequence);
    }

    async read(rollout: string): Promise<readonly JournalEntry[]> {
        const folder = `${checkRolloutId(rollout)}/`;
        const { names } = await this.bucket.list(folder);
        const entries = await this.bucket.texts(names.map((name) => `${folder}${name}`));
        const parts = entries.flatMap(({ name, text }) => {
            const sequence = sequenceOf(name.slice(folder.length));
            return sequence === undefined ? [] : [{ sequence, text, path: this.bucket.pathOf(name) }];
        });
        return journalOf(parts);
    }

    async rollouts(): Promise<readonly string[]> {
        return (await this.bucket.list("")).folders.filter(isRolloutId);
    }

    /** Closes the connections. */
    close(): Promise<void> {
        return this.bucket.close();
    }
}
