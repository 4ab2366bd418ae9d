/** Binds pods to nodes. */

import { record, records, textOr } from "../../cloud/values";
import { amountOf, isQuantity } from "../api/quantity";
import { wholeSeconds } from "../api/garbage";
import { conditionOf, isDeleting, KubeObject, labelsOf, ObjectKey, specOf, statusOf } from "../api/types";
import { Said, withConditions } from "../runtime/conditions";
import { isActive, nodeNameOf, podKey } from "../runtime/pod-spec";
import { Controller, ControllerContext } from "./controller";
import { NodeView, place } from "./placement";

/** There is one queue of pods, worked on as a whole. */
const all = "pods";

export class Scheduler extends Controller {
    constructor(context: ControllerContext) {
        super("scheduler", context);
    }

    protected begin(): void {
        this.queue.add(all);
    }

    protected changed(key: ObjectKey): void {
        if (key.kind === "Pod" || key.kind === "Node") this.queue.add(all);
    }

    protected reconcile(): void {
        const pods = this.cluster.list("v1", "Pod");
        const waiting = pods.filter((pod) => nodeNameOf(pod) === undefined && !isDeleting(pod) && isActive(pod));
        for (const pod of waiting) {
            const placement = place(pod, this.nodes());
            if ("node" in placement) this.bind(pod, placement.node);
            else this.refuse(pod, placement.reason);
        }
    }

    private bind(pod: KubeObject, nodeName: string): void {
        this.cluster.update({ ...pod, spec: { ...specOf(pod), nodeName } }, "kube-scheduler");
        this.say(pod, { type: "PodScheduled", status: "True" });
        const name = `${podKey(pod).namespace}/${pod.metadata.name}`;
        this.cluster.recorder.record(
            pod,
            "Normal",
            "Scheduled",
            `Successfully assigned ${name} to ${nodeName}`,
            "default-scheduler",
        );
    }

    private refuse(pod: KubeObject, message: string): void {
        if (conditionOf(pod, "PodScheduled")?.message === message) return;
        this.say(pod, { type: "PodScheduled", status: "False", reason: "Unschedulable", message });
        this.cluster.recorder.record(pod, "Warning", "FailedScheduling", message, "default-scheduler");
    }

    private say(pod: KubeObject, said: Said): void {
        const current = this.cluster.need(podKey(pod));
        const status = statusOf(current);
        const conditions = withConditions(current, [said], wholeSeconds(this.cluster.clock.iso()));
        this.cluster.updateStatus(podKey(pod), { ...status, phase: textOr(status, "phase", "Pending"), conditions });
    }

    private nodes(): readonly NodeView[] {
        const pods = this.cluster.list("v1", "Pod").filter(isActive);
        return this.cluster
            .list("v1", "Node")
            .filter((node) => !isDeleting(node))
            .map((node) => {
                const allocatable = record(statusOf(node), "allocatable");
                const amount = (name: string): number => {
                    const value = allocatable[name];
                    return (typeof value === "string" || typeof value === "number") && isQuantity(value) ? amountOf(value) : 0;
                };
                return {
                    name: node.metadata.name,
                    labels: labelsOf(node),
                    taints: records(specOf(node), "taints"),
                    allocatable: { cpu: amount("cpu"), memory: amount("memory") },
                    pods: amount("pods"),
                    running: pods.filter((pod) => nodeNameOf(pod) === node.metadata.name),
                };
            });
    }
}
