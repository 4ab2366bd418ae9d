import { strict as assert } from "node:assert";
import fc from "fast-check";
import { type CheckedFile, checkMigrations, type MigrationFile } from "../../../release/migrations/check";
import { parserMajors, sqlParser } from "../../../release/migrations/parser";
import { ruleIds, rules } from "../../../release/migrations/rules";
import { findingsText, statedText } from "../../../release/migrations/text";
import { cases } from "./cases";

const named = (file: string, sql: string): MigrationFile => ({ file, phase: file.includes("contract") ? "contract" : "expand", sql });

async function checked(files: readonly MigrationFile[], postgres = "17"): Promise<readonly CheckedFile[]> {
    return checkMigrations(await sqlParser(postgres), [{ files, reported: true }]);
}

function found(files: readonly CheckedFile[]): readonly string[] {
    return files.flatMap(({ file, findings }) => findings.map(({ rule, line, column }) => `${file} ${rule}@${line}:${column}`));
}

const limit = "SET lock_timeout = '2s';\n";

describe("the checker of migrations", function () {
    // The first use of a parser compiles its WebAssembly.
    this.timeout(240_000);

    for (const [how, sql, expected] of cases) {
        it(`${expected === "" ? "accepts" : "refuses"} in ${how}: ${sql}`, async () => {
            const [file] = await checked([named(how.startsWith("c") ? "f.contract.sql" : "f.expand.sql", sql)], how.slice(1) || "17");
            assert.equal(file?.findings.map(({ rule, line, column }) => `${rule}@${line}:${column}`).join(" "), expected);
        });
    }

    it("is shown to find each rule", () => {
        const shown = new Set(cases.flatMap(([, , text]) => text.split(" ").map(each => each.split("@")[0])));
        assert.deepEqual(ruleIds.filter(rule => !shown.has(rule)), []);
    });

    it("tells place, reason, both steps and PostgreSQL's page", async () => {
        const files = await checked([named("m/7.expand.sql", `${limit}ALTER TABLE orders\n    ADD COLUMN note text NOT NULL;`)], "16.4");
        assert.equal(findingsText(files), [
            "m/7.expand.sql:3:16: not-null-without-default: adds column orders.note NOT NULL without a default",
            "    why:     it fails where the table has a row, and the live release's INSERTs, which do not name the column, fail after it",
            "    cure:    expand:    ALTER TABLE orders ADD COLUMN note text;  -- or NOT NULL with a constant DEFAULT",
            "             contract:  CHECK (note IS NOT NULL) NOT VALID; in the next file VALIDATE CONSTRAINT; then SET NOT NULL",
            "    source:  https://www.postgresql.org/docs/16/sql-altertable.html (ALTER TABLE, Description and Notes)",
        ].join("\n"));
    });

    it("keeps the reason that lifts a rule", async () => {
        const files = await checked([named("f.expand.sql", "-- colorway: allow row-locks: 40 rows\nUPDATE countries SET code = upper(code)")]);
        assert.deepEqual(statedText(files), ["f.expand.sql:2: row-locks is lifted: updates every row of countries: 40 rows"]);
        assert.deepEqual(files[0]?.findings, []);
    });

    it("gives the parser's own message, also behind letters of several bytes", async () => {
        const [file] = await checked([named("f.expand.sql", "-- é\nSELECT 'é' FROM FROM x")]);
        assert.deepEqual(file?.findings.map(({ line, column, text }) => [line, column, text]), [[2, 17, 'syntax error at or near "FROM"']]);
    });

    it("never looks past a NUL, and refuses the file", async () => {
        assert.deepEqual(found(await checked([named("f.expand.sql", "SELECT 1;\0DROP TABLE orders")])), ["f.expand.sql syntax@1:10"]);
    });

    it("accepts SET NOT NULL once a CHECK of an earlier file is valid", async () => {
        const add = named("1.contract.sql", `${limit}ALTER TABLE orders ADD CONSTRAINT a_set CHECK (a IS NOT NULL) NOT VALID`);
        const valid = named("2.contract.sql", "ALTER TABLE orders VALIDATE CONSTRAINT a_set");
        const set = named("3.contract.sql", `${limit}ALTER TABLE orders ALTER COLUMN a SET NOT NULL; ALTER TABLE orders DROP CONSTRAINT a_set`);
        assert.deepEqual(found(await checked([add, valid, set])), []);
        assert.deepEqual(found(await checked([add, set])), ["3.contract.sql set-not-null@2:1"]);
    });

    const types: readonly (readonly [from: string, to: string, keeps: boolean])[] = [
        ["varchar(10)", "varchar(20)", true], ["varchar(10)", "varchar", true], ["varchar(10)", "text", true], ["text", "varchar", true],
        ["varchar(20)", "varchar(10)", false], ["text", "varchar(10)", false], ["varchar", "varchar(10)", false], ["int", "bigint", false],
        ["numeric(10,2)", "numeric(12,2)", true], ["numeric(10,2)", "numeric", true], ["numeric(10,2)", "numeric(12,3)", false],
        ["numeric(10,2)", "numeric(8,2)", false], ["numeric", "numeric(10,2)", false], ["cidr", "inet", true], ["inet", "cidr", false],
        ["timestamp(3)", "timestamp(6)", true], ["timestamp(6)", "timestamp(3)", false], ["timestamp", "timestamptz", false],
        ["char(5)", "char(10)", false], ["varbit(5)", "varbit(9)", true], ["text", "jsonb", false], ["int[]", "bigint[]", false],
    ];
    for (const [from, to, keeps] of types) {
        it(`${keeps ? "accepts" : "refuses"} the change of a column from ${from} to ${to}`, async () => {
            const [table, change] = [named("1.expand.sql", `CREATE TABLE parts (a ${from})`), named("2.expand.sql", `${limit}ALTER TABLE parts ALTER a TYPE ${to}`)];
            assert.deepEqual(found(await checked([table, change])), keeps ? [] : [`2.expand.sql type-change@2:25`]);
        });
    }

    it("takes what releases before it made for known, but not for new", async () => {
        const parser = await sqlParser("17");
        const before = { files: [named("1.expand.sql", "CREATE TABLE parts (a text)")], reported: false };
        const now = { files: [named("2.expand.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON parts (a)")], reported: true };
        assert.deepEqual(found(checkMigrations(parser, [before, now])), ["2.expand.sql live-writes@1:39"]);
        assert.deepEqual(found(checkMigrations(parser, [{ files: [...before.files, ...now.files], reported: true }])), []);
    });

    it("has a parser for each major version, each with its own grammar", async () => {
        assert.deepEqual(parserMajors, ["14", "15", "16", "17", "18"]);
        for (const major of parserMajors) assert.deepEqual(found(await checked([named("f.expand.sql", "SELECT 1")], `${major}.3`)), []);
        await assert.rejects(sqlParser("13"), /^RangeError: version: got "13"; allowed: 14, 15, 16, 17, 18, with or without a minor version$/);
    });

    it("never throws, whatever statements stand together, in whatever phase", async () => {
        const parser = await sqlParser("17");
        const statement = fc.constantFrom(...cases.map(([, sql]) => sql), ...otherStatements);
        fc.assert(fc.property(fc.array(statement, { maxLength: 6 }), fc.boolean(), (parts, contract) => {
            const [file] = checkMigrations(parser, [{ files: [named(contract ? "f.contract.sql" : "f.expand.sql", parts.join("\n;\n"))], reported: true }]);
            for (const { line, column, rule } of file?.findings ?? []) assert.ok(line >= 1 && column >= 1 && rules[rule].why !== "");
        }), { numRuns: 150 });
    });

    it("never throws on what is no SQL", async () => {
        const parser = await sqlParser("17");
        fc.assert(fc.property(fc.string({ unit: "binary" }), sql => void checkMigrations(parser, [{ files: [named("f.expand.sql", sql)], reported: true }])), { numRuns: 100 });
        const deep = await checked([named("f.expand.sql", `SELECT ${"1+(".repeat(4000)}1${")".repeat(4000)}`)]);
        assert.deepEqual(deep[0]?.findings.map(({ rule }) => rule), ["syntax"]);
        assert.deepEqual(found(await checked([named("f.expand.sql", "SELECT 1")])), []);
    });

    it("lets no other kind of statement through that the parser takes", async () => {
        for (const sql of otherStatements) assert.notDeepEqual(found(await checked([named("f.expand.sql", sql)])), [], sql);
    });
});

/** Kinds of statements that no migration of ours has. */
const otherStatements = [
    "CREATE AGGREGATE a (int) (sfunc = f, stype = int)", "CREATE OPERATOR + (function = f, leftarg = int)", "CREATE CAST (a AS b) WITH FUNCTION f(a)",
    "CREATE SERVER s FOREIGN DATA WRAPPER w", "CREATE FOREIGN DATA WRAPPER w", "CREATE FOREIGN TABLE f (a int) SERVER s", "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b",
    "CREATE USER MAPPING FOR app SERVER s", "CREATE COLLATION c FROM \"C\"", "CREATE CONVERSION c FOR 'a' TO 'b' FROM f",
    "CREATE TRANSFORM FOR a LANGUAGE b (FROM SQL WITH FUNCTION f(a))", "CREATE ACCESS METHOD m TYPE INDEX HANDLER h", "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
    "CREATE OPERATOR CLASS c FOR TYPE a USING btree AS STORAGE a", "CREATE OPERATOR FAMILY f USING btree", "CREATE TEXT SEARCH DICTIONARY d (template = simple)",
    "CREATE TABLESPACE s LOCATION '/x'", "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "ALTER DATABASE d SET x = 1", "DROP OWNED BY app", "REASSIGN OWNED BY a TO b",
    "ALTER ROLE app SUPERUSER", "DROP ROLE app", "DROP DATABASE d", "DISCARD ALL", "LISTEN x", "NOTIFY x", "UNLISTEN x", "CHECKPOINT", "LOAD 'x'", "EXPLAIN ANALYZE DELETE FROM orders",
    "DECLARE c CURSOR FOR SELECT 1", "FETCH c", "CLOSE c", "EXECUTE p", "DEALLOCATE p", "PREPARE TRANSACTION 'x'", "SAVEPOINT s", "SECURITY LABEL ON TABLE orders IS 'x'",
    "ALTER EXTENSION e UPDATE", "ALTER FUNCTION f() VOLATILE", "ALTER OPERATOR + (int, int) OWNER TO app", "ALTER TYPE a SET (storage = plain)", "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b",
    "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM app", "CREATE SCHEMA s CREATE TABLE t (a int)", "ALTER FUNCTION f() DEPENDS ON EXTENSION e", "ALTER VIEW v OWNER TO app", "RESET ALL; SET x.y = 1",
];
