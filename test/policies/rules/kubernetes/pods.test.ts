import { strict as assert } from "node:assert";
import { judge } from "../../../../policies/core/evaluate";
import { Stack } from "../../../../policies/core/stack";
import { podSecurityRules } from "../../../../policies/rules/kubernetes/pod-security";
import { workloads } from "../../../../policies/rules/kubernetes/pods";

const rule = podSecurityRules.find(({ id }) => id === "k8s-no-privileged-containers");

/** Findings for a workload of a type around a pod's spec. */
function findings(type: string, template: { readonly [name: string]: unknown }): readonly string[] {
    const spec = { template, jobTemplate: { spec: { template } } };
    const stack = new Stack([{ type, urn: "urn:one", name: "one", props: type.endsWith(":Pod") ? template : { spec } }]);
    const subject = stack.all()[0];
    assert.ok(rule !== undefined && subject !== undefined);
    const verdict = judge(rule, subject, stack);
    return verdict.kind === "notMet" ? verdict.findings : verdict.kind === "unknown" ? verdict.undecided : [];
}

const paths: { readonly [kind: string]: string } = { Pod: "spec", CronJob: "spec.jobTemplate.spec.template.spec" };

describe("rules: the pods of workloads", () => {
    for (const type of workloads) {
        it(`are found in ${type}, with all their containers`, () => {
            const list = [{ name: "good" }, { name: "bad", securityContext: { privileged: true } }];
            const path = paths[type.split(":")[2] ?? ""] ?? "spec.template.spec";
            assert.deepEqual(
                findings(type, { spec: { containers: list, initContainers: list, ephemeralContainers: list } }),
                ["containers", "initContainers", "ephemeralContainers"].map((kind) =>
                    `${path}.${kind}[1].securityContext.privileged is true; false is required`),
            );
        });
    }

    it("are not known where a list, a container, or the whole spec is not", () => {
        const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const deployment = "kubernetes:apps/v1:Deployment";
        assert.deepEqual(findings(deployment, { spec: { containers: later } }), ["spec.template.spec.containers"]);
        assert.deepEqual(findings(deployment, { spec: { containers: [{}, later] } }), ["spec.template.spec.containers[1]"]);
        assert.deepEqual(
            findings(deployment, { spec: later }),
            ["containers", "initContainers", "ephemeralContainers"].map((kind) => `spec.template.spec.${kind}`),
        );
    });

    it("a container that is wrong counts though another is not known", () => {
        const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        assert.deepEqual(
            findings(
                "kubernetes:apps/v1:Deployment", { spec: { containers: [later, { securityContext: { privileged: true } }] } },
            ),
            ["spec.template.spec.containers[1].securityContext.privileged is true; false is required"],
        );
    });
});
