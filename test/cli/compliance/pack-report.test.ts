import { strict as assert } from "node:assert";
import { appendFileSync, existsSync } from "node:fs";
import { findingsOf, PackReportFile } from "../../../cli/compliance/pack-report";
import { adviceOf, blocksOf, mandatory } from "../../../cli/compliance/violations";
import type { Violation } from "../../../policies/core/violation";

const bucket = "urn:pulumi:dev::colorway::aws:s3/bucket:Bucket::dev-logs";

function violation(more: Partial<Violation> = {}): Violation {
    return {
        rule: "s3-kept", title: "A bucket is kept", severity: "high", level: "mandatory", urn: bucket, findings: ["keep is false; true is required"],
        controls: { "NIST SP 800-53": ["SC-28", "SC-28(1)"], "PCI DSS": ["3.5.1"] }, why: "It would be lost.", cure: "Set keep: true.", ...more,
    };
}

describe("what packs tell beside the engine", () => {
    const lines = (...reports: readonly object[]): string => reports.map((report) => `${JSON.stringify(report)}\n`).join("");

    it("are violations as they happen, and the whole at the end", () => {
        const result = { rule: "s3-kept", severity: "high", urn: bucket, type: "t", state: "met", details: [] };
        const found = findingsOf(lines({ violation: violation() }, { results: [result], summaries: ["NIST: 1 of 1"], warnings: ["w"] }));
        assert.deepEqual(found, { problems: [], violations: [violation()], results: [result], summaries: ["NIST: 1 of 1"], warnings: ["w"] });
    });

    it("are nothing where a pack did not get to an end, and less by the line that it was killed at", () => {
        const { violations, summaries } = findingsOf(`${lines({ violation: violation() })}{"violation":{"ru`);
        assert.deepEqual([violations.length, summaries], [1, []]);
        assert.deepEqual(findingsOf(""), { problems: [], violations: [], results: [], summaries: [], warnings: [] });
    });

    it("are mistakes in the settings, where the pack could not begin", () => {
        assert.deepEqual(findingsOf(lines({ problems: ["exceptions.yaml: x"] })).problems, ["exceptions.yaml: x"]);
    });

    it("come by a file of their own, without what an earlier attempt wrote", () => {
        const file = new PackReportFile();
        const path = file.variables["COLORWAY_POLICY_REPORT"] ?? assert.fail();
        file.begin();
        appendFileSync(path, lines({ violation: violation() }));
        assert.equal(file.read().violations.length, 1);
        file.begin();
        assert.equal(file.read().violations.length, 0);
        file.remove();
        assert.ok(!existsSync(path));
    });
});

describe("broken rules in a comment of a pull request", () => {
    it("are a block each, the gravest first", () => {
        const grave = violation({ rule: "z-last", severity: "critical", controls: {}, findings: ["a is 1", "b is 2"] });
        assert.deepEqual(blocksOf([violation(), grave]), [
            "z-last (critical, mandatory): A bucket is kept\n- resource: aws:s3:Bucket dev-logs\n- found: a is 1\n- found: b is 2\n- cure: Set keep: true.",
            [
                "s3-kept (high, mandatory): A bucket is kept", "- resource: aws:s3:Bucket dev-logs", "- found: keep is false; true is required",
                "- controls: NIST SP 800-53 SC-28, SC-28(1); PCI DSS 3.5.1", "- cure: Set keep: true.",
            ].join("\n"),
        ]);
    });

    it("are apart from what is only advised, which is a line for each rule", () => {
        const advised = violation({ level: "advisory" });
        const second = violation({ level: "advisory", urn: `${bucket}-2` });
        const violations = [violation({ rule: "must" }), advised, second];
        assert.deepEqual(mandatory({ violations }).map(({ rule }) => rule), ["must"]);
        assert.deepEqual(adviceOf({ violations }), ["s3-kept (high): aws:s3:Bucket dev-logs and 1 more: keep is false; true is required"]);
    });
});
