import { strict as assert } from "node:assert";
import { CommandFailure } from "../../cli/failure";
import { recordReleases, recordsOf, refuseChanged, runningReleases } from "../../cli/release-records";
import { FolderReleaseRecords } from "../../release/adapters/folder-release-records";
import { S3ReleaseRecords } from "../../release/adapters/s3-release-records";
import { manifestDigest } from "../../release/manifests/digest";
import { sampleRelease, sampleSettings } from "../config/samples";
import { FakeClock } from "../release/fake-clock";
import { MemoryRecords } from "../release/manifests/samples";

const project = { dir: "/p", simulated: "/p/.colorway/sim" };

describe("the records of releases of a command", () => {
    it("lie beside the simulated cloud, whatever the variable says", () => {
        assert.deepEqual(recordsOf(project, { kind: "simulated" }, { COLORWAY_RECORDS: "x" }), new FolderReleaseRecords("/p/.colorway/sim/releases.jsonl"));
    });

    it("of a real account are in the bucket that the variable names", () => {
        const bucket = { bucket: "team-records", region: "eu-central-1" };
        const of = (place: string) => recordsOf(project, { kind: "aws" }, { COLORWAY_RECORDS: place });
        assert.deepEqual(of("s3://team-records?region=eu-central-1"), new S3ReleaseRecords({ ...bucket, prefix: "" }));
        assert.deepEqual(of("s3://team-records/?region=eu-central-1"), new S3ReleaseRecords({ ...bucket, prefix: "" }));
        assert.deepEqual(of("s3://team-records/colorway/prod/?region=eu-central-1"), new S3ReleaseRecords({ ...bucket, prefix: "colorway/prod/" }));
        assert.deepEqual(of("s3://team-records/colorway?region=eu-central-1"), new S3ReleaseRecords({ ...bucket, prefix: "colorway/" }));
        assert.deepEqual([of(""), recordsOf(project, { kind: "aws" }, {})], [undefined, undefined]);
    });

    for (const place of ["team-records", "s3://team-records", "https://team-records?region=us-east-1", "s3:///x?region=us-east-1"]) {
        it(`are not in ${JSON.stringify(place)}`, () => {
            assert.throws(() => recordsOf(project, { kind: "aws" }, { COLORWAY_RECORDS: place }), {
                message: `COLORWAY_RECORDS: ${JSON.stringify(place)} is no place for records; allowed: a bucket, as s3://BUCKET/PREFIX?region=us-east-1, and after it, if entries shall be locked, &retention=MODE:DAYS with governance or compliance and 1 to 36500`,
                exitCode: 2,
            });
        });
    }
});

describe("the releases of an update", () => {
    const settings = sampleSettings("dev");

    it("are those of the slots that run, each once", () => {
        const one = sampleRelease("1.0.0");
        assert.deepEqual(runningReleases(settings).map(({ version }) => version), ["1.0.0", "1.1.0"]);
        assert.deepEqual(runningReleases({ ...settings, slots: { ...settings.slots, green: { ...settings.slots.green, size: "off" } } }), [one]);
        assert.deepEqual(runningReleases({ ...settings, slots: { ...settings.slots, green: { ...settings.slots.green, release: one } } }), [one]);
    });

    it("are recorded for the environment, and refused with all that changed since", async () => {
        const records = new MemoryRecords();
        await recordReleases(records, settings, new FakeClock("2026-11-21T10:00:00Z"));
        const at = "2026-11-21T10:00:00.000Z";
        assert.deepEqual(records.all, runningReleases(settings).map((release) => ({ version: release.version, digest: manifestDigest(release), environment: "dev", at })));
        await refuseChanged(records, runningReleases(settings));
        const edited = runningReleases(settings).map((release) => ({ ...release, commit: "f".repeat(40) }));
        await assert.rejects(refuseChanged(records, edited), (error) => {
            assert.ok(error instanceof CommandFailure);
            assert.equal(error.exitCode, 3);
            const firsts = error.message.split("\n").filter((line) => !line.startsWith(" "));
            assert.deepEqual(firsts, ["1.0.0", "1.1.0"].map((version) => `releases/${version}.yaml: is not the release ${version} that ran somewhere`));
            assert.deepEqual(Object.keys(error.details), ["changedReleases"]);
            return true;
        });
    });
});
