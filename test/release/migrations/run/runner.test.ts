import { strict as assert } from "node:assert";
import type { Applied } from "../../../../release/migrations/run/history";
import { appliedIn, runMigrations, RunResult } from "../../../../release/migrations/run/runner";
import { Database, DatabaseError } from "../../../../release/ports/database";
import { FakeClock } from "../../fake-clock";
import { fileOf } from "./files";

/** Keeps the rows that statements name, and fails where it is told to. */
class FakeDatabase implements Database {
    readonly rows: Applied[] = [];
    table = false;
    invalid: string[] = [];
    /** By a part of a text. */
    readonly errors = new Map<string, DatabaseError>();
    /** By a part of a text: an index that it leaves behind. */
    readonly leaves = new Map<string, string>();
    /** Whether what it is told to keep is kept. */
    keeps = true;

    async run(texts: readonly string[]): Promise<string> {
        for (const text of texts) {
            for (const [part, index] of this.leaves) if (text.includes(part)) this.invalid.push(index);
            for (const [part, error] of this.errors) if (text.includes(part)) throw error;
        }
        const all = texts.join("\n");
        if (all.includes("to_regclass")) return this.table ? "t" : "f";
        if (all.includes("pg_index")) return JSON.stringify(this.invalid);
        if (all.includes("FROM colorway.migrations")) return JSON.stringify(this.rows);
        if (all.includes("CREATE TABLE IF NOT EXISTS colorway.migrations")) this.table = true;
        const [, file = "", sha256 = ""] = /VALUES \('([^']+)', '([0-9a-f]{64})'/.exec(all) ?? [];
        if (file !== "" && this.keeps) this.rows.push({ file, sha256, phase: "expand", version: "1.1.0", state: "done", started: "", ended: "", actor: "" });
        return "";
    }
}

const files = [fileOf("migrations/0001.expand.sql", "SELECT 1"), fileOf("migrations/0002.expand.sql", "CREATE INDEX CONCURRENTLY i ON t (a)", ["CREATE INDEX CONCURRENTLY i ON t (a)"]), fileOf("migrations/0003.expand.sql", "SELECT 3")];

function run(database: Database, told: string[] = []): Promise<RunResult> {
    const steps = files.map((file) => ({ ...file, again: false }));
    return runMigrations({ database, clock: new FakeClock(), version: "1.1.0", phase: "expand", actor: "maria", steps, onStep: (file) => told.push(file) });
}

describe("A run of migrations", () => {
    it("runs every file once, each verified by its row", async () => {
        const database = new FakeDatabase();
        const told: string[] = [];
        const { steps, failure } = await run(database, told);
        assert.deepEqual([steps.map(({ outcome }) => outcome), failure], [["done", "done", "done"], undefined]);
        assert.deepEqual([told, database.rows.map(({ file }) => file)], [files.map(({ file }) => file), files.map(({ file }) => file)]);
    });

    it("stops at the first that fails, with nothing of it left, and says how it goes on", async () => {
        const database = new FakeDatabase();
        database.errors.set("SELECT 1", new DatabaseError("55P03", "canceling statement due to lock timeout"));
        const { steps, failure } = await run(database);
        assert.deepEqual([steps.map(({ file, outcome }) => [file, outcome]), database.rows], [[["migrations/0001.expand.sql", "failed"]], []]);
        assert.deepEqual(failure, {
            file: "migrations/0001.expand.sql", code: "55P03", text: "canceling statement due to lock timeout",
            next: [
                "the file is one transaction: nothing of it is in the database",
                "somebody holds a lock that it needs: pg_stat_activity, pg_blocking_pids(); try again when it is quiet",
                "traffic stays where it is: no release needs what did not run",
            ],
        });
    });

    it("names the index that a broken-off CREATE INDEX CONCURRENTLY left, and not one of before", async () => {
        const database = new FakeDatabase();
        database.invalid = ["old"];
        database.leaves.set("CONCURRENTLY", "i");
        database.errors.set("CONCURRENTLY", new DatabaseError("23505", "could not create unique index"));
        const { failure } = await run(database);
        assert.deepEqual(failure?.next.slice(0, 3), [
            "the file is no transaction: what ran before the error stays", "DROP INDEX CONCURRENTLY i;",
            "then run the same command with --again migrations/0002.expand.sql",
        ]);
    });

    it("does not believe an end without a row, nor one that leaves an index that is not valid", async () => {
        const forgetful = new FakeDatabase();
        forgetful.keeps = false;
        forgetful.table = true;
        assert.equal((await run(forgetful)).failure?.text, "ran, but its row in colorway.migrations is not there");
        const half = new FakeDatabase();
        half.leaves.set("CONCURRENTLY", "i");
        assert.equal((await run(half)).failure?.text, "ran, but left indexes that are not valid: i");
    });

    it("leaves open what became of a COMMIT whose connection was lost", async () => {
        const database = new FakeDatabase();
        database.errors.set("SELECT 3", new DatabaseError("08006", "server closed the connection unexpectedly"));
        const { failure } = await run(database);
        assert.equal(failure?.next[0], "the connection was lost, perhaps behind the COMMIT: the table knows, run the same command again");
    });

    it("reads nothing where there is no table yet, and changes nothing for it", async () => {
        const database = new FakeDatabase();
        assert.deepEqual([await appliedIn(database), database.table], [[], false]);
    });
});
