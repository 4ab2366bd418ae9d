import { numberOr } from "../../cloud/values";
import type { KubeCluster } from "../api/objects";
import {
    annotationsOf,
    conditionOf,
    generationOf,
    keyOf,
    KubeObject,
    namespaceOf,
    ownersOf,
    specOf,
    statusOf,
} from "../api/types";
import { podProblems } from "./pod-problems";
import { Condition } from "./waiting";

const revisionAnnotation = "deployment.kubernetes.io/revision";

/**
 * When a Deployment counts as ready (pulumi/pulumi-kubernetes provider/pkg/await/deployment.go): its controller has seen the
 * spec, it is Available, the new ReplicaSet has all its pods ready, and from the second revision on the rollout is complete.
 */
export class DeploymentReady implements Condition {
    private deployment: KubeObject;
    private reconciled = false;

    constructor(
        private readonly cluster: KubeCluster,
        made: KubeObject,
    ) {
        this.deployment = made;
    }

    look(): boolean {
        const now = this.cluster.get(keyOf(this.deployment));
        if (now === undefined || now.metadata.uid !== this.deployment.metadata.uid) return false;
        this.deployment = now;
        this.reconciled ||= statusOf(now)["observedGeneration"] === generationOf(now);
        if (!this.reconciled) return false;
        const settled = this.isAvailable() && this.hasNewPods();
        return this.revision() === "1" ? settled : settled && this.isRolledOut();
    }

    /** What stands in the way now. */
    problems(): readonly string[] {
        const found = ["Progressing", "Available"].flatMap((type) => {
            const condition = conditionOf(this.deployment, type);
            return condition === undefined || condition.status === "True" ? [] : [`[${condition.reason}] ${condition.message}`];
        });
        const live = "Minimum number of live Pods was not attained";
        const application = "Minimum number of Pods to consider the application live was not attained";
        const first = this.revision() === "1";
        if (!this.isAvailable()) found.push(live);
        else if (!first && !this.isRolledOut()) found.push(application);
        else if (!this.hasNewPods()) {
            found.push(
                first
                    ? application
                    : "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live",
            );
        }
        const set = this.replicaSet();
        if (set === undefined) return found;
        const pods = this.cluster.list("v1", "Pod", namespaceOf(this.deployment)).filter((pod) => isOwnedBy(pod, set));
        return [...found, ...pods.flatMap(podProblems)];
    }

    private revision(): string | undefined {
        return annotationsOf(this.deployment)[revisionAnnotation];
    }

    private isAvailable(): boolean {
        return this.revision() !== undefined && conditionOf(this.deployment, "Available")?.status === "True";
    }

    private isRolledOut(): boolean {
        const progressing = conditionOf(this.deployment, "Progressing");
        return progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
    }

    private replicaSet(): KubeObject | undefined {
        const revision = this.revision();
        const sets = this.cluster.list("apps/v1", "ReplicaSet", namespaceOf(this.deployment));
        return sets.find((set) => isOwnedBy(set, this.deployment) && annotationsOf(set)[revisionAnnotation] === revision);
    }

    private hasNewPods(): boolean {
        const set = this.revision() === undefined ? undefined : this.replicaSet();
        if (set === undefined) return false;
        const wanted = numberOr(specOf(set), "replicas", 1);
        return numberOr(statusOf(set), "readyReplicas", 0) >= wanted;
    }
}

function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
    return ownersOf(object).some((reference) => reference.uid === owner.metadata.uid);
}
