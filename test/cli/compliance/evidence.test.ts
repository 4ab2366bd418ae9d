import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evidenceOf } from "../../../cli/compliance/evidence";
import { CommandFailure } from "../../../cli/failure";

describe("the evidence of a stack", () => {
    let dir: string;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-evidence-"));
        mkdirSync(join(dir, "policies"));
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    const urn = "urn:pulumi:dev::colorway::aws:s3/bucket:Bucket::data";
    const resources = [{ type: "aws:s3/bucket:Bucket", urn, name: "data", props: { forceDestroy: false } }];
    const gathered = () => evidenceOf({ projectDir: dir, stack: "dev", baseline: "low", now: Date.parse("2026-11-21T10:00:00Z") }, resources);
    const exception = (rule: string): string => `exceptions:\n  - {rule: ${rule}, resource: "${urn}", owner: maria, approver: jonas, justification: j, compensatingControl: c, risk: low, ticket: T, created: 2026-11-01, expires: 2026-11-30}\n`;

    it("has every verdict, both standards whole, and what made it", async () => {
        const { results, assessments, stack, time, source, rulesHash, tool } = await gathered();
        assert.deepEqual([stack, time, source, tool.name, rulesHash.length], ["dev", "2026-11-21T10:00:00.000Z", "state", "colorway", 64]);
        assert.equal(results.find(({ rule }) => rule === "s3-bucket-public-access-block")?.state, "not met");
        assert.deepEqual(assessments.map(({ standard, controls }) => [standard, controls.length]), [["NIST SP 800-53", 149], ["PCI DSS", 351]]);
    });

    it("names the commit, and whether the tree has changes", async () => {
        const git = (...words: readonly string[]): string => execFileSync("git", ["-c", "user.name=m", "-c", "user.email=m@example.com", ...words], { cwd: dir, encoding: "utf8" }).trim();
        assert.equal((await gathered()).commit, undefined);
        git("init", "--quiet");
        git("commit", "--quiet", "--allow-empty", "--message", "first");
        assert.deepEqual([(await gathered()).commit, (await gathered()).dirty], [git("rev-parse", "HEAD"), false]);
        writeFileSync(join(dir, "more"), "");
        assert.equal((await gathered()).dirty, true);
    });

    it("counts exceptions apart, and refuses a file of them that is not in order", async () => {
        writeFileSync(join(dir, "policies", "exceptions.yaml"), exception("s3-bucket-public-access-block"));
        const { results, warnings } = await gathered();
        assert.deepEqual([results.find(({ rule }) => rule === "s3-bucket-public-access-block")?.state, warnings.length], ["excepted", 1]);
        writeFileSync(join(dir, "policies", "exceptions.yaml"), exception("no-such-rule"));
        await assert.rejects(gathered(), (error) => {
            assert.ok(error instanceof CommandFailure);
            assert.equal(error.message, 'the settings of the policies are not in order\nexceptions.yaml: exceptions[0].rule: there is no rule "no-such-rule"');
            return true;
        });
    });

    it("goes by the environment of the stack's configuration", async () => {
        mkdirSync(join(dir, "policies", "environments"));
        const lines = ["nist: { baseline: high }", "rules:", "  s3-bucket-public-access-block: { level: disabled, reason: a test }"];
        writeFileSync(join(dir, "policies", "environments", "strict.yaml"), lines.join("\n"));
        const request = { projectDir: dir, stack: "dev", standards: ["nist"] as const, now: 0 };
        const { assessments, rules, warnings } = await evidenceOf({ ...request, environment: "strict" }, resources);
        assert.deepEqual([assessments[0]?.baseline, assessments[0]?.controls.length], ["high", 370]);
        assert.ok(!rules.some(({ id }) => id === "s3-bucket-public-access-block"));
        assert.deepEqual(warnings, ["s3-bucket-public-access-block is disabled: a test"]);
        assert.deepEqual((await evidenceOf(request, resources)).assessments[0]?.baseline, "moderate");
    });
});
