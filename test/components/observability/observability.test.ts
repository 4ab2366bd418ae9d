import { strict as assert } from "node:assert";
import { buildStack } from "../../../program";
import type { StackOutputs } from "../../../outputs";
import { json, type Recorded, type Recording, record, type Values } from "../recorder";
import { sampleSettings } from "../../config/samples";

const component = "colorway:observability:Observability";
const custom = "kubernetes:monitoring.coreos.com/v1:";

/** Everything of the component, without components. */
function observed({ resources }: Recording<unknown>): readonly Recorded[] {
    const below = (parent: Recorded): readonly Recorded[] => resources.filter(each => each.parent === parent.urn).flatMap(each => [each, ...below(each)]);
    return resources.filter(({ type }) => type === component).flatMap(below).filter(each => each.custom);
}

describe("what observes the cluster", function () {
    // Whole stacks.
    this.timeout(240_000);
    let staging: Recording<StackOutputs>;
    let prod: Recording<StackOutputs>;

    before(async () => {
        staging = await record(() => buildStack(sampleSettings("staging")));
        prod = await record(() => buildStack(sampleSettings("prod")));
    });

    const release = (name: string): Values => prod.inputs("kubernetes:helm.sh/v3:Release", `prod-${name}`);
    const values = (name: string): Values => release(name)["values"] as Values;

    it("is off in dev, and the same resources in staging and prod", async () => {
        assert.deepEqual(observed(await record(() => buildStack(sampleSettings("dev")))), []);
        const names = [staging, prod].map(recording => observed(recording).map(({ type, name }) => `${type} ${name.replace(/^(staging|prod)-/, "")}`).sort());
        assert.deepEqual(names[0], names[1]);
        assert.equal(names[0]?.length, 53);
    });

    it("pins each chart to a version of its repository", () => {
        const releases = observed(prod).filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
        assert.deepEqual(releases.map(({ inputs }) => [inputs["name"], inputs["namespace"], inputs["chart"], inputs["version"], inputs["atomic"]].join(" ")).sort(), [
            "collector observability opentelemetry-collector 0.170.0 true",
            "log-agent kube-system opentelemetry-collector 0.170.0 true",
            "loki observability loki 18.11.0 true",
            "monitoring observability kube-prometheus-stack 88.5.3 true",
        ]);
    });

    it("keeps metrics and logs encrypted under a key of its own, for as long as asked", () => {
        const { parameters } = prod.inputs("kubernetes:storage.k8s.io/v1:StorageClass", "prod-storage-class");
        const key = prod.one("aws:kms/key:Key", "prod-observability-key");
        assert.deepEqual(prod.one("kubernetes:storage.k8s.io/v1:StorageClass", "prod-storage-class").from["parameters"], [key.urn]);
        assert.equal((parameters as Values)["encrypted"], "true");
        const { prometheusSpec } = values("monitoring")["prometheus"] as { readonly prometheusSpec: Values };
        assert.deepEqual([prometheusSpec["retention"], prometheusSpec["retentionSize"], prometheusSpec["replicas"]], ["35d", "160GB", 2]);
        assert.equal(JSON.stringify(prometheusSpec["storageSpec"]).includes("\"storageClassName\":\"observability\""), true);
        const { limits_config, compactor } = values("loki")["loki"] as { readonly limits_config: Values; readonly compactor: Values };
        assert.deepEqual([limits_config["retention_period"], compactor["retention_enabled"]], ["8760h", true]);
        const bucket = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
        assert.deepEqual(prod.one(bucket, "prod-pod-logs-encryption").from["rules"], [key.urn]);
    });

    it("takes rules and targets from its own namespaces only, so that a slot can bring none", () => {
        const { prometheusSpec } = values("monitoring")["prometheus"] as { readonly prometheusSpec: Values };
        assert.deepEqual(prometheusSpec["ruleNamespaceSelector"], { matchLabels: { "kubernetes.io/metadata.name": "observability" } });
        const monitors = observed(prod).filter(({ type }) => type === `${custom}ServiceMonitor`);
        assert.deepEqual(monitors.map(({ inputs }) => (inputs["metadata"] as Values)["namespace"]), Array<string>(8).fill("observability"));
    });

    it("scrapes every service in both colors alike, under names that the service cannot change", () => {
        const spec = (color: string): string =>
            JSON.stringify(prod.inputs(`${custom}ServiceMonitor`, `prod-${color}-api-gateway-monitor`)["spec"]);
        assert.equal(spec("green"), spec("blue").replaceAll("blue", "green"));
        assert.match(spec("blue"), /"matchNames":\["colorway-blue"\]/);
        assert.match(spec("blue"), /"labeldrop","regex":"exported_\(cluster\|service\|color\|version\|zone\|namespace\|pod\)"/);
    });

    it("sends alerts to the topic of the alarms, and may do nothing else there", () => {
        const { receivers } = (values("monitoring")["alertmanager"] as Values)["config"] as Values;
        const [, topic] = receivers as readonly Values[];
        const [sns] = topic?.["sns_configs"] as readonly Values[];
        assert.match(String(sns?.["topic_arn"]), /^arn:aws:sns:us-east-1:\d{12}:.*prod-alarms/);
        const policy = json(prod.inputs("aws:iam/policy:Policy", "prod-alertmanager-policy")["policy"]);
        assert.deepEqual((policy["Statement"] as readonly Values[]).map(each => each["Action"]), ["sns:Publish", ["kms:Decrypt", "kms:GenerateDataKey*"]]);
    });

    it("delivers dashboards with the label that Grafana's sidecar looks for", () => {
        const maps = observed(prod).filter(({ name }) => name.startsWith("prod-dashboard-"));
        assert.deepEqual(maps.map(({ inputs }) => (inputs["metadata"] as Values)["labels"]), Array<object>(4).fill({ grafana_dashboard: "1" }));
        const [first] = maps.filter(({ name }) => name === "prod-dashboard-database");
        const dashboard = json((first?.inputs["data"] as Values)["database.json"]);
        assert.equal(dashboard["uid"], "colorway-database");
    });

    it("is waited for by no slot", () => {
        for (const slot of prod.ofType("kubernetes:apps/v1:Deployment")) {
            for (const each of observed(prod)) assert.ok(!prod.waitsFor(slot, each), `${slot.name} must not wait for ${each.name}`);
        }
    });

    it("has the rules of its environment", () => {
        const { groups } = prod.inputs(`${custom}PrometheusRule`, "prod-rules")["spec"] as Values;
        assert.deepEqual((groups as readonly Values[]).map(({ name }) => name), [
            "colorway-requests", "colorway-slo", "colorway-services", "colorway-rollouts", "colorway-workloads",
        ]);
    });
});
