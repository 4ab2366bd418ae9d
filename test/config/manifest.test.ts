/** Manifests of releases with mistakes, and the messages that each must give. */

import { strict as assert } from "node:assert";
import { formatProblem } from "../../config/format";
import { readRelease } from "../../config/releases";
import type { Problem, Release } from "../../config/types";

const sha256 = "a".repeat(64);
const head = [
    "version: 1.2.0",
    "commit: 91e95be6b6634e3c21072dfcd661146728694326",
    'created: "2026-11-21T09:00:00Z"',
    `images: { api: registry.example/api@sha256:${sha256} }`,
];

function read(...lines: readonly string[]): { readonly release: Release | undefined; readonly texts: readonly string[] } {
    const problems: Problem[] = [];
    const text = [...head, ...lines].join("\n");
    const release = readRelease("1.2.0", { versions: ["1.2.0"], read: () => text }, ["api"], problems);
    return { release, texts: problems.map(formatProblem) };
}

/** The lines of a problem below `releases/1.2.0.yaml`. */
function problem(key: string, message: string, value: string | undefined, allowed: string, cure: string): string {
    const rows = [...(value === undefined ? [] : [`    value:   ${value}`]), `    allowed: ${allowed}`, `    cure:    ${cure}`];
    return [`  releases/1.2.0.yaml:${key}: ${message}`, ...rows].join("\n");
}

const inside = "a path inside the project, of letters, digits, ., _ and -";
const hexadecimal = "64 hexadecimal digits";
const summed = "write what `sha256sum` prints for it";
const oneLine = "a name on one line";

describe("the manifest of a release", () => {
    it("has neither migrations nor evidence where it names none", () => {
        const { release, texts } = read();
        assert.deepEqual([Object.keys(release ?? {}), texts], [["version", "commit", "created", "images"], []]);
    });

    it("has migrations in their order, and evidence in one place each, without the place it is not in", () => {
        const { release, texts } = read(
            "migrations:",
            `  - { file: db/2.expand.sql, sha256: ${sha256}, phase: expand }`,
            `  - { file: db/1.contract.sql, sha256: ${sha256}, phase: contract }`,
            "evidence:",
            `  - { kind: sbom, file: sbom.json, sha256: ${sha256}, by: maria, at: "2026-11-21T09:00:00Z" }`,
            `  - { kind: end-to-end, uri: "s3://bucket/run.xml", sha256: ${sha256}, by: CI of the team, at: "2026-11-21T09:00:00Z" }`,
        );
        assert.deepEqual(texts, []);
        assert.deepEqual(release?.migrations, [
            { file: "db/2.expand.sql", sha256, phase: "expand" },
            { file: "db/1.contract.sql", sha256, phase: "contract" },
        ]);
        assert.deepEqual(release?.evidence, [
            { kind: "sbom", file: "sbom.json", sha256, by: "maria", at: "2026-11-21T09:00:00Z" },
            { kind: "end-to-end", uri: "s3://bucket/run.xml", sha256, by: "CI of the team", at: "2026-11-21T09:00:00Z" },
        ]);
    });

    it("tells every mistake in its migrations at once", () => {
        const { release, texts } = read(
            "migrations:",
            `  - { file: ../1.sql, sha256: ${sha256}, phase: expnd }`,
            `  - { file: db/1.sql, sha256: 12, phase: expand, rows: 3 }`,
            `  - { file: db/1.sql, sha256: "${sha256.slice(1)}" }`,
        );
        assert.equal(release, undefined);
        assert.deepEqual(texts, [
            problem("migrations[0].file", "is no path inside the project", '"../1.sql"', inside, "write it as migrations/0007_orders.expand.sql"),
            problem("migrations[0].phase", "is not known", '"expnd"', "one of expand, contract", "write expand"),
            problem("migrations[1].sha256", "is a whole number, not text", "12", hexadecimal, "put it into quotes, exactly as it should read"),
            problem("migrations[1].rows", "is not a known key", "3", "file, sha256, phase", "remove it"),
            problem("migrations[2].sha256", "is no SHA-256", JSON.stringify(sha256.slice(1)), hexadecimal, summed),
            problem("migrations[2].phase", "is missing", undefined, "one of expand, contract", "choose one of them"),
            problem(
                "migrations[2]",
                "repeats db/1.sql of item 1",
                JSON.stringify({ file: "db/1.sql", sha256: sha256.slice(1) }),
                "each one once",
                "remove it, or give it another value",
            ),
        ]);
    });

    for (const path of ["/etc/passwd", "a/../b.sql", "./a.sql", "a//b.sql", "a\\\\b.sql", "", "a b.sql"]) {
        it(`has no file ${JSON.stringify(path)}`, () => {
            const { texts } = read(`migrations: [{ file: "${path}", sha256: ${sha256}, phase: expand }]`);
            const value = JSON.stringify(path.replace("\\\\", "\\"));
            assert.deepEqual(texts, [problem("migrations[0].file", "is no path inside the project", value, inside, "write it as migrations/0007_orders.expand.sql")]);
        });
    }

    it("tells every mistake in its evidence at once", () => {
        const rest = `sha256: ${sha256}, by: maria, at: "2026-11-21T09:00:00Z"`;
        const { texts } = read(
            "evidence:",
            `  - { kind: sbom, ${rest} }`,
            `  - { kind: sbom, file: a, uri: "https://ci.example/a", ${rest} }`,
            `  - { kind: SBOM, uri: "http://ci.example/a", sha256: ${sha256}, by: " maria", at: "yesterday" }`,
        );
        const places = "either file or uri";
        assert.deepEqual(texts, [
            problem("evidence[2].kind", "is no such word", '"SBOM"', "a lower-case word, with - inside", "write it as sbom"),
            problem("evidence[2].uri", "is no such address", '"http://ci.example/a"', "an address with https:// or s3://", "write it as https://ci.example/builds/71/report.json"),
            problem("evidence[2].by", "is no name", '" maria"', oneLine, "write it as maria@example.com"),
            problem("evidence[2].at", "is no time", '"yesterday"', "a time in UTC, in quotes", 'write it as "2026-11-02T09:00:00Z"'),
            problem("evidence[0]", "has neither file nor uri", undefined, places, "write where it is"),
            problem("evidence[1]", "has both file and uri", undefined, places, "remove one of them"),
        ]);
    });

    it("has no empty lists and nothing but lists", () => {
        const { texts } = read("migrations: []", "evidence: { sbom: a }");
        assert.deepEqual(texts, [
            problem(
                "migrations",
                "is empty",
                "[]",
                "a list of file, sha256 and phase",
                "write - {file: PATH, sha256: HASH, phase: expand} for each, or remove the key",
            ),
            problem(
                "evidence",
                "is an object, not a list",
                '{"sbom":"a"}',
                "a list of kind, file or uri, sha256, by and at",
                "write - {kind: sbom, file: PATH, sha256: HASH, by: NAME, at: TIME} for each, or remove the key",
            ),
        ]);
    });

    it("names a line without escape sequences as the one who brings evidence", () => {
        const { texts } = read("evidence:", `  - { kind: sbom, file: a, sha256: ${sha256}, by: "\\e[2Jmaria", at: "2026-11-21T09:00:00Z" }`);
        assert.deepEqual(texts, [problem("evidence[0].by", "is no name", JSON.stringify("\u001b[2Jmaria"), oneLine, "write it as maria@example.com")]);
    });
});
