/** What objects of the Kubernetes API say, as a diagnosis needs it. Pure. */
import type { ClusterSeen, EventSeen, PodSeen } from "./snapshot";

/** An object of the API, as it came: nothing of its form is believed. */
export type ApiObject = { readonly [member: string]: unknown };

/** Lists of one namespace. */
export interface ApiObjects {
    readonly pods: readonly ApiObject[];
    readonly events: readonly ApiObject[];
    readonly quotas: readonly ApiObject[];
}

/** @param now milliseconds since 1970 */
export function clusterView({ pods, events, quotas }: ApiObjects, now: number): ClusterSeen {
    return { pods: pods.map((pod) => podView(pod, now)), warnings: events.flatMap(warningOf), quotas: quotas.flatMap(quotasOf) };
}

function podView(pod: ApiObject, now: number): PodSeen {
    const [metadata, spec, status] = [part(pod, "metadata"), part(pod, "spec"), part(pod, "status")];
    const conditions = parts(status, "conditions");
    const condition = (type: string): ApiObject | undefined => conditions.find((each) => each["type"] === type);
    const containers = [...parts(status, "initContainerStatuses"), ...parts(status, "containerStatuses")];
    const waiting = containers.map((each) => part(
        part(each, "state"),
        "waiting",
    )).find((each) => ![undefined, "ContainerCreating", "PodInitializing"].includes(optional(each, "reason")));
    const ended = containers
        .flatMap((each) => [part(part(each, "state"), "terminated"), part(part(each, "lastState"), "terminated")])
        .find((each) => each["reason"] !== undefined && each["reason"] !== "Completed");
    const scheduled = condition("PodScheduled");
    const gates = parts(spec, "readinessGates").map((gate) => {
        const found = condition(text(gate, "conditionType"));
        const open = found?.["status"] === "True";
        const why = [text(found ?? {}, "reason"), text(found ?? {}, "message")].filter((word) => word !== "").join(", ");
        return { open, text: found === undefined ? `${text(gate, "conditionType")} was never set` : why };
    });
    const overdue = overdueOf(metadata, now);
    return {
        name: text(metadata, "name"),
        phase: text(status, "phase"),
        ready: condition("Ready")?.["status"] === "True",
        image: text(parts(spec, "containers")[0] ?? {}, "image"),
        restarts: containers.reduce((sum, each) => sum + Number(each["restartCount"] ?? 0), 0),
        ...(waiting === undefined ? {} : { waiting: { reason: text(waiting, "reason"), message: text(waiting, "message") } }),
        ...(ended === undefined ? {} : { ended: { reason: text(ended, "reason"), exitCode: Number(ended["exitCode"] ?? 0) } }),
        ...(scheduled?.["status"] === "False" ? { unscheduled: text(scheduled, "message") } : {}),
        gates,
        containersReady: condition("ContainersReady")?.["status"] === "True",
        ...(overdue === undefined ? {} : { overdue }),
    };
}

/** `deletionTimestamp` is when the grace period ends (Kubernetes API reference, ObjectMeta). */
function overdueOf(metadata: ApiObject, now: number): number | undefined {
    const end = Date.parse(text(metadata, "deletionTimestamp"));
    return Number.isNaN(end) ? undefined : Math.round((now - end) / 1000);
}

function warningOf(event: ApiObject): readonly EventSeen[] {
    if (event["type"] !== "Warning") return [];
    const about = part(event, "involvedObject");
    return [
        {
            about: `${text(about, "kind")} ${text(about, "name")}`,
            reason: text(event, "reason"),
            message: text(event, "message"),
        },
    ];
}

function quotasOf(quota: ApiObject): ClusterSeen["quotas"] {
    const name = text(part(quota, "metadata"), "name");
    const status = part(quota, "status");
    const used = part(status, "used");
    return Object.entries(part(status, "hard")).map(([resource, hard]) => ({
        name,
        resource,
        used: String(used[resource] ?? "0"),
        hard: String(hard),
    }));
}

function part(object: ApiObject, name: string): ApiObject {
    const value = object[name];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ApiObject) : {};
}

function parts(object: ApiObject, name: string): readonly ApiObject[] {
    const value = object[name];
    return Array.isArray(value) ? value.filter((each): each is ApiObject => typeof each === "object" && each !== null) : [];
}

function text(object: ApiObject, name: string): string {
    return optional(object, name) ?? "";
}

function optional(object: ApiObject, name: string): string | undefined {
    const value = object[name];
    return typeof value === "string" ? value : undefined;
}
