import { strict as assert } from "node:assert";
import { StackState } from "../../cli/commands/status";
import { Operation } from "../integration/operations";
import { failuresOf, TestProject } from "../integration/project";

describe("a flip under load", function () {
    this.timeout(600_000);
    const project = new TestProject({ policies: false });
    before(() => project.done("up", "--skip-preview", "--stack", "dev"));
    after(() => project.dispose());

    // A flip lasts as long as it does; 10,500 requests are the least.
    for (const [from, to] of [["blue", "green"], ["green", "blue"]] as const) {
        it(`from ${from} to ${to} fails no request of 10,000, and moves all of them`, async () => {
            const rate = 200;
            const load = await project.load(rate);
            const started = Date.now();
            project.edit("dev", { "colorway:activeColor": to });
            await project.done("up", "--skip-preview", "--stack", "dev");
            const flipped = Math.ceil((Date.now() - started) / 1000) + 1;
            await until(started + Math.max((10_500 / rate) * 1000, (flipped + 5) * 1000));
            const report = await load.stop();
            assert.equal(failuresOf(report), "");
            assert.ok(report.requests >= 10_000, `${report.requests} requests`);
            const afterwards = report.seconds.filter(({ second }) => second > flipped);
            assert.ok(afterwards.length >= 3, `${afterwards.length} seconds after the flip`);
            for (const { second, colors, requests } of afterwards) assert.deepEqual([second, colors], [second, { [to]: requests }]);
            assert.ok((report.colors[from] ?? 0) > 0, "no request before the flip");
        });
    }

    it("leaves nothing for the next update", async () => {
        const { counts, changes } = await project.json<Operation>("up", "--skip-preview", "--stack", "dev");
        assert.deepEqual([Object.keys(counts), changes], [["same"], []]);
    });

    it("and at once fills a slot that was off and turns the other off: no request fails", async () => {
        project.edit("dev", { "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "off" } } });
        await project.done("up", "--skip-preview", "--stack", "dev");
        const load = await project.load(200);
        project.edit("dev", {
            "colorway:activeColor": "green",
            "colorway:slots": { blue: { size: "off" }, green: { size: "full", release: "1.1.0" } },
        });
        await project.done("up", "--skip-preview", "--stack", "dev");
        const report = await load.stop();
        assert.equal(failuresOf(report), "");
        assert.deepEqual(Object.keys(report.colors).sort(), ["blue", "green"]);
        const { slots } = await project.json<StackState>("status", "--stack", "dev");
        assert.deepEqual(slots.map(({ color, size, weight, pods }) => [color, size, weight, pods?.all === 0]), [["blue", "off", 0, true], ["green", "full", 100, false]]);
    });

    it("does not happen while the gaining slot is not ready, and recovers with a good release", async () => {
        const slots = { blue: { size: "full", release: "1.0.0" }, green: { size: "full", release: "1.1.0" } };
        project.edit("dev", { "colorway:activeColor": "green", "colorway:slots": slots });
        await project.done("up", "--skip-preview", "--stack", "dev");
        await project.release("1.2.0", { "risk-management": "neverready" });
        const load = await project.load(100);
        project.edit("dev", {
            "colorway:activeColor": "blue",
            "colorway:slots.blue.release": "1.2.0",
        });
        const failed = await project.colorway("up", "--skip-preview", "--stack", "dev");
        assert.equal(failed.code, 1, failed.stdout);
        assert.match(failed.stderr, /risk-management/);
        assert.match(failed.stderr, /colorway-blue/);
        assert.match(failed.stderr, /containers with unready status: \[risk-management\]/);
        const untouched = await load.stop();
        assert.equal(failuresOf(untouched), "");
        assert.deepEqual(Object.keys(untouched.colors), ["green"]);

        await project.release("1.2.1");
        project.edit("dev", { "colorway:slots.blue.release": "1.2.1" });
        await project.done("up", "--skip-preview", "--stack", "dev");
        const recovered = await project.json<StackState>("status", "--stack", "dev");
        assert.deepEqual(recovered.slots.map(({ color, release, weight }) => [color, release, weight]), [["blue", "1.2.1", 100], ["green", "1.1.0", 0]]);
    });
});

/** @param moment milliseconds since 1970 */
async function until(moment: number): Promise<void> {
    const left = moment - Date.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
