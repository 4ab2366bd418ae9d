import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PackFindings } from "../../../cli/compliance/pack-report";
import { OperationReports, reportRequests } from "../../../cli/compliance/reports";
import { CommandFailure } from "../../../cli/failure";
import type { ChangeRecord } from "../../../cli/progress";
import type { Result } from "../../../policies/core/assess";
import type { Violation } from "../../../policies/core/violation";
import { formats } from "../../../policies/reports/formats";
import { Capture } from "../capture";

const bucket = "urn:pulumi:dev::colorway::aws:s3/bucket:Bucket::dev-logs";
const database = "urn:pulumi:dev::colorway::aws:rds/instance:Instance::dev-database";

const result: Result = {
    rule: "s3-bucket-public-access-block", severity: "high", urn: bucket, type: "aws:s3/bucket:Bucket", state: "not met", details: ["nothing blocks"],
};
const ofRule: Violation = {
    rule: result.rule, title: "t", severity: "high", level: "mandatory", urn: bucket, findings: result.details, controls: {}, why: "w", cure: "c",
};
/** As of `policies/release`, which is not of the registry; about the stack as a whole. */
const ofRelease: Violation = {
    rule: "weights-add-up-to-100", title: "Weights add up to 100", severity: "medium", level: "mandatory", findings: ["they add up to 90"],
    controls: {}, why: "w", cure: "Mend the weights.",
};
const whole: PackFindings = {
    problems: [], violations: [ofRule, ofRelease], results: [result], summaries: ["NIST SP 800-53 moderate: 0 of 1 decided controls met"], warnings: ["a warning"],
};
const cut: PackFindings = { ...whole, results: [], summaries: [] };
const replaced: ChangeRecord = { operation: "replace", type: "aws:rds/instance:Instance", name: "dev-database", urn: database, paths: ["dbName"] };

interface Told {
    readonly source: string;
    readonly results: readonly Result[];
    readonly warnings: readonly string[];
    readonly rules: readonly { readonly id: string; readonly level: string; readonly title: string; readonly types: readonly string[] }[];
    readonly assessments: readonly { readonly standard: string; readonly controls: readonly { readonly control: { readonly id: string }; readonly state: string }[] }[];
}

describe("reports of a preview and an update", () => {
    let dir: string;
    let output: Capture;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-reports-"));
        output = new Capture();
    });
    afterEach(() => {
        rmSync(dir, { recursive: true, force: true });
        process.exitCode = undefined;
    });

    const file = (): string => join(dir, "report.json");
    const made = (allowed?: readonly string[], values = [`json=${file()}`]): OperationReports => (
        new OperationReports({ requests: reportRequests(values), about: { projectDir: dir, stack: "dev" }, allowed, output })
    );
    const told = (): Told => JSON.parse(readFileSync(file(), "utf8")) as Told;
    const stateOf = (control: string): string | undefined => (
        told().assessments.flatMap(({ controls }) => controls).find((each) => each.control.id === control)?.state
    );

    it("have what the packs found, in every format that was asked for", async () => {
        const values = Object.keys(formats).map((format) => `${format}=${join(dir, format)}`);
        await made(undefined, [...values, `json=${file()}`]).ofPreview(whole, []);
        assert.deepEqual(output.lines, [...Object.keys(formats).map((format) => `report of the preview: ${join(dir, format)} (${format})`), `report of the preview: ${file()} (json)`]);
        for (const format of Object.keys(formats)) assert.ok(readFileSync(join(dir, format), "utf8").length > 100, format);
        assert.deepEqual([told().source, told().results[0], told().warnings], ["preview", result, ["a warning"]]);
        assert.deepEqual([stateOf("AC-3"), output.warnings, process.exitCode], ["not satisfied", [], undefined]);
        assert.match(readFileSync(join(dir, "markdown"), "utf8"), /^## Compliance of dev: 2 mandatory rules are broken\n\nWhat a preview would make; /);
    });

    it("have what stops it beside the rules, once each", async () => {
        await made().ofPreview(whole, []);
        const root = "urn:pulumi:dev::colorway::pulumi:pulumi:Stack::colorway-dev";
        assert.deepEqual(told().results.map(({ rule, urn, state, details }) => [rule, urn, state, details[0]]), [
            [result.rule, bucket, "not met", "nothing blocks"], ["weights-add-up-to-100", root, "not met", "they add up to 90"],
        ]);
        const { level, title } = told().rules.find(({ id }) => id === "weights-add-up-to-100") ?? assert.fail();
        assert.deepEqual([level, title], ["mandatory", "Weights add up to 100"]);
    });

    it("have what would lose data, with its controls, unless it is permitted", async () => {
        await made().ofPreview(whole, [replaced]);
        const lost = told().results.find(({ rule }) => rule === "data-kept");
        assert.deepEqual([lost?.urn, lost?.severity, lost?.details], [database, "critical", ["it would be replaced by an empty one, because of dbName"]]);
        assert.deepEqual([stateOf("CP-9"), stateOf("10.3.2")], ["not satisfied", "not satisfied"]);
        await made(["dev-database"]).ofPreview(whole, [replaced]);
        assert.equal(told().results.find(({ rule }) => rule === "data-kept"), undefined);
        assert.notEqual(stateOf("CP-9"), "not satisfied");
    });

    it("are the update's in the end", async () => {
        const reports = made();
        await reports.ofPreview(whole, []);
        await reports.ofUpdate(whole);
        assert.equal(told().source, "update");
        assert.equal(output.lines[1], `report of the update: ${file()} (json)`);
    });

    it("stay the preview's, and the command fails, where the update did not get to its end", async () => {
        const reports = made();
        await reports.ofPreview(whole, []);
        await reports.ofUpdate(cut);
        assert.equal(told().source, "preview");
        assert.deepEqual(output.warnings, ["--report: the update did not come to where the policy packs see all resources; the report is the preview's"]);
        assert.equal(process.exitCode, 1);
    });

    it("do not leave an older one in their place, and the command fails", async () => {
        writeFileSync(file(), "old");
        await made().ofPreview(cut, []);
        assert.ok(!existsSync(file()));
        assert.deepEqual(output.warnings, ["--report: the preview did not come to where the policy packs see all resources; no report was written"]);
        assert.equal(process.exitCode, 1);
    });

    it("that cannot be written after all make the command fail, and hide nothing else", async () => {
        const reports = made();
        rmSync(dir, { recursive: true });
        await reports.ofPreview(whole, []);
        assert.match(output.warnings.join(), /^--report: not written: ENOENT: no such file or directory/);
        assert.equal(process.exitCode, 1);
    });

    it("are none where none was asked for", async () => {
        const reports = made(undefined, []);
        await reports.ofPreview(cut, []);
        assert.deepEqual([output.warnings, output.lines, process.exitCode], [[], [], undefined]);
    });

    it("are refused before anything is done, with every mistake", () => {
        mkdirSync(join(dir, "folder"));
        const values = ["sarif", "saarif=a", `json=${dir}/none/a`, `csv=${dir}/folder`, `csv=${dir}/a`, `html=${dir}/a`, "json="];
        const allowed = Object.keys(formats).join(", ");
        const form = "it is not FORMAT=FILE, as sarif=compliance.sarif";
        assert.throws(() => reportRequests(values), (error) => {
            assert.ok(error instanceof CommandFailure);
            assert.deepEqual([error.exitCode, error.message.split("\n")], [2, [
                `--report sarif: ${form}`,
                `--report saarif=a: there is no format "saarif"; allowed: ${allowed}; did you mean sarif?`,
                `--report json=${dir}/none/a: it cannot be written: ENOENT: no such file or directory, access '${dir}/none'; name a file in a folder that is there`,
                `--report csv=${dir}/folder: it is a folder; name a file`,
                `--report html=${dir}/a: another report goes to the same file; name one for each`,
                `--report json=: ${form}`,
            ]]);
            return true;
        });
        assert.deepEqual(reportRequests([`sarif=${dir}/a=b`]), [{ format: "sarif", file: `${dir}/a=b` }]);
    });
});
