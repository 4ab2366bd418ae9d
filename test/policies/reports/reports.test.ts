import { strict as assert } from "node:assert";
import { csvReport } from "../../../policies/reports/csv";
import { jsonReport } from "../../../policies/reports/json";
import { junitReport } from "../../../policies/reports/junit";
import { sarifReport } from "../../../policies/reports/sarif";
import { textReport } from "../../../policies/reports/text";
import { parameterizedEvidence, smallEvidence as evidence, type, urn } from "./samples";

describe("compliance reports", () => {
    it("as text: what is wrong and how to mend it, exceptions, the whole standard", () => {
        assert.equal(textReport(evidence(), true), [
            "rds-encrypted (high): Storage is encrypted",
            `  ${type} bad: storageEncrypted is false; true is required`,
            '  why: Who gets the disk reads "everything" & more.',
            "  cure: Set storageEncrypted: true.",
            "  controls: NIST SP 800-53 SC-28",
            "",
            `excepted: rds-encrypted: ${type} old, until 2026-11-30 (SEC-12, maria)`,
            `warning: exception from rds-encrypted for ${urn("old")} (SEC-12, maria) expires in 10 days, on 2026-11-30`,
            "",
            "NIST SP 800-53: 0 of 1 decided controls met",
            "  SC-28      not satisfied   rds-encrypted",
            "  AT-2       manual",
            "  of 2 controls: 1 not satisfied, 1 manual",
            "",
        ].join("\n"));
    });

    it("as CSV: a row for each control, rule and resource, and for a control without one", () => {
        const rows = csvReport(evidence()).split("\r\n");
        assert.equal(rows.length, 7);
        assert.equal(rows[2], `NIST SP 800-53,SC-28,not satisfied,rds-encrypted,satisfies,SecurityHub:RDS.3,high,${urn("bad")},not met,storageEncrypted is false; true is required,,,prod,state,2026-11-21T10:00:00.000Z,abc`);
        assert.equal(rows[3]?.includes(",excepted,storageEncrypted is false; true is required,SEC-12,2026-11-30,prod,"), true);
        assert.equal(rows[5], "NIST SP 800-53,AT-2,manual,,,,,,,,,,prod,state,2026-11-21T10:00:00.000Z,abc");
    });

    it("as CSV: no cell is a formula, and letters that divide cells are quoted", () => {
        const given = evidence();
        const [first] = given.results;
        assert.ok(first !== undefined);
        const row = csvReport({ ...given, results: [{ ...first, urn: "=cmd()", details: ['a "b", c'] }] }).split("\r\n")[1];
        assert.ok(row?.includes(`,'=cmd(),met,"a ""b"", c",`), row);
    });

    it("as JUnit: failures, and skipped with the reason", () => {
        const lines = junitReport(evidence()).split("\n");
        assert.deepEqual(lines.slice(0, 8), [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<testsuites name="compliance of prod" tests="4" failures="1" errors="0">',
            '  <testsuite name="rds-encrypted: Storage is encrypted" timestamp="2026-11-21T10:00:00" hostname="prod" tests="4" failures="1" errors="0" skipped="2" time="0">',
            `    <testcase classname="rds-encrypted" name="${urn("good")}"></testcase>`,
            `    <testcase classname="rds-encrypted" name="${urn("bad")}"><failure message="storageEncrypted is false; true is required">storageEncrypted is false; true is required</failure></testcase>`,
            `    <testcase classname="rds-encrypted" name="${urn("old")}"><skipped message="excepted until 2026-11-30 (SEC-12): storageEncrypted is false; true is required"/></testcase>`,
            `    <testcase classname="rds-encrypted" name="${urn("new")}"><skipped message="not yet known: storageEncrypted"/></testcase>`,
            "  </testsuite>",
        ]);
    });

    it("as SARIF: results with stable fingerprints, exceptions suppressed", () => {
        interface Sarif {
            readonly version: string;
            readonly runs: readonly {
                readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly properties: object }[] } };
                readonly results: readonly { readonly level: string; readonly ruleIndex: number; readonly message: { readonly text: string }; readonly partialFingerprints: object; readonly suppressions?: object }[];
            }[];
        }
        const { version, runs: [run] } = JSON.parse(sarifReport(evidence())) as Sarif;
        assert.equal(version, "2.1.0");
        assert.deepEqual(run?.tool.driver.rules.map(({ id, properties }) => [id, properties]), [["rds-encrypted", { tags: ["security", "NIST SP 800-53 SC-28"], controls: ["NIST SP 800-53 SC-28"], "security-severity": "8.0" }]]);
        const found = run?.results.map(({ level, ruleIndex, message, suppressions }) => [level, ruleIndex, message.text, suppressions]);
        assert.deepEqual(found, [
            ["error", 0, "bad: storageEncrypted is false; true is required", undefined],
            ["error", 0, "old: storageEncrypted is false; true is required", [{ kind: "external", status: "accepted", justification: "SEC-12, until 2026-11-30: goes in March" }]],
        ]);
        const prints = (): unknown => (JSON.parse(sarifReport(evidence())) as Sarif).runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints);
        assert.deepEqual(prints(), run?.results.map(({ partialFingerprints }) => partialFingerprints));
        assert.notDeepEqual(run?.results[0]?.partialFingerprints, run?.results[1]?.partialFingerprints);
        // GitHub's, by which two resources at one line stay two alerts.
        const lines = run?.results.map(({ partialFingerprints }) => (partialFingerprints as { primaryLocationLineHash?: string }).primaryLocationLineHash ?? "");
        assert.equal(new Set(lines).size, 2);
        assert.ok(lines?.every((line) => /^[0-9a-f]{16}:1$/.test(line)), lines?.join(", "));
    });

    it("as SARIF: no more tags than GitHub takes, and all controls beside them", () => {
        const given = evidence();
        const many = Array.from({ length: 30 }, (_, index) => ({ id: `AC-${index}`, relation: "contributes", source: "own" } as const));
        const mappings = { "rds-encrypted": { severity: "high", controls: { "NIST SP 800-53": many } } } as const;
        interface Descriptors {
            readonly runs: readonly [{ readonly tool: { readonly driver: { readonly rules: readonly [{ readonly properties: { readonly tags: readonly string[]; readonly controls: readonly string[] } }] } } }];
        }
        const { runs: [{ tool: { driver: { rules: [{ properties }] } } }] } = JSON.parse(sarifReport({ ...given, mappings })) as Descriptors;
        assert.deepEqual([properties.tags.length, properties.tags[0], properties.controls.length], [20, "security", 30]);
    });

    it("as JSON: everything, and whether all values were known", () => {
        const read = JSON.parse(jsonReport(evidence())) as { valuesKnown: boolean; results: readonly unknown[]; rules: readonly { id: string; severity: string }[] };
        assert.deepEqual([read.valuesKnown, read.results.length, read.rules[0]?.id, read.rules[0]?.severity], [false, 4, "rds-encrypted", "high"]);
    });

    it("as JSON: with which parameters and how strictly a rule was judged", () => {
        const read = JSON.parse(jsonReport(parameterizedEvidence(7))) as { rules: readonly { level: string; parameters: readonly object[] }[] };
        assert.equal(read.rules[0]?.level, "mandatory");
        assert.deepEqual(read.rules[0]?.parameters[0], { name: "days", description: "days at least", control: "sc-28_odp.02", set: true, value: 7 });
    });
});
