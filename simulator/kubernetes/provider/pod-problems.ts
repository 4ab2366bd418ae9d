import { numberOr, optionalText, Props, record, records, textOr } from "../../cloud/values";
import { conditionOf, KubeObject, namespaceOf, statusOf } from "../api/types";

/** Why a pod is not ready, in the provider's words (pulumi/pulumi-kubernetes provider/pkg/await/checker/pod). */
export function podProblems(pod: KubeObject): readonly string[] {
    const found: string[] = [];
    const scheduled = conditionOf(pod, "PodScheduled");
    if (scheduled !== undefined && scheduled.status !== "True" && (scheduled.reason ?? "") !== "") {
        found.push(`[Pod ${nameOf(pod)}]: ${scheduled.message}`);
    }
    for (const type of ["Initialized", "Ready"]) {
        const condition = conditionOf(pod, type);
        if (condition === undefined || condition.status === "True") continue;
        if (type === "Ready" && statusOf(pod)["phase"] === "Succeeded") continue;
        const containers = records(statusOf(pod), "containerStatuses").flatMap(containerProblems);
        const message = (condition.reason ?? "") === "" ? "" : (condition.message ?? "");
        if (containers.length === 0 && message === "") continue;
        found.push(`[Pod ${nameOf(pod)}]: ${message}${containers.join("\n")}`);
        break;
    }
    return found;
}

function nameOf(pod: KubeObject): string {
    const namespace = namespaceOf(pod) ?? "default";
    return namespace === "default" ? pod.metadata.name : `${namespace}/${pod.metadata.name}`;
}

function containerProblems(status: Props): readonly string[] {
    if (status["ready"] === true) return [];
    const found: string[] = [];
    const name = textOr(status, "name", "");
    const waiting = record(record(status, "state"), "waiting");
    const reason = optionalText(waiting, "reason");
    if (reason !== undefined && reason !== "ContainerCreating")
        found.push(`[${reason}] ${trimmed(textOr(waiting, "message", ""))}`);
    const ended = record(record(status, "state"), "terminated");
    const endReason = textOr(ended, "reason", "");
    if (endReason !== "") {
        const message = textOr(ended, "message", "");
        const code = numberOr(ended, "exitCode", 0);
        found.push(
            message === "" ? `container "${name}" completed with exit code ${code}` : `[${endReason}] ${trimmed(message)}`,
        );
    }
    const last = record(record(status, "lastState"), "terminated");
    if (Object.keys(last).length > 0) {
        const how = `${textOr(last, "reason", "")}: exit code ${numberOr(last, "exitCode", 0)}`;
        found.push(`container "${name}" terminated at ${textOr(last, "finishedAt", "")} (${how})`);
    }
    return found;
}

function trimmed(message: string): string {
    return message
        .replace(/^rpc error: code = Unknown desc = Error response from daemon: /, "")
        .replace(/: manifest unknown$/, "");
}
