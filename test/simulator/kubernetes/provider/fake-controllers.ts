import { KubeCluster } from "../../../../simulator/kubernetes/api/objects";
import { controllerReference, KubeObject, ObjectKey } from "../../../../simulator/kubernetes/api/types";
import { Props, record } from "../../../../simulator/cloud/values";

const revision = "deployment.kubernetes.io/revision";
const blue = { apiVersion: "apps/v1", namespace: "blue" };

/** Plays the Deployment controller by hand: each call is one step of a rollout. */
export class FakeRollout {
    private readonly key: ObjectKey;

    constructor(
        private readonly cluster: KubeCluster,
        name: string,
    ) {
        this.key = { ...blue, kind: "Deployment", name };
    }

    deployment(): KubeObject {
        return this.cluster.need(this.key);
    }

    /** The controller sees the spec and makes the ReplicaSet of a revision, with so many pods ready. */
    step(
        number: number,
        ready: number,
        conditions: readonly (readonly [type: string, status: string, reason: string, message: string])[],
    ): KubeObject {
        const found = this.deployment();
        const annotations = { ...record(found.metadata, "annotations"), [revision]: String(number) };
        const deployment = this.cluster.update({ ...found, metadata: { ...found.metadata, annotations } });
        const name = `${deployment.metadata.name}-${number}`;
        const set = this.cluster.get({ ...blue, kind: "ReplicaSet", name }) ?? this.makeSet(deployment, name, number);
        this.cluster.updateStatus({ ...blue, kind: "ReplicaSet", name }, { replicas: 2, readyReplicas: ready });
        const at = this.cluster.clock.iso();
        const said = conditions.map(([type, status, reason, message]) => ({
            type,
            status,
            reason,
            message,
            lastTransitionTime: at,
        }));
        this.cluster.updateStatus(this.key, { observedGeneration: deployment.metadata["generation"] ?? 0, conditions: said });
        return set;
    }

    complete(number: number): void {
        this.step(number, 2, [
            ["Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."],
            ["Progressing", "True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed."],
        ]);
    }

    /** A pod of a ReplicaSet with a status. */
    pod(set: KubeObject, status: Props): void {
        const metadata = {
            namespace: "blue",
            name: `${set.metadata.name}-x`,
            labels: { app: "gateway" },
            ownerReferences: [controllerReference(set)],
        };
        const spec = record(record(record(set, "spec"), "template"), "spec");
        this.cluster.create({ apiVersion: "v1", kind: "Pod", metadata, spec });
        this.cluster.updateStatus({ apiVersion: "v1", kind: "Pod", namespace: "blue", name: metadata.name }, status);
    }

    private makeSet(deployment: KubeObject, name: string, number: number): KubeObject {
        const { selector, template } = record(deployment, "spec");
        const metadata = {
            namespace: "blue",
            name,
            annotations: { [revision]: String(number) },
            ownerReferences: [controllerReference(deployment)],
        };
        return this.cluster.create({
            apiVersion: "apps/v1",
            kind: "ReplicaSet",
            metadata,
            spec: { replicas: 2, selector: selector ?? {}, template: template ?? {} },
        });
    }
}

/** Resolves when a kind of object is next made. */
export function made(cluster: KubeCluster, kind: string): Promise<void> {
    return new Promise((resolve) => {
        const look = (key: ObjectKey, object: KubeObject | undefined): void => {
            if (key.kind !== kind || object === undefined) return;
            cluster.off("changed", look);
            resolve();
        };
        cluster.on("changed", look);
    });
}
