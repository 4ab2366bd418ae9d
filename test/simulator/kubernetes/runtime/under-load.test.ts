import { strict as assert } from "node:assert";
import { Draft, Props, record, records } from "../../../../simulator/cloud/values";
import { conditionOf, specOf, statusOf } from "../../../../simulator/kubernetes/api/types";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { Load, startLoad } from "../../../../tools/load/load";
import { binding, deployment, keyIn, service, World } from "../world";

const calls: { readonly [service: string]: readonly string[] } = { "api-gateway": ["order-execution"], "order-execution": [] };

describe("under a steady load through the load balancer", () => {
    let world: World;
    let groups: { readonly [color: string]: string };
    let load: Load;

    /** Two slots of two services; traffic goes to blue. */
    beforeEach(async () => {
        world = new World({ nodes: 3, shortestDrain: 1000 }).start();
        groups = { blue: world.targetGroup("blue"), green: world.targetGroup("green") };
        for (const color of ["blue", "green"]) {
            world.namespace(color, { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" });
            for (const name of Object.keys(calls)) {
                world.create(service(color, name));
                if (name === "api-gateway") world.create(binding(color, name, groups[color]));
                const env = Object.fromEntries(
                    calls[name].map((callee, index) => [`COLORWAY_URL_${index}`, `http://${callee}:8080`]),
                );
                // as long as deregistration, propagation and a request take
                const options = { image: world.image(name), replicas: 2, env, preStop: 20, grace: 60 };
                world.create(
                    deployment(color, name, { ...options, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } }),
                );
            }
        }
        await world.until("both slots", () => {
            const pods = world.cluster.list("v1", "Pod");
            return pods.length === 8 && pods.every((pod) => isTrue(pod, "Ready"));
        });
        const url = await world.serve({ [groups.blue]: 100, [groups.green]: 0 });
        load = startLoad({ url: `${url}/`, rate: 100 });
        await new Promise((resolve) => load.once("second", resolve));
    });

    afterEach(async () => {
        await load.stop();
        world.stop();
        await world.dataPlane.stop();
    });

    const complete = (color: string, name: string): boolean => {
        const object = world.cluster.need(keyIn("apps/v1", "Deployment", color, name));
        return (
            conditionOf(object, "Progressing")?.reason === "NewReplicaSetAvailable" &&
            statusOf(object)["observedGeneration"] === object.metadata["generation"]
        );
    };

    it("a rolling update of every service of the live slot loses no request", async () => {
        for (const name of Object.keys(calls)) {
            const object = world.cluster.need(keyIn("apps/v1", "Deployment", "blue", name));
            const template = record(specOf(object), "template");
            const container: Props = { ...records(record(template, "spec"), "containers")[0], image: world.image(name, "1.1.0") };
            const spec: Draft = { ...record(template, "spec"), containers: [container] };
            world.cluster.update({ ...object, spec: { ...specOf(object), template: { ...template, spec } } }, "pulumi");
        }
        await world.until(
            "rolled",
            () => Object.keys(calls).every((name) => complete("blue", name)) && world.pods("blue").length === 4,
        );
        const report = await load.stop();
        assert.deepEqual([report.failed, report.crossed, Object.keys(report.colors)], [0, 0, ["blue"]], JSON.stringify(report));
        assert.deepEqual(Object.keys(report.versions), ["1.0.0", "1.1.0"]);
    });

    it("a flip and the removal of the old slot lose no request, and no call crosses the colors", async () => {
        world.shift({ [groups.blue]: 0, [groups.green]: 100 });
        // deleting a namespace takes its Services at once: what is under way has to be answered before
        await new Promise<void>((resolve) =>
            load.on("second", ({ colors }) => {
                if (Object.keys(colors).join() === "green") resolve();
            }),
        );
        world.cluster.delete({ apiVersion: "v1", kind: "Namespace", name: "blue" });
        await world.until(
            "only green",
            () => world.cluster.get({ apiVersion: "v1", kind: "Namespace", name: "blue" }) === undefined,
        );
        const report = await load.stop();
        assert.deepEqual(
            [report.failed, report.crossed, Object.keys(report.colors)],
            [0, 0, ["blue", "green"]],
            JSON.stringify(report),
        );
    });
});
