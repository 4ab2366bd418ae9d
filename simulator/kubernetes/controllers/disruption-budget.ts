/** PodDisruptionBudgets: how many pods may be evicted now. Status as in k8s.io/kubernetes pkg/controller/disruption. */

import { isAbsent, record } from "../../cloud/values";
import { wholeSeconds } from "../api/garbage";
import { controllerOf, generationOf, isDeleting, KubeObject, namespaceOf, ObjectKey, specOf } from "../api/types";
import { isTrue, withConditions } from "../runtime/conditions";
import { intOrPercent } from "../runtime/int-or-percent";
import { isActive } from "../runtime/pod-spec";
import { Controller, ControllerContext, keyFrom } from "./controller";
import { replicasOf } from "./deployment";

const api = "policy/v1";

export class DisruptionBudgetController extends Controller {
    constructor(context: ControllerContext) {
        super("disruption", context);
    }

    protected begin(): void {
        this.queueAll(api, "PodDisruptionBudget");
    }

    protected changed(key: ObjectKey): void {
        if (key.kind === "PodDisruptionBudget") this.queue.add(`${key.namespace}/${key.name}`);
        else if (["Pod", "ReplicaSet", "Deployment"].includes(key.kind)) this.queueAll(api, "PodDisruptionBudget", key.namespace);
    }

    protected reconcile(name: string): void {
        const key = keyFrom(api, "PodDisruptionBudget", name);
        const budget = this.cluster.get(key);
        if (budget === undefined || isDeleting(budget)) return;
        const spec = specOf(budget);
        const pods = this.cluster.list("v1", "Pod", namespaceOf(budget), record(spec, "selector")).filter(isActive);
        const currentHealthy = pods.filter((pod) => isTrue(pod, "Ready") && !isDeleting(pod)).length;
        const { maxUnavailable, minAvailable } = spec;
        // a percentage is one of what shall run, not of what does
        const wanted = typeof minAvailable === "number" && isAbsent(maxUnavailable) ? pods.length : this.scaleOf(pods);
        const desiredHealthy = isAbsent(maxUnavailable)
            ? intOrPercent(minAvailable, wanted, true)
            : Math.max(0, wanted - intOrPercent(maxUnavailable, wanted, true));
        const disruptionsAllowed = Math.max(0, wanted === 0 ? 0 : currentHealthy - desiredHealthy);
        const enough = disruptionsAllowed > 0;
        const said = {
            type: "DisruptionAllowed",
            status: enough ? "True" : "False",
            reason: enough ? "SufficientPods" : "InsufficientPods",
            message: "",
        } as const;
        this.cluster.updateStatus(key, {
            observedGeneration: generationOf(budget),
            expectedPods: wanted,
            currentHealthy,
            desiredHealthy,
            disruptionsAllowed,
            conditions: withConditions(budget, [said], wholeSeconds(this.cluster.clock.iso())),
        });
    }

    /** Wanted pods of everything that owns these ones. */
    private scaleOf(pods: readonly KubeObject[]): number {
        const scales = new Map<string, number>();
        const sets = this.cluster.list("apps/v1", "ReplicaSet");
        const deployments = this.cluster.list("apps/v1", "Deployment");
        for (const pod of pods) {
            const set = sets.find((each) => each.metadata.uid === controllerOf(pod));
            const owner = deployments.find((each) => set !== undefined && each.metadata.uid === controllerOf(set)) ?? set;
            if (owner !== undefined) scales.set(owner.metadata.uid, replicasOf(owner));
        }
        return [...scales.values()].reduce((sum, each) => sum + each, 0);
    }
}
