import { strict as assert } from "node:assert";
import { assess, resultsOf } from "../../../policies/core/assess";
import { isTrue } from "../../../policies/core/conditions";
import { evaluate, RuleIndex } from "../../../policies/core/evaluate";
import { Exceptions } from "../../../policies/core/exceptions";
import type { Rule } from "../../../policies/core/rule";
import { Stack } from "../../../policies/core/stack";
import { csvReport } from "../../../policies/reports/csv";
import type { Evidence } from "../../../policies/reports/evidence";
import { jsonReport } from "../../../policies/reports/json";
import { junitReport } from "../../../policies/reports/junit";
import { sarifReport } from "../../../policies/reports/sarif";
import { textReport } from "../../../policies/reports/text";

const type = "aws:rds/instance:Instance";
const urn = (name: string): string => `urn:pulumi:prod::colorway::colorway:database:Database$${type}::${name}`;
const rule: Rule = {
    id: "rds-encrypted", title: "Storage is encrypted", why: "Who gets the disk reads \"everything\" & more.", cure: "Set storageEncrypted: true.", types: [type],
    kind: "resource", conditions: [isTrue("storageEncrypted")],
};
const nist = "NIST SP 800-53";
const mappings = { "rds-encrypted": { severity: "high", controls: { [nist]: [{ id: "SC-28", relation: "satisfies", source: "SecurityHub:RDS.3" }] } } } as const;

function evidence(): Evidence {
    const values: readonly (readonly [string, unknown])[] = [["good", true], ["bad", false], ["old", false], ["new", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]];
    const stack = new Stack(values.map(([name, storageEncrypted]) => ({ type, name, urn: urn(name), props: { storageEncrypted } })));
    const exceptions = new Exceptions([{
        rule: rule.id, resource: urn("old"), owner: "maria", approver: "jonas", justification: "goes in March", compensatingControl: "no account data",
        risk: "low", ticket: "SEC-12", created: "2026-11-01", expires: "2026-11-30",
    }], Date.parse("2026-11-21"));
    const results = resultsOf(evaluate(new RuleIndex([rule]), stack.all(), stack), mappings, exceptions);
    const standard = { name: nist, version: "5.2.0", controls: [{ id: "SC-28", kind: "technical" }, { id: "AT-2", kind: "manual" }] } as const;
    return {
        source: "state", stack: "prod", time: "2026-11-21T10:00:00.000Z", actor: "maria@build-7", commit: "abc", dirty: false, tool: { name: "colorway", version: "0.1.0" },
        rulesHash: "00", rules: [rule], mappings, results, assessments: [assess(results, standard, mappings)], warnings: exceptions.warnings(),
    };
}

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
            '<testsuites name="compliance of prod" tests="4" failures="1" errors="0" skipped="2">',
            '  <testsuite name="rds-encrypted: Storage is encrypted" timestamp="2026-11-21T10:00:00" hostname="prod" tests="4" failures="1" errors="0" skipped="2" time="0">',
            `    <testcase classname="rds-encrypted" name="${urn("good")}"></testcase>`,
            `    <testcase classname="rds-encrypted" name="${urn("bad")}"><failure message="storageEncrypted is false; true is required"/></testcase>`,
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
        assert.deepEqual(run?.tool.driver.rules.map(({ id, properties }) => [id, properties]), [["rds-encrypted", { tags: ["security", "NIST SP 800-53 SC-28"], "security-severity": "8.0" }]]);
        const found = run?.results.map(({ level, ruleIndex, message, suppressions }) => [level, ruleIndex, message.text, suppressions]);
        assert.deepEqual(found, [
            ["error", 0, "bad: storageEncrypted is false; true is required", undefined],
            ["error", 0, "old: storageEncrypted is false; true is required", [{ kind: "external", status: "accepted", justification: "SEC-12, until 2026-11-30: goes in March" }]],
        ]);
        const prints = (): unknown => (JSON.parse(sarifReport(evidence())) as Sarif).runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints);
        assert.deepEqual(prints(), run?.results.map(({ partialFingerprints }) => partialFingerprints));
        assert.notDeepEqual(run?.results[0]?.partialFingerprints, run?.results[1]?.partialFingerprints);
    });

    it("as JSON: everything, and whether all values were known", () => {
        const read = JSON.parse(jsonReport(evidence())) as { valuesKnown: boolean; results: readonly unknown[]; rules: readonly { id: string; severity: string }[] };
        assert.deepEqual([read.valuesKnown, read.results.length, read.rules[0]?.id, read.rules[0]?.severity], [false, 4, "rds-encrypted", "high"]);
    });
});
