/** The AWS Load Balancer Controller's webhook for pods ("Pod readiness gate" in its documentation). */

import { optionalText, record, records } from "../../cloud/values";
import { targetGroupBindingApi } from "../api/kinds";
import { selectsPlainly } from "../api/selectors";
import { isDeleting, KubeObject, labelsOf, Manifest, namespaceOf, specOf, stringsOf } from "../api/types";
import type { ClusterView, Webhook } from "../api/view";

const injectLabel = "elbv2.k8s.aws/pod-readiness-gate-inject";

/** Type of the condition that says whether a pod is healthy in the target group of a binding. */
export function gateOf(binding: KubeObject): string {
    return `target-health.elbv2.k8s.aws/${binding.metadata.name}`;
}

/**
 * Gives a new pod a readiness gate for every binding that it will be a target of. Only at its creation, only in namespaces that
 * ask for it, only for target type `ip`, and only where the Service and the binding are there already.
 */
export function readinessGateWebhook(cluster: ClusterView, installed: () => boolean): Webhook {
    return (object, operation) => {
        if (operation !== "create" || object.apiVersion !== "v1" || object.kind !== "Pod" || !installed()) return object;
        const gates = gatesFor(cluster, object);
        if (gates.length === 0) return object;
        const spec = specOf(object);
        const own = records(spec, "readinessGates");
        const missing = gates.filter((gate) => !own.some((each) => each["conditionType"] === gate));
        return { ...object, spec: { ...spec, readinessGates: [...own, ...missing.map((conditionType) => ({ conditionType }))] } };
    };
}

function gatesFor(cluster: ClusterView, pod: Manifest): readonly string[] {
    const namespace = namespaceOf(pod) ?? "default";
    const home = cluster.get({ apiVersion: "v1", kind: "Namespace", name: namespace });
    if (home === undefined || labelsOf(home)[injectLabel] !== "enabled") return [];
    return cluster
        .list(targetGroupBindingApi, "TargetGroupBinding", namespace)
        .filter((binding) => !isDeleting(binding) && optionalText(specOf(binding), "targetType") === "ip")
        .filter((binding) => {
            const name = optionalText(record(specOf(binding), "serviceRef"), "name") ?? "";
            const service = cluster.get({ apiVersion: "v1", kind: "Service", namespace, name });
            return service !== undefined && selectsPlainly(stringsOf(specOf(service)["selector"]), labelsOf(pod));
        })
        .map(gateOf);
}
