import { list, numberOr, optionalText, record, records } from "../../cloud/values";
import { PodStatus } from "../../daemon/status";
import { KubeCluster } from "../api/objects";
import { conditionsOf, KubeObject, namespaceOf, specOf, statusOf } from "../api/types";

/** The pods of a cluster as `kubectl get pods` would sum them up. */
export function podStatuses(cluster: KubeCluster): readonly PodStatus[] {
    return cluster.list("v1", "Pod").map((pod) => {
        const containers = records(statusOf(pod), "containerStatuses");
        const ready = conditionsOf(pod).some(({ type, status }) => type === "Ready" && status === "True");
        const reason = reasonOf(pod);
        return {
            cluster: cluster.name,
            namespace: namespaceOf(pod) ?? "",
            name: pod.metadata.name,
            phase: optionalText(statusOf(pod), "phase") ?? "Pending",
            ready,
            ...(ready || reason === undefined ? {} : { reason }),
            image: records(specOf(pod), "containers").map((container) => optionalText(container, "image") ?? "")[0] ?? "",
            ending: pod.metadata.deletionTimestamp !== undefined,
            restarts: containers.reduce((sum, container) => sum + numberOr(container, "restartCount", 0), 0),
        };
    });
}

/** Why a pod is not ready: a container's reason, else that of the condition that is not met. */
function reasonOf(pod: KubeObject): string | undefined {
    if (pod.metadata.deletionTimestamp !== undefined) return "Terminating";
    for (const container of records(statusOf(pod), "containerStatuses")) {
        const reason = optionalText(record(record(container, "state"), "waiting"), "reason");
        if (reason !== undefined) return reason;
    }
    const unmet = list(statusOf(pod), "conditions").length === 0 ? undefined : conditionsOf(pod).find(({ status }) => status !== "True");
    return unmet?.reason ?? unmet?.type;
}
