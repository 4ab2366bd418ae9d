import { strict as assert } from "node:assert";
import { Props, record, records } from "../../../../simulator/cloud/values";
import { apply } from "../../../../simulator/kubernetes/api/apply";
import { ObjectKey, specOf } from "../../../../simulator/kubernetes/api/types";
import { Account } from "../clusters";
import { changed, deployment } from "../manifests";

const blue = { namespace: "blue" };

describe("Server-side apply", () => {
    const key: ObjectKey = { apiVersion: "apps/v1", kind: "Deployment", ...blue, name: "gateway" };

    it("merges lists by their keys and leaves alone what others own", () => {
        const { cluster } = new Account();
        apply(cluster, deployment, "program");
        const sidecar = { name: "proxy", image: "proxy:1" };
        const patch = {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { ...blue, name: "gateway" },
            spec: { template: { spec: { containers: [sidecar] } } },
        };
        apply(cluster, patch, "injector");
        apply(cluster, changed(deployment, "spec/template/spec/containers/0/image", "nginx:1.29"), "program");
        const containers = records(record(record(specOf(cluster.need(key)), "template"), "spec"), "containers");
        assert.deepEqual(
            containers.map(({ name, image }) => [name, image]),
            [
                ["gateway", "nginx:1.29"],
                ["proxy", "proxy:1"],
            ],
        );
        apply(cluster, { ...patch, spec: {} }, "injector");
        assert.equal(records(record(record(specOf(cluster.need(key)), "template"), "spec"), "containers").length, 1);
    });

    it("keeps what fills a record that was applied empty before", () => {
        const { cluster } = new Account();
        const budget = (annotations: Props) => ({
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { ...blue, name: "gateway", annotations },
            spec: { maxUnavailable: 1, selector: { matchLabels: { app: "gateway" } } },
        });
        const budgetKey: ObjectKey = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", ...blue, name: "gateway" };
        const steps: readonly Props[] = [{ note: "a" }, {}, { note: "b" }];
        for (const annotations of steps) apply(cluster, budget(annotations), "program");
        assert.deepEqual(cluster.need(budgetKey).metadata["annotations"], { note: "b" });
    });

    it("tells every conflict, by manager", () => {
        const { cluster } = new Account();
        apply(cluster, deployment, "one");
        const other = changed(changed(deployment, "spec/replicas", 9), "spec/template/spec/containers/0/image", "x");
        assert.throws(() => apply(cluster, other, "two"), {
            message:
                'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.replicas\n- ' +
                    '.spec.template.spec.containers[name="gateway"].image',
        });
        assert.equal(specOf(apply(cluster, other, "two", { force: true }))["replicas"], 9);
    });

    it("gives defaults back to what nobody sets any more", () => {
        const { cluster } = new Account();
        apply(cluster, deployment, "program");
        apply(cluster, changed(deployment, "spec/replicas", undefined), "program");
        assert.equal(specOf(cluster.need(key))["replicas"], 1);
    });
});
