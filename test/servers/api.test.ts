/** The TypeScript API as a whole: Pulumi's engine in this process, journal and lease in Moto's S3, the rest in the simulated cloud. */
import { strict as assert } from "node:assert";
import { delimiter, join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { LoadProcess } from "../../cli/load-process";
import { readInstalledCli } from "../../cli/session";
import { program } from "../../program";
import { SimulatedLiveState } from "../../release/adapters/simulated-live-state";
import { SimulatedMetrics } from "../../release/adapters/simulated-metrics";
import { SystemClock } from "../../release/adapters/system-clock";
import { AwsRolloutsOptions, LeaseHeld, RolloutRefused, rolloutsInAws } from "../../release/api";
import { AutomationEngine } from "../../release/engine/automation-engine";
import { projectAt } from "../../release/engine/project";
import { simulatedEnvironment } from "../../release/engine/simulated-environment";
import { DeployedStack } from "../../release/ports/engine";
import { deliver } from "../docs/api-example";
import { failuresOf, TestProject } from "../integration/project";
import { Moto } from "./lib/moto";

describe("rollouts by the TypeScript API", function () {
    this.timeout(600_000);
    const project = new TestProject();
    const path = process.env["PATH"];
    let moto: Moto;
    let client: S3Client;
    let metrics: SimulatedMetrics;
    let load: LoadProcess | undefined;
    let options: AwsRolloutsOptions;
    let deployed: DeployedStack;

    before(async () => {
        project.edit("dev", {
            "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "off" } },
            "colorway:strategy": { kind: "blue-green", steps: [{ weight: 50, seconds: 3 }], bakeSeconds: 3, warmSeconds: 0, retireTo: "full", limits: { minRequests: 50 } },
        });
        [moto] = await Promise.all([Moto.start(), project.done("up", "--stack", "dev")]);
        const records = { bucket: "acme-releases", prefix: "colorway", region: "us-east-1", endpoint: moto.endpoint };
        client = new S3Client({ region: "us-east-1", endpoint: moto.endpoint, credentials: { accessKeyId: "simulated", secretAccessKey: "simulated" }, forcePathStyle: true });
        await client.send(new CreateBucketCommand({ Bucket: records.bucket }));
        const cli = readInstalledCli();
        process.env["PATH"] = `${join(cli.root, "bin")}${delimiter}${path ?? ""}`;
        const addresses = await project.daemon.ensure();
        const simulated = simulatedEnvironment(projectAt(project.dir), { kind: "simulated", providers: addresses.providers, aws: addresses.aws }, cli.version);
        // The folder that the engine sees; no command may run meanwhile, since each makes it anew.
        const projectDir = simulated.workDir();
        const clock = new SystemClock();
        const made = await new AutomationEngine({ projectDir, stack: "dev", program: () => program(projectDir), variables: simulated.variables }).deployed();
        assert.ok(made !== undefined);
        deployed = made;
        metrics = new SimulatedMetrics({ address: `${addresses.control}/metrics`, clock, cluster: deployed.clusterName });
        metrics.start();
        options = {
            projectDir, stack: "dev", records, metrics: { source: metrics }, program: () => program(projectDir), variables: simulated.variables,
            replicas: async () => ({ "api-gateway": 1 }), endpoint: addresses.aws, listeners: { https: await project.listener(443), test: await project.listener(8443) },
        };
        load = await project.load(100);
    });
    after(async () => {
        process.env["PATH"] = path;
        metrics?.stop();
        client?.destroy();
        await load?.stop();
        await moto?.stop();
        await project.dispose();
    });

    const keys = async (): Promise<readonly string[]> => ((await client.send(new ListObjectsV2Command({ Bucket: "acme-releases" }))).Contents ?? []).map(({ Key = "" }) => Key);
    const weights = async (): Promise<unknown> => {
        const found = await new SimulatedLiveState((await project.daemon.ensure()).control).weights(deployed.listeners.https);
        return { blue: found[deployed.targetGroups.blue["api-gateway"] ?? ""], green: found[deployed.targetGroups.green["api-gateway"] ?? ""] };
    };

    it("deploys by the page's example, fails no request, and keeps journal and record in the bucket", async () => {
        const told: string[] = [];
        assert.equal(await deliver("1.1.0", { ...options, onState: ({ phase }) => told.push(phase) }), true);
        assert.deepEqual([told[0], told.at(-1)], ["check", "done"]);
        assert.deepEqual(await weights(), { blue: 0, green: 100 });
        const found = await keys();
        assert.ok(found.some((key) => /^colorway\/rollouts\/dev\/journals\/\d{8}-\d{6}-[0-9a-f]{4}\/000001\.json$/.test(key)), found.join("\n"));
        assert.ok(found.includes("colorway/releases/1.1.0.json"), found.join("\n"));
    });

    it("refuses what is live already, and a second one while one runs; the release of before comes back", async () => {
        assert.equal(await deliver("1.1.0", options), false);
        let begun = (): void => undefined;
        const started = new Promise<void>((resolve) => void (begun = resolve));
        const back = rolloutsInAws({ ...options, onState: () => begun() }).rollback("slow");
        await Promise.race([started, back]);
        await assert.rejects(rolloutsInAws(options).deploy("1.1.0"), LeaseHeld);
        const { state } = await back;
        assert.deepEqual([state.phase, state.plan.kind, state.plan.standing, state.plan.version], ["done", "rollback", true, "1.0.0"], state.cause?.text);
        assert.deepEqual(await weights(), { blue: 100, green: 0 });
        await assert.rejects(rolloutsInAws(options).resume(), RolloutRefused);
        const report = await load?.stop();
        load = undefined;
        assert.ok(report !== undefined);
        assert.equal(failuresOf(report), "");
    });
});
