import { strict as assert } from "node:assert";
import { list, optionalText, Props, records } from "../../../../simulator/cloud/values";
import { conditionOf, finalizersOf, isDeleting, KubeObject, specOf, statusOf } from "../../../../simulator/kubernetes/api/types";
import { isTrue } from "../../../../simulator/kubernetes/runtime/conditions";
import { podKey } from "../../../../simulator/kubernetes/runtime/pod-spec";
import { binding, deployment, keyIn, service, World } from "../world";

const gate = "target-health.elbv2.k8s.aws/api-gateway";
const api = "elbv2.k8s.aws/v1beta1";
const labels = { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" };

describe("TargetGroupBindings", () => {
    let world: World;

    beforeEach(() => {
        world = new World().start();
    });

    afterEach(() => world.stop());

    const pods = (): readonly KubeObject[] => world.pods("blue");
    const gates = (pod: KubeObject): readonly unknown[] =>
        records(specOf(pod), "readinessGates").map((each) => each["conditionType"]);
    const states = (arn: string): readonly string[] =>
        world.targets
            .health(arn)
            .map(({ state }) => state)
            .sort();
    const bound = (): KubeObject => world.cluster.need(keyIn(api, "TargetGroupBinding", "blue", "api-gateway"));
    const deploy = (replicas = 1): void =>
        void world.create(deployment("blue", "api-gateway", { image: world.image("api-gateway"), replicas, preStop: 5 }));

    it("register pods and open their readiness gates when the load balancer finds them healthy", async () => {
        const arn = world.targetGroup("blue");
        world.namespace("blue", labels);
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        deploy(2);
        await world.until("containers ready", () => pods().length === 2 && pods().every((pod) => isTrue(pod, "ContainersReady")));
        assert.deepEqual(pods().map(gates), [[gate], [gate]]);
        await world.until("ready", () => pods().every((pod) => isTrue(pod, "Ready")));
        assert.deepEqual(states(arn), ["healthy", "healthy"]);
        assert.deepEqual(
            world.targets
                .health(arn)
                .map(({ zone }) => zone)
                .sort(),
            ["us-east-1a", "us-east-1b"],
        );
        assert.equal(conditionOf(pods()[0], gate)?.status, "True");
        assert.deepEqual([finalizersOf(bound()), statusOf(bound())], [["elbv2.k8s.aws/resources"], { observedGeneration: 1 }]);
        assert.deepEqual(world.errors, []);
    });

    it("never open the gate of a pod whose target group is in no rule", async () => {
        const arn = world.targetGroup("blue", false);
        world.namespace("blue", labels);
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        deploy();
        await world.until("told", () => pods().some((pod) => conditionOf(pod, gate)?.status === "False"));
        const [pod] = pods();
        const { reason, message } = conditionOf(pod, gate) ?? {};
        assert.deepEqual(
            [reason, message],
            ["Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"],
        );
        const shut = `the status of pod readiness gate "${gate}" is not "True", but False`;
        await world.until("waiting for the gate", () => conditionOf(pods()[0], "Ready")?.message === shut);
        assert.equal(conditionOf(pods()[0], "Ready")?.reason, "ReadinessGatesNotReady");
        assert.deepEqual(states(arn), ["unused"]);
        world.targetGroup("blue", true);
        await world.until("ready", () => pods().every((each) => isTrue(each, "Ready")));
    });

    it("inject gates only into pods that come later, in namespaces that ask for it, with the controller installed", async () => {
        const arn = world.targetGroup("blue");
        /** Gates of the pod that comes when the present one is deleted. */
        const next = async (): Promise<number> => {
            const [old] = pods();
            world.cluster.delete(podKey(old), { gracePeriodSeconds: 0 });
            await world.until("next pod", () => pods().some((pod) => pod.metadata.uid !== old.metadata.uid && !isDeleting(pod)));
            return gates(pods()[0]).length;
        };
        const label = (value: Props): void => {
            const namespace = world.cluster.need({ apiVersion: "v1", kind: "Namespace", name: "blue" });
            world.cluster.update({ ...namespace, metadata: { ...namespace.metadata, labels: value } });
        };
        world.namespace("blue", labels);
        world.create(service("blue", "api-gateway"));
        deploy();
        await world.until("pod", () => pods().length === 1);
        assert.equal(await next(), 0, "no binding");
        world.create(binding("blue", "api-gateway", arn));
        assert.equal(gates(pods()[0]).length, 0, "the pod is older than the binding");
        assert.equal(await next(), 1);
        label({});
        assert.equal(await next(), 0, "the namespace does not ask for it");
        label(labels);
        assert.equal(await next(), 1);
        world.installed = false;
        assert.equal(await next(), 0, "no controller");
        world.installed = true;
        world.cluster.delete(keyIn("v1", "Service", "blue", "api-gateway"));
        assert.equal(await next(), 0, "no Service");
    });

    it("deregister a pod as soon as it is told to stop, in parallel with its preStop hook", async () => {
        const arn = world.targetGroup("blue");
        world.namespace("blue", labels);
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        deploy();
        await world.until("ready", () => pods().some((pod) => isTrue(pod, "Ready")));
        const [{ ip, name }] = world.runtime.pods();
        world.cluster.delete(podKey(pods()[0]));
        await world.until("draining", () => world.targets.health(arn).some(({ id, state }) => id === ip && state === "draining"));
        assert.ok(
            world.runtime.pods().some((pod) => pod.name === name),
            "it is still serving",
        );
        await world.until(
            "replaced",
            () => pods().length === 1 && isTrue(pods()[0], "Ready") && world.targets.health(arn).every(({ id }) => id !== ip),
        );
    });

    it("empty their target group before they go", async () => {
        const arn = world.targetGroup("blue");
        world.namespace("blue", labels);
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        deploy();
        await world.until("ready", () => pods().some((pod) => isTrue(pod, "Ready")));
        world.cluster.delete(keyIn(api, "TargetGroupBinding", "blue", "api-gateway"));
        assert.equal(isDeleting(bound()), true);
        await world.until("gone", () => world.get(api, "TargetGroupBinding", "blue", "api-gateway") === undefined);
        assert.deepEqual(states(arn), ["draining"]);
        await world.until("empty", () => world.targets.health(arn).length === 0);
    });

    it("stay for ever where the controller has gone before them", async () => {
        const arn = world.targetGroup("blue");
        world.namespace("blue", labels);
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        await world.until("held", () => finalizersOf(bound()).length === 1);
        world.installed = false;
        world.cluster.delete(keyIn(api, "TargetGroupBinding", "blue", "api-gateway"));
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        assert.deepEqual([isDeleting(bound()), finalizersOf(bound())], [true, ["elbv2.k8s.aws/resources"]]);
        world.installed = true;
        world.create({ apiVersion: "v1", kind: "Secret", metadata: { name: "release", namespace: "kube-system" } });
        await world.until("gone", () => world.get(api, "TargetGroupBinding", "blue", "api-gateway") === undefined);
    });

    it("go without a fuss where their target group is gone already", async () => {
        const arn = world.targetGroup("blue");
        world.namespace("blue");
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        await world.until("held", () => finalizersOf(bound()).length === 1);
        world.cloud.remove("aws:lb/targetGroup:TargetGroup", arn);
        world.cluster.delete(keyIn(api, "TargetGroupBinding", "blue", "api-gateway"));
        await world.until("gone", () => world.get(api, "TargetGroupBinding", "blue", "api-gateway") === undefined);
    });

    it("say what is wrong with them, and work once it is right", async () => {
        const arn = world.targetGroup("blue");
        world.namespace("blue");
        world.create(binding("blue", "api-gateway", arn));
        const told = (): readonly (string | undefined)[] =>
            world.cluster
                .list("v1", "Event", "blue")
                .filter(({ reason }) => reason === "FailedReconcile")
                .map((event) => optionalText(event, "message"));
        await world.until("no service", () => told().length > 0);
        assert.deepEqual(told(), [`NotFound: services "api-gateway" not found`]);
        world.create(service("blue", "api-gateway"));
        deploy();
        await world.until("registered", () => world.targets.health(arn).some(({ state }) => state === "healthy"));
        assert.equal(list(statusOf(pods()[0]), "conditions").length > 0, true);
    });

    it("take over their whole group", async () => {
        const arn = world.targetGroup("blue");
        world.targets.register(arn, { id: "10.0.0.99", port: 80 });
        world.namespace("blue");
        world.create(service("blue", "api-gateway"));
        world.create(binding("blue", "api-gateway", arn));
        await world.until("out", () => world.targets.health(arn).every(({ state }) => state === "draining"));
    });
});
