import { strict as assert } from "node:assert";
import { InitializationFailed } from "../../../../simulator/cloud/errors";
import { Props, record } from "../../../../simulator/cloud/values";
import { Account, installController } from "../clusters";
import { autoscaler, changed, deployment, quota, service, targetGroupBinding } from "../manifests";
import { FakeRollout, made } from "./fake-controllers";
import { Resource } from "./harness";

const type = "kubernetes:apps/v1:Deployment";

/** What a promise fails with. */
async function failure(promise: Promise<unknown>): Promise<InitializationFailed> {
    const error: unknown = await promise.then(
        () => assert.fail("did not fail"),
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof InitializationFailed, String(error));
    return error;
}

function slice(ready: boolean): Parameters<Account["cluster"]["create"]>[0] {
    return {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        addressType: "IPv4",
        metadata: { namespace: "blue", name: "gateway-1", labels: { "kubernetes.io/service-name": "gateway" } },
        endpoints: [{ addresses: ["10.0.0.9"], conditions: { ready } }],
    };
}

describe("A Deployment", () => {
    it("is made when its pods are ready", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), type);
        const making = resource.create(deployment);
        await made(account.cluster, "Deployment");
        const rollout = new FakeRollout(account.cluster, "gateway");
        rollout.step(1, 1, [
            ["Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."],
        ]);
        assert.equal(resource.id, "");
        rollout.complete(1);
        assert.equal((await making).id, "blue/gateway");
        assert.equal((resource.state["status"] as Props)["observedGeneration"], 1);
    });

    it("that its pods keep from being ready stays, with namespace, pod and reason, and the next update tries again", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), type);
        const making = resource.create(deployment, { timeout: 300 });
        await made(account.cluster, "Deployment");
        const rollout = new FakeRollout(account.cluster, "gateway");
        const set = rollout.step(1, 0, [
            ["Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."],
        ]);
        rollout.pod(set, {
            phase: "Pending",
            conditions: [
                { type: "PodScheduled", status: "True" },
                { type: "Initialized", status: "True" },
                {
                    type: "Ready",
                    status: "False",
                    reason: "ContainersNotReady",
                    message: "containers with unready status: [gateway]",
                },
            ],
            containerStatuses: [
                {
                    name: "gateway",
                    ready: false,
                    state: { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "x"' } },
                },
            ],
        });
        const failed = await failure(making);
        assert.deepEqual(
            [failed.id, failed.reasons],
            [
                "blue/gateway",
                [
                    "resource \"urn:pulumi:dev::colorway::kubernetes:apps/v1:Deployment::gateway\" was successfully " +
                        "created, but the Kubernetes API server reported that it failed to fully initialize or become " +
                        "live: 'gateway' timed out waiting to be Ready",
                    "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
                    "Minimum number of live Pods was not attained",
                    '[Pod blue/gateway-1-x]: containers with unready status: [gateway][ImagePullBackOff] Back-off ' +
                        'pulling image "x"',
                ],
            ],
        );
        Object.assign(resource, { id: failed.id, state: failed.properties, inputs: failed.inputs });
        const news = changed(deployment, "spec/template/spec/containers/0/image", "nginx:1.29");
        const updating = resource.update(news);
        await made(account.cluster, "Deployment");
        rollout.complete(2);
        await updating;
        assert.deepEqual((await resource.diff(news)).changes, {});
    });

    it("is waited for no longer once the engine cancels, and is there with what it lacks", async () => {
        const account = new Account();
        const session = account.session();
        const making = failure(new Resource(session, type).create(deployment));
        await made(account.cluster, "Deployment");
        session.cancel?.();
        const { id, reasons } = await making;
        assert.equal(id, "blue/gateway");
        assert.match(reasons[0] ?? "", /: Resource operation was cancelled for "gateway"$/);
    });

    it("that goes is waited for no longer either", async () => {
        const account = new Account();
        const session = account.session();
        const resource = new Resource(session, type);
        const rollout = new FakeRollout(account.cluster, "gateway");
        const making = resource.create({ ...deployment, metadata: { ...record(deployment, "metadata"), finalizers: ["example.com/held"] } });
        await made(account.cluster, "Deployment");
        rollout.complete(1);
        await making;
        const going = resource.delete();
        session.cancel?.();
        await assert.rejects(going, { message: 'Resource operation was cancelled for "gateway"' });
    });

    it("is rolled out only when the new ReplicaSet is complete", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), type);
        const rollout = new FakeRollout(account.cluster, "gateway");
        const making = resource.create(deployment);
        await made(account.cluster, "Deployment");
        rollout.complete(1);
        await making;
        const updating = failure(
            resource.update(changed(deployment, "spec/template/spec/containers/0/image", "nginx:1.29"), { timeout: 200 }),
        );
        await made(account.cluster, "Deployment");
        rollout.step(2, 1, [
            ["Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."],
            ["Progressing", "False", "ProgressDeadlineExceeded", 'ReplicaSet "gateway-2" has timed out progressing.'],
        ]);
        assert.deepEqual((await updating).reasons, [
            "the Kubernetes API server reported that \"blue/gateway\" failed to fully initialize or become live: " +
                "'gateway' timed out waiting to be Ready",
            '[ProgressDeadlineExceeded] ReplicaSet "gateway-2" has timed out progressing.',
            "Minimum number of Pods to consider the application live was not attained",
        ]);
    });

    it("is not waited for when the program says so", async () => {
        const resource = new Resource(new Account().session(), type);
        assert.equal(
            (await resource.create(changed(deployment, "metadata/annotations", { "pulumi.com/skipAwait": "true" }))).id,
            "blue/gateway",
        );
    });

    it("takes its time from the annotation", async () => {
        const resource = new Resource(new Account().session(), type);
        const started = Date.now();
        await failure(resource.create(changed(deployment, "metadata/annotations", { "pulumi.com/timeoutSeconds": "20" })));
        assert.ok(Date.now() - started < 1000);
    });

    it("found unready by a refresh says so", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), type);
        const making = resource.create(deployment);
        await made(account.cluster, "Deployment");
        const rollout = new FakeRollout(account.cluster, "gateway");
        rollout.complete(1);
        await making;
        rollout.step(1, 0, [
            ["Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."],
        ]);
        const reasons = (await failure(resource.refresh())).reasons;
        assert.equal(reasons[0], "Resource 'gateway' was created but failed to initialize");
    });
});

describe("A Service", () => {
    const token = "kubernetes:core/v1:Service";

    it("waits for endpoints that are ready and settled", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), token);
        const making = resource.create(service, { timeout: 60_000 });
        await made(account.cluster, "Service");
        const endpoints = account.cluster.create(slice(false));
        setTimeout(() => account.cluster.update({ ...endpoints, ...slice(true), metadata: endpoints.metadata }), 20);
        const started = Date.now();
        await making;
        assert.ok(Date.now() - started >= 15, "before the endpoint was ready");
    });

    it("fails while an endpoint is not ready", async () => {
        const account = new Account();
        account.cluster.create(slice(false));
        const failed = await failure(new Resource(account.session(), token).create(service, { timeout: 300 }));
        assert.deepEqual(failed.reasons.slice(1), [
            "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match " +
                "labels on any Pods",
        ]);
    });

    it("without selector waits for nobody", async () => {
        const resource = new Resource(new Account().session(), token);
        assert.equal((await resource.create(changed(service, "spec/selector", undefined))).id, "blue/gateway");
    });
});

describe("pulumi.com/waitFor", () => {
    const token = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
    const key = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", namespace: "blue", name: "gateway" };
    const waiting = (expression: string): Props =>
        changed(autoscaler, "metadata/annotations", { "pulumi.com/waitFor": expression });

    for (const [expression, status] of [
        ["condition=ScalingActive", { conditions: [{ type: "ScalingActive", status: "True" }] }],
        ["condition=ScalingLimited=False", { conditions: [{ type: "ScalingLimited", status: "False" }] }],
        ["jsonpath={.status.desiredReplicas}=3", { desiredReplicas: 3 }],
        [
            'jsonpath={.status.conditions[?(@.type=="AbleToScale")].status}=True',
            { conditions: [{ type: "AbleToScale", status: "True" }] },
        ],
        [
            '["condition=ScalingActive", "jsonpath={.status.currentReplicas}"]',
            { currentReplicas: 1, conditions: [{ type: "ScalingActive", status: "True" }] },
        ],
    ] as const) {
        it(expression, async () => {
            const account = new Account();
            const making = new Resource(account.session(), token).create(waiting(expression));
            await made(account.cluster, "HorizontalPodAutoscaler");
            account.cluster.updateStatus(key, { desiredReplicas: 2 });
            account.cluster.updateStatus(key, status as Props);
            assert.equal((await making).id, "blue/gateway");
        });
    }

    for (const [expression, message] of [
        ["status.ready", 'expected a "jsonpath=" or "condition=" prefix, got "status.ready"'],
        ["jsonpath=.status", ".status should be wrapped in brackets { ... }"],
        ["jsonpath={.status}=", "{.status}= requires a value"],
        ["[]", "at least one condition must be specified"],
        ["condition=Never", "timed out waiting for the condition"],
    ] as const) {
        it(`fails: ${expression}`, async () => {
            const failed = await failure(
                new Resource(new Account().session(), token).create(waiting(expression), { timeout: 50 }),
            );
            assert.ok(failed.reasons[0]?.endsWith(`become live: ${message}`), failed.reasons[0]);
        });
    }
});

describe("A ResourceQuota", () => {
    it("waits until it is taken up", async () => {
        const failed = await failure(new Resource(new Account().session(), "kubernetes:core/v1:ResourceQuota").create(quota));
        assert.ok(failed.reasons[0]?.endsWith("Timeout occurred polling for 'limits'"));
    });
});

describe("A deletion", () => {
    it("waits for finalizers and names them", async () => {
        const account = new Account();
        await installController(account);
        const resource = new Resource(account.session(), "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding");
        await resource.create(targetGroupBinding);
        const key = { apiVersion: "elbv2.k8s.aws/v1beta1", kind: "TargetGroupBinding", namespace: "blue", name: "gateway" };
        const live = account.cluster.need(key);
        account.cluster.update({ ...live, metadata: { ...live.metadata, finalizers: ["elbv2.k8s.aws/resources"] } });
        const stuck =
            "blue/gateway: timed out waiting for the condition: finalizers might be preventing deletion " +
                "(elbv2.k8s.aws/resources)";
        await assert.rejects(resource.delete(50), { message: stuck });
        const home = new Resource(account.session(), "kubernetes:core/v1:Namespace", "blue");
        Object.assign(home, { id: "blue", state: account.cluster.need({ apiVersion: "v1", kind: "Namespace", name: "blue" }) });
        await assert.rejects(home.delete(50), (error: Error) => {
            assert.match(
                error.message,
                /Some content in the namespace has finalizers remaining: elbv2\.k8s\.aws\/resources in 1 resource instances/,
            );
            return true;
        });
        const removing = resource.delete();
        const held = account.cluster.need(key);
        account.cluster.update({ ...held, metadata: { ...held.metadata, finalizers: [] } });
        await removing;
        assert.equal(account.cluster.get({ apiVersion: "v1", kind: "Namespace", name: "blue" }), undefined);
    });
});
