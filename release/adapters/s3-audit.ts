import { entryName, sequenceOf } from "../journal/entries";
import { headIn, headText } from "../audit/head";
import type { AuditHead, AuditStore, StoredLink, Trace } from "../ports/audit";
import { Retention, S3Bucket, S3Place } from "./s3-bucket";

/** Where records are, and how long object lock keeps them. */
export interface RecordsPlace extends S3Place {
    /** Of each entry of the audit log. @default - the bucket's own default retention, if it has one */
    readonly retention?: Retention | undefined;
}

// Only who lost a race tries again, and the winner's head is the newer one.
const headAttempts = 5;

/**
 * An audit log in S3: `PREFIX/entries/000001.json`, one object for each entry, written only where there is none and locked if
 * the place says so; `PREFIX/head.json` beside them. Besides reading and writing it needs `s3:ListBucketVersions`, with retention also
 * `s3:PutObjectRetention` and `s3:GetObjectRetention`.
 */
export class S3AuditStore implements AuditStore {
    readonly lockable = true;
    private readonly bucket: S3Bucket;

    constructor(private readonly place: RecordsPlace) {
        this.bucket = new S3Bucket(place);
    }

    append(sequence: number, text: string): Promise<boolean> {
        return this.bucket.put(nameOf(sequence), text, "absent", this.place.retention);
    }

    async read(sequence: number): Promise<StoredLink | undefined> {
        const name = nameOf(sequence);
        const object = await this.bucket.get(name);
        return object === undefined
            ? undefined
            : { sequence, text: object.text, path: this.bucket.pathOf(name), lock: object.lock };
    }

    async all(): Promise<readonly StoredLink[]> {
        const names = (await this.sequences()).map(nameOf);
        const objects = await this.bucket.texts(names);
        return objects.map(({ name, text, lock }) => ({
            sequence: numberIn(name) ?? 0,
            text,
            path: this.bucket.pathOf(name),
            lock,
        }));
    }

    async last(): Promise<number> {
        return (await this.sequences()).at(-1) ?? 0;
    }

    async head(): Promise<AuditHead | undefined> {
        const object = await this.bucket.get(headKey);
        return object === undefined ? undefined : headIn(object.text, this.bucket.pathOf(headKey));
    }

    async moveHead(head: AuditHead): Promise<void> {
        for (let attempt = 0; attempt < headAttempts; attempt += 1) {
            const object = await this.bucket.get(headKey);
            if (object !== undefined && headIn(object.text, this.bucket.pathOf(headKey)).sequence >= head.sequence) return;
            if (await this.bucket.put(headKey, headText(head), object === undefined ? "absent" : { etag: object.etag })) return;
        }
    }

    /** A locked version can't be overwritten, but hidden: by a newer one or a delete marker. Both stay to be seen. */
    async traces(): Promise<readonly Trace[]> {
        const versions = await this.bucket.versions("entries/");
        return [...versions].flatMap(([name, { written, deleted }]) => {
            const sequence = sequenceOf(name);
            const found = [
                ...(written > 1
                    ? [`was overwritten: there are ${written} versions of it, the oldest is what was written first`]
                    : []),
                ...(deleted === undefined
                    ? []
                    : [`was deleted at ${deleted}; its versions are still there: remove the delete marker`]),
            ];
            return found.map((text) => ({
                sequence,
                text: `entry ${sequence ?? name} ${text} (${this.bucket.pathOf(`entries/${name}`)})`,
            }));
        });
    }

    /** Closes the connections. */
    close(): Promise<void> {
        return this.bucket.close();
    }

    private async sequences(): Promise<readonly number[]> {
        const { names } = await this.bucket.list("entries/");
        return names.flatMap((name) => sequenceOf(name) ?? []).sort((a, b) => a - b);
    }
}

const headKey = "head.json";

function nameOf(sequence: number): string {
    return `entries/${entryName(sequence)}`;
}

function numberIn(name: string): number | undefined {
    return sequenceOf(name.slice("entries/".length));
}
