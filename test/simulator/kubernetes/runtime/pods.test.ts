import { strict as assert } from "node:assert";
import { numberOr, optionalText, Props, record, records } from "../../../../simulator/cloud/values";
import { conditionOf, KubeObject, statusOf } from "../../../../simulator/kubernetes/api/types";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { AppOptions, deployment, getLocal, keyIn, World } from "../world";

describe("pods", () => {
    let world: World;

    beforeEach(() => {
        world = new World().start();
        world.namespace("blue");
    });

    afterEach(() => world.stop());

    const run = (options: Partial<AppOptions> & { readonly behavior?: string } = {}): void => {
        const { behavior = "healthy" } = options;
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", behavior), ...options }));
    };
    const pod = (): KubeObject | undefined => world.pods("blue")[0];
    const container = (): Props =>
        records(statusOf(pod() ?? { apiVersion: "", kind: "", metadata: {} }), "containerStatuses")[0] ?? {};
    const waiting = (): Props => record(record(container(), "state"), "waiting");
    const ready = (): boolean => pod() !== undefined && isTrue(pod() as KubeObject, "Ready");
    const events = (): readonly (readonly [unknown, unknown])[] =>
        world.cluster.list("v1", "Event", "blue").map((event) => [event["reason"], event["message"]] as const);

    it("run with an address of the node's subnet, and answer there who they are", async () => {
        run();
        await world.until("ready", ready);
        const [running] = world.runtime.pods();
        const status = statusOf(pod() as KubeObject);
        assert.equal(status["podIP"], running.ip);
        assert.match(running.ip, running.zone === "us-east-1a" ? /^10\.0\.0\./ : /^10\.0\.1\./);
        const answer = await getLocal({
            port: world.endpoints.resolve(`${running.ip}:8080`) ?? 0,
            path: "/orders",
            timeout: 1000,
        });
        assert.deepEqual(JSON.parse(answer.body), {
            service: "api-gateway",
            color: "blue",
            version: "2.0.0",
            pod: running.name,
            zone: running.zone,
            calls: [],
        });
        const headers = ["service", "color", "version", "pod"].map((name) => answer.headers[`x-colorway-${name}`]);
        assert.deepEqual(headers, ["api-gateway", "blue", "2.0.0", running.name]);
        assert.equal(container()["imageID"], world.image("api-gateway", "2.0.0"));
        assert.deepEqual(world.runtime.pods()[0].requests, 1);
    });

    it("tell Prometheus of their requests, without those of health checks", async () => {
        run();
        await world.until("ready", ready);
        const [
            {
                name,
                zone,
                ports: [port],
            },
        ] = world.runtime.pods();
        for (const path of ["/a", "/b", "/health"]) await getLocal({ port, path, timeout: 1000 });
        const labels = `cluster="main",service="api-gateway",color="blue",version="2.0.0",zone="${zone}"`;
        const pod = (await getLocal({ port, path: "/metrics", timeout: 1000 })).body;
        const both: [string, string][] = [[world.runtime.metrics(), labels], [pod, `${labels},namespace="blue",pod="${name}"`]];
        for (const [text, shown] of both) {
            const lines = text.split("\n");
            assert.ok(lines.includes(`http_requests_total{${shown},code="200"} 2`), text);
            assert.ok(lines.includes(`http_requests_total{${shown},code="502"} 0`), text);
            assert.ok(lines.includes(`http_request_duration_seconds_bucket{${shown},code="200",le="10"} 2`), text);
            assert.ok(lines.includes(`http_request_duration_seconds_bucket{${shown},code="200",le="+Inf"} 2`), text);
            assert.ok(lines.includes(`http_request_duration_seconds_count{${shown},code="200"} 2`), text);
            assert.equal(lines.filter((line) => line === "# TYPE http_request_duration_seconds histogram").length, 1);
        }
    });

    it("are slow for the share of requests that their image says", async () => {
        run({ behavior: "slow:40ms@30%" });
        await world.until("ready", ready);
        const [{ ports: [port] }] = world.runtime.pods();
        await Promise.all(Array.from({ length: 200 }, () => getLocal({ port, path: "/", timeout: 5000 })));
        const waited = /code="200",le="0.03"\} (\d+)/.exec(world.runtime.metrics());
        // Fewer than 20 of 200 at 30 % have a chance of less than one in a billion; a busy machine may add some.
        const slow = 200 - Number(waited?.[1]);
        assert.ok(slow >= 20 && slow < 200, `${slow} slow ones`);
    });

    it("whose image cannot be pulled say so, back off, and start once it is there", async () => {
        const image = `${world.registry.host}/colorway/api-gateway:3.0.0`;
        run({ image });
        await world.until("failed", () => waiting()["reason"] === "ErrImagePull");
        const failure =
            `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": ` +
            `failed to resolve reference "${image}": ${image}: not found`;
        assert.equal(waiting()["message"], failure);
        await world.until("backing off", () => waiting()["reason"] === "ImagePullBackOff");
        assert.equal(waiting()["message"], `Back-off pulling image "${image}": ErrImagePull: ${failure}`);
        assert.equal(statusOf(pod() as KubeObject)["phase"], "Pending");
        world.registry.push("colorway/api-gateway", "3.0.0", "healthy");
        await world.until("ready", ready);
    });

    it("that crash are restarted with longer and longer pauses", async () => {
        run({ behavior: "crashloop" });
        await world.until("second pause", () => String(waiting()["message"]).startsWith("back-off 20s"));
        const key = `${pod()?.metadata.name}_blue(${pod()?.metadata.uid})`;
        assert.deepEqual(waiting(), {
            reason: "CrashLoopBackOff",
            message: `back-off 20s restarting failed container=api-gateway pod=${key}`,
        });
        assert.equal(container()["restartCount"], 2);
        const last = record(record(container(), "lastState"), "terminated");
        assert.deepEqual([last["exitCode"], last["reason"]], [1, "Error"]);
        assert.equal(statusOf(pod() as KubeObject)["phase"], "Running");
        assert.ok(!ready());
        assert.ok(
            events().some(
                ([reason, message]) =>
                    reason === "BackOff" && message === `Back-off restarting failed container api-gateway in pod ${key}`,
            ),
        );
    });

    it("that need more memory than their limit are killed for it", async () => {
        run({ behavior: "memory:300Mi", memory: "256Mi" });
        await world.until("killed", () => record(record(container(), "lastState"), "terminated")["reason"] === "OOMKilled");
        assert.equal(record(record(container(), "lastState"), "terminated")["exitCode"], 137);
    });

    it("that are never ready get no Ready condition, and an event says why", async () => {
        run({ behavior: "neverready" });
        await world.until("unhealthy", () => events().some(([reason]) => reason === "Unhealthy"));
        assert.deepEqual(
            events().find(([reason]) => reason === "Unhealthy"),
            ["Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"],
        );
        const { status, reason, message } = conditionOf(pod() as KubeObject, "Ready") ?? {};
        assert.deepEqual(
            [status, reason, message],
            ["False", "ContainersNotReady", "containers with unready status: [api-gateway]"],
        );
    });

    it("that start slowly wait for their startup probe, and are restarted where it fails too often", async () => {
        const startupProbe = { httpGet: { path: "/health", port: "http" }, periodSeconds: 1, failureThreshold: 20 };
        run({ behavior: "startup:8s", container: { startupProbe } });
        await world.until("running", () => record(container(), "state")["running"] !== undefined);
        assert.equal(container()["started"], false);
        await world.until("ready", ready);
        assert.deepEqual([container()["started"], container()["restartCount"]], [true, 0]);
        world.cluster.delete(keyIn("apps/v1", "Deployment", "blue", "api-gateway"));
        await world.until("gone", () => pod() === undefined);
        run({ behavior: "startup:50s", container: { startupProbe: { ...startupProbe, failureThreshold: 3 } } });
        await world.until("restarted", () => numberOr(container(), "restartCount", 0) > 0);
        assert.ok(events().some(([, message]) => message === "Container api-gateway failed startup probe, will be restarted"));
    });

    it("whose configuration is missing wait for it", async () => {
        run({ container: { envFrom: [{ configMapRef: { name: "settings" } }] } });
        await world.until("waiting", () => waiting()["reason"] === "CreateContainerConfigError");
        assert.equal(waiting()["message"], `configmap "settings" not found`);
        world.create({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "settings", namespace: "blue" },
            data: { COLORWAY_COLOR: "purple" },
        });
        await world.until("ready", ready);
    });

    it("fail as their image says: a share of requests, or all from some time on, but never the health check", async () => {
        run({ behavior: "fails-after:5s" });
        await world.until("ready", ready);
        const [
            {
                ports: [port],
            },
        ] = world.runtime.pods();
        const ask = async (path: string): Promise<number> => (await getLocal({ port, path, timeout: 1000 })).status;
        let status = await ask("/");
        for (let tries = 0; status === 200 && tries < 1000; tries += 1) status = await ask("/");
        assert.deepEqual([status, await ask("/health")], [500, 200]);
        world.create(deployment("blue", "half", { image: world.image("half", "1.0.0", "errors:50%") }));
        await world.until(
            "second",
            () => world.runtime.pods().length === 2 && world.pods("blue").every((each) => isTrue(each, "Ready")),
        );
        const half = world.runtime.pods().find((each) => each.name.startsWith("half"))?.ports[0] ?? 0;
        const answers = await Promise.all(Array.from({ length: 100 }, () => getLocal({ port: half, path: "/", timeout: 1000 })));
        const failed = answers.filter((answer) => answer.status === 500).length;
        assert.ok(failed > 15 && failed < 85, `${failed} of 100`);
    });

    it("behave differently in a zone that their image names", async () => {
        run({ behavior: "zone:us-east-1a:errors:100%", replicas: 2 });
        await world.until(
            "both",
            () => world.pods("blue").length === 2 && world.pods("blue").every((each) => isTrue(each, "Ready")),
        );
        const statuses = await Promise.all(
            world.runtime
                .pods()
                .map(async ({ zone, ports: [port] }) => [zone, (await getLocal({ port, path: "/", timeout: 1000 })).status]),
        );
        assert.deepEqual(statuses.sort(), [
            ["us-east-1a", 500],
            ["us-east-1b", 200],
        ]);
    });

    it("stay Pending with the scheduler's reason where no node has room, and start when one comes", async () => {
        run({ cpu: "1", replicas: 3 });
        const unscheduled = (): KubeObject | undefined =>
            world.pods("blue").find((each) => conditionOf(each, "PodScheduled")?.status === "False");
        await world.until(
            "refused",
            () => unscheduled() !== undefined && world.pods("blue").filter((each) => isTrue(each, "Ready")).length === 2,
        );
        const { reason, message } = conditionOf(unscheduled() as KubeObject, "PodScheduled") ?? {};
        assert.deepEqual(
            [reason, message],
            [
                "Unschedulable",
                "0/2 nodes are available: 2 Insufficient cpu. " +
                    "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
            ],
        );
        assert.equal(optionalText(statusOf(unscheduled() as KubeObject), "phase"), "Pending");
        world.resizeNodes(3);
        await world.until("all", () => world.pods("blue").filter((each) => isTrue(each, "Ready")).length === 3);
    });

    it("leave a node that goes, and run elsewhere", async () => {
        run({ replicas: 2 });
        await world.until("both", () => world.pods("blue").filter((each) => isTrue(each, "Ready")).length === 2);
        world.resizeNodes(1);
        const node = (): readonly unknown[] => world.pods("blue").map((each) => record(each, "spec")["nodeName"]);
        await world.until(
            "moved",
            () =>
                world.pods("blue").length === 2 &&
                new Set(node()).size === 1 &&
                world.pods("blue").every((each) => isTrue(each, "Ready")),
        );
        world.resizeNodes(0);
        await world.until(
            "stranded",
            () =>
                world.pods("blue").length === 2 &&
                world.pods("blue").every((each) => record(each, "spec")["nodeName"] === undefined),
        );
        await world.until(
            "told",
            () => conditionOf(pod() as KubeObject, "PodScheduled")?.message === "no nodes available to schedule pods",
        );
        await world.until("no endpoints", () => world.endpoints.addresses().length === 0);
    });
});
