import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderReleaseRecords } from "../../release/adapters/folder-release-records";
import { manifestDigest } from "../../release/manifests/digest";
import { ReleaseChanged } from "../../release/manifests/seen";
import { manifestText } from "../../release/manifests/text";
import { ReleaseUnusable, rolloutReleases, RolloutReleasesOptions } from "../../release/releases";
import { sampleRelease, sampleSettings } from "../config/samples";
import { FakeClock } from "./fake-clock";
import { planOf } from "./rollout/plans";

describe("releases as rollouts take them", () => {
    const dir = mkdtempSync(join(tmpdir(), "colorway-releases-"));
    const clock = new FakeClock();
    const records = new FolderReleaseRecords(join(dir, "releases.jsonl"));
    const write = (text: string): void => writeFileSync(join(dir, "releases", "1.1.0.yaml"), text);
    const sample = sampleRelease("1.1.0");
    const open = (parts: Partial<RolloutReleasesOptions> = {}): ReturnType<typeof rolloutReleases> =>
        rolloutReleases({ projectDir: dir, settings: () => sampleSettings("dev"), records, clock, ...parts });
    before(() => mkdirSync(join(dir, "releases")));
    after(() => rmSync(dir, { recursive: true, force: true }));

    it("are refused where there is no manifest", async () => {
        const text = "1.1.0: there is no releases/1.1.0.yaml; there is none; make one: colorway release create 1.1.0 …";
        await assert.rejects(open().release("1.1.0"), (error: unknown) => error instanceof ReleaseUnusable && error.message === text);
    });

    it("are refused with every mistake in their manifest", async () => {
        write("version: 1.1.0\ncommit: 1\ncreated: 2\n");
        await assert.rejects(open().release("1.1.0"), (error: unknown) => {
            assert.ok(error instanceof ReleaseUnusable);
            assert.ok(error.problems.length > 1);
            for (const { key } of error.problems) assert.ok(error.message.includes(key), key);
            return true;
        });
    });

    it("are recorded where they run, and are the same from then on", async () => {
        write(manifestText(sample));
        const { release, onRun } = open();
        await onRun(planOf({ version: "1.1.0" }));
        assert.deepEqual((await records.runsOf("1.1.0")).map(({ digest, environment }) => ({ digest, environment })), [
            { digest: manifestDigest(await release("1.1.0")), environment: "dev" },
        ]);
        write(manifestText({ ...sample, commit: "f".repeat(40) }));
        await assert.rejects(release("1.1.0"), ReleaseChanged);
        await assert.rejects(onRun(planOf({ version: "1.1.0" })), ReleaseChanged);
    });

    it("may change where nobody keeps what ran", async () => {
        assert.equal((await open({ records: undefined }).release("1.1.0")).commit, "f".repeat(40));
    });
});
