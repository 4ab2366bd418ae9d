import { strict as assert } from "node:assert";
import { S3Bucket } from "../../../release/adapters/s3-bucket";
import { S3JournalStore } from "../../../release/adapters/s3-journal";
import { JournalConflict, JournalEntry } from "../../../release/ports/journal";
import { FakeS3 } from "./fake-s3";

const rollout = "20260102-030405-0001";
const entry: JournalEntry = { sequence: 1, at: "2026-01-02T03:04:05.000Z", data: {} };

describe("conditional writes in S3, when they are refused", () => {
    const s3 = new FakeS3();
    let bucket: S3Bucket;
    let store: S3JournalStore;
    before(() => s3.start());
    beforeEach(() => {
        s3.objects.clear();
        s3.calls.length = 0;
        s3.refusals.length = 0;
        const place = { bucket: "rollouts", prefix: "colorway/", region: "us-east-1", endpoint: s3.endpoint };
        bucket = new S3Bucket(place);
        store = new S3JournalStore(place);
    });
    afterEach(() => Promise.all([bucket.close(), store.close()]));
    after(() => s3.stop());

    it("are repeated where another request came in between", async () => {
        s3.refusals.push(409, 409);
        await store.append(rollout, entry);
        assert.deepEqual(s3.calls, Array(3).fill(`PUT rollouts/colorway/${rollout}/000001.json`));
        assert.deepEqual(await store.read(rollout), [entry]);
    });

    it("count as taken where others do not stop coming in between", async () => {
        s3.refusals.push(409, 409, 409, 409, 409);
        await assert.rejects(store.append(rollout, entry), new JournalConflict(rollout, 1));
    });

    it("count as done where the object has this text already: the answer to the first attempt was lost", async () => {
        s3.objects.set("rollouts/colorway/a.json", "mine");
        assert.equal(await bucket.put("a.json", "mine", "absent"), true);
        assert.equal(await bucket.put("a.json", "other", "absent"), false);
    });

    it("fail where that is not a matter of others", async () => {
        s3.refusals.push(403);
        await assert.rejects(store.append(rollout, entry), { name: "AccessDenied" });
    });

    it("leave a journal that is read page by page", async () => {
        s3.pageSize = 2;
        for (let sequence = 1; sequence <= 5; sequence++) await store.append(rollout, { ...entry, sequence });
        assert.deepEqual((await store.read(rollout)).map(({ sequence }) => sequence), [1, 2, 3, 4, 5]);
    });
});
