import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { MigrationPhase } from "../../../../config/types";
import { connectionOf } from "../../../../release/adapters/psql-database";
import { Applied, inTransaction, outsideTransaction, quoted } from "../../../../release/migrations/run/history";
import { longestFile, planRun, RunFile } from "../../../../release/migrations/run/plan";
import { fileOf } from "./files";

function rowOf({ file, sha256, phase }: RunFile, parts: Partial<Applied> = {}): Applied {
    return { file, sha256, phase, version: "1.0.0", state: "done", started: "2026-01-02T03:04:05.000Z", ended: "2026-01-02T03:04:06.000Z", actor: "maria@build-7", ...parts };
}

const first = fileOf("migrations/0001_a.expand.sql");
const second = fileOf("migrations/0002_b.expand.sql");
const last = fileOf("migrations/0003_c.contract.sql");
const files = [first, second, last];

describe("The plan of a run of migrations", () => {
    it("has the files of the phase that have not run, in the release's order", () => {
        const { steps, ran, problems } = planRun({ phase: "expand", files, applied: [rowOf(first)] });
        assert.deepEqual([steps.map(({ file }) => file), ran, problems], [[second.file], [first.file], []]);
    });

    it("refuses a contract migration before every expand one ran", () => {
        const { steps, problems } = planRun({ phase: "contract", files, applied: [rowOf(first), rowOf(second, { state: "running", ended: null })], again: undefined });
        assert.deepEqual(steps, []);
        assert.ok(problems.includes(`expand migrations have not run: ${second.file}; run them first: --phase expand`), problems.join("\n"));
    });

    it("refuses a file that ran with another content or in another phase, all of them at once", () => {
        const rows = [rowOf(first, { sha256: "a".repeat(64) }), rowOf(second, { phase: "contract" })];
        assert.deepEqual(planRun({ phase: "expand", files, applied: rows }).problems, [
            `${first.file}: ran with another content (aaaaaaaaaaaa…, with 1.0.0); put the file back as it was, and write the change as a new migration`,
            `${second.file}: ran as contract, with 1.0.0; give it that phase again`,
        ]);
    });

    it("waits for a person where a file was broken off, and takes that file alone by name", () => {
        const applied = [rowOf(first, { state: "running", ended: null })];
        const [problem = ""] = planRun({ phase: "expand", files, applied }).problems;
        assert.match(problem, /began at 2026-01-02T03:04:05\.000Z by maria@build-7 and did not say that it ended; .* --again migrations\/0001_a\.expand\.sql$/);
        const { steps, problems } = planRun({ phase: "expand", files, applied, again: first.file });
        assert.deepEqual([steps.map(({ file, again }) => [file, again]), problems], [[[first.file, true], [second.file, false]], []]);
        assert.deepEqual(planRun({ phase: "expand", files, applied: [rowOf(first)], again: first.file }).problems, [
            `--again ${first.file}: ran, so nothing is to begin anew; leave --again out`,
        ]);
        assert.deepEqual(planRun({ phase: "expand", files, applied: [], again: "x" }).problems, [
            `--again x: is no migration of that phase of the release; allowed: ${first.file}, ${second.file}`,
        ]);
    });

    it("refuses a file that is too long for one message", () => {
        const long = fileOf("migrations/0009.expand.sql", `SELECT '${"x".repeat(longestFile)}'`);
        assert.match(planRun({ phase: "expand", files: [long], applied: [] }).problems[0] ?? "", /has 120009 bytes; at most 120000 are allowed; split it$/);
    });

    it("never runs a file twice, nor one that is not of the phase, whatever ran before", () => {
        const phase = fc.constantFrom<MigrationPhase>("expand", "contract");
        const states = fc.array(fc.constantFrom("absent", "running", "done"), { minLength: 3, maxLength: 3 });
        fc.assert(fc.property(phase, states, (wanted, had) => {
            const applied = files.flatMap((file, index) => {
                const state = had[index];
                return state === "running" ? [rowOf(file, { state, ended: null })] : state === "done" ? [rowOf(file)] : [];
            });
            const { steps, ran, problems } = planRun({ phase: wanted, files, applied });
            for (const step of steps) {
                assert.equal(step.phase, wanted);
                assert.ok(!applied.some(({ file }) => file === step.file), step.file);
            }
            assert.ok(problems.length === 0 || steps.length === 0);
            if (problems.length === 0) assert.equal(steps.length + ran.length, files.filter((file) => file.phase === wanted).length);
        }));
    });
});

describe("Statements on the table of migrations", () => {
    const entry = { ...first, version: "1.1.0", actor: "o'neil\\x" };

    it("hold names as literals, quotes and backslashes included", () => {
        assert.deepEqual([quoted("a'b"), quoted("a\\'b")], ["'a''b'", "E'a\\\\''b'"]);
    });

    it("put the row into the file's own transaction", () => {
        const [begin = "", sql, commit] = inTransaction(entry, "SELECT 1 -- end");
        assert.match(begin, /^BEGIN; .*pg_advisory_xact_lock.* INSERT INTO colorway\.migrations .*E'o''neil\\\\x', clock_timestamp\(\)\); RESET lock_timeout$/);
        assert.deepEqual([sql, commit], ["SELECT 1 -- end", "COMMIT"]);
    });

    it("say running before and done after a file outside of one, each statement by itself", () => {
        const texts = outsideTransaction(entry, ["SET lock_timeout = '2s'", "CREATE INDEX CONCURRENTLY i ON t (a)"], false);
        assert.equal(texts.length, 5);
        assert.match(texts[0] ?? "", /INSERT INTO .*'running', .*NULL\); COMMIT$/);
        assert.match(texts[4] ?? "", /^UPDATE colorway\.migrations SET state = 'done'/);
        assert.match(outsideTransaction(entry, [], true)[0] ?? "", /UPDATE colorway\.migrations SET started = .* AND state = 'running'; COMMIT$/);
    });
});

describe("The URL of a database", () => {
    it("becomes variables of libpq, with TLS and the server's name checked by default", () => {
        assert.deepEqual(connectionOf("postgres://app:p%40ss@db.example:6432/orders?sslrootcert=/ca.pem"), {
            variables: { PGHOST: "db.example", PGPORT: "6432", PGDATABASE: "orders", PGUSER: "app", PGPASSWORD: "p@ss", PGSSLMODE: "verify-full", PGSSLROOTCERT: "/ca.pem" },
        });
        const own = connectionOf("postgresql://app@127.0.0.1/orders");
        assert.equal("variables" in own && own.variables["PGSSLMODE"], "disable");
    });

    it("is refused without its text being repeated", () => {
        const form = "allowed: postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full";
        const problems = ["hidden", "https://a:hidden@b/c", "postgres://hidden/", "postgres://a:hidden@b/c?sslmode=none", "postgres://a:hidden@b/c?sslmode=disable", "postgres://a:hidden@b/c?options=x"]
            .map((text) => connectionOf(text)).map((found) => ("problem" in found ? found.problem : ""));
        assert.deepEqual(problems, [
            `is no URL; ${form}`, `is of another kind than postgres://; ${form}`, `lacks user, host or database; ${form}`,
            "has an unknown sslmode; allowed: disable, require, verify-ca, verify-full",
            "has sslmode=disable for another machine; allowed: require, verify-ca, verify-full", "has unknown parameters: options; allowed: sslmode, sslrootcert",
        ]);
    });
});
