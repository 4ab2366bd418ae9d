import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

describe("colorway migrations check", function () {
    this.timeout(240_000);
    let dir = "";
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-migrations-"));
        for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "releases"]) cpSync(join(root, name), join(dir, name), { recursive: true });
        mkdirSync(join(dir, "m"));
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    function check(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
        const words = [join(root, "bin", "colorway.js"), "migrations", "check", ...args];
        const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: dir, encoding: "utf8" });
        return { code: status, out: stdout, err: stderr };
    }

    function write(name: string, sql: string): string {
        writeFileSync(join(dir, "m", name), sql);
        return `m/${name}`;
    }

    it("tells of every release that has none", () => {
        assert.deepEqual(check(), { code: 0, out: "releases/1.0.0.yaml: no migrations\nreleases/1.1.0.yaml: no migrations\n", err: "" });
    });

    it("accepts files in order, and ends with 3 where one is refused", () => {
        const good = write("1.expand.sql", "CREATE TABLE parts (id int)");
        const index = write("2.expand.sql", "CREATE INDEX CONCURRENTLY i ON parts (id)");
        const bad = write("3.contract.sql", "DROP FUNCTION f()");
        const out = [
            "m/1.expand.sql: expand, 1 statement, one transaction: in order for PostgreSQL 17",
            "m/2.expand.sql: expand, 1 statement, outside of a transaction: in order for PostgreSQL 17", "",
        ].join("\n");
        assert.deepEqual(check(good, index), { code: 0, out, err: "" });
        const refused = check(good, index, bad);
        assert.deepEqual([refused.code, refused.out], [3, out]);
        assert.match(refused.err, /^migrations: 1 mistake for PostgreSQL 17\nm\/3\.contract\.sql:1:1: drop: drops function f\n/);
    });

    it("says all of it in one document, for the version that was asked for", () => {
        const { code, out } = check(write("1.expand.sql", "DROP FUNCTION f()"), "--postgres", "16.9", "--json");
        const { migrations, exitCode } = JSON.parse(out) as { readonly migrations: readonly { readonly postgres: string; readonly files: readonly { readonly findings: readonly { readonly rule: string }[] }[] }[]; readonly exitCode: number };
        assert.deepEqual([code, exitCode], [3, 3]);
        assert.deepEqual(migrations.map(({ postgres, files }) => [postgres, files.flatMap(({ findings }) => findings.map(({ rule }) => rule))]), [["16", ["drop"]]]);
    });

    it("ends with 2, and every mistake, where a target is none", () => {
        const { code, err } = check("m/1.sql", "m/2.expand.sql", "1.0.0");
        assert.deepEqual([code, err.split("\n")], [2, [
            "m/1.sql: is neither a version nor a migration; allowed: a name that ends in .expand.sql or .contract.sql, as 0007_orders.expand.sql",
            "m/2.expand.sql: there is no such file",
            "1.0.0: is a version beside files; allowed: either; cure: check it by itself", "",
        ]]);
        assert.deepEqual(check("7.0.0").err, "releases/7.0.0.yaml: does not exist; allowed: 1.0.0, 1.1.0\n");
        assert.deepEqual(check("--postgres", "13").err, '--postgres: "13" is no version that RDS offers; allowed: 14, 15, 16, 17, 18; cure: write one of them\n');
    });
});
