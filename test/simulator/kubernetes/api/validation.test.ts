import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { generate, outputFile } from "../../../../tools/generate-kubernetes-schemas";
import { accepted } from "../accepted";
import { Account } from "../clusters";
import { refused } from "../refused";

describe("The API server refuses", () => {
    const { cluster } = new Account();
    for (const { what, manifest, message } of refused) {
        it(what, () => {
            assert.throws(
                () => cluster.create(manifest),
                (error: Error) => (assert.equal(error.message, message), true),
            );
        });
    }
});

describe("The API server takes", () => {
    for (const [what, manifest] of accepted) {
        it(what, () => {
            assert.equal(typeof new Account().cluster.create(manifest).metadata.uid, "string");
        });
    }
});

describe("The field tables of Kubernetes kinds", () => {
    it("are those of the installed package", () => {
        assert.equal(
            readFileSync(outputFile, "utf8"),
            generate(),
            `run: npx ts-node ${resolve("tools/generate-kubernetes-schemas.ts")}`,
        );
    });
});

describe("The status of an object", () => {
    it("does not stand in the way of a change, though a controller said a condition without words", () => {
        const { cluster } = new Account();
        const spec = { maxUnavailable: 1, selector: { matchLabels: { app: "x" } } };
        const budget = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "x", namespace: "default" }, spec };
        const key = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace: "default", name: "x" };
        cluster.create(budget);
        const condition = { type: "DisruptionAllowed", status: "True", reason: "SufficientPods", message: "", lastTransitionTime: "2026-01-01T00:00:00Z" };
        cluster.updateStatus(key, { conditions: [condition], currentHealthy: 1 });
        const changed = cluster.update({ ...cluster.need(key), spec: { ...spec, maxUnavailable: 2 } });
        assert.equal(changed.metadata.generation, 2);
    });
});
