import { strict as assert } from "node:assert";
import { CreateBucketCommand, DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { RecordsPlace, S3AuditStore } from "../../release/adapters/s3-audit";
import { SystemClock } from "../../release/adapters/system-clock";
import { AuditLog } from "../../release/audit/log";
import { AuditTrail } from "../../release/audit/trail";
import { Moto } from "./lib/moto";

const prefix = "colorway/audit/stacks/prod";
const keyOf = (sequence: number): string => `${prefix}/entries/00000${sequence}.json`;

describe("the audit log in Moto's S3", function () {
    this.timeout(300_000);
    let moto: Moto;
    let client: S3Client;
    let place: RecordsPlace;
    const opened: S3AuditStore[] = [];
    const store = (parts: Partial<RecordsPlace> = {}): S3AuditStore => {
        const made = new S3AuditStore({ ...place, ...parts });
        opened.push(made);
        return made;
    };
    const trail = (parts: Partial<RecordsPlace> = {}): AuditTrail => new AuditTrail(store(parts), new SystemClock(), "stacks/prod");
    const verified = async (): Promise<{ readonly findings: readonly string[]; readonly notes: readonly string[] }> => {
        const { findings, notes } = await new AuditLog("stacks/prod", store()).verify();
        return { findings: findings.map(({ text }) => text), notes };
    };
    before(async () => {
        moto = await Moto.start();
        const { endpoint } = moto;
        place = { bucket: "records", prefix, region: "us-east-1", endpoint };
        client = new S3Client({ region: "us-east-1", endpoint, credentials: { accessKeyId: "simulated", secretAccessKey: "simulated" }, forcePathStyle: true });
    });
    beforeEach(async () => {
        await moto.reset();
        await client.send(new CreateBucketCommand({ Bucket: "records", ObjectLockEnabledForBucket: true }));
    });
    afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));
    after(async () => {
        client?.destroy();
        await moto?.stop();
    });

    it("has one order, whoever writes at once, and verifies", async () => {
        const trails = [1, 2, 3, 4].map(() => trail());
        const written = await Promise.all(trails.flatMap((each, number) => [each.append({ type: "noted", data: { number } }), each.append({ type: "noted", data: { number } })]));
        assert.deepEqual(written.map(({ sequence }) => sequence).sort((a, b) => a - b), [2, 3, 4, 5, 6, 7, 8, 9]);
        assert.deepEqual(await verified(), { findings: [], notes: ["9 of 9 entries have no object lock, or it may not be seen from here"] });
    });

    it("locks each entry for as long as the place says, in its mode", async () => {
        for (const mode of ["governance", "compliance"] as const) {
            await trail({ retention: { mode, days: 30 } }).append({ type: "noted", data: { mode } });
        }
        assert.deepEqual(await verified(), { findings: [], notes: [] });
        for (const [sequence, mode] of [[1, "GOVERNANCE"], [2, "GOVERNANCE"], [3, "COMPLIANCE"]] as const) {
            const { ObjectLockMode, ObjectLockRetainUntilDate } = await client.send(new HeadObjectCommand({ Bucket: "records", Key: keyOf(sequence) }));
            const days = ((ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
            assert.ok(ObjectLockMode === mode && days > 29.9 && days <= 30, `entry ${sequence}: ${ObjectLockMode} for ${days} days`);
        }
    });

    it("shows what was deleted although it is locked: it is only hidden", async () => {
        for (const number of [1, 2]) await trail({ retention: { mode: "compliance", days: 1 } }).append({ type: "noted", data: { number } });
        await client.send(new DeleteObjectCommand({ Bucket: "records", Key: keyOf(3) }));
        const { findings } = await verified();
        assert.deepEqual([findings.length, findings[0]?.slice(0, 67)], [2, "entry 3 is cut off: the head record names entry 3, the log ends wit"]);
        assert.match(findings[1] ?? "", /^entry 3 was deleted at \d{4}-\S+Z; its versions are still there: remove the delete marker \(s3:\/\/records\/colorway\/audit\/stacks\/prod\/entries\/000003\.json\)$/);
        // What is hidden is not written anew by who goes on.
        assert.equal((await trail().append({ type: "noted", data: {} })).sequence, 4);
    });

    it("shows what was overwritten, also with an entry of a right hash", async () => {
        for (const number of [1, 2]) await trail().append({ type: "noted", data: { number } });
        const other = trail({ prefix: `${prefix}-other` });
        for (const number of [3, 4]) await other.append({ type: "noted", data: { number } });
        const text = (await store({ prefix: `${prefix}-other` }).read(3))?.text;
        await client.send(new PutObjectCommand({ Bucket: "records", Key: keyOf(3), Body: text }));
        const { findings } = await verified();
        assert.deepEqual(findings.map((each) => each.replace(/ [0-9a-f]{64}/g, " HASH")), [
            "entry 3 does not follow from entry 2: it names HASH as the one before, that one has HASH; one of the two was exchanged",
            "entry 3 is another one than was written: the head record names HASH, it has HASH",
            `entry 3 was overwritten: there are 2 versions of it, the oldest is what was written first (s3://records/${keyOf(3)})`,
        ]);
    });

    it("fails where there is no bucket, or one without object lock is to lock", async () => {
        await assert.rejects(trail({ bucket: "none" }).append({ type: "noted", data: {} }), { name: "NoSuchBucket" });
        await client.send(new CreateBucketCommand({ Bucket: "plain" }));
        await assert.rejects(trail({ bucket: "plain", retention: { mode: "governance", days: 1 } }).append({ type: "noted", data: {} }), { name: "InvalidRequest" });
    });
});
