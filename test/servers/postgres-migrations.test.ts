import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionOf, PsqlDatabase } from "../../release/adapters/psql-database";
import type { MigrationPhase } from "../../config/types";
import { planRun, RunFile } from "../../release/migrations/run/plan";
import { appliedIn, RunResult, runMigrations } from "../../release/migrations/run/runner";
import { Database, DatabaseError } from "../../release/ports/database";
import { SystemClock } from "../../release/adapters/system-clock";
import { fileOf } from "../release/migrations/run/files";
import { Postgres } from "./lib/postgres";

const psql = (url: string): PsqlDatabase => {
    const connection = connectionOf(url);
    if ("problem" in connection) throw new Error(connection.problem);
    return new PsqlDatabase(connection);
};

describe("migrations on a real PostgreSQL", function () {
    this.timeout(300_000);
    let server: Postgres;
    let database: Database;
    let number = 0;
    before(async () => void (server = await Postgres.start()));
    after(() => server?.stop());

    beforeEach(async () => {
        number += 1;
        await psql(server.url).run([`CREATE DATABASE test${number}`]);
        database = psql(server.url.replace(/postgres$/, `test${number}`));
        await database.run(["CREATE TABLE orders (id bigint PRIMARY KEY, total bigint); INSERT INTO orders VALUES (1, 10), (2, 10)"]);
    });

    async function run(files: readonly RunFile[], parts: { readonly phase?: MigrationPhase; readonly again?: string; readonly on?: Database } = {}): Promise<RunResult> {
        const { phase = "expand", again, on = database } = parts;
        const { steps, problems } = planRun({ phase, files, applied: await appliedIn(on), again });
        assert.deepEqual(problems, []);
        return runMigrations({ database: on, clock: new SystemClock(), version: "1.1.0", phase, actor: "o'neil@build\\7", steps });
    }

    const note = fileOf("migrations/0001.expand.sql", "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN note text DEFAULT ':x \\! ''y';\n-- the end");
    const index = fileOf("migrations/0002.expand.sql", "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY orders_note ON orders (note);", [
        "SET lock_timeout = '2s'", "CREATE INDEX CONCURRENTLY orders_note ON orders (note)",
    ]);
    const drop = fileOf("migrations/0003.contract.sql", "SET lock_timeout = '2s';\nALTER TABLE orders DROP COLUMN total;");

    it("run once, in order, in and outside of transactions, and are recorded with their hash", async () => {
        const { failure } = await run([note, index, drop]);
        assert.equal(failure, undefined);
        const rows = await appliedIn(database);
        assert.deepEqual(rows.map(({ file, sha256, phase, version, state, actor }) => [file, sha256, phase, version, state, actor]), [
            [note.file, note.sha256, "expand", "1.1.0", "done", "o'neil@build\\7"], [index.file, index.sha256, "expand", "1.1.0", "done", "o'neil@build\\7"],
        ]);
        assert.match(rows[0]?.started ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.equal(await database.run(["SELECT note FROM orders WHERE id = 1"]), ":x \\! 'y");
        assert.deepEqual((await run([note, index, drop])).steps, []);
        assert.equal((await run([note, index, drop], { phase: "contract" })).failure, undefined);
        await assert.rejects(database.run(["SELECT total FROM orders"]), (error) => error instanceof DatabaseError && error.code === "42703");
    });

    it("that fail half way leave nothing of the file, and the next run begins with it", async () => {
        const broken = fileOf("migrations/0002.expand.sql", "ALTER TABLE orders ADD COLUMN a int; ALTER TABLE orders ADD COLUMN total int;");
        const { steps, failure } = await run([note, broken, index]);
        assert.deepEqual([steps.map(({ outcome }) => outcome), failure?.code, failure?.text], [["done", "failed"], "42701", 'column "total" of relation "orders" already exists']);
        await assert.rejects(database.run(["SELECT a FROM orders"]), (error) => error instanceof DatabaseError && error.code === "42703");
        assert.deepEqual((await appliedIn(database)).map(({ file }) => file), [note.file]);
        const mended = fileOf("migrations/0002.expand.sql", "ALTER TABLE orders ADD COLUMN a int;");
        assert.equal((await run([note, mended])).failure, undefined);
    });

    it("outside of a transaction that are broken off are named with what they left, and go on by a person's word", async () => {
        const unique = fileOf("migrations/0002.expand.sql", "CREATE UNIQUE INDEX CONCURRENTLY one_total ON orders (total);", ["CREATE UNIQUE INDEX CONCURRENTLY one_total ON orders (total)"]);
        const { failure } = await run([unique]);
        assert.deepEqual([failure?.code, failure?.next[1], failure?.next[2]], ["23505", "DROP INDEX CONCURRENTLY one_total;", `then run the same command with --again ${unique.file}`]);
        assert.match(planRun({ phase: "expand", files: [unique], applied: await appliedIn(database) }).problems[0] ?? "", /did not say that it ended/);
        await database.run(["DROP INDEX CONCURRENTLY one_total", "UPDATE orders SET total = id"]);
        assert.equal((await run([unique], { again: unique.file })).failure, undefined);
        assert.deepEqual((await appliedIn(database)).map(({ state }) => state), ["done"]);
    });

    it("give up a lock that somebody holds, and the service goes on meanwhile", async () => {
        const began = Date.now();
        const holding = database.run(["BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE", "SELECT pg_sleep(8)", "COMMIT"]);
        while ((await database.run(["SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass"])) === "0") await new Promise((resolve) => setTimeout(resolve, 50));
        const { failure } = await run([note]);
        assert.equal(failure?.code, "55P03");
        assert.ok(Date.now() - began < 60_000);
        await holding;
        assert.equal((await run([note])).failure, undefined);
    });

    it("of two runs at once run once", async () => {
        const slow = fileOf("migrations/0001.expand.sql", "CREATE TABLE once (a int); SELECT pg_sleep(1);");
        const results = await Promise.all([run([slow]), run([slow])]);
        assert.deepEqual(results.map(({ failure }) => failure?.code).sort(), ["23505", undefined]);
        assert.equal((await appliedIn(database)).length, 1);
    });

    it("tell of a database that is not there, and of a password, without the URL", async () => {
        await assert.rejects(psql("postgres://tests:hidden@127.0.0.1:1/none").run(["SELECT 1"]), (error) => error instanceof DatabaseError && error.code === "08006" && !error.message.includes("hidden"));
        await assert.rejects(new PsqlDatabase({ variables: {} }, "/none/psql").run(["SELECT 1"]), /is not on the search path; install PostgreSQL's client/);
    });

    describe("by the command", () => {
        const root = join(__dirname, "..", "..");
        let dir = "";
        before(() => {
            dir = mkdtempSync(join(tmpdir(), "colorway-migrations-"));
            for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "releases"]) cpSync(join(root, name), join(dir, name), { recursive: true });
            mkdirSync(join(dir, "migrations"));
            const texts = {
                "1.expand.sql": "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN note text;\n",
                "2.expand.sql": "-- one at a time\nSET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY orders_note ON orders (note);\n",
                "3.contract.sql": "SET lock_timeout = '2s';\n-- colorway: allow drop: last read by 1.1.0\nALTER TABLE orders DROP COLUMN total;\n",
            };
            const listed = Object.entries(texts).map(([name, sql]) => {
                writeFileSync(join(dir, "migrations", name), sql);
                const { sha256, phase } = fileOf(name, sql);
                return `  - {file: migrations/${name}, sha256: ${sha256}, phase: ${phase}}`;
            });
            const made = readFileSync(join(dir, "releases", "1.1.0.yaml"), "utf8").replace("version: 1.1.0", "version: 1.2.0");
            writeFileSync(join(dir, "releases", "1.2.0.yaml"), [made.trimEnd(), "migrations:", ...listed, ""].join("\n"));
        });
        after(() => rmSync(dir, { recursive: true, force: true }));

        function colorway(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
            const url = server.url.replace(/postgres$/, `test${number}`).replace("tests@", "tests:hidden-word@");
            const env = { ...process.env, MIGRATIONS_URL: url };
            const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "bin", "colorway.js"), ...args], { cwd: dir, env, encoding: "utf8" });
            assert.doesNotMatch(stdout + stderr, /hidden-word/);
            return { code: status, out: stdout, err: stderr };
        }

        const where = ["--stack", "dev", "--database", "env:MIGRATIONS_URL"];

        it("runs what is left, tells of it, records it, and refuses a contract step that comes too early", async () => {
            const ran = colorway("migrations", "run", "1.2.0", "--phase", "expand", ...where);
            assert.deepEqual(ran, { code: 0, out: "simulated cloud\n  migrations/1.expand.sql\n  migrations/2.expand.sql\n1.2.0: 2 expand done\n", err: "" });
            assert.equal(await database.run(["SELECT count(*) FROM pg_indexes WHERE indexname = 'orders_note'"]), "1");
            const early = colorway("migrations", "run", "1.2.0", "--phase", "contract", ...where);
            assert.deepEqual([early.code, early.err.split("\n")[0]], [3, "1.2.0 is not live: blue runs 1.0.0"]);
            const again = colorway("migrations", "run", "1.2.0", "--phase", "expand", "--dry-run", ...where);
            assert.match(again.out, /no expand migration is left to run\nran before: migrations\/1\.expand\.sql/);
            assert.match(colorway("migrations", "status", ...where).out, /migrations\/2\.expand\.sql +expand +1\.2\.0 +done/);
            assert.match(colorway("audit", "show", "--stack", "dev").out, /migrations-run/);
        });

        it("ends with 2 where the URL stands on the command line, without repeating it", () => {
            const { code, err } = colorway("migrations", "status", "--stack", "dev", "--database", "postgres://a:hidden-word@b/c");
            assert.deepEqual([code, err.startsWith("--database: is no place of a URL; allowed: env:NAME, or file:PATH")], [2, true]);
        });
    });
});
