import { Draft, isAbsent, Props, records, textOr } from "../../cloud/values";
import { forbidden } from "./errors";
import { limitViolations, withLimitDefaults } from "./limit-range";
import { policyOf, violations } from "./pod-security";
import { idOf, Manifest, ObjectKey, specOf } from "./types";
import type { ClusterView } from "./view";

/** Priority classes that every cluster has (Kubernetes docs, "Pod Priority and Preemption"). */
const priorities: Readonly<Record<string, number>> = {
    "system-cluster-critical": 2_000_000_000,
    "system-node-critical": 2_000_001_000,
};

/** DefaultTolerationSeconds, in seconds. */
const tolerationSeconds = 300;

/** What the mutating admission plugins make of a new pod: account, priority, tolerations, limits. Throws `ApiError`. */
export function mutatePod(view: ClusterView, key: ObjectKey, pod: Manifest): Manifest {
    const namespace = key.namespace ?? "default";
    const limited = withLimitDefaults(view, namespace, specOf(pod));
    const spec: Draft = { ...limited };
    const account = textOr(limited, "serviceAccountName", "default");
    if (view.get({ apiVersion: "v1", kind: "ServiceAccount", namespace, name: account }) === undefined) {
        throw forbidden(
            key,
            `error looking up service account ${idOf({ namespace, name: account })}: serviceaccount "${account}" not found`,
        );
    }
    Object.assign(spec, { serviceAccountName: account, serviceAccount: account });
    const priority = textOr(limited, "priorityClassName", "");
    if (priority !== "" && priorities[priority] === undefined)
        throw forbidden(key, `no PriorityClass with name ${priority} was found`);
    spec["priority"] = priorities[priority] ?? 0;
    if (isAbsent(spec["preemptionPolicy"])) spec["preemptionPolicy"] = "PreemptLowerPriority";
    spec["tolerations"] = withTolerations(limited);
    return { ...pod, spec };
}

function withTolerations(spec: Props): readonly Props[] {
    const given = records(spec, "tolerations");
    const added = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
        .filter((key) => !given.some((each) => each["key"] === key || (isAbsent(each["key"]) && each["operator"] === "Exists")))
        .map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds }));
    return [...given, ...added];
}

/** What the validating admission plugins say to a new pod. Throws `ApiError`. */
export function admitPod(view: ClusterView, key: ObjectKey, pod: Manifest): void {
    const outside = limitViolations(view, key.namespace ?? "default", specOf(pod));
    const [first] = outside;
    if (first !== undefined) throw forbidden(key, outside.length === 1 ? first : `[${outside.join(", ")}]`);
    const home = view.get({ apiVersion: "v1", kind: "Namespace", name: key.namespace ?? "default" });
    const broken = violations(policyOf(home, "enforce"), specOf(pod));
    if (broken !== undefined) throw forbidden(key, broken.replace("violate ", "violates "));
}

/** Warnings on a workload whose pods would break the namespace's policy; the workload itself is accepted. */
export function workloadWarnings(view: ClusterView, namespace: string | undefined, template: Props): readonly string[] {
    const home = view.get({ apiVersion: "v1", kind: "Namespace", name: namespace ?? "default" });
    const broken = violations(policyOf(home, "warn"), template);
    return broken === undefined ? [] : [`would ${broken}`];
}
