import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StackState } from "../../cli/commands/status";
import { assertIdentities, changed, numbersOf, Operation } from "./operations";
import { TestProject } from "./project";

describe("dev on the real engine and the simulated cloud", function () {
    this.timeout(600_000);
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
        assert.deepEqual(Object.keys(policyPacks), ["colorway"]);
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
        assert.match(refused.stderr, /^prod is protected: it is prod; its database, cluster, load balancer, flow logs have deletion protection\n/);
    });

    it("refuses to change a protected stack without a preview", async () => {
        const { code, stderr } = await project.colorway("up", "--stack", "prod", "--skip-preview");
        const why = "it is prod; its database, cluster, load balancer, flow logs have deletion protection";
        assert.deepEqual([code, stderr], [2, `--skip-preview: prod is protected: ${why}; leave the option out\n`]);
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
