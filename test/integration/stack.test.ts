import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StackState } from "../../cli/commands/status";
import { assertGolden } from "./golden";
import { failuresOf, TestProject } from "./project";

interface Change {
    readonly operation: string;
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly paths: readonly string[];
}

interface Operation {
    readonly counts: { readonly [operation: string]: number };
    readonly changes: readonly Change[];
    readonly policyPacks: { readonly [name: string]: string };
}

/** `update aws:lb/listener:Listener dev-https`, sorted. */
function changed(operation: Operation): readonly string[] {
    return operation.changes.map(({ operation: what, type, name }) => `${what} ${type} ${name}`).sort();
}

describe("dev on the real engine and the simulated cloud", function () {
    this.timeout(300_000);
    const project = new TestProject();
    after(() => project.dispose());

    it("comes up from nothing", async () => {
        const made = await project.json<Operation>("up", "--stack", "dev");
        const { counts, policyPacks } = made;
        assert.deepEqual(Object.keys(counts), ["create"]);
        assertIdentities("dev", made);
        // One NAT gateway, two zones, both slots with the four services.
        assert.deepEqual(numbersOf(made), { natGateways: 1, subnets: 6, deployments: 8, targetGroups: 2 });
        assert.ok((counts["create"] ?? 0) > 200, `made ${counts["create"]} resources`);
        assert.deepEqual(Object.keys(policyPacks), ["colorway-release"]);
    });

    it("leaves the project's own files as they are", () => {
        assert.ok(!readFileSync(join(project.dir, "Pulumi.dev.yaml"), "utf8").includes("encryptionsalt"));
        assert.ok(!existsSync(join(project.dir, ".pulumi")));
    });

    it("changes nothing the second time", async () => {
        const { counts, changes } = await project.json<Operation>("up", "--stack", "dev");
        assert.deepEqual([Object.keys(counts), changes], [["same"], []]);
    });

    it("finds no drift", async () => {
        const ran = await project.done("pulumi", "--", "refresh", "--stack", "dev", "--preview-only", "--expect-no-changes", "--non-interactive");
        assert.match(ran.stdout, /\d+ unchanged/);
    });

    it("tells the state of both slots", async () => {
        const state = await project.json<StackState>("status", "--stack", "dev");
        const [blue, green] = state.slots;
        assert.deepEqual([blue?.role, blue?.release, blue?.weight], ["live", "1.0.0", 100]);
        assert.deepEqual([green?.role, green?.release, green?.weight], ["standby", "1.1.0", 0]);
        for (const slot of state.slots) {
            assert.ok(slot.targets.all > 0 && slot.targets.part === slot.targets.all, `${slot.color}: ${JSON.stringify(slot)}`);
            assert.equal(slot.pods?.part, slot.pods?.all);
        }
        assert.deepEqual(state.differences, []);
    });

    it("plain `pulumi preview` and `pulumi up` with policy packs find the same", async () => {
        const words = ["--stack", "dev", "--policy-pack", "policies/release", "--non-interactive"];
        const preview = await project.done("pulumi", "--", "preview", ...words, "--expect-no-changes");
        assert.match(preview.stdout, /colorway-release/);
        const up = await project.done("pulumi", "--", "up", ...words, "--yes");
        assert.match(up.stdout, /\d+ unchanged/);
        assert.doesNotMatch(up.stdout, /\d+ (updated|replaced|created|deleted)/);
    });

    it("answers on the test listener with the color that a header picks, and with the standby otherwise", async () => {
        const address = await project.listener(8443);
        const colorOf = async (headers: { readonly [name: string]: string }): Promise<string | null> =>
            (await fetch(`${address}/`, { headers })).headers.get("x-colorway-color");
        assert.equal(await colorOf({}), "green");
        assert.equal(await colorOf({ "x-colorway-color": "blue" }), "blue");
        assert.equal(await colorOf({ "x-colorway-color": "green" }), "green");
    });

    it("survives a kill of the simulated cloud: the same addresses answer, with everything that existed", async () => {
        const before = await project.status();
        process.kill(before.pid, "SIGKILL");
        await project.done("sim", "start");
        const after = await project.status();
        assert.notEqual(after.pid, before.pid);
        assert.deepEqual([after.providers, after.listeners], [before.providers, before.listeners]);
        const { counts, changes } = await project.json<Operation>("up", "--stack", "dev");
        assert.deepEqual([Object.keys(counts), changes], [["same"], []]);
        const [blue] = (await project.json<StackState>("status", "--stack", "dev")).slots;
        assert.deepEqual([blue?.pods?.part, blue?.targets.part], [4, 1]);
    });

    it("refuses to destroy a protected stack without its name", async () => {
        const refused = await project.colorway("destroy", "--stack", "prod");
        assert.equal(refused.code, 3);
        assert.match(refused.stderr, /^prod is protected: it is prod; its database, cluster, load balancer have deletion protection\n/);
    });

    it("a preview of a flip lists exactly the listeners and the gates of both slots", async () => {
        project.edit("dev", { "colorway:activeColor": "green" });
        const preview = await project.json<Operation>("preview", "--stack", "dev");
        const services = ["api-gateway", "order-execution", "risk-management", "strategy-engine"];
        const gates = ["blue", "green"].flatMap((color) => services.map((service) => `update kubernetes:policy/v1:PodDisruptionBudget dev-${color}-${service}-budget`));
        assert.deepEqual(changed(preview), ["update aws:lb/listener:Listener dev-https", "update aws:lb/listener:Listener dev-test", ...gates]);
    });

    it("destroy leaves the cloud empty", async () => {
        await project.done("destroy", "--stack", "dev");
        const { objects, listeners, targetGroups, pods } = await project.status();
        assert.deepEqual({ objects, listeners, targetGroups, pods }, { objects: { "aws:route53/zone:Zone": 1 }, listeners: [], targetGroups: [], pods: [] });
    });
});

describe("a flip under load", function () {
    this.timeout(300_000);
    const project = new TestProject();
    before(() => project.done("up", "--stack", "dev"));
    after(() => project.dispose());

    // 200 requests a second, as the issue of zero-downtime asks at least; the flips last as long as they do.
    for (const [from, to] of [["blue", "green"], ["green", "blue"]] as const) {
        it(`from ${from} to ${to} fails no request of 10,000, and moves all of them`, async () => {
            const rate = 300;
            const load = await project.load(rate);
            const started = Date.now();
            project.edit("dev", { "colorway:activeColor": to });
            await project.done("up", "--stack", "dev");
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
        const { counts, changes } = await project.json<Operation>("up", "--stack", "dev");
        assert.deepEqual([Object.keys(counts), changes], [["same"], []]);
    });

    it("and at once fills a slot that was off and turns the other off: no request fails", async () => {
        project.edit("dev", { "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "off" } } });
        await project.done("up", "--stack", "dev");
        const load = await project.load(200);
        project.edit("dev", {
            "colorway:activeColor": "green",
            "colorway:slots": { blue: { size: "off" }, green: { size: "full", release: "1.1.0" } },
        });
        await project.done("up", "--stack", "dev");
        const report = await load.stop();
        assert.equal(failuresOf(report), "");
        assert.deepEqual(Object.keys(report.colors).sort(), ["blue", "green"]);
        const { slots } = await project.json<StackState>("status", "--stack", "dev");
        assert.deepEqual(slots.map(({ color, size, weight, pods }) => [color, size, weight, pods?.all === 0]), [["blue", "off", 0, true], ["green", "full", 100, false]]);
    });

    it("does not happen while the gaining slot is not ready, and recovers with a good release", async () => {
        const slots = { blue: { size: "full", release: "1.0.0" }, green: { size: "full", release: "1.1.0" } };
        project.edit("dev", { "colorway:activeColor": "green", "colorway:slots": slots });
        await project.done("up", "--stack", "dev");
        await project.release("1.2.0", { "risk-management": "neverready" });
        const load = await project.load(100);
        project.edit("dev", {
            "colorway:activeColor": "blue",
            "colorway:slots.blue.release": "1.2.0",
        });
        const failed = await project.colorway("up", "--stack", "dev");
        assert.equal(failed.code, 1, failed.stdout);
        assert.match(failed.stderr, /risk-management/);
        assert.match(failed.stderr, /colorway-blue/);
        assert.match(failed.stderr, /containers with unready status: \[risk-management\]/);
        const untouched = await load.stop();
        assert.equal(failuresOf(untouched), "");
        assert.deepEqual(Object.keys(untouched.colors), ["green"]);

        await project.release("1.2.1");
        project.edit("dev", { "colorway:slots.blue.release": "1.2.1" });
        await project.done("up", "--stack", "dev");
        const recovered = await project.json<StackState>("status", "--stack", "dev");
        assert.deepEqual(recovered.slots.map(({ color, release, weight }) => [color, release, weight]), [["blue", "1.2.1", 100], ["green", "1.1.0", 0]]);
    });
});

for (const stack of ["staging", "prod"]) {
    describe(`${stack} on the real engine and the simulated cloud`, function () {
        this.timeout(300_000);
        const project = new TestProject();
        after(() => project.dispose());

        it("previews what up then makes", async () => {
            const planned = await project.json<Operation>("preview", "--stack", stack);
            const made = await project.json<Operation>("up", "--stack", stack);
            assert.deepEqual(changed(made), changed(planned));
            assertIdentities(stack, made);
            // Three zones, in prod with a NAT gateway each; the standby is reduced in staging and off in prod.
            const [natGateways, deployments] = stack === "prod" ? [3, 4] : [1, 8];
            assert.deepEqual(numbersOf(made), { natGateways, subnets: 9, deployments, targetGroups: 2 });
            const again = await project.json<Operation>("preview", "--stack", stack);
            assert.deepEqual(again.changes, []);
        });
    });
}

/** Which resources there are, and under which URN: a changed URN replaces what it stood for. */
function assertIdentities(stack: string, made: Operation): void {
    const urns = made.changes.map(({ urn }) => urn.replace(/^urn:pulumi:[^:]+::colorway::/, "")).sort();
    assertGolden(`${stack}.urns.txt`, `${urns.join("\n")}\n`);
}

function numbersOf({ changes }: Operation): { readonly [what: string]: number } {
    const count = (type: string): number => changes.filter((change) => change.type === type).length;
    return {
        natGateways: count("aws:ec2/natGateway:NatGateway"),
        subnets: count("aws:ec2/subnet:Subnet"),
        deployments: count("kubernetes:apps/v1:Deployment"),
        targetGroups: count("aws:lb/targetGroup:TargetGroup"),
    };
}

/** @param moment milliseconds since 1970 */
async function until(moment: number): Promise<void> {
    const left = moment - Date.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
