import { strict as assert } from "node:assert";
import { list, numberOr, Props, records } from "../../../../simulator/cloud/values";
import { conditionOf, KubeObject, specOf, statusOf } from "../../../../simulator/kubernetes/api/types";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { startLoad } from "../../../../tools/load/load";
import { deployment, keyIn, World } from "../world";

const key = keyIn("autoscaling/v2", "HorizontalPodAutoscaler", "blue", "api-gateway");
const target = keyIn("apps/v1", "Deployment", "blue", "api-gateway");

describe("autoscalers", () => {
    let world: World;

    beforeEach(() => {
        world = new World().start();
        world.namespace("blue");
    });

    afterEach(() => world.stop());

    function scaler(minReplicas: number, maxReplicas: number, more: Props = {}): void {
        const metrics = [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
        ];
        const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "api-gateway" };
        const metadata = { name: key.name, namespace: "blue" };
        world.create({
            apiVersion: key.apiVersion,
            kind: key.kind,
            metadata,
            spec: { scaleTargetRef, minReplicas, maxReplicas, metrics, ...more },
        });
    }

    const current = (): KubeObject => world.cluster.need(key);
    const replicas = (): number => numberOr(specOf(world.cluster.need(target)), "replicas", -1);
    const reasons = (): readonly unknown[] =>
        ["AbleToScale", "ScalingActive", "ScalingLimited"].map((type) => conditionOf(current(), type)?.reason);
    const ready = (count: number) => (): boolean => world.pods("blue").filter((pod) => isTrue(pod, "Ready")).length === count;

    it("bring a Deployment to its least size, and follow a change of the bounds", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway") }));
        scaler(2, 4);
        await world.until("two", () => replicas() === 2);
        await world.until("ready", ready(2));
        world.cluster.update({ ...current(), spec: { ...specOf(current()), minReplicas: 3 } }, "pulumi");
        await world.until("three", () => replicas() === 3 && ready(3)());
        world.cluster.update({ ...current(), spec: { ...specOf(current()), minReplicas: 1, maxReplicas: 2 } }, "pulumi");
        await world.until("two again", () => replicas() === 2);
        // nobody asks for anything: from there on it only gets smaller
        await world.until("measured", () => reasons()[1] === "ValidMetricFound" && reasons()[2] !== "TooManyReplicas");
        assert.ok(replicas() <= 2);
    });

    it("say that they cannot do anything about a missing or an empty Deployment", async () => {
        scaler(2, 4);
        await world.until("missing", () => conditionOf(current(), "AbleToScale")?.status === "False");
        const missing = 'deployments.apps "api-gateway" not found';
        const message = `the HPA controller was unable to get the target's current scale: ${missing}`;
        assert.deepEqual([reasons()[0], conditionOf(current(), "AbleToScale")?.message], ["FailedGetScale", message]);
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 0 }));
        await world.until("disabled", () => reasons()[1] === "ScalingDisabled");
        assert.equal(replicas(), 0);
    });

    it("measure nothing while no pod is ready", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", "neverready") }));
        scaler(1, 4);
        await world.until("told", () => reasons()[1] === "FailedGetResourceMetric");
        assert.equal(replicas(), 1);
    });

    it("grow with the processor time of real requests, and shrink when they end", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", "cpu:2ms") }));
        scaler(1, 3, { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } });
        await world.until("ready", ready(1));
        // 100 requests a second of 2 ms are 200 millicores; 100 are requested and half of them aimed at
        const load = startLoad({ url: `http://127.0.0.1:${world.runtime.pods()[0].ports[0]}/`, rate: 100 });
        await world.until("grown", () => replicas() === 3);
        assert.equal(list(statusOf(current()), "currentMetrics").length, 1);
        await load.stop();
        await world.until("shrunk", () => replicas() === 1);
    });
});

describe("disruption budgets and quotas", () => {
    let world: World;

    beforeEach(() => {
        world = new World().start();
        world.namespace("blue");
    });

    afterEach(() => world.stop());

    const budget = (): Props => {
        const { conditions, ...figures } = statusOf(
            world.cluster.need(keyIn("policy/v1", "PodDisruptionBudget", "blue", "api-gateway")),
        );
        return { ...figures, reason: records({ conditions: conditions ?? [] }, "conditions")[0]?.["reason"] ?? null };
    };
    const guard = (spec: Props): void =>
        void world.create({
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "api-gateway", namespace: "blue" },
            spec: { selector: { matchLabels: { "app.kubernetes.io/name": "api-gateway" } }, ...spec },
        });

    it("allow as many disruptions as there are pods to spare", async () => {
        guard({ maxUnavailable: 1 });
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 3 }));
        await world.until("enough", () => budget()["disruptionsAllowed"] === 1);
        assert.deepEqual(budget(), {
            observedGeneration: 1,
            expectedPods: 3,
            currentHealthy: 3,
            desiredHealthy: 2,
            disruptionsAllowed: 1,
            reason: "SufficientPods",
        });
        world.cluster.delete({ apiVersion: "v1", kind: "Pod", namespace: "blue", name: world.pods("blue")[0].metadata.name });
        await world.until("none to spare", () => budget()["disruptionsAllowed"] === 0);
        assert.deepEqual(budget(), {
            observedGeneration: 1,
            expectedPods: 3,
            currentHealthy: 2,
            desiredHealthy: 2,
            disruptionsAllowed: 0,
            reason: "InsufficientPods",
        });
    });

    it("count a percentage of what shall run, rounded up", async () => {
        guard({ minAvailable: "50%" });
        world.create(
            deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", "neverready"), replicas: 3 }),
        );
        await world.until("known", () => budget()["expectedPods"] === 3);
        assert.deepEqual([budget()["desiredHealthy"], budget()["currentHealthy"]], [2, 0]);
    });

    it("keep the used part of a quota, also after deletions", async () => {
        const hard = { "requests.cpu": "2", "limits.memory": "1Gi", "pods": "5", "count/deployments.apps": "2", "services": "3" };
        world.create({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "quota", namespace: "blue" }, spec: { hard } });
        const used = (): Props =>
            (statusOf(world.cluster.need(keyIn("v1", "ResourceQuota", "blue", "quota")))["used"] as Props | undefined) ?? {};
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 2 }));
        await world.until("used", () => used()["pods"] === "2");
        assert.deepEqual(used(), {
            "requests.cpu": "200m",
            "limits.memory": "256Mi",
            "pods": "2",
            "count/deployments.apps": "1",
            "services": "0",
        });
        world.cluster.delete(keyIn("apps/v1", "Deployment", "blue", "api-gateway"));
        await world.until("free", () => used()["pods"] === "0");
        assert.deepEqual([used()["requests.cpu"], used()["count/deployments.apps"]], ["0", "0"]);
    });
});
