/** Where images come from: the registry's own rule as a policy, for whom runs this pack alone. In the joint one it is a rule. */

import type { ResourceValidationPolicy } from "@pulumi/policy";
import { judge, RuleIndex } from "../core/evaluate";
import { Stack } from "../core/stack";
import { podImageRules } from "../rules/kubernetes/pod-images";

const rules = podImageRules.filter(({ id }) => id === "k8s-image-registry-allow-list");
const index = new RuleIndex(rules);

export const allowedRegistries: readonly ResourceValidationPolicy[] = rules.map(({ id, title, why, cure }): ResourceValidationPolicy => ({
    name: id,
    displayName: title,
    description: why,
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: cure,
    configSchema: { properties: { registries: { type: "array", items: { type: "string" } } } },
    validateResource: ({ type, urn, name, props, getConfig }, report) => {
        const view = new Stack([{ type, urn, name, props }]);
        for (const subject of view.all()) {
            for (const rule of index.of(type)) {
                const verdict = judge(rule, subject, view, { [rule.id]: getConfig<{ readonly [name: string]: unknown }>() });
                if (verdict.kind === "notMet") report(verdict.findings.join("; "));
            }
        }
    },
}));
