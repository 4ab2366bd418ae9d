import type { ListObjectVersionsCommandOutput, PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import { AwsPlace, clientSettings } from "./aws-client";

/** Where in S3. */
export interface S3Place extends AwsPlace {
    readonly bucket: string;
    /** Begin of every key, as `colorway/prod`; a slash is put behind it. Empty: the whole bucket. */
    readonly prefix: string;
}

export interface S3Object {
    readonly text: string;
    readonly etag: string;
    /** Milliseconds since it was written, by the clock of S3; in whole seconds. */
    readonly age: number;
    /** Object lock's mode; absent without one, and for a caller who may not see it. */
    readonly lock?: string | undefined;
}

/** How long nobody can overwrite or delete a version. */
export interface Retention {
    /** `governance`: who has `s3:BypassGovernanceRetention` still can. `compliance`: nobody, the root user included. */
    readonly mode: "governance" | "compliance";
    /** 1–36500. */
    readonly days: number;
}

/** Versions of one object. */
export interface ObjectVersions {
    readonly written: number;
    /** When it was deleted, ISO 8601; absent where its newest version is no delete marker. */
    readonly deleted?: string | undefined;
}

/** A text under its name, and its object lock's mode if it has one. */
export interface NamedText {
    readonly name: string;
    readonly text: string;
    readonly lock?: string | undefined;
}

/** Nothing of that key yet, or still the object with that ETag. */
export type Condition = "absent" | { readonly etag: string };

// Amazon S3 User Guide, "How to prevent object overwrites with conditional writes": 412 Precondition Failed; 409 Conflict where
// another request came in between, to be repeated; 404 where an object that must have an ETag is gone. Repeating is the adapter's
// business.
const refused = [412, 404];
const conflict = 409;
const conflictAttempts = 5;
// A call of S3 takes less than a second; a heartbeat must not wait for one that is lost.
const requestTimeout = 5_000;
const attempts = 3;
const parallelReads = 16;

/**
 * A part of a bucket, for small objects of text. Encryption, versions and retention are the bucket's own settings. Needs
 * `s3:GetObject`, `s3:PutObject` and `s3:ListBucket`; deletes nothing.
 */
export class S3Bucket {
    private opened: Promise<S3Client> | undefined;
    private readonly prefix: string;

    constructor(private readonly place: S3Place) {
        this.prefix = place.prefix === "" || place.prefix.endsWith("/") ? place.prefix : `${place.prefix}/`;
    }

    /**
     * Writes under a condition. False: it is not met. The text must differ from every other that is ever written to this key: by
     * it a call whose answer was lost recognizes its own work.
     *
     * @param retention needs a bucket with object lock
     */
    async put(name: string, text: string, condition: Condition, retention?: Retention): Promise<boolean> {
        const terms = condition === "absent" ? { IfNoneMatch: "*" } : { IfMatch: condition.etag };
        const input = { ...this.named(name), Body: text, ContentType: "application/json", ...terms, ...lockOf(retention) };
        return this.write(input, async () => (await this.get(name))?.text === text);
    }

    /**
     * Writes bytes where there are none under that name, which stands for the content itself, as its hash.
     *
     * @param retention needs a bucket with object lock
     */
    async putBytes(name: string, content: Buffer, retention?: Retention): Promise<void> {
        const input = { ...this.named(name), Body: content, ContentType: "application/octet-stream", IfNoneMatch: "*", ...lockOf(retention) };
        const written = await this.write(input, async () => (await this.bytes(name)) !== undefined);
        if (!written) throw new Error(`${this.pathOf(name)}: others write there at the same time; try again`);
    }

    /** Undefined where there is no such object. */
    async bytes(name: string): Promise<Buffer | undefined> {
        const { GetObjectCommand, NoSuchKey } = await import("@aws-sdk/client-s3");
        try {
            const { Body } = await (await this.client()).send(new GetObjectCommand(this.named(name)));
            return Buffer.from((await Body?.transformToByteArray()) ?? []);
        } catch (error) {
            if (error instanceof NoSuchKey) return undefined;
            throw error;
        }
    }

    /** @param done whether what is there is what was to be written */
    private async write(input: PutObjectCommandInput, done: () => Promise<boolean>): Promise<boolean> {
        const { PutObjectCommand } = await import("@aws-sdk/client-s3");
        for (let attempt = 1; ; attempt++) {
            try {
                await (await this.client()).send(new PutObjectCommand(input));
                return true;
            } catch (error) {
                const status = statusOf(error);
                if (status === conflict && attempt < conflictAttempts) continue;
                if (status !== conflict && !refused.includes(status) || isMissingBucket(error)) throw error;
                return done();
            }
        }
    }

    /** Undefined where there is no such object. */
    async get(name: string): Promise<S3Object | undefined> {
        const { GetObjectCommand, NoSuchKey } = await import("@aws-sdk/client-s3");
        const command = new GetObjectCommand(this.named(name));
        let date: string | undefined;
        command.middlewareStack.add(
            (next) => async (args) => {
                const result = await next(args);
                date = headersOf(result.response)["date"];
                return result;
            },
            { step: "deserialize" },
        );
        try {
            const { Body, ETag, LastModified, ObjectLockMode } = await (await this.client()).send(command);
            const now = date === undefined ? Date.now() : Date.parse(date);
            const age = LastModified === undefined ? 0 : Math.max(0, now - LastModified.getTime());
            return { text: (await Body?.transformToString()) ?? "", etag: ETag ?? "", age, lock: ObjectLockMode };
        } catch (error) {
            if (error instanceof NoSuchKey) return undefined;
            throw error;
        }
    }

    /** Texts of the objects, in the order of their names; without those that are gone. */
    async texts(names: readonly string[]): Promise<readonly NamedText[]> {
        const found: NamedText[] = [];
        for (let from = 0; from < names.length; from += parallelReads) {
            const part = names.slice(from, from + parallelReads);
            const objects = await Promise.all(part.map(async (name) => ({ name, object: await this.get(name) })));
            for (const { name, object } of objects) if (object !== undefined) found.push({ name, text: object.text, lock: object.lock });
        }
        return found;
    }

    /** Names directly in a folder, as `ROLLOUT/`, and its folders; both relative to it, and in order. */
    async list(folder: string): Promise<{ readonly names: readonly string[]; readonly folders: readonly string[] }> {
        const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
        const whole = `${this.prefix}${folder}`;
        const names: string[] = [];
        const folders: string[] = [];
        const input = { Bucket: this.place.bucket, Prefix: whole, Delimiter: "/" };
        const pages = paginateListObjectsV2({ client: await this.client() }, input);
        for await (const { Contents = [], CommonPrefixes = [] } of pages) {
            for (const { Key = "" } of Contents) names.push(Key.slice(whole.length));
            for (const { Prefix = "" } of CommonPrefixes) folders.push(Prefix.slice(whole.length, -1));
        }
        return { names: names.sort(), folders: folders.sort() };
    }

    /** Versions of every object in a folder, by name. Without versioning there is one of each. */
    async versions(folder: string): Promise<ReadonlyMap<string, ObjectVersions>> {
        const { ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
        const whole = `${this.prefix}${folder}`;
        const found = new Map<string, ObjectVersions>();
        const of = (key: string): ObjectVersions => found.get(key.slice(whole.length)) ?? { written: 0 };
        let next: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } | undefined = {};
        while (next !== undefined) {
            const page: ListObjectVersionsCommandOutput = await (await this.client()).send(new ListObjectVersionsCommand({ Bucket: this.place.bucket, Prefix: whole, ...next }));
            for (const { Key = "" } of page.Versions ?? []) found.set(Key.slice(whole.length), { ...of(Key), written: of(Key).written + 1 });
            for (const { Key = "", IsLatest, LastModified } of page.DeleteMarkers ?? []) {
                if (IsLatest === true) found.set(Key.slice(whole.length), { ...of(Key), deleted: LastModified?.toISOString() ?? "" });
            }
            next = page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
        }
        return found;
    }

    /** Where an object is, for messages. */
    pathOf(name: string): string {
        return `s3://${this.place.bucket}/${this.prefix}${name}`;
    }

    /** Closes the connections. */
    async close(): Promise<void> {
        (await this.opened)?.destroy();
        this.opened = undefined;
    }

    private named(name: string): { readonly Bucket: string; readonly Key: string } {
        return { Bucket: this.place.bucket, Key: `${this.prefix}${name}` };
    }

    private client(): Promise<S3Client> {
        return (this.opened ??= openClient(this.place));
    }
}

/** Loaded only here: most commands act on the simulated cloud. */
async function openClient(place: S3Place): Promise<S3Client> {
    const { S3Client } = await import("@aws-sdk/client-s3");
    const { requestHandler, ...settings } = clientSettings(place);
    return new S3Client({
        ...settings,
        maxAttempts: attempts,
        requestHandler: { ...requestHandler, requestTimeout, throwOnRequestTimeout: true },
        ...(place.endpoint === undefined ? {} : { forcePathStyle: true }),
    });
}

// Amazon S3 User Guide, "Locking objects with Object Lock": such a write needs a checksum, which the SDK always sends.
function lockOf(retention: Retention | undefined): { readonly ObjectLockMode?: "GOVERNANCE" | "COMPLIANCE"; readonly ObjectLockRetainUntilDate?: Date } {
    if (retention === undefined) return {};
    const until = new Date(Date.now() + retention.days * 86_400_000);
    return { ObjectLockMode: retention.mode === "compliance" ? "COMPLIANCE" : "GOVERNANCE", ObjectLockRetainUntilDate: until };
}

function statusOf(error: unknown): number {
    return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
}

function isMissingBucket(error: unknown): boolean {
    return error instanceof Error && error.name === "NoSuchBucket";
}

function headersOf(response: unknown): { readonly [name: string]: string | undefined } {
    return (response as { readonly headers?: { readonly [name: string]: string } }).headers ?? {};
}
