import { strict as assert } from "node:assert";
import { InitializationFailed } from "../../../../simulator/cloud/errors";
import { Props, record, UNKNOWN } from "../../../../simulator/cloud/values";
import { managersOf } from "../../../../simulator/kubernetes/api/managed-fields";
import { Account, endpoint, kubeconfig } from "../clusters";
import { changed, configMap, deployment, namespace, service, targetGroupBinding } from "../manifests";
import { Resource } from "./harness";

const quiet = { "pulumi.com/skipAwait": "true" };
const still = changed(deployment, "metadata/annotations", quiet);
const key = { apiVersion: "apps/v1", kind: "Deployment", namespace: "blue", name: "gateway" };
const token = "kubernetes:apps/v1:Deployment";
const configToken = "kubernetes:core/v1:ConfigMap";

describe("The kubernetes provider", () => {
    it("names what has no name, and keeps the name", async () => {
        const resource = new Resource(new Account().session(), configToken, "settings");
        const nameless = changed(configMap, "metadata/name", undefined);
        await resource.create(nameless);
        const name = String(record(resource.state, "metadata")["name"]);
        assert.match(name, /^settings-[0-9a-f]{8}$/);
        assert.equal(record(record(resource.inputs, "metadata"), "annotations")["pulumi.com/autonamed"], "true");
        assert.equal(record(await resource.check(nameless), "metadata")["name"], name);
    });

    it("puts into its own namespace what names none", async () => {
        const resource = new Resource(new Account().session({ namespace: "blue" }), configToken);
        assert.equal((await resource.create(changed(configMap, "metadata/namespace", undefined))).id, "blue/settings");
    });

    it("previews with the server's defaults and refusals, and makes nothing", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), token);
        const { id, properties } = await resource.create(still, { preview: true });
        assert.deepEqual([id, record(properties, "spec")["progressDeadlineSeconds"], properties["status"]], ["", 600, undefined]);
        assert.equal(account.cluster.get(key), undefined);
        await assert.rejects(resource.create(changed(still, "spec/replicas", -1), { preview: true }), {
            message:
                'resource "urn:pulumi:dev::colorway::kubernetes:apps/v1:Deployment::gateway" was not successfully created by the Kubernetes API server: ' +
                'Deployment.apps "gateway" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        });
    });

    it("previews as the inputs what is not known yet, whose namespace or kind is to come, or whose cluster is", async () => {
        const account = new Account();
        const unknown = changed(configMap, "data/LOG_LEVEL", UNKNOWN);
        assert.equal(
            record((await new Resource(account.session(), configToken).create(unknown, { preview: true })).properties, "data")[
                "LOG_LEVEL"
            ],
            UNKNOWN,
        );
        const elsewhere = changed(configMap, "metadata/namespace", "red");
        assert.equal(
            (await new Resource(account.session(), configToken).create(elsewhere, { preview: true })).properties["__inputs"],
            undefined,
        );
        const custom = new Resource(account.session(), "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding");
        assert.equal((await custom.create(targetGroupBinding, { preview: true })).properties["__inputs"], undefined);
        const later = new Resource(account.session({ kubeconfig: UNKNOWN }), configToken);
        assert.equal((await later.create(configMap, { preview: true })).id, "");
    });

    it("fails without a cluster", async () => {
        const session = new Account().provider.configure({
            kubeconfig: kubeconfig.replace(endpoint, "https://nowhere.eks.amazonaws.com"),
        });
        await assert.rejects(
            new Resource(session, configToken).create(configMap),
            /^Error: configured Kubernetes cluster is unreachable: .*no such host$/,
        );
    });

    it("does not take over what is there already", async () => {
        const account = new Account();
        account.cluster.create(configMap);
        await assert.rejects(new Resource(account.session(), configToken).create(configMap), (error: Error) => {
            assert.ok(
                error.message.includes(
                    'by the Kubernetes API server: configmaps "settings" already exists\n\nThe resource already exists ' +
                        'in the cluster.',
                ),
            );
            return true;
        });
        const adopting = new Resource(account.session({ upsertExistingObjects: true, enablePatchForce: true }), configToken);
        assert.equal((await adopting.create(configMap)).id, "blue/settings");
    });

    it("waits a little for a namespace that is about to come", async () => {
        const account = new Account();
        const making = new Resource(account.session(), configToken).create(changed(configMap, "metadata/namespace", "red"));
        account.cluster.create(changed(namespace, "metadata/name", "red"));
        assert.equal((await making).id, "red/settings");
    });

    it("applies only its own fields, and leaves replicas to the autoscaler when told to", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), token);
        await resource.create(still);
        account.cluster.update(
            { ...account.cluster.need(key), spec: { ...record(account.cluster.need(key), "spec"), replicas: 5 } },
            "kube-controller-manager",
        );
        const news = changed(changed(still, "metadata/labels/tier", "edge"), "spec/replicas", 3);
        await resource.update(news, { ignoreChanges: ["spec.replicas"] });
        const live = account.cluster.need(key);
        assert.deepEqual([record(live, "spec")["replicas"], record(live.metadata, "labels")["tier"]], [5, "edge"]);
    });

    it("is refused a field of another manager, with the way out", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), token);
        await resource.create(still);
        account.cluster.update(
            { ...account.cluster.need(key), spec: { ...record(account.cluster.need(key), "spec"), replicas: 5 } },
            "kube-controller-manager",
        );
        const failed: unknown = await resource.update(changed(still, "spec/replicas", 3)).catch((error: unknown) => error);
        assert.ok(failed instanceof InitializationFailed);
        assert.match(
            failed.reasons[0] ?? "",
            /had an apply conflict: Apply failed with 1 conflict: conflict with "kube-controller-manager" using apps\/v1: \.spec\.replicas$/,
        );
        await resource.update(
            changed(changed(still, "spec/replicas", 3), "metadata/annotations", { ...quiet, "pulumi.com/patchForce": "true" }),
        );
        assert.equal(record(account.cluster.need(key), "spec")["replicas"], 3);
    });

    it("takes away what it no longer sets, by applying", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), token);
        const labeled = changed(still, "metadata/labels/tier", "edge");
        await resource.create(labeled);
        await resource.update(still);
        assert.deepEqual(record(account.cluster.need(key).metadata, "labels"), { app: "gateway" });
        assert.deepEqual(
            managersOf(account.cluster.need(key)).map(({ operation }) => operation),
            ["Apply"],
        );
    });

    it("refuses an update of an unknown field by applying", async () => {
        const resource = new Resource(new Account().session(), token);
        await resource.create(still);
        const { id, urn, type, state, inputs } = resource;
        const news = inputs;
        await assert.rejects(
            Promise.resolve(
                resource.session.update({
                    id,
                    urn,
                    type,
                    olds: state,
                    oldInputs: inputs,
                    news: changed(news, "spec/template/spec/containers/0/bogus", 1),
                    ignoreChanges: [],
                    preview: true,
                    timeout: 0,
                }),
            ),
            (error: InitializationFailed) => (
                assert.ok(
                    error.reasons[0]?.endsWith(
                        "failed to create typed patch object (blue/gateway; apps/v1, Kind=Deployment): " +
                            '.spec.template.spec.containers[name="gateway"].bogus: field not declared in schema',
                    ),
                    error.reasons[0],
                ),
                true
            ),
        );
    });

    it("refuses in the preview what no field is and what is of another type, where values are unknown too", async () => {
        const resource = new Resource(new Account().session({ kubeconfig: UNKNOWN }), token);
        const news = changed(
            changed(still, "spec/template/spec/containers/0/image", UNKNOWN),
            "spec/template/spec/containers/0/bogus",
            1,
        );
        await assert.rejects(resource.create(changed(news, "spec/replicas", "3"), { preview: true }), {
            message:
                "spec.replicas: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32; " +
                'spec.template.spec.containers[0].bogus: unknown field "spec.template.spec.containers[0].bogus"',
        });
    });

    it("finds drift by a refresh, and mends it", async () => {
        const account = new Account();
        const resource = new Resource(account.session(), token);
        await resource.create(still);
        assert.deepEqual((await resource.diff(still)).changes, {});
        account.cluster.update(
            { ...account.cluster.need(key), metadata: { ...account.cluster.need(key).metadata, labels: { app: "other" } } },
            "kubectl",
        );
        assert.equal(await resource.refresh(), true);
        assert.deepEqual((await resource.diff(still)).changes, { "metadata.labels.app": { kind: "update", replace: false } });
        await resource.update(still);
        assert.deepEqual(record(account.cluster.need(key).metadata, "labels"), { app: "gateway" });
        account.cluster.delete(key);
        assert.equal(await resource.refresh(), false);
    });

    it("imports an object by its id", async () => {
        const account = new Account();
        account.cluster.create(service);
        const read = await account
            .session()
            .read({ id: "blue/gateway", urn: "u", type: "kubernetes:core/v1:Service", inputs: {}, properties: {} });
        assert.equal(record(read?.inputs ?? {}, "spec")["type"], "ClusterIP");
        assert.deepEqual(Object.keys(record(read?.inputs ?? {}, "metadata")).sort(), ["name", "namespace"]);
        assert.equal((read?.inputs ?? {})["status"], undefined);
    });

    it("is replaced by another cluster, not by another form of its kubeconfig", () => {
        const { provider } = new Account();
        const moved = kubeconfig.replace(endpoint, "https://other");
        assert.deepEqual(provider.diffConfig({ kubeconfig }, { kubeconfig: moved }).changes, {
            kubeconfig: { kind: "update", replace: true },
        });
        const spaced = JSON.stringify(JSON.parse(kubeconfig) as Props, undefined, 2);
        assert.deepEqual(provider.diffConfig({ kubeconfig }, { kubeconfig: spaced }).changes, {
            kubeconfig: { kind: "update", replace: false },
        });
        assert.deepEqual(
            provider.checkConfig({ kubeconfig, renderYamlToDirectory: "x" }).map(({ property }) => property),
            ["renderYamlToDirectory"],
        );
    });

    it("refuses a kind that is not modeled", async () => {
        await assert.rejects(
            new Resource(new Account().session(), "kubernetes:apps/v1:StatefulSet").create({}),
            /kubernetes:apps\/v1:StatefulSet is not modeled/,
        );
    });
});
