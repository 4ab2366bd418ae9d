import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitStackFile, refuseUncommitted } from "../../cli/commit";
import { CommandFailure } from "../../cli/failure";
import { Project, projectAt } from "../../release/engine/project";
import { initialState, Phase, RolloutState } from "../../release/rollout/machine";
import { planOf } from "../release/rollout/plans";

const file = "Pulumi.dev.yaml";

describe("--commit", () => {
    let dir: string;
    let project: Project;
    const git = (...words: readonly string[]): string => execFileSync("git", words, { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
    const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
    const ended = (phase: Phase): RolloutState => ({ ...initialState(planOf()), phase });
    const failure = (code: number, text: RegExp) => (error: unknown): boolean => error instanceof CommandFailure && error.exitCode === code && text.test(error.message);
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-commit-"));
        project = projectAt(dir);
        git("init", "--quiet");
        for (const [name, value] of [["user.name", "Maria"], ["user.email", "maria@example.com"], ["commit.gpgsign", "false"]] as const) git("config", name, value);
        write(file, "config: {}\n");
        write("other.txt", "one\n");
        git("add", ".");
        git("commit", "--quiet", "--message", "begin");
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("is refused while the stack file has changes, staged or not, whatever else has some", async () => {
        write("other.txt", "two\n");
        await refuseUncommitted(project, "dev");
        write(file, "config: { a: 1 }\n");
        const refused = failure(3, /^--commit: Pulumi\.dev\.yaml has changes that are not committed; commit or undo them first$/);
        await assert.rejects(refuseUncommitted(project, "dev"), refused);
        git("add", file);
        await assert.rejects(refuseUncommitted(project, "dev"), refused);
    });

    it("commits the stack file alone, also where others are staged, and says which rollout left it so", async () => {
        write("other.txt", "two\n");
        git("add", "other.txt");
        write(file, "config: { a: 1 }\n");
        const commit = await commitStackFile(project, "dev", ended("done"));
        assert.equal(commit, git("rev-parse", "HEAD"));
        assert.deepEqual(git("show", "--format=", "--name-only", "HEAD").split("\n"), [file]);
        assert.equal(git("log", "-1", "--format=%B"), "dev: release 1.1.0 is live in green\n\nRollout 20260102-030405-abcd by maria@build-7.");
        assert.equal(git("status", "--porcelain"), "M  other.txt");
    });

    it("says what became of a rollout that is not done", async () => {
        write(file, "config: { a: 1 }\n");
        await commitStackFile(project, "dev", ended("needs-person"));
        assert.equal(git("log", "-1", "--format=%s"), "dev: release 1.1.0 needs-person");
    });

    it("makes no commit where the file is as it was", async () => {
        const head = git("rev-parse", "HEAD");
        assert.deepEqual([await commitStackFile(project, "dev", ended("rolled-back")), git("rev-parse", "HEAD")], [undefined, head]);
    });

    it("fails in words where there is no git, before anything is changed", async () => {
        rmSync(join(dir, ".git"), { recursive: true });
        await assert.rejects(refuseUncommitted(project, "dev"), failure(1, /^--commit: git status failed: fatal: not a git repository.*; leave --commit out where there is no git$/s));
    });
});
