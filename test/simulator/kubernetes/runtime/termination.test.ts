import { strict as assert } from "node:assert";
import { record, records } from "../../../../simulator/cloud/values";
import { interfacesIn } from "../../../../simulator/aws/ec2/interfaces";
import { interfaceType } from "../../../../simulator/aws/ec2/interfaces";
import { isDeleting, KubeObject } from "../../../../simulator/kubernetes/api/types";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { sliceKey } from "../../../../simulator/kubernetes/runtime/pod-network";
import { podKey } from "../../../../simulator/kubernetes/runtime/pod-spec";
import { deployment, getLocal, keyIn, service, World } from "../world";

describe("the end of a pod", () => {
    let world: World;

    beforeEach(() => {
        world = new World({ pace: 0.02 }).start();
        world.namespace("blue");
    });

    afterEach(() => world.stop());

    const pod = (): KubeObject => world.pods("blue")[0];
    const readyIn = (name: string): boolean =>
        world.pods(name).length > 0 && world.pods(name).every((each) => isTrue(each, "Ready"));
    const endpoints = (): readonly (readonly [unknown, unknown, unknown])[] => {
        const slice = world.cluster.get(sliceKey(world.cluster.need(keyIn("v1", "Service", "blue", "api-gateway"))));
        return records(slice ?? {}, "endpoints")
            .map((each) => record(each, "conditions"))
            .map(({ ready, serving, terminating }) => [ready, serving, terminating] as const);
    };

    it("takes it out of its Service at once, while it serves on through its preStop hook", async () => {
        world.create(service("blue", "api-gateway"));
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), preStop: 10, replicas: 1 }));
        await world.until("ready", () => readyIn("blue") && endpoints().some(([ready]) => ready === true));
        assert.deepEqual(endpoints(), [[true, true, false]]);
        const [
            {
                ports: [port],
                name,
            },
        ] = world.runtime.pods();
        const began = performance.now();
        world.cluster.delete(podKey(pod()));
        await world.until("out", () => endpoints().some(([ready, , terminating]) => ready === false && terminating === true));
        assert.ok(performance.now() - began < 100);
        assert.equal((await getLocal({ port, path: "/", timeout: 1000 })).status, 200);
        await world.until("gone", () => !world.pods("blue").some((each) => each.metadata.name === name));
        assert.ok(performance.now() - began >= 195, "10 s at a pace of 0.02 are 200 ms");
        await assert.rejects(getLocal({ port, path: "/", timeout: 1000 }), { code: "ECONNREFUSED" });
        await world.until("replaced", () => world.pods("blue").length === 1 && readyIn("blue"));
        assert.notEqual(pod().metadata.name, name);
    });

    it("lets a request under way finish, however short the cluster's time is made", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", "slow:400ms"), grace: 5 }));
        await world.until("ready", () => readyIn("blue"));
        const [
            {
                ports: [port],
            },
        ] = world.runtime.pods();
        const answer = getLocal({ port, path: "/", timeout: 2000 });
        // the request has to be there before the pod is told to stop
        await new Promise((resolve) => setTimeout(resolve, 100));
        world.cluster.delete(keyIn("apps/v1", "Deployment", "blue", "api-gateway"));
        const { status, headers } = await answer;
        assert.deepEqual([status, headers["connection"]], [200, "close"]);
        await world.until("gone", () => world.pods("blue").length === 0);
    });

    it("kills what is not done when the grace is over", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", "slow:30s"), grace: 1 }));
        await world.until("ready", () => readyIn("blue"));
        const [
            {
                ports: [port],
            },
        ] = world.runtime.pods();
        const answer = assert.rejects(getLocal({ port, path: "/", timeout: 5000 }), { code: "ECONNRESET" });
        await new Promise((resolve) => setTimeout(resolve, 50));
        const began = performance.now();
        world.cluster.delete(keyIn("apps/v1", "Deployment", "blue", "api-gateway"));
        await answer;
        const took = performance.now() - began;
        assert.ok(took > 900 && took < 2000, `${took} ms`);
    });

    it("of a pod that crashes meanwhile needs no second stop", async () => {
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway", "2.0.0", "crashloop") }));
        await world.until("crashed", () =>
            world.cluster.list("v1", "Event", "blue").some((event) => event["reason"] === "BackOff"),
        );
        world.cluster.delete(keyIn("apps/v1", "Deployment", "blue", "api-gateway"));
        await world.until("gone", () => world.pods("blue").length === 0);
    });

    it("empties a namespace that is deleted, and gives the addresses back", async () => {
        world.create(service("blue", "api-gateway"));
        world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas: 2, preStop: 2 }));
        await world.until("ready", () => world.pods("blue").length === 2 && readyIn("blue"));
        assert.equal(interfacesIn(world.cloud, {}).length, 4);
        const freed = new Promise<void>((resolve) =>
            world.cloud.on("changed", (type) => {
                if (type === interfaceType && interfacesIn(world.cloud, {}).length === 2) resolve();
            }),
        );
        world.cluster.delete({ apiVersion: "v1", kind: "Namespace", name: "blue" });
        await world.until("gone", () => world.cluster.get({ apiVersion: "v1", kind: "Namespace", name: "blue" }) === undefined);
        await freed;
        assert.deepEqual(world.endpoints.addresses(), []);
        assert.deepEqual(world.runtime.pods(), []);
    });
});

describe("a restart of the simulated cloud", () => {
    it("runs the pods again under their names and addresses, and nothing is left of the first life", async () => {
        const first = new World().start();
        first.namespace("blue");
        first.create(deployment("blue", "api-gateway", { image: first.image("api-gateway"), replicas: 2 }));
        const ready = (world: World): boolean =>
            world.runtime.pods().length === 2 &&
            world.runtime.pods().every((each) => each.ports.length === 1) &&
            world.pods("blue").every((each) => isTrue(each, "Ready"));
        await first.until("ready", () => ready(first));
        const before = first.runtime.pods().map(({ name, ip, zone }) => ({ name, ip, zone }));
        const ports = first.runtime.pods().map((each) => each.ports[0]);
        first.stop();
        assert.equal(interfacesIn(first.cloud, {}).length, 4, "two nodes and two pods");
        for (const port of ports) await assert.rejects(getLocal({ port, path: "/", timeout: 1000 }), { code: "ECONNREFUSED" });
        const second = new World({ store: first.store }).start();
        try {
            await second.until("ready again", () => ready(second));
            assert.deepEqual(
                second.runtime.pods().map(({ name, ip, zone }) => ({ name, ip, zone })),
                before,
            );
            assert.equal(second.endpoints.addresses().length, 2);
        } finally {
            second.stop();
        }
    });

    it("ends pods that were being stopped when the first one ended", async () => {
        const first = new World().start();
        first.namespace("blue");
        first.create(deployment("blue", "api-gateway", { image: first.image("api-gateway"), preStop: 300, grace: 400 }));
        await first.until("ready", () => first.pods("blue").some((each) => isTrue(each, "Ready")));
        first.cluster.delete(keyIn("apps/v1", "Deployment", "blue", "api-gateway"));
        await first.until("stopping", () => first.pods("blue").some(isDeleting));
        first.stop();
        const second = new World({ store: first.store }).start();
        try {
            await second.until("gone", () => second.pods("blue").length === 0);
        } finally {
            second.stop();
        }
    });
});
