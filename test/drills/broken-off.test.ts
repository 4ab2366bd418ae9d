import { strict as assert } from "node:assert";
import { setTimeout as pause } from "node:timers/promises";
import { KillProject } from "./kills";
import { begins, eventAt, hangMs, stack } from "./lib";

/** Deployments are waited for ten minutes of the simulated cluster. */
const pace = 0.2;
const waitMs = 600_000 * pace;

describe("a rollback that is asked for while the standby is filled", function () {
    this.timeout(hangMs);
    const project = new KillProject({});
    before(async () => {
        await project.done("sim", "start", "--pace", String(pace));
        await project.up();
        await project.release("1.2.0", { "api-gateway": "neverready" });
    });
    after(() => project.dispose());

    it("ends the update, which waits for pods that never get ready, and leaves all as it was; Ctrl-C does not stop the way back", async () => {
        const before = project.configuration;
        const deploy = project.start("deploy", "1.2.0");
        await project.entry(begins("fill"));
        const asked = Date.now();
        const asking = project.colorway("rollback", "--stack", stack, "--reason", "drill", "--yes");
        await project.entry(begins("restore"));
        while (project.engineLocks().length === 0) await pause(15);
        deploy.kill("SIGINT");
        const { code, document, entries } = await deploy.ended;
        const { code: told, stderr } = await asking;
        assert.deepEqual([code, document.phase, told], [1, "failed", 0], `${document.error}${stderr}`);
        const waited = eventAt(entries, "rollback-asked") - asked;
        assert.ok(waited < waitMs / 2, `the update went on for ${waited} ms`);
        assert.equal(project.configuration, before);
        assert.deepEqual(await project.disagreements(), []);
    });
});
