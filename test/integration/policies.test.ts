import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsOf, type PackFindings } from "../../cli/compliance/pack-report";
import { program } from "../../docs/examples/own-program/program";
import type { Result } from "../../policies/core/assess";
import { awsModels, awsSources } from "../../simulator/aws/models";
import { AwsProvider } from "../../simulator/aws/provider";
import { SystemClock } from "../../simulator/cloud/clock";
import { Cloud } from "../../simulator/cloud/cloud";
import { MemoryStore } from "../../simulator/cloud/store";
import { CaseEngine } from "./case-engine";
import { TestProject } from "./project";

const policies = join(__dirname, "..", "..", "policies");

describe("the packs on a program of somebody else's", function () {
    this.timeout(600_000);
    const engine = new CaseEngine();
    const settings = mkdtempSync(join(tmpdir(), "colorway-no-settings-"));
    before(() => engine.start(new AwsProvider(new Cloud(new MemoryStore(), new SystemClock()), awsModels, awsSources)));
    after(async () => {
        await engine.stop();
        rmSync(settings, { recursive: true, force: true });
    });

    /** `LEVEL RULE` of what a preview with a pack tells, sorted. */
    async function told(pack: string, open: boolean): Promise<readonly string[]> {
        const stack = await engine.stack(async () => program(open));
        stack.workspace.envVars = { ...stack.workspace.envVars, COLORWAY_POLICIES: settings };
        const found: string[] = [];
        const onEvent = ({ policyEvent }: EngineEvent): void => {
            if (policyEvent !== undefined) found.push(`${policyEvent.enforcementLevel} ${policyEvent.policyName}`);
        };
        await stack.preview({ color: "never", policyPacks: [join(policies, pack)], onEvent }).catch(() => undefined);
        return found.sort();
    }

    for (const pack of ["nist-800-53", "pci-dss"]) {
        it(`${pack} tells what is wrong with it, and is content once it is mended`, async () => {
            const open = await told(pack, true);
            assert.ok(open.includes("mandatory s3-bucket-public-access-block"), open.join());
            assert.ok(!(await told(pack, false)).some((text) => text.endsWith("s3-bucket-public-access-block")));
        });
    }
});

/** What a report in JSON has of verdicts, as a pack's own has. */
interface Judged {
    readonly source: string;
    readonly results: readonly Result[];
}

/** `STATE RULE RESOURCE` of every verdict, sorted. */
function verdictsOf({ results }: Pick<Judged, "results">): readonly string[] {
    return results.map(({ rule, urn, state }) => `${state} ${rule} ${urn}`).sort();
}

describe("the packs on dev", function () {
    this.timeout(600_000);
    const project = new TestProject();
    const file = (name: string): string => join(project.dir, name);
    const report = (name: string): Judged => JSON.parse(readFileSync(file(name), "utf8")) as Judged;
    before(() => project.done("up", "--stack", "dev", "--report", `json=${file("up.json")}`, "--report", `sarif=${file("up.sarif")}`));
    after(() => project.dispose());

    /** Runs a command whose processes have variables of their own. */
    async function having<T>(variables: { readonly [name: string]: string }, act: () => Promise<T>): Promise<T> {
        Object.assign(process.env, variables);
        try {
            return await act();
        } finally {
            for (const name of Object.keys(variables)) delete process.env[name];
        }
    }

    /** What the joint pack tells in the plain CLI. */
    async function plain(...args: readonly string[]): Promise<PackFindings> {
        const name = file("report.jsonl");
        rmSync(name, { force: true });
        await having({ COLORWAY_POLICY_REPORT: name }, () => project.colorway("pulumi", "--", ...args, "--policy-pack", join(policies, "joint")));
        return findingsOf(readFileSync(name, "utf8"));
    }

    /** A change that is up for review. */
    function changed<T>(change: string, act: () => Promise<T>): Promise<T> {
        return having({ COLORWAY_TEST_CHANGE: change, NODE_OPTIONS: `-r ${join(__dirname, "changed-resources.js")}` }, act);
    }

    it("come to the same verdicts in an update, a preview, the plain CLI's, and over the state", async () => {
        await project.done("preview", "--stack", "dev", "--report", `json=${file("preview.json")}`);
        const own = report("preview.json");
        const verdicts = verdictsOf(own);
        assert.equal(own.source, "preview");
        assert.ok(verdicts.some((text) => text.startsWith("not met ")) && verdicts.some((text) => text.startsWith("met ")), "nothing to compare");
        assert.ok(!verdicts.some((text) => text.startsWith("not yet known ")), "all is made, all is known");

        assert.equal(report("up.json").source, "update");
        assert.deepEqual(verdictsOf(report("up.json")), verdicts);
        assert.equal((JSON.parse(readFileSync(file("up.sarif"), "utf8")) as { readonly version: string }).version, "2.1.0");

        assert.deepEqual(verdictsOf(await plain("preview", "--stack", "dev", "--non-interactive")), verdicts);
        await project.done("pulumi", "--", "stack", "export", "--stack", "dev", "--file", file("state.json"));
        assert.deepEqual(verdictsOf(await plain("policy", "analyze", "--file", file("state.json"), "--json")), verdicts);

        await project.colorway("compliance", "--stack", "dev", "--format", "json", "--out", file("state-report.json"));
        assert.deepEqual(verdictsOf(report("state-report.json")), verdicts);
    });

    const stopped = [
        { change: "open-database", count: "1 rule is", rule: "rds-not-publicly-accessible", severity: "critical", resource: "aws:rds:Instance dev-database" },
        { change: "plain-database", count: "2 rules are", rule: "rds-storage-encrypted", severity: "high", resource: "aws:rds:Instance dev-database" },
        { change: "no-flow-log", count: "1 rule is", rule: "vpc-flow-logs-enabled", severity: "medium", resource: "aws:ec2:Vpc dev-vpc" },
    ];
    for (const { change, count, rule, severity, resource } of stopped) {
        it(`stop a change in a preview, with what a reviewer needs: ${change}`, async () => {
            const comment = file(`${change}.md`);
            const reports = ["--report", `markdown=${comment}`, "--report", `json=${file(`${change}.json`)}`];
            const { code, stderr } = await changed(change, () => project.colorway("preview", "--stack", "dev", ...reports));
            assert.equal(code, 3, stderr);
            assert.ok(stderr.startsWith(`refused: ${count} broken; nothing was changed\n`), stderr);
            const block = [`\n${rule} \\(${severity}, mandatory\\): .*`, `- resource: ${resource}`, "- found: .*", "- controls: NIST SP 800-53 .*; PCI DSS .*", "- cure: .*"];
            assert.match(stderr, new RegExp(`${block.join("\\n")}\\n`));
            const text = readFileSync(comment, "utf8");
            const told = [`\n### \`${rule}\` \\(${severity}, mandatory\\): .*\n`, "- resource: `aws:.*`", "- found: `.*`", "- controls: NIST SP 800-53 .*; PCI DSS .*", "- cure: .*"];
            assert.match(text, new RegExp(`${told.join("\\n")}\\n`));
            assert.equal(text.includes("### `data-kept` (critical, mandatory)"), change === "plain-database", "encryption is chosen once: AWS makes a new database");
        });
    }

    it("find what is wrong with a change in the plain CLI's preview, too", async () => {
        const found = await changed("open-database", () => plain("preview", "--stack", "dev", "--non-interactive"));
        assert.deepEqual(verdictsOf(found), verdictsOf(report("open-database.json")));
        assert.ok(verdictsOf(found).includes(`not met rds-not-publicly-accessible ${found.violations.find(({ level }) => level === "mandatory")?.urn ?? ""}`));
    });

    it("and the command stop a change that replaces the database, before anything is changed", async () => {
        project.edit("dev", { "colorway:database.databaseName": "other" });
        const refused = await project.colorway("up", "--stack", "dev");
        assert.equal(refused.code, 3, refused.stdout + refused.stderr);
        assert.match(refused.stderr, /^refused: .* would be lost; nothing was changed\n/);
        assert.match(refused.stderr, /\n- resource: aws:rds:Instance dev-database\n- found: it would be replaced by an empty one, because of dbName\n- controls: NIST SP 800-53 .*\n- cure: /);
        assert.match(refused.stderr, /--allow-data-loss dev-database/);
        const permitted = await project.colorway("preview", "--stack", "dev", "--allow-data-loss", "dev-database");
        assert.equal(permitted.code, 0, permitted.stderr);
    });

    it("end with every mistake in the settings, and 2", async () => {
        process.env["COLORWAY_POLICY_ENVIRONMENT"] = "prd";
        try {
            const wrong = await project.colorway("preview", "--stack", "dev");
            assert.equal(wrong.code, 2, wrong.stderr);
            assert.match(wrong.stderr, /COLORWAY_POLICY_ENVIRONMENT: there is no environments\/prd\.yaml; .*did you mean prod\?/);
        } finally {
            delete process.env["COLORWAY_POLICY_ENVIRONMENT"];
        }
    });
});
