/** Charts and kinds of what observes the cluster: what they refuse. */
import { strict as assert } from "node:assert";
import { Props } from "../../../../simulator/cloud/values";
import type { Manifest } from "../../../../simulator/kubernetes/api/types";
import { Account } from "../clusters";
import { changed } from "../manifests";
import { Resource } from "../provider/harness";

function release(chart: string, version: string, repo: string, values: Props): Props {
    const place = { name: "x", namespace: "observability", createNamespace: true };
    return { ...place, chart, version, repositoryOpts: { repo }, values };
}

const stack = (values: Props = {}): Props =>
    release("kube-prometheus-stack", "88.5.3", "https://prometheus-community.github.io/helm-charts", values);
const loki = (values: Props): Props => release("loki", "18.11.0", "https://grafana-community.github.io/helm-charts", values);
const collector = (values: Props): Props =>
    release("opentelemetry-collector", "0.170.0", "https://open-telemetry.github.io/opentelemetry-helm-charts", values);

async function install(account: Account, news: Props): Promise<Props> {
    return (await new Resource(account.session(), "kubernetes:helm.sh/v3:Release", "release").create(news)).properties;
}

const monitor: Manifest = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name: "blue-api", namespace: "default" },
    spec: { selector: { matchLabels: { app: "api" } }, attachMetadata: { node: true }, endpoints: [{ port: "http", interval: "5s" }] },
};

const rule: Manifest = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "rules", namespace: "default" },
    spec: { groups: [{ name: "a", interval: "15s", rules: [{ alert: "A", expr: "up == 0", for: "1m", labels: { severity: "warning" } }] }] },
};

const storageClass: Manifest = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "disks" },
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true" },
};

describe("charts of what observes the cluster", () => {
    it("bring the kinds of the operator", async () => {
        const account = new Account();
        assert.throws(() => account.cluster.create(monitor), { message: 'no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"' });
        const values = { fullnameOverride: "monitoring", "prometheus-node-exporter": { fullnameOverride: "node-exporter", namespaceOverride: "kube-system" } };
        const { resourceNames } = await install(account, stack(values)) as { resourceNames: { readonly [kind: string]: readonly string[] } };
        assert.deepEqual(resourceNames["DaemonSet/apps/v1"], ["kube-system/node-exporter"]);
        assert.deepEqual(resourceNames["Prometheus/monitoring.coreos.com/v1"], ["observability/monitoring-prometheus"]);
        assert.deepEqual(account.cluster.create(monitor)["spec"], monitor["spec"]);
        assert.deepEqual(account.cluster.create(rule)["spec"], rule["spec"]);
    });

    const refused: readonly (readonly [what: string, news: Props, message: RegExp])[] = [
        ["a value that no template reads", stack({ prometheusSpec: {} }), /values: prometheusSpec: no such value in chart kube-prometheus-stack/],
        ["Loki without a schema", loki({ loki: {}, lokiCanary: { enabled: false }, test: { enabled: false } }), /You must provide a schema_config/],
        ["Loki without a bucket", loki({ loki: { schemaConfig: { configs: [] } } }), /Please define loki\.storage\.bucketNames\.chunks/],
        ["Loki's test without its canary", loki({ lokiCanary: { enabled: false } }), /Helm test requires the Loki Canary to be enabled/],
        ["a collector without a mode", collector({ image: { repository: "x" } }), /'mode' must be set/],
        ["a collector without an image", collector({ mode: "daemonset" }), /'image\.repository' must be set/],
    ];
    for (const [what, news, message] of refused) {
        it(`refuse ${what}`, () => assert.rejects(install(new Account(), news), { message }));
    }
});

describe("kinds of what observes the cluster", () => {
    const wrong: readonly (readonly [what: string, object: Manifest, path: string, value: Props[string] | undefined, message: RegExp])[] = [
        ["a monitor with a field that there is none of", monitor, "spec/endpoints/0/every", "5s", /unknown field "spec\.endpoints\[0\]\.every"/],
        ["a monitor without a selector", monitor, "spec/selector", undefined, /spec\.selector: Required value/],
        ["a monitor without endpoints", monitor, "spec/endpoints", undefined, /spec\.endpoints: Required value/],
        ["a rule without an expression", rule, "spec/groups/0/rules/0/expr", undefined, /spec\.groups\[0\]\.rules\[0\]\.expr: Required value/],
        ["a group without a name", rule, "spec/groups/0/name", undefined, /spec\.groups\[0\]\.name: Required value/],
        ["a number for a label", rule, "spec/groups/0/rules/0/labels/severity", 1, /cannot unmarshal number/],
    ];
    for (const [what, object, path, value, message] of wrong) {
        it(`refuse ${what}`, async () => {
            const account = new Account();
            await install(account, stack());
            assert.throws(() => account.cluster.create(changed(object, path, value)), { message });
        });
    }

    it("give a class of disks the defaults of the API server", () => {
        const { reclaimPolicy, volumeBindingMode } = new Account().cluster.create(storageClass);
        assert.deepEqual([reclaimPolicy, volumeBindingMode], ["Delete", "Immediate"]);
    });

    it("refuse a class of disks that is wrong, and a change of what it was made with", () => {
        const { cluster } = new Account();
        const bad = { ...storageClass, provisioner: "", reclaimPolicy: "Recycle", volumeBindingMode: "Later" };
        assert.throws(() => cluster.create(bad), (error: Error) => {
            assert.match(error.message, /provisioner: Required value/);
            assert.match(error.message, /reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"/);
            assert.match(error.message, /volumeBindingMode: Unsupported value: "Later"/);
            return true;
        });
        cluster.create(storageClass);
        const update = { ...storageClass, parameters: { type: "gp2" }, reclaimPolicy: "Retain" };
        assert.throws(() => cluster.update(update, "test"), (error: Error) => {
            assert.match(error.message, /parameters: Forbidden: updates to parameters are forbidden\./);
            assert.match(error.message, /reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden\./);
            return true;
        });
    });
});
