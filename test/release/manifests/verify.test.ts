import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatProblem } from "../../../config/format";
import { hashOfFile, migrationsIn, pathInProject } from "../../../release/manifests/files";
import { manifestDigest, sha256 } from "../../../release/manifests/digest";
import { manifestText } from "../../../release/manifests/text";
import { verifyRelease } from "../../../release/manifests/verify";
import { compareVersions, sortVersions } from "../../../release/manifests/versions";
import { fullRelease, MemoryRecords } from "./samples";

const source = (text: string) => ({ versions: ["1.2.0"], read: () => text });
const hashes: { readonly [file: string]: string } = {
    "migrations/0001_orders.expand.sql": "a".repeat(64),
    "migrations/0002_orders.contract.sql": "b".repeat(64),
    "evidence/sbom.json": "c".repeat(64),
};

describe("the verification of a release", () => {
    const records = new MemoryRecords();
    const whole = { source: source(manifestText(fullRelease)), records, hashOf: (file: string) => hashes[file] };
    const digest = manifestDigest(fullRelease);
    afterEach(() => records.all.splice(0));

    it("finds nothing where form, files and runs are right", async () => {
        records.all.push({ version: "1.2.0", digest, environment: "dev", at: "2026-11-21T10:00:00.000Z" });
        assert.deepEqual(await verifyRelease("1.2.0", whole), { version: "1.2.0", digest, problems: [] });
    });

    it("names every file that is not there or has another content", async () => {
        const hashOf = (file: string): string | undefined => ({ ...hashes, "migrations/0001_orders.expand.sql": "0".repeat(64), "evidence/sbom.json": undefined })[file];
        const { problems } = await verifyRelease("1.2.0", { ...whole, hashOf });
        const cure = "    cure:    put the file back as it was, or make a new version with what is there now";
        assert.deepEqual(problems.map(formatProblem), [
            [
                `  releases/1.2.0.yaml:migrations[0].file: has another content: its SHA-256 is ${"0".repeat(64)}`,
                '    value:   "migrations/0001_orders.expand.sql"',
                `    allowed: the file with SHA-256 ${"a".repeat(64)}`,
                cure,
            ].join("\n"),
            [
                "  releases/1.2.0.yaml:evidence[0].file: does not exist",
                '    value:   "evidence/sbom.json"',
                `    allowed: the file with SHA-256 ${"c".repeat(64)}`,
                cure,
            ].join("\n"),
        ]);
    });

    it("tells the runs with another manifest, together with what is wrong with the files", async () => {
        const run = { version: "1.2.0", digest: `sha256:${"9".repeat(64)}`, environment: "dev", at: "2026-11-21T10:00:00.000Z" };
        records.all.push(run);
        const { change, problems } = await verifyRelease("1.2.0", { ...whole, hashOf: () => undefined });
        assert.deepEqual(change, { version: "1.2.0", digest, runs: [run] });
        assert.equal(problems.length, 3);
    });

    it("tells what is wrong with the form, and which services of a stack have no image", async () => {
        const broken = await verifyRelease("1.2.0", { ...whole, source: source("version: 1.2\n") });
        assert.deepEqual([broken.digest, broken.problems.map(({ key }) => key)], [
            undefined,
            ["version", "commit", "created", "images"].map((key) => `releases/1.2.0.yaml:${key}`),
        ]);
        const fewer = await verifyRelease("1.2.0", { ...whole, services: ["api", "orders"] });
        assert.deepEqual(fewer.problems.map(({ message }) => message), ["has no image for orders"]);
    });

    it("does without records where there are none", async () => {
        const { records: _, ...without } = whole;
        assert.deepEqual(await verifyRelease("1.2.0", without), { version: "1.2.0", digest, problems: [] });
    });
});

describe("the files of a release", () => {
    let dir: string;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-manifest-"));
        mkdirSync(join(dir, "db", "migrations"), { recursive: true });
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("are hashed where they are there", () => {
        writeFileSync(join(dir, "db", "a.sql"), "select 1;\n");
        // as `printf 'select 1;\n' | sha256sum` prints it
        assert.equal(hashOfFile(dir, "db/a.sql"), "4a45092ccf992ea92250053a80b931b787924ba61648f420555511b84f10ab6c");
        assert.deepEqual([hashOfFile(dir, "db"), hashOfFile(dir, "db/b.sql"), hashOfFile(dir, "db/a.sql/c")], [undefined, undefined, undefined]);
        assert.equal(pathInProject(dir, join(dir, "db", "a.sql")), "db/a.sql");
    });

    it("are the migrations of a folder by name, with the phase that the name says", () => {
        const folder = join(dir, "db", "migrations");
        for (const name of ["0002_b.contract.sql", "0001_a.expand.sql", "0003_c.sql", "README.md"]) writeFileSync(join(folder, name), name);
        assert.deepEqual(migrationsIn(dir, folder), {
            migrations: [
                { file: "db/migrations/0001_a.expand.sql", sha256: sha256("0001_a.expand.sql"), phase: "expand" },
                { file: "db/migrations/0002_b.contract.sql", sha256: sha256("0002_b.contract.sql"), phase: "contract" },
            ],
            mistakes: [
                "db/migrations/0003_c.sql: does not say its phase; allowed: a name that ends in .expand.sql or .contract.sql, as 0007_orders.expand.sql",
            ],
        });
    });
});

describe("versions", () => {
    it("have the precedence of semver.org, section 11", () => {
        const ordered = ["0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"];
        for (const [index, left] of ordered.entries()) {
            for (const [other, right] of ordered.entries()) assert.equal(Math.sign(compareVersions(left, right)), Math.sign(index - other), `${left} and ${right}`);
        }
    });

    it("are sorted oldest first, and what is none comes last", () => {
        assert.deepEqual(sortVersions(["1.10.0", "old", "1.9.0", "1.9.0-rc.1", "1.2"]), ["1.9.0-rc.1", "1.9.0", "1.10.0", "1.2", "old"]);
    });
});
