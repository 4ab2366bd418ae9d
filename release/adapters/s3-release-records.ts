/**
 * Records of releases in a bucket. `releases/VERSION.json` is the first run of a version and decides its digest: it is written only
 * where it is not there yet, so of two machines with two manifests one is refused. Every run is an object of its own below
 * `releases/VERSION/`.
 */

import type { S3Client } from "@aws-sdk/client-s3";
import { canonicalJson, sha256 } from "../manifests/digest";
import { ReleaseConflict, type ReleaseRecords, type ReleaseRun } from "../ports/release-records";
import { type AwsPlace, clientSettings } from "./aws-client";

export interface ReleaseBucket extends AwsPlace {
    readonly bucket: string;
    /** What every key begins with, as `colorway/`; empty: nothing. */
    readonly prefix: string;
}

// Amazon S3 API reference, PutObject: 412 where If-None-Match finds an object, 409 where another write came between; then try again.
const exists = 412;
const interfered = 409;
const attempts = 5;
/** Of a call that is throttled or gets no answer. */
const maxAttempts = 3;

export class S3ReleaseRecords implements ReleaseRecords {
    private opened: Promise<S3Client> | undefined;

    constructor(private readonly place: ReleaseBucket) {}

    async append(run: ReleaseRun): Promise<void> {
        if (!(await this.create(this.key(`${run.version}.json`), run))) {
            const earlier = await this.read(this.key(`${run.version}.json`));
            if (earlier.digest !== run.digest) throw new ReleaseConflict(run, earlier);
        }
        // named by its time and content, so that a second try of the same record finds it there
        const name = `${run.at.replaceAll(":", "-")}-${sha256(canonicalJson(run)).slice(0, 16)}`;
        await this.create(this.key(`${run.version}/${name}.json`), run);
    }

    async runsOf(version: string): Promise<readonly ReleaseRun[]> {
        return this.runsUnder(key => key === this.key(`${version}.json`) || key.startsWith(this.key(`${version}/`)), version);
    }

    async runs(): Promise<readonly ReleaseRun[]> {
        return this.runsUnder(key => key.endsWith(".json"), "");
    }

    private async runsUnder(wanted: (key: string) => boolean, opening: string): Promise<readonly ReleaseRun[]> {
        const keys = (await this.keys(this.key(opening))).filter(wanted);
        const found = await Promise.all(keys.map(key => this.read(key)));
        // the first run is told twice
        const runs = [...new Map(found.map(run => [canonicalJson(run), run])).values()];
        return runs.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
    }

    private key(name: string): string {
        return `${this.place.prefix}releases/${name}`;
    }

    private get client(): Promise<S3Client> {
        return (this.opened ??= openClient(this.place));
    }

    /** False: there is an object of that key. */
    private async create(key: string, run: ReleaseRun): Promise<boolean> {
        const { PutObjectCommand } = await import("@aws-sdk/client-s3");
        const input = { Bucket: this.place.bucket, Key: key, Body: `${JSON.stringify(run)}\n`, ContentType: "application/json" };
        for (let attempt = 1; ; attempt++) {
            try {
                await (await this.client).send(new PutObjectCommand({ ...input, IfNoneMatch: "*" }));
                return true;
            } catch (error) {
                const status = statusOf(error);
                if (status === exists) return false;
                if (status !== interfered || attempt === attempts) throw error;
            }
        }
    }

    private async read(key: string): Promise<ReleaseRun> {
        const { GetObjectCommand } = await import("@aws-sdk/client-s3");
        const { Body } = await (await this.client).send(new GetObjectCommand({ Bucket: this.place.bucket, Key: key }));
        return JSON.parse((await Body?.transformToString()) ?? "") as ReleaseRun;
    }

    private async keys(prefix: string): Promise<readonly string[]> {
        const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
        const keys: string[] = [];
        const pages = paginateListObjectsV2({ client: await this.client }, { Bucket: this.place.bucket, Prefix: prefix });
        for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
        return keys;
    }
}

/** Loaded only here: most commands act on the simulated cloud. A write is safe to try again: what it finds then is compared. */
async function openClient(place: ReleaseBucket): Promise<S3Client> {
    const { S3Client } = await import("@aws-sdk/client-s3");
    return new S3Client({ ...clientSettings(place), maxAttempts, forcePathStyle: place.endpoint !== undefined });
}

function statusOf(error: unknown): number | undefined {
    return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
