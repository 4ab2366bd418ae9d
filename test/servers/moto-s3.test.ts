import { strict as assert } from "node:assert";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { S3Bucket, S3Place } from "../../release/adapters/s3-bucket";
import { S3JournalStore } from "../../release/adapters/s3-journal";
import { S3LeaseStore } from "../../release/adapters/s3-lease";
import { SystemClock } from "../../release/adapters/system-clock";
import { Lease, LeaseHeld } from "../../release/journal/lease";
import { JournalConflict, JournalEntry } from "../../release/ports/journal";
import { LeaseHolder } from "../../release/ports/lease";
import { Moto } from "./lib/moto";

const rollout = "20260102-030405-0001";
const many = Array.from({ length: 12 }, (_, number) => number);

function entry(sequence: number, data: JournalEntry["data"] = {}): JournalEntry {
    return { sequence, at: "2026-01-02T03:04:05.000Z", data };
}

function holder(token: string): LeaseHolder {
    const at = "2026-01-02T03:04:05.000Z";
    return { token, owner: `${token}@build-7`, host: "build-7", pid: 1, process: "p", rollout: "r", since: at, renewed: at, expires: at };
}

describe("journal and lease in Moto's S3", function () {
    this.timeout(300_000);
    let moto: Moto;
    let client: S3Client;
    let place: S3Place;
    const opened: { close(): Promise<void> }[] = [];
    const open = <T extends { close(): Promise<void> }>(store: T): T => {
        opened.push(store);
        return store;
    };
    before(async () => {
        moto = await Moto.start();
        const { endpoint } = moto;
        place = { bucket: "rollouts", prefix: "colorway/prod", region: "us-east-1", endpoint };
        const credentials = { accessKeyId: "simulated", secretAccessKey: "simulated" };
        client = new S3Client({ region: "us-east-1", endpoint, credentials, forcePathStyle: true });
    });
    beforeEach(async () => {
        await moto.reset();
        await client.send(new CreateBucketCommand({ Bucket: "rollouts" }));
    });
    afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
    after(async () => {
        client?.destroy();
        await moto?.stop();
    });

    const keys = async (): Promise<readonly string[]> => {
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "rollouts" }));
        return Contents.map(({ Key = "" }) => Key);
    };

    it("gives back what was written, an object for each entry", async () => {
        const store = open(new S3JournalStore(place));
        const entries = [entry(1, { kind: "begin" }), entry(2, { text: "ä" }), entry(3)];
        for (const each of entries) await store.append(rollout, each);
        assert.deepEqual(await store.read(rollout), entries);
        assert.deepEqual(await keys(), [1, 2, 3].map((sequence) => `colorway/prod/${rollout}/00000${sequence}.json`));
        assert.deepEqual(await store.read("20260102-030405-ffff"), []);
    });

    it("reads journals longer than a page of a list", async () => {
        const store = open(new S3JournalStore(place));
        const bucket = open(new S3Bucket(place));
        const sequences = Array.from({ length: 1005 }, (_, index) => index + 1);
        for (let from = 0; from < sequences.length; from += 50) {
            const part = sequences.slice(from, from + 50);
            await Promise.all(part.map((sequence) => bucket.put(`${rollout}/${String(sequence).padStart(6, "0")}.json`, JSON.stringify(entry(sequence)), "absent")));
        }
        assert.equal((await store.read(rollout)).length, 1005);
    });

    it("names rollouts, oldest first, and nothing else", async () => {
        const store = open(new S3JournalStore(place));
        for (const id of ["20260103-000000-0000", "20260102-000000-ffff"]) await store.append(id, entry(1));
        await open(new S3JournalStore({ ...place, prefix: "colorway/dev" })).append("20260101-000000-0000", entry(1));
        await open(new S3LeaseStore(place)).write(holder("a"), undefined);
        assert.deepEqual(await store.rollouts(), ["20260102-000000-ffff", "20260103-000000-0000"]);
    });

    it("lets one of many writers of the same entry succeed, and keeps that one's", async () => {
        const results = await Promise.allSettled(many.map((number) => open(new S3JournalStore(place)).append(rollout, entry(1, { number }))));
        const winners = many.filter((number) => results[number]?.status === "fulfilled");
        assert.equal(winners.length, 1);
        for (const result of results) assert.ok(result.status === "fulfilled" || result.reason instanceof JournalConflict, JSON.stringify(result));
        assert.deepEqual(await open(new S3JournalStore(place)).read(rollout), [entry(1, { number: winners[0] })]);
    });

    it("knows its own write again when the answer was lost, and nobody else's", async () => {
        const bucket = open(new S3Bucket(place));
        assert.equal(await bucket.put("a.json", "mine", "absent"), true);
        assert.equal(await bucket.put("a.json", "mine", "absent"), true);
        assert.equal(await bucket.put("a.json", "other", "absent"), false);
        const tag = (await bucket.get("a.json"))?.etag ?? "";
        assert.equal(await bucket.put("a.json", "next", { etag: tag }), true);
        assert.equal(await bucket.put("a.json", "next", { etag: tag }), true);
        assert.equal(await bucket.put("a.json", "other", { etag: tag }), false);
        assert.equal(await bucket.put("none.json", "x", { etag: tag }), false);
        assert.equal((await bucket.get("a.json"))?.text, "next");
    });

    it("fails where there is no bucket", async () => {
        const store = open(new S3JournalStore({ ...place, bucket: "none" }));
        await assert.rejects(store.append(rollout, entry(1)), { name: "NoSuchBucket" });
        await assert.rejects(store.read(rollout), { name: "NoSuchBucket" });
    });

    it("writes, changes and releases a lease only for who saw its last content", async () => {
        const store = open(new S3LeaseStore(place));
        assert.equal(await store.read(), undefined);
        assert.equal(await store.write(holder("a"), undefined), true);
        assert.equal(await store.write(holder("b"), undefined), false);
        const first = await store.read();
        assert.deepEqual(first?.holder, holder("a"));
        assert.ok(first?.idle !== undefined && first.idle < 5_000, `idle for ${first?.idle} ms`);
        assert.equal(await store.write(holder("a"), first.tag), true);
        assert.equal(await store.write(holder("b"), first.tag), false);
        assert.equal(await store.remove(first.tag), false);
        assert.equal(await store.remove((await store.read())?.tag ?? ""), true);
        assert.equal(await store.read(), undefined);
        assert.equal(await store.write(holder("b"), undefined), true);
        assert.deepEqual(await keys(), ["colorway/prod/lease.json"]);
    });

    it("gives a lease to one of many who ask at once, also after a release", async () => {
        for (const round of [1, 2]) {
            const leases = many.map(() => new Lease(open(new S3LeaseStore(place)), new SystemClock(), { onLost: (reason) => assert.fail(reason) }));
            const results = await Promise.allSettled(leases.map((lease, number) => lease.acquire(`r${number}`)));
            assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1, `round ${round}`);
            assert.equal(leases.filter(({ held }) => held).length, 1);
            for (const result of results) assert.ok(result.status === "fulfilled" || result.reason instanceof LeaseHeld, JSON.stringify(result));
            assert.deepEqual(await Promise.all(leases.map((lease) => lease.release())), many.map(() => true));
        }
    });
});
