/** Finds the pods, and their containers, in what runs them. */
import { parts } from "../../core/conditions";
import { Node } from "../../core/node";
import { notApplicable, Outcome } from "../../core/outcome";
import type { Condition, Context, Rule, Subject } from "../../core/rule";

const [pod, cronJob] = ["kubernetes:core/v1:Pod", "kubernetes:batch/v1:CronJob"];
/** Workloads with a number of replicas. */
export const scaled = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];
/** Workloads that run until they are taken away. */
export const lasting = [...scaled, "kubernetes:apps/v1:DaemonSet"];
export const jobs = ["kubernetes:batch/v1:Job", cronJob];
/** All that runs pods; a demand on a Pod is one on each of them. */
export const workloads = [...lasting, "kubernetes:apps/v1:ReplicaSet", ...jobs, pod];

export type ContainerKind = "containers" | "initContainers" | "ephemeralContainers";
export const everyKind: readonly ContainerKind[] = ["containers", "initContainers", "ephemeralContainers"];

/** The pod or its template, with `metadata` and `spec`. */
export function podOf({ type, props }: Subject): Node {
    return props.at(type === pod ? "" : type === cronJob ? "spec.jobTemplate.spec.template" : "spec.template");
}

/** Judges the spec of the pod. */
export function inPod(judge: (spec: Node, context: Context) => Outcome | readonly Outcome[]): Condition {
    return (subject, context) => judge(podOf(subject).at("spec"), context);
}

/** Judges every container. */
export function eachContainer(
    judge: (container: Node, spec: Node, context: Context) => Outcome | readonly Outcome[],
    kinds: readonly ContainerKind[] = everyKind,
): Condition {
    return inPod((spec, context) =>
        kinds.flatMap((kind) => parts(spec.at(kind), (container) => judge(container, spec, context))));
}

/**
 * A setting of the container's security, or of the pod's where the container has none of its own (Kubernetes API reference,
 * SecurityContext).
 */
export function effective(container: Node, spec: Node, setting: string): Node {
    const own = container.at(`securityContext.${setting}`);
    const common = spec.at(`securityContext.${setting}`);
    return own.reading !== "absent" || common.reading === "absent" ? own : common;
}

/** A setting in the pod and in each container, wherever it is set. */
export function everywhere(setting: string, judge: (node: Node, context: Context) => Outcome | readonly Outcome[]): Condition {
    return inPod((spec, context) => [
        ...[judge(spec.at(`securityContext.${setting}`), context)].flat(),
        ...everyKind.flatMap((kind) =>
            parts(spec.at(kind), (container) => judge(container.at(`securityContext.${setting}`), context))),
    ]);
}

/** For settings that Windows does not have (Kubernetes, "Pod Security Standards", spec.os.name). */
export function onLinux(condition: Condition): Condition {
    return (subject, context) => {
        const windows = podOf(subject).at("spec.os.name").text === "windows";
        return windows ? notApplicable("the pod runs on Windows") : condition(subject, context);
    };
}

/** A rule for all that runs pods. */
export function podRule(rule: Omit<Rule, "types" | "kind">): Rule {
    return { ...rule, types: workloads, kind: "resource" };
}
