import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Release } from "../../../config/types";
import { checkReleaseMigrations } from "../../../release/adapters/release-migrations";
import { runChecks } from "../../../release/checks/check";
import { sha256 } from "../../../release/manifests/digest";
import { manifestText } from "../../../release/manifests/text";
import { migrationsCheck } from "../../../release/rollout/migrations-check";
import { fullRelease } from "../manifests/samples";
import { planOf } from "./plans";

describe("the check of a rollout's migrations", function () {
    this.timeout(240_000);
    let folder = "";
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "colorway-migrations-"));
        for (const name of ["releases", "m"]) mkdirSync(join(folder, name));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** Writes the files and the manifest that names them. */
    function released(version: string, files: { readonly [file: string]: string }): Release {
        const { evidence: _, migrations: __, ...bare } = fullRelease;
        const migrations = Object.entries(files).map(([file, sql]) => {
            writeFileSync(join(folder, file), sql);
            return { file, sha256: sha256(sql), phase: file.includes("contract") ? "contract" as const : "expand" as const };
        });
        const release: Release = { ...bare, version, ...(migrations.length === 0 ? {} : { migrations }) };
        writeFileSync(join(folder, "releases", `${version}.yaml`), manifestText(release));
        return release;
    }

    const result = async (release: Release, kind = "canary"): Promise<readonly [boolean, string]> => {
        const check = migrationsCheck({ release: async () => release, check: (each) => checkReleaseMigrations(folder, each, "17") });
        const [{ name, passed, text } = { name: "", passed: false, text: "" }] = await runChecks([check], planOf({ kind, version: release.version }));
        assert.equal(name, "migrations");
        return [passed, text];
    };

    it("passes a release without migrations", async () => {
        assert.deepEqual(await result(released("1.0.0", {})), [true, "none"]);
    });

    it("passes those in order, and says that they do not run by themselves", async () => {
        const release = released("1.0.0", { "m/1.expand.sql": "CREATE TABLE a (b int)", "m/2.contract.sql": "-- colorway: allow drop: f is unused\nDROP FUNCTION f()" });
        const text = "1 expand and 1 contract in order, 1 by a stated reason; the rollout does not run them: expand before it, contract after its warm window";
        assert.deepEqual(await result(release), [true, text]);
    });

    it("refuses one that breaks the live color, with its place", async () => {
        const [passed, text] = await result(released("1.0.0", { "m/1.expand.sql": "DROP FUNCTION f()" }));
        assert.equal(passed, false);
        assert.match(text, /^m\/1\.expand\.sql:1:1: drop: drops function f\n {4}why: {5}the live release may use it/);
    });

    it("asks nothing of a rollback", async () => {
        assert.deepEqual(await result(released("1.0.0", { "m/1.expand.sql": "DROP FUNCTION f()" }), "rollback"), [true, "a rollback is never held up"]);
    });

    it("refuses a file that is not what the manifest names", async () => {
        const release = released("1.0.0", { "m/1.expand.sql": "SELECT 1" });
        writeFileSync(join(folder, "m/1.expand.sql"), "SELECT 2");
        const [passed, text] = await result(release);
        assert.equal(passed, false);
        assert.match(text, /releases\/1\.0\.0\.yaml:migrations\[0\]\.file: has another content/);
    });

    it("checks what a release repeats of one before it, too", async () => {
        released("1.0.0", { "m/1.expand.sql": "DROP FUNCTION f()" });
        const [passed, text] = await result(released("1.1.0", { "m/1.expand.sql": "DROP FUNCTION f()", "m/2.expand.sql": "SELECT 1" }));
        assert.deepEqual([passed, text.split("\n")[0]], [false, "m/1.expand.sql:1:1: drop: drops function f"]);
    });

    it("refuses where the manifest can't be read", async () => {
        const check = migrationsCheck({ release: () => Promise.reject(new Error("1.0.0: there is none")), check: (each) => checkReleaseMigrations(folder, each, "17") });
        assert.deepEqual(await runChecks([check], planOf()), [{ name: "migrations", passed: false, text: "1.0.0: there is none" }]);
    });
});
