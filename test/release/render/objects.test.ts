import { strict as assert } from "node:assert";
import type { PlannedResource } from "../../../release/engine/planned";
import { rendered } from "../../../release/render/objects";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const root = "urn:pulumi:dev::colorway::pulumi:pulumi:Stack::colorway-dev";

type More = Partial<PlannedResource>;

function resource(type: string, name: string, inputs: PlannedResource["inputs"], more: More = {}): PlannedResource {
    return { type, urn: `urn:pulumi:dev::colorway::${type}::${name}`, parent: root, custom: true, inputs, ...more };
}

function object(kind: string, name: string, metadata: object, more: More = {}, apiVersion = "v1"): PlannedResource {
    return resource(`kubernetes:core/v1:${kind}`, name, { kind, apiVersion, metadata }, more);
}

const slot = resource("colorway:slots:Slot", "dev-green", {}, { custom: false });
const workload = resource("colorway:slots:Workload", "dev-green-api", {}, { custom: false, parent: slot.urn });

describe("rendered objects", () => {
    it("are the Kubernetes objects alone, each in the folder of its namespace", () => {
        const { objects } = rendered([
            resource("aws:s3/bucket:Bucket", "logs", { bucket: "logs" }),
            resource("kubernetes:yaml:ConfigFile", "file", {}, { custom: false }),
            object("Namespace", "space", { name: "a" }),
            object("Service", "web", { name: "web", namespace: "a" }),
            object("ClusterRole", "role", { name: "system:node" }),
        ]);
        const files = ["_cluster/ClusterRole-system%3Anode.yaml", "_cluster/Namespace-a.yaml", "a/Service-web.yaml"];
        assert.deepEqual(objects.map(({ file }) => file), files);
    });

    it("begin with version, kind and metadata", () => {
        const inputs = { spec: {}, data: {}, metadata: { name: "web" }, kind: "Service", apiVersion: "v1" };
        const [service] = rendered([resource("kubernetes:core/v1:Service", "web", inputs)]).objects;
        const text = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"data":{},"spec":{}}';
        assert.equal(JSON.stringify(service?.value), text);
    });

    it("belong to the slot that they are below, at any depth", () => {
        const resources = [
            slot, workload, object("ConfigMap", "deep", { name: "deep" }, { parent: workload.urn }),
            object("ConfigMap", "near", { name: "near" }, { parent: slot.urn }),
            object("ConfigMap", "none-green", { name: "none" }),
        ];
        const colors = rendered(resources).objects.map(({ name, slot: color }) => [name, color]);
        assert.deepEqual(colors, [["deep", "green"], ["near", "green"], ["none", undefined]]);
        assert.deepEqual(rendered(resources, "green").objects.map(({ name }) => name), ["deep", "near"]);
        assert.deepEqual(rendered(resources, "blue"), { objects: [], charts: [] });
    });

    it("have the name of their resource in the file's name where theirs is not known", () => {
        const [first] = rendered([object("ConfigMap", "dev-config", { name: unknown, namespace: "a" })]).objects;
        assert.deepEqual([first?.file, first?.unknown], ["a/ConfigMap-dev-config.yaml", ["metadata.name"]]);
    });

    it("are told apart by their group where kind and name are the same", () => {
        const metadata = { name: "web", namespace: "a" };
        const { objects } = rendered([
            object("Ingress", "one", metadata, {}, "networking.k8s.io/v1"), object("Ingress", "two", metadata, {}, "example.com/v1"),
        ]);
        const files = ["a/Ingress.example.com-web.yaml", "a/Ingress.networking.k8s.io-web.yaml"];
        assert.deepEqual(objects.map(({ file }) => file), files);
    });

    it("hold nothing of a Secret but its keys, even where the program calls none of it secret", () => {
        const open = { apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, type: "Opaque" };
        const inputs = { ...open, stringData: { password: "hunter2" }, data: { key: "aHVudGVyMg==" } };
        const [secret] = rendered([resource("kubernetes:core/v1:Secret", "db", inputs)]).objects;
        assert.deepEqual(secret?.value, { ...open, stringData: { password: "[secret]" }, data: { key: "[secret]" } });
        assert.deepEqual(secret?.secret, ["data.key", "stringData.password"]);
    });

    it("leave charts to a list, with what a person needs to template them", () => {
        const { objects, charts } = rendered([resource("kubernetes:helm.sh/v3:Release", "dev-controller", {
            chart: "controller", version: "3.5.0", name: "controller", namespace: "kube-system",
            repositoryOpts: { repo: "https://charts.example" }, values: { vpcId: unknown, replicas: 2 },
        })]);
        assert.deepEqual(objects, []);
        assert.deepEqual(charts, [{
            name: "controller", namespace: "kube-system", chart: "controller", version: "3.5.0",
            repository: "https://charts.example", values: { replicas: 2, vpcId: "<known after up>" },
            slot: undefined, resource: "dev-controller", unknown: ["values.vpcId"], secret: [],
        }]);
    });
});
