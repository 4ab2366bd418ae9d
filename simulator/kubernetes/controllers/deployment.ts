/** Deployments: one ReplicaSet per pod template, rolled over as the strategy allows, with conditions as kubectl reads them. */

import { createHash } from "node:crypto";
import { canonical, Draft, flag, numberOr, optionalText, Props, record } from "../../cloud/values";
import {
    annotationsOf,
    conditionOf,
    controllerOf,
    controllerReference,
    generationOf,
    isDeleting,
    KubeObject,
    labelsOf,
    namespaceOf,
    ObjectKey,
    specOf,
    statusOf,
} from "../api/types";
import { wholeSeconds } from "../api/garbage";
import { Said, withConditions } from "../runtime/conditions";
import { intOrPercent } from "../runtime/int-or-percent";
import { Controller, ControllerContext, keyFrom } from "./controller";
import { nextSizes, proportional, Sized, Sizes } from "./rollout";

const api = "apps/v1";
const hashLabel = "pod-template-hash";
const revisionAnnotation = "deployment.kubernetes.io/revision";
const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";

export class DeploymentController extends Controller {
    /** When each rollout last went on, in milliseconds since 1970, by uid. */
    private readonly progress = new Map<string, number>();

    constructor(context: ControllerContext) {
        super("deployment", context);
    }

    protected begin(): void {
        this.queueAll(api, "Deployment");
    }

    protected changed(key: ObjectKey): void {
        if (key.kind === "Deployment") this.queue.add(`${key.namespace}/${key.name}`);
        else if (key.kind === "ReplicaSet" || key.kind === "Pod") this.queueAll(api, "Deployment", key.namespace);
    }

    protected reconcile(name: string): void {
        const deployment = this.cluster.get(keyFrom(api, "Deployment", name));
        if (deployment === undefined || isDeleting(deployment)) return;
        const all = this.cluster
            .list(api, "ReplicaSet", namespaceOf(deployment))
            .filter((set) => controllerOf(set) === deployment.metadata.uid);
        const hash = templateHash(record(specOf(deployment), "template"));
        const found = all.find((set) => labelsOf(set)[hashLabel] === hash);
        const created = found === undefined;
        const olds = all.filter((set) => set !== found);
        if (found === undefined && flag(specOf(deployment), "paused")) return this.tellStatus(deployment, undefined, olds);
        const next = this.latest(deployment, found ?? this.createSet(deployment, hash), olds);
        const resized = this.resize(this.sizes(deployment, next, olds), deployment, [next, ...olds]);
        this.tellStatus(deployment, next, olds, created || resized);
        this.tidy(deployment, olds);
    }

    /** The ReplicaSet of the present template, with the highest revision. */
    private latest(deployment: KubeObject, set: KubeObject, olds: readonly KubeObject[]): KubeObject {
        const newest = Math.max(0, ...olds.map(revisionOf));
        const revision = String(Math.max(revisionOf(set), newest + 1));
        const key: ObjectKey = {
            apiVersion: api,
            kind: "Deployment",
            namespace: namespaceOf(deployment),
            name: deployment.metadata.name,
        };
        const current = this.cluster.need(key);
        if (annotationsOf(current)[revisionAnnotation] !== revision)
            this.cluster.update(annotated(current, { [revisionAnnotation]: revision }));
        return annotationsOf(set)[revisionAnnotation] === revision
            ? set
            : this.cluster.update(annotated(set, { [revisionAnnotation]: revision }));
    }

    private createSet(deployment: KubeObject, hash: string): KubeObject {
        const spec = specOf(deployment);
        const template = record(spec, "template");
        const labels = { ...record(record(template, "metadata"), "labels"), [hashLabel]: hash };
        const selector = record(spec, "selector");
        const created = this.cluster.create({
            apiVersion: api,
            kind: "ReplicaSet",
            metadata: {
                name: `${deployment.metadata.name}-${hash}`,
                namespace: namespaceOf(deployment) ?? "default",
                labels,
                annotations: { [desiredAnnotation]: String(replicasOf(deployment)) },
                ownerReferences: [controllerReference(deployment)],
            },
            spec: {
                replicas: 0,
                ...(spec["minReadySeconds"] === undefined ? {} : { minReadySeconds: spec["minReadySeconds"] }),
                selector: { ...selector, matchLabels: { ...record(selector, "matchLabels"), [hashLabel]: hash } },
                template: { ...template, metadata: { ...record(template, "metadata"), labels } },
            },
        });
        this.progress.set(deployment.metadata.uid, this.cluster.clock.now());
        return created;
    }

    private sizes(deployment: KubeObject, next: KubeObject, olds: readonly KubeObject[]): Sizes {
        const replicas = replicasOf(deployment);
        const { maxSurge, maxUnavailable, strategy } = strategyOf(deployment);
        const active = [next, ...olds].filter((set) => replicasOf(set) > 0);
        const rescaled = active.some((set) => annotationsOf(set)[desiredAnnotation] !== String(replicas));
        const only = active.length === 1 ? active[0] : undefined;
        if (rescaled && only !== undefined && replicasOf(only) !== replicas) return new Map([[only.metadata.name, replicas]]);
        if (rescaled && active.length > 1 && strategy === "RollingUpdate") {
            const sizes = proportional(active.map(sized), replicas === 0 ? 0 : replicas + maxSurge);
            if (sizes.size > 0) return sizes;
        }
        if (flag(specOf(deployment), "paused")) return new Map();
        const uids = new Set(olds.map((set) => set.metadata.uid));
        const oldPods = this.cluster
            .list("v1", "Pod", namespaceOf(deployment))
            .filter((pod) => uids.has(controllerOf(pod) ?? "")).length;
        return nextSizes({ replicas, strategy, maxSurge, maxUnavailable, next: sized(next), olds: olds.map(sized), oldPods });
    }

    private resize(sizes: Sizes, deployment: KubeObject, sets: readonly KubeObject[]): boolean {
        const desired = { [desiredAnnotation]: String(replicasOf(deployment)) };
        for (const set of sets) {
            const size = sizes.get(set.metadata.name);
            if (
                size === undefined &&
                (replicasOf(set) === 0 || annotationsOf(set)[desiredAnnotation] === desired[desiredAnnotation])
            )
                continue;
            this.cluster.update({ ...annotated(set, desired), spec: { ...specOf(set), replicas: size ?? replicasOf(set) } });
            if (size === undefined) continue;
            const [up, from] = [size > replicasOf(set), replicasOf(set)];
            const message = `Scaled ${up ? "up" : "down"} replica set ${set.metadata.name} from ${from} to ${size}`;
            this.cluster.recorder.record(deployment, "Normal", "ScalingReplicaSet", message, "deployment-controller");
        }
        return sizes.size > 0;
    }

    private tellStatus(deployment: KubeObject, next: KubeObject | undefined, olds: readonly KubeObject[], moved = false): void {
        const current = this.cluster.get(keyFrom(api, "Deployment", `${namespaceOf(deployment)}/${deployment.metadata.name}`));
        if (current === undefined) return;
        const sets = [...(next === undefined ? [] : [next]), ...olds].map((set) => this.cluster.get(setKey(set)) ?? set);
        const counted = (name: string): number => sets.reduce((sum, set) => sum + numberOr(statusOf(set), name, 0), 0);
        const replicas = counted("replicas");
        const available = counted("availableReplicas");
        const status: Draft = {
            observedGeneration: generationOf(current),
            replicas,
            updatedReplicas: next === undefined ? 0 : numberOr(statusOf(this.cluster.get(setKey(next)) ?? next), "replicas", 0),
            readyReplicas: counted("readyReplicas"),
            availableReplicas: available,
            unavailableReplicas: Math.max(0, Math.max(replicas, replicasOf(current)) - available),
        };
        const said = [this.available(current, available), ...this.progressing(current, status, next, moved), ...failureOf(sets)];
        const failing = said.some(({ type }) => type === "ReplicaFailure");
        const conditions = withConditions(current, said, wholeSeconds(this.cluster.clock.iso()), { updateTime: true }).filter(
            (condition) => failing || condition["type"] !== "ReplicaFailure",
        );
        this.cluster.updateStatus(keyFrom(api, "Deployment", `${namespaceOf(current)}/${current.metadata.name}`), {
            ...status,
            conditions,
        });
    }

    private available(deployment: KubeObject, available: number): Said {
        const enough = available >= replicasOf(deployment) - strategyOf(deployment).maxUnavailable;
        return {
            type: "Available",
            status: enough ? "True" : "False",
            reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            message: `Deployment ${enough ? "has" : "does not have"} minimum availability.`,
        };
    }

    private progressing(deployment: KubeObject, status: Props, next: KubeObject | undefined, moved: boolean): readonly Said[] {
        const { uid } = deployment.metadata;
        const what = next === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${next.metadata.name}"`;
        if (next === undefined) return [];
        const wanted = replicasOf(deployment);
        const complete =
            status["updatedReplicas"] === wanted && status["replicas"] === wanted && status["availableReplicas"] === wanted;
        if (complete) {
            this.progress.delete(uid);
            return [
                {
                    type: "Progressing",
                    status: "True",
                    reason: "NewReplicaSetAvailable",
                    message: `${what} has successfully progressed.`,
                },
            ];
        }
        const before = statusOf(deployment);
        const better =
            numberOr(status, "updatedReplicas", 0) > numberOr(before, "updatedReplicas", 0) ||
            numberOr(status, "readyReplicas", 0) > numberOr(before, "readyReplicas", 0) ||
            numberOr(status, "availableReplicas", 0) > numberOr(before, "availableReplicas", 0);
        const fresh = generationOf(deployment) !== numberOr(before, "observedGeneration", 0);
        const now = this.cluster.clock.now();
        const last = this.progress.get(uid);
        const known = conditionOf(deployment, "Progressing");
        const wasComplete = known?.reason === "NewReplicaSetAvailable";
        if (moved || better || fresh || (last === undefined && known?.reason !== "ProgressDeadlineExceeded")) {
            // pods lost after the rollout was complete are no failed rollout
            if (wasComplete && !moved && !fresh && !better) return [];
            this.progress.set(uid, now);
            this.watchDeadline(deployment, deadlineOf(deployment));
            const created = numberOr(status, "updatedReplicas", 0) === 0 && moved;
            return [
                {
                    type: "Progressing",
                    status: "True",
                    reason: created ? "NewReplicaSetCreated" : "ReplicaSetUpdated",
                    message: created ? `Created new replica set "${next.metadata.name}"` : `${what} is progressing.`,
                },
            ];
        }
        const deadline = this.cluster.clock.scaled(deadlineOf(deployment));
        if (last === undefined) return [];
        if (now - last < deadline) {
            this.watchDeadline(deployment, deadlineOf(deployment) * (1 - (now - last) / deadline));
            return [];
        }
        return [
            {
                type: "Progressing",
                status: "False",
                reason: "ProgressDeadlineExceeded",
                message: `${what} has timed out progressing.`,
            },
        ];
    }

    private watchDeadline(deployment: KubeObject, seconds: number): void {
        // a little later, so that the deadline is over
        this.queue.addAfter(`${namespaceOf(deployment)}/${deployment.metadata.name}`, seconds * 1.01);
    }

    /** Old ReplicaSets without pods are kept for a while only. */
    private tidy(deployment: KubeObject, olds: readonly KubeObject[]): void {
        const limit = numberOr(specOf(deployment), "revisionHistoryLimit", 10);
        const idle = olds
            .filter((set) => replicasOf(set) === 0 && numberOr(statusOf(set), "replicas", 0) === 0 && !isDeleting(set))
            .sort((a, b) => revisionOf(a) - revisionOf(b));
        for (const set of idle.slice(0, Math.max(0, idle.length - limit))) this.cluster.delete(setKey(set));
    }
}

function setKey(set: KubeObject): ObjectKey {
    return { apiVersion: api, kind: "ReplicaSet", namespace: namespaceOf(set), name: set.metadata.name };
}

/** `spec.replicas` with the API's default. */
export function replicasOf(object: KubeObject): number {
    return numberOr(specOf(object), "replicas", 1);
}

function revisionOf(set: KubeObject): number {
    return Number(annotationsOf(set)[revisionAnnotation] ?? 0);
}

function deadlineOf(deployment: KubeObject): number {
    return numberOr(specOf(deployment), "progressDeadlineSeconds", 600);
}

function sized(set: KubeObject): Sized {
    return { name: set.metadata.name, replicas: replicasOf(set), available: numberOr(statusOf(set), "availableReplicas", 0) };
}

function annotated(object: KubeObject, annotations: { readonly [name: string]: string }): KubeObject {
    return { ...object, metadata: { ...object.metadata, annotations: { ...annotationsOf(object), ...annotations } } };
}

function failureOf(sets: readonly KubeObject[]): readonly Said[] {
    const failure = sets.map((set) => conditionOf(set, "ReplicaFailure")).find((condition) => condition?.status === "True");
    return failure === undefined
        ? []
        : [{ type: "ReplicaFailure", status: "True", reason: failure.reason, message: failure.message }];
}

function strategyOf(deployment: KubeObject): {
    readonly strategy: "RollingUpdate" | "Recreate";
    readonly maxSurge: number;
    readonly maxUnavailable: number;
} {
    const strategy = record(specOf(deployment), "strategy");
    if (optionalText(strategy, "type") === "Recreate")
        return { strategy: "Recreate", maxSurge: 0, maxUnavailable: replicasOf(deployment) };
    const rolling = record(strategy, "rollingUpdate");
    const maxSurge = intOrPercent(rolling["maxSurge"] ?? "25%", replicasOf(deployment), true);
    const maxUnavailable = intOrPercent(rolling["maxUnavailable"] ?? "25%", replicasOf(deployment), false);
    // both round to nothing: something has to move
    return { strategy: "RollingUpdate", maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** Letters that make no words, as Kubernetes uses them in names. */
const letters = "bcdfghjklmnpqrstvwxz2456789";

function templateHash(template: Props): string {
    const digest = createHash("sha256").update(canonical(template)).digest();
    return [...digest.subarray(0, 10)].map((byte) => letters[byte % letters.length]).join("");
}

/** Five letters for the end of a pod's name. */
export function randomSuffix(): string {
    return Array.from({ length: 5 }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
}
