import { strict as assert } from "node:assert";
import { Draft, Props, record, records } from "../../../../simulator/cloud/values";
import { annotationsOf, conditionOf, KubeObject, specOf, statusOf } from "../../../../simulator/kubernetes/api/types";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { deployment, keyIn, World } from "../world";

const key = keyIn("apps/v1", "Deployment", "blue", "api-gateway");

describe("Deployments", () => {
    let world: World;

    beforeEach(() => {
        world = new World().start();
        world.namespace("blue");
    });

    afterEach(() => world.stop());

    const current = (): KubeObject => world.cluster.need(key);
    const progressing = (): string => conditionOf(current(), "Progressing")?.reason ?? "";
    const complete = (): boolean =>
        progressing() === "NewReplicaSetAvailable" &&
        statusOf(current())["observedGeneration"] === current().metadata["generation"];
    const sets = (): readonly KubeObject[] => world.cluster.list("apps/v1", "ReplicaSet", "blue");
    const readyPods = (): number => world.pods("blue").filter((pod) => isTrue(pod, "Ready")).length;

    function change(spec: Props): void {
        world.cluster.update({ ...current(), spec: { ...specOf(current()), ...spec } }, "pulumi");
    }

    function release(image: string): void {
        const template = record(specOf(current()), "template");
        const container: Props = { ...records(record(template, "spec"), "containers")[0], image };
        const pod: Draft = { ...record(template, "spec"), containers: [container] };
        change({ template: { ...template, spec: pod } });
    }

    it("become available through pods that answer their probes", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 3 }));
        await world.until("complete", complete);
        const { conditions, ...status } = statusOf(current());
        assert.deepEqual(status, {
            observedGeneration: 1,
            replicas: 3,
            updatedReplicas: 3,
            readyReplicas: 3,
            availableReplicas: 3,
            unavailableReplicas: 0,
        });
        assert.deepEqual(
            records({ conditions }, "conditions").map(({ type, status: is, reason, message }) => [type, is, reason, message]),
            [
                ["Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."],
                [
                    "Progressing",
                    "True",
                    "NewReplicaSetAvailable",
                    `ReplicaSet "${sets()[0].metadata.name}" has successfully progressed.`,
                ],
            ],
        );
        assert.equal(annotationsOf(current())["deployment.kubernetes.io/revision"], "1");
        assert.equal(new Set(world.runtime.pods().map((pod) => pod.zone)).size, 2);
        assert.deepEqual(world.errors, []);
    });

    it("roll without ever running fewer pods than allowed, and count revisions", async () => {
        const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 3, strategy }));
        await world.until("complete", complete);
        const [least, most] = [[] as number[], [] as number[]];
        world.cluster.on("changed", ({ kind }) => {
            if (kind !== "Pod") return;
            least.push(readyPods());
            most.push(world.pods("blue").filter((pod) => pod.metadata["deletionTimestamp"] === undefined).length);
        });
        release(world.image("api-gateway", "1.1.0"));
        await world.until("complete", complete);
        assert.deepEqual([Math.min(...least), Math.max(...most)], [3, 4]);
        assert.deepEqual(
            sets().map((set) => [specOf(set)["replicas"], annotationsOf(set)["deployment.kubernetes.io/revision"]]),
            [
                [0, "1"],
                [3, "2"],
            ],
        );
        await world.until("only new pods", () => world.pods("blue").length === 3);
        release(world.image("api-gateway", "1.0.0"));
        await world.until("complete", complete);
        assert.deepEqual(
            sets().map((set) => [specOf(set)["replicas"], annotationsOf(set)["deployment.kubernetes.io/revision"]]),
            [
                [3, "3"],
                [0, "2"],
            ],
        );
    });

    it("keep the old pods when the new ones never become ready, and say so after the deadline", async () => {
        const strategy = { rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } };
        world.create(
            deployment("blue", "api-gateway", {
                image: world.image("api-gateway"),
                replicas: 2,
                strategy,
                spec: { progressDeadlineSeconds: 20 },
            }),
        );
        await world.until("complete", complete);
        release(world.image("api-gateway", "1.2.0", "neverready"));
        await world.until("deadline", () => progressing() === "ProgressDeadlineExceeded");
        const { status, message } = conditionOf(current(), "Progressing") ?? {};
        assert.deepEqual([status, message], ["False", `ReplicaSet "${sets()[1].metadata.name}" has timed out progressing.`]);
        assert.equal(conditionOf(current(), "Available")?.status, "True");
        assert.deepEqual([statusOf(current())["readyReplicas"], statusOf(current())["updatedReplicas"]], [2, 1]);
        release(world.image("api-gateway", "1.1.0"));
        await world.until("recovered", () => complete() && statusOf(current())["updatedReplicas"] === 2);
    });

    it("with Recreate stop every old pod before the first new one", async () => {
        world.create(
            deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 2, strategy: { type: "Recreate" } }),
        );
        await world.until("complete", complete);
        let together = false;
        world.cluster.on("changed", () => {
            const hashes = world.pods("blue").map((pod) => record(pod.metadata, "labels")["pod-template-hash"]);
            together ||= new Set(hashes).size > 1;
        });
        release(world.image("api-gateway", "1.1.0"));
        await world.until("complete", () => complete() && specOf(sets()[1] ?? current())["replicas"] === 2);
        assert.equal(together, false);
    });

    it("follow a change of replicas, and shrink by the pods that would be missed least", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 2 }));
        await world.until("complete", complete);
        const before = world.pods("blue").map((pod) => pod.metadata.name);
        change({ replicas: 4 });
        await world.until("four", () => statusOf(current())["readyReplicas"] === 4);
        change({ replicas: 0 });
        await world.until("none", () => world.pods("blue").length === 0 && statusOf(current())["replicas"] === 0);
        assert.equal(sets().length, 1);
        assert.equal(before.length, 2);
        assert.equal(conditionOf(current(), "Available")?.status, "True");
    });

    it("wait for minReadySeconds before a pod counts as available", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), spec: { minReadySeconds: 30 } }));
        await world.until("ready", () => statusOf(current())["readyReplicas"] === 1);
        assert.equal(statusOf(current())["availableReplicas"], 0);
        const began = performance.now();
        await world.until("available", () => statusOf(current())["availableReplicas"] === 1);
        assert.ok(performance.now() - began > 200, "30 s at a pace of 0.01 are 300 ms");
    });

    it("pass on why a pod was refused", async () => {
        world.create({
            apiVersion: "v1",
            kind: "ResourceQuota",
            metadata: { name: "few", namespace: "blue" },
            spec: { hard: { pods: "1" } },
        });
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 2 }));
        await world.until("failed", () => conditionOf(current(), "ReplicaFailure") !== undefined && readyPods() === 1);
        const { status, reason, message } = conditionOf(current(), "ReplicaFailure") ?? {};
        assert.deepEqual([status, reason], ["True", "FailedCreate"]);
        assert.equal(
            message,
            `pods "${sets()[0].metadata.name}-" is forbidden: ` +
                "exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1",
        );
        world.cluster.delete(keyIn("v1", "ResourceQuota", "blue", "few"));
        await world.until("whole", () => readyPods() === 2 && conditionOf(current(), "ReplicaFailure") === undefined);
    });

    it("paused make no new ReplicaSet", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway") }));
        await world.until("complete", complete);
        change({ paused: true });
        release(world.image("api-gateway", "1.1.0"));
        await world.until("seen", () => statusOf(current())["observedGeneration"] === current().metadata["generation"]);
        assert.equal(sets().length, 1);
        change({ paused: false });
        await world.until("rolled", () => complete() && sets().length === 2 && specOf(sets()[1])["replicas"] === 1);
    });
});
