/** A change of the release inside the live slot, as the strategy `rolling` makes it: no traffic moves, pods do. */

import { strict as assert } from "node:assert";
import { StackState } from "../../cli/commands/status";
import { failuresOf, TestProject } from "../integration/project";

describe("a rolling update of the live slot under load", function () {
    this.timeout(600_000);
    const project = new TestProject({ policies: false });
    before(async () => {
        project.edit("dev", {
            "colorway:slots": { blue: { size: "full", release: "1.0.0", floors: { "api-gateway": 2 } }, green: { size: "off" } },
            "colorway:strategy": { kind: "rolling", limits: { errorPercent: 0.5, floorErrorPercent: 0.25 } },
        });
        await project.done("up", "--skip-preview", "--stack", "dev");
    });
    after(() => project.dispose());

    const live = async (): Promise<unknown> => {
        const [blue] = (await project.json<StackState>("status", "--stack", "dev")).slots;
        return [blue?.release, blue?.weight, blue?.pods, blue?.targets];
    };

    it("begins with as many pods as the floors ask for", async () => {
        assert.deepEqual(await live(), ["1.0.0", 100, { part: 5, all: 5 }, { part: 2, all: 2 }]);
    });

    it("fails no request, whatever pods come and go", async () => {
        const load = await project.load(150);
        project.edit("dev", { "colorway:slots.blue.release": "1.1.0" });
        const { changes } = await project.json<{ changes: { operation: string; type: string }[] }>("up", "--skip-preview", "--stack", "dev");
        const report = await load.stop();
        assert.equal(failuresOf(report), "");
        assert.deepEqual(Object.keys(report.colors), ["blue"]);
        assert.ok(report.requests >= 1000, `${report.requests} requests`);
        assert.equal(changes.filter(({ type }) => type === "kubernetes:apps/v1:Deployment").length, 4);
        assert.deepEqual(changes.filter(({ operation, type }) => operation !== "update" || type.startsWith("aws:lb/")), []);
        assert.deepEqual(await live(), ["1.1.0", 100, { part: 5, all: 5 }, { part: 2, all: 2 }]);
    });

    it("stops at pods that do not get ready, and the ones before go on serving", async () => {
        await project.release("1.2.0", { "api-gateway": "neverready" });
        const load = await project.load(100);
        project.edit("dev", { "colorway:slots.blue.release": "1.2.0" });
        const failed = await project.colorway("up", "--skip-preview", "--stack", "dev");
        assert.equal(failed.code, 1, failed.stdout);
        assert.match(failed.stderr, /api-gateway/);
        project.edit("dev", { "colorway:slots.blue.release": "1.1.0" });
        await project.done("up", "--skip-preview", "--stack", "dev");
        assert.equal(failuresOf(await load.stop()), "");
        assert.deepEqual(await live(), ["1.1.0", 100, { part: 5, all: 5 }, { part: 2, all: 2 }]);
    });
});
