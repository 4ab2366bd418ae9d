import { strict as assert } from "node:assert";
import { Draft, Props, record, records } from "../../../../simulator/cloud/values";
import { conditionOf, KubeObject, specOf, statusOf } from "../../../../simulator/kubernetes/api/types";
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
    const complete = (): boolean => conditionOf(current(), "Progressing")?.reason === "NewReplicaSetAvailable"
        && statusOf(current())["observedGeneration"] === current().metadata["generation"];
    const release = (image: string): void => {
        const object = current();
        const template = record(specOf(object), "template");
        const container: Props = { ...records(record(template, "spec"), "containers")[0], image };
        const spec: Draft = { ...specOf(object), template: { ...template, spec: { ...record(template, "spec"), containers: [container] } } };
        world.cluster.update({ ...object, spec }, "pulumi");
    };

    it("become available through pods that answer their probes", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 3 }));
        await world.until("complete", complete);
        const { conditions, ...status } = statusOf(current());
        assert.deepEqual(status, {
            observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, unavailableReplicas: 0,
        });
        const set = world.cluster.list("apps/v1", "ReplicaSet", "blue")[0];
        assert.deepEqual(records({ conditions }, "conditions").map(({ type, status: is, reason, message }) => [type, is, reason, message]), [
            ["Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."],
            ["Progressing", "True", "NewReplicaSetAvailable", `ReplicaSet "${set.metadata.name}" has successfully progressed.`],
        ]);
        const zones = world.runtime.pods().map((pod) => pod.zone).sort();
        assert.equal(new Set(zones).size, 2);
        assert.deepEqual(world.errors, []);
    });
});
