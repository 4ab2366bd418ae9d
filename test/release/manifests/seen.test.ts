import { strict as assert } from "node:assert";
import { changeOf, checkUnchanged, recordRun, ReleaseChanged } from "../../../release/manifests/seen";
import { manifestDigest } from "../../../release/manifests/digest";
import { ReleaseConflict } from "../../../release/ports/release-records";
import { FakeClock } from "../fake-clock";
import { fullRelease, MemoryRecords } from "./samples";

const changed = { ...fullRelease, commit: "f".repeat(40) };

describe("a release that ran", () => {
    let records: MemoryRecords;
    const clock = new FakeClock(Date.parse("2026-11-21T10:00:00Z"));
    beforeEach(() => (records = new MemoryRecords()));

    it("is refused with another manifest, with both digests and where and when it ran", async () => {
        await recordRun(records, fullRelease, { environment: "dev" }, clock);
        await recordRun(records, fullRelease, { environment: "dev", rollout: "r1" }, clock);
        await recordRun(records, fullRelease, { environment: "prod", rollout: "r2" }, clock);
        await assert.rejects(checkUnchanged(records, changed), (error) => {
            assert.ok(error instanceof ReleaseChanged);
            const [ran, is] = [manifestDigest(fullRelease), manifestDigest(changed)];
            assert.deepEqual(error.change, { version: "1.2.0", digest: is, runs: records.all });
            assert.equal(
                error.message,
                [
                    "releases/1.2.0.yaml: is not the release 1.2.0 that ran somewhere",
                    `    ran:     ${ran} in dev at 2026-11-21T10:00:00.000Z`,
                    `             ${ran} in prod at 2026-11-21T10:00:00.000Z, rollout r2`,
                    `    is:      ${is}`,
                    "    allowed: what ran, since a release never changes",
                    "    cure:    put the file back as it was, or make a new version: colorway release create VERSION --from-version 1.2.0",
                ].join("\n"),
            );
            return true;
        });
    });

    it("runs again, elsewhere and in another rollout, with the same manifest", async () => {
        await recordRun(records, fullRelease, { environment: "dev" }, clock);
        await checkUnchanged(records, fullRelease);
        assert.equal(await changeOf(records, { ...fullRelease, images: Object.fromEntries(Object.entries(fullRelease.images).reverse()) }), undefined);
    });

    it("binds no other version", async () => {
        await recordRun(records, fullRelease, { environment: "dev" }, clock);
        await checkUnchanged(records, { ...changed, version: "1.2.1" });
    });

    it("is recorded once for all plain updates of an environment, and once for each rollout", async () => {
        const added: boolean[] = [];
        for (const where of [{ environment: "dev" }, { environment: "dev" }, { environment: "prod" }, { environment: "dev", rollout: "r1" }, { environment: "dev", rollout: "r1" }]) {
            added.push(await recordRun(records, fullRelease, where, clock));
        }
        assert.deepEqual(added, [true, false, true, true, false]);
        const digest = manifestDigest(fullRelease);
        const at = "2026-11-21T10:00:00.000Z";
        assert.deepEqual(records.all, [
            { version: "1.2.0", digest, environment: "dev", at },
            { version: "1.2.0", digest, environment: "prod", at },
            { version: "1.2.0", digest, environment: "dev", rollout: "r1", at },
        ]);
    });

    it("is not recorded with another manifest, where two ran at the same time", async () => {
        await recordRun(records, fullRelease, { environment: "dev" }, clock);
        await assert.rejects(recordRun(records, changed, { environment: "prod" }, clock), ReleaseConflict);
    });
});
