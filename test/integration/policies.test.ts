import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsOf } from "../../cli/compliance/pack-report";
import { program } from "../../docs/examples/own-program/program";
import { awsModels, awsSources } from "../../simulator/aws/models";
import { AwsProvider } from "../../simulator/aws/provider";
import { SystemClock } from "../../simulator/cloud/clock";
import { Cloud } from "../../simulator/cloud/cloud";
import { MemoryStore } from "../../simulator/cloud/store";
import { CaseEngine } from "./case-engine";
import { TestProject } from "./project";

const policies = join(__dirname, "..", "..", "policies");

interface Previewed {
    readonly compliance: { readonly summaries: readonly string[]; readonly violations: readonly { readonly rule: string; readonly urn?: string }[] };
}

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

describe("the packs on dev", function () {
    this.timeout(600_000);
    const project = new TestProject();
    const state = join(project.dir, "state.json");
    before(() => project.done("up", "--stack", "dev"));
    after(() => project.dispose());

    const keyOf = ({ rule, urn = "" }: { readonly rule: string; readonly urn?: string }): string => `${rule} ${urn}`;

    it("find the same in a preview, in the plain CLI's, and in the state alone", async () => {
        const { compliance } = await project.json<Previewed>("preview", "--stack", "dev");
        const own = compliance.violations.map(keyOf).sort();
        assert.ok(own.length > 0, "nothing to compare");

        const report = join(project.dir, "report.jsonl");
        process.env["COLORWAY_POLICY_REPORT"] = report;
        try {
            await project.done("pulumi", "--", "preview", "--stack", "dev", "--policy-pack", join(policies, "joint"), "--non-interactive");
        } finally {
            delete process.env["COLORWAY_POLICY_REPORT"];
        }
        const plain = findingsOf(readFileSync(report, "utf8"));
        assert.deepEqual([plain.violations.map(keyOf).sort(), plain.summaries], [own, compliance.summaries]);

        await project.done("pulumi", "--", "stack", "export", "--stack", "dev", "--file", state);
        const { stdout } = await project.done("pulumi", "--", "policy", "analyze", "--file", state, "--policy-pack", join(policies, "joint"), "--json");
        const events = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as EngineEvent);
        const found = events.flatMap(({ policyEvent }) => policyEvent ?? []);
        assert.deepEqual(found.map(({ policyName, resourceUrn = "" }) => keyOf({ rule: policyName, urn: resourceUrn })).sort(), own);
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
