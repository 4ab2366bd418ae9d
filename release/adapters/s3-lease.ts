import { randomBytes } from "node:crypto";
import { LeaseHolder, LeaseRecord, LeaseStore } from "../ports/lease";
import { S3Bucket, S3Object, S3Place } from "./s3-bucket";

const name = "lease.json";

/**
 * A lease in S3: the object `PREFIX/lease.json`, by conditional writes. A released lease stays as an object that says so: nothing
 * is ever deleted, so the runner needs no right to delete and the bucket may keep every version.
 */
export class S3LeaseStore implements LeaseStore {
    private readonly bucket: S3Bucket;

    constructor(place: S3Place) {
        this.bucket = new S3Bucket(place);
    }

    async read(): Promise<LeaseRecord | undefined> {
        const object = await this.bucket.get(name);
        const holder = holderIn(object);
        return object === undefined || holder === undefined ? undefined : { holder, tag: object.etag, idle: object.age };
    }

    async write(holder: LeaseHolder, expected: string | undefined): Promise<boolean> {
        if (expected !== undefined) return this.put(holder, expected);
        const object = await this.bucket.get(name);
        return holderIn(object) === undefined && this.put(holder, object?.etag);
    }

    remove(expected: string): Promise<boolean> {
        return this.put(null, expected);
    }

    /** Closes the connections. */
    close(): Promise<void> {
        return this.bucket.close();
    }

    /**
     * With a random text, since an ETag may be a hash of the content: the same record written twice would be taken for unchanged.
     */
    private put(holder: LeaseHolder | null, etag: string | undefined): Promise<boolean> {
        const text = `${JSON.stringify({ holder, write: randomBytes(8).toString("hex") })}\n`;
        return this.bucket.put(name, text, etag === undefined ? "absent" : { etag });
    }
}

function holderIn(object: S3Object | undefined): LeaseHolder | undefined {
    if (object === undefined) return undefined;
    return (JSON.parse(object.text) as { readonly holder: LeaseHolder | null }).holder ?? undefined;
}
