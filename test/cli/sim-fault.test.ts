import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultText } from "../../cli/commands/sim-fault";
import { Daemon, startDaemon } from "../../simulator/daemon/daemon";

describe("sim fault", () => {
    let project: string;
    let daemon: Daemon | undefined;
    before(async () => {
        project = mkdtempSync(join(tmpdir(), "colorway-fault-"));
        writeFileSync(join(project, "Pulumi.yaml"), "name: colorway\nruntime: nodejs\n");
        const dir = join(project, ".colorway", "sim");
        mkdirSync(dir, { recursive: true });
        daemon = await startDaemon(dir, { realistic: 0, pace: 0.02 }, (error) => assert.fail(String(error)));
    });
    after(async () => {
        await daemon?.stop();
        rmSync(project, { recursive: true, force: true });
    });

    /** Runs the command beside this process, in which the daemon is. */
    async function run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
        const args = [join(__dirname, "..", "..", "bin", "colorway.js"), "sim", "fault", ...words, "--cwd", project];
        return new Promise((resolve) => {
            const child = execFile(process.execPath, args, (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
        });
    }

    it("adds, lists and clears", async () => {
        const added = await run("add", "throttle", "elasticloadbalancing", "ModifyListener", "--times", "3");
        assert.deepEqual(added, { code: 0, out: "simulated cloud: throttle of elasticloadbalancing ModifyListener, 3 calls\n", err: "" });
        const listed = await run("list", "--json");
        const fault = { kind: "throttle", service: "elasticloadbalancing", action: "ModifyListener", times: 3, milliseconds: 0 };
        assert.deepEqual(JSON.parse(listed.out), { faults: [fault] });
        assert.match((await run("list")).out, /throttle.*elasticloadbalancing.*ModifyListener.*3/);
        assert.equal((await run("clear")).out, "simulated cloud: 1 fault forgotten\n");
        assert.equal((await run("list")).out, "simulated cloud: no faults\n");
    });

    it("says what is wrong", async () => {
        const kind = await run("add", "slow", "sts");
        assert.equal(kind.code, 2);
        assert.match(kind.err, /kind: "slow" is not allowed; allowed: throttle, timeout, timeout-after-success, late\n/);
        const times = await run("add", "late", "sts", "--times", "often");
        assert.equal(times.code, 2);
        assert.match(times.err, /--times: "often" is no number; allowed: a whole number\n/);
    });

    it("tells a fault in words", () => {
        assert.equal(faultText({ kind: "timeout", service: "sts", times: 2, milliseconds: 5 }), "timeout after 5 ms of sts, 2 calls");
    });
});
