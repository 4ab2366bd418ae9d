import { strict as assert } from "node:assert";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderReleaseRecords } from "../../../release/adapters/folder-release-records";
import { S3ReleaseRecords } from "../../../release/adapters/s3-release-records";
import { ReleaseConflict, ReleaseRecords, ReleaseRun } from "../../../release/ports/release-records";
import { FakeS3 } from "./fake-s3";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const first: ReleaseRun = { version: "1.0.0", digest: digest("a"), environment: "dev", at: "2026-11-21T09:00:00.000Z" };
const inProd: ReleaseRun = { ...first, environment: "prod", at: "2026-11-22T09:00:00.000Z", rollout: "r7" };
const candidate: ReleaseRun = { ...first, version: "1.0.0-rc.1", at: "2026-11-20T09:00:00.000Z" };
const other: ReleaseRun = { ...first, digest: digest("b"), at: "2026-11-23T09:00:00.000Z" };

/** Holds for every place in which records are kept. */
function keepsRecords(open: () => ReleaseRecords): void {
    it("has nothing at first", async () => {
        assert.deepEqual([await open().runs(), await open().runsOf("1.0.0")], [[], []]);
    });

    it("has every run, oldest first, for whoever opens it next", async () => {
        for (const run of [first, inProd, candidate]) await open().append(run);
        assert.deepEqual(await open().runsOf("1.0.0"), [first, inProd]);
        assert.deepEqual(await open().runsOf("1.0.0-rc.1"), [candidate]);
        assert.deepEqual(await open().runsOf("1.0"), []);
        const all = await open().runs();
        assert.deepEqual([all.length, all.filter(({ version }) => version === "1.0.0")], [3, [first, inProd]]);
    });

    it("refuses a run with another manifest, and keeps what it had", async () => {
        await open().append(first);
        await assert.rejects(open().append(other), (error) => {
            assert.ok(error instanceof ReleaseConflict);
            assert.deepEqual([error.run, error.earlier], [other, first]);
            assert.equal(error.message, `release 1.0.0: ran in dev at ${first.at} with the manifest ${digest("a")}, so it is not recorded with ${digest("b")}`);
            return true;
        });
        assert.deepEqual(await open().runs(), [first]);
    });
}

describe("records of releases in a folder", () => {
    let dir: string;
    const file = (): string => join(dir, "sim", "releases.jsonl");
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "colorway-records-"))));
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    keepsRecords(() => new FolderReleaseRecords(file()));

    it("are a line of JSON each, and outlive one that a kill cut short", async () => {
        const records = new FolderReleaseRecords(file());
        await records.append(first);
        appendFileSync(file(), JSON.stringify(inProd).slice(0, 40));
        assert.deepEqual(await records.runs(), [first]);
        await records.append(inProd);
        assert.deepEqual(await records.runs(), [first, inProd]);
        const lines = [JSON.stringify(first), JSON.stringify(inProd).slice(0, 40), JSON.stringify(inProd), ""];
        assert.deepEqual(readFileSync(file(), "utf8").split("\n"), lines);
    });
});

describe("records of releases in a bucket", () => {
    const s3 = new FakeS3();
    before(() => s3.start());
    after(() => s3.stop());
    beforeEach(() => {
        s3.objects.clear();
        s3.calls.splice(0);
        s3.refusals.splice(0);
        s3.pageSize = 1000;
    });
    const open = (): S3ReleaseRecords => new S3ReleaseRecords({ bucket: "records", prefix: "team/", region: "us-east-1", endpoint: s3.endpoint });

    keepsRecords(open);

    it("are an object for the version and one for each run", async () => {
        await open().append(first);
        await open().append(inProd);
        const keys = [...s3.objects.keys()].map((key) => key.replace(/-[0-9a-f]{16}\.json$/, "-HASH.json"));
        assert.deepEqual(keys, [
            "records/team/releases/1.0.0.json",
            "records/team/releases/1.0.0/2026-11-21T09-00-00.000Z-HASH.json",
            "records/team/releases/1.0.0/2026-11-22T09-00-00.000Z-HASH.json",
        ]);
        assert.deepEqual(JSON.parse(s3.objects.get("records/team/releases/1.0.0.json") ?? ""), first);
    });

    it("are read page by page", async () => {
        s3.pageSize = 1;
        for (const run of [first, inProd, candidate]) await open().append(run);
        assert.deepEqual(await open().runs(), [candidate, first, inProd]);
    });

    it("say what first ran also where its own record was not written", async () => {
        await open().append(first);
        const [, run = ""] = [...s3.objects.keys()];
        s3.objects.delete(run);
        assert.deepEqual(await open().runsOf("1.0.0"), [first]);
    });

    it("are the same after a second try of the same record", async () => {
        await open().append(first);
        await open().append(first);
        assert.equal(s3.objects.size, 2);
    });

    it("try again where two writes met, but not for ever", async () => {
        s3.refusals.push(409, 409);
        await open().append(first);
        assert.deepEqual(await open().runs(), [first]);
        s3.calls.splice(0);
        s3.refusals.push(409, 409, 409, 409, 409);
        await assert.rejects(open().append(inProd), { name: "ConditionalRequestConflict" });
        assert.equal(s3.calls.filter((call) => call.startsWith("PUT")).length, 5);
    });

    it("fail where the bucket refuses", async () => {
        s3.refusals.push(403);
        await assert.rejects(open().append(first), { name: "AccessDenied" });
        assert.equal(s3.objects.size, 0);
    });

    it("are one digest for a version, whoever comes first of many at the same time", async () => {
        const runs = ["a", "b", "c"].map((digit) => ({ ...first, digest: digest(digit), environment: digit }));
        const ends = await Promise.allSettled(runs.map((run) => open().append(run)));
        assert.deepEqual(ends.map(({ status }) => status).sort(), ["fulfilled", "rejected", "rejected"]);
        assert.equal((await open().runs()).length, 1);
    });
});
