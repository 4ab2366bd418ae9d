/** ReplicaSets: as many pods as wanted, made and deleted one by one. */

import { Draft, numberOr, optionalText, record, records, Value } from "../../cloud/values";
import { ApiError } from "../api/errors";
import { wholeSeconds } from "../api/garbage";
import {
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
import { isTrue, Said, withConditions } from "../runtime/conditions";
import { isActive, nodeNameOf, phaseOf, podKey } from "../runtime/pod-spec";
import { Controller, ControllerContext, keyFrom, nameOf } from "./controller";
import { randomSuffix, replicasOf } from "./deployment";

const api = "apps/v1";

export class ReplicaSetController extends Controller {
    /** Since when a pod is ready, in milliseconds since 1970, by uid: conditions are kept in whole seconds only. */
    private readonly readySince = new Map<string, number>();

    constructor(context: ControllerContext) {
        super("replicaset", context);
    }

    protected begin(): void {
        this.queueAll(api, "ReplicaSet");
    }

    protected changed(key: ObjectKey, object: KubeObject | undefined): void {
        if (key.kind === "ReplicaSet") this.queue.add(`${key.namespace}/${key.name}`);
        if (key.kind !== "Pod") return;
        const owner = object === undefined ? undefined : this.ownerOf(object);
        if (owner === undefined) this.queueAll(api, "ReplicaSet", key.namespace);
        else this.queue.add(nameOf(owner));
    }

    protected reconcile(name: string): void {
        const set = this.cluster.get(keyFrom(api, "ReplicaSet", name));
        if (set === undefined) return;
        const owned = (): readonly KubeObject[] =>
            this.cluster
                .list("v1", "Pod", namespaceOf(set))
                .filter((pod) => controllerOf(pod) === set.metadata.uid && isActive(pod) && !isDeleting(pod));
        const failure = isDeleting(set) ? undefined : this.resize(set, owned());
        this.tellStatus(set, owned(), failure);
        if (failure !== undefined) throw failure;
    }

    private ownerOf(pod: KubeObject): KubeObject | undefined {
        return this.cluster.list(api, "ReplicaSet", namespaceOf(pod)).find((set) => set.metadata.uid === controllerOf(pod));
    }

    private resize(set: KubeObject, pods: readonly KubeObject[]): ApiError | undefined {
        const wanted = replicasOf(set);
        for (const pod of [...pods].sort(dispensable).slice(0, Math.max(0, pods.length - wanted))) {
            this.cluster.delete(podKey(pod), { uid: pod.metadata.uid });
            this.tell(set, "Normal", "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
        }
        for (let count = pods.length; count < wanted; count += 1) {
            const name = `${set.metadata.name}-${randomSuffix()}`;
            try {
                this.createPod(set, name);
                this.tell(set, "Normal", "SuccessfulCreate", `Created pod: ${name}`);
            } catch (error) {
                if (!(error instanceof ApiError)) throw error;
                // the name is another one at each try; what is wrong stays the same
                const failure = new ApiError(error.reason, error.message.replaceAll(name, `${set.metadata.name}-`));
                this.tell(set, "Warning", "FailedCreate", `Error creating: ${failure.message}`);
                return failure;
            }
        }
        return undefined;
    }

    private createPod(set: KubeObject, name: string): void {
        const template = record(specOf(set), "template");
        const meta = record(template, "metadata");
        const metadata: Draft = {
            name,
            generateName: `${set.metadata.name}-`,
            namespace: namespaceOf(set) ?? "default",
            labels: record(meta, "labels"),
            ownerReferences: [controllerReference(set)],
        };
        if (meta["annotations"] !== undefined) metadata["annotations"] = meta["annotations"];
        this.cluster.create({ apiVersion: "v1", kind: "Pod", metadata, spec: record(template, "spec") });
    }

    private tell(set: KubeObject, type: "Normal" | "Warning", reason: string, message: string): void {
        this.cluster.recorder.record(set, type, reason, message, "replicaset-controller");
    }

    private tellStatus(set: KubeObject, pods: readonly KubeObject[], failure: ApiError | undefined): void {
        const current = this.cluster.get(keyFrom(api, "ReplicaSet", nameOf(set)));
        if (current === undefined) return;
        const ready = pods.filter((pod) => isTrue(pod, "Ready"));
        this.forget(pods);
        const template = labelsOfTemplate(current);
        const status: Draft = {
            observedGeneration: generationOf(current),
            replicas: pods.length,
            fullyLabeledReplicas: pods.filter((pod) =>
                Object.entries(template).every(([name, value]) => labelsOf(pod)[name] === value),
            ).length,
            readyReplicas: ready.length,
            availableReplicas: ready.filter((pod) => this.isAvailable(current, pod)).length,
        };
        const conditions = this.conditions(current, failure);
        this.cluster.updateStatus(
            keyFrom(api, "ReplicaSet", nameOf(set)),
            conditions.length === 0 ? status : { ...status, conditions },
        );
    }

    private conditions(set: KubeObject, failure: ApiError | undefined): readonly Value[] {
        const now = wholeSeconds(this.cluster.clock.iso());
        if (failure === undefined) {
            return conditionOf(set, "ReplicaFailure") === undefined
                ? []
                : withConditions(set, [], now).filter((each) => each["type"] !== "ReplicaFailure");
        }
        const said: Said = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: failure.message };
        return withConditions(set, [said], now);
    }

    /** Ready for `minReadySeconds`. */
    private isAvailable(set: KubeObject, pod: KubeObject): boolean {
        const wait = numberOr(specOf(set), "minReadySeconds", 0);
        if (wait === 0) return true;
        const now = this.cluster.clock.now();
        const since = this.readySince.get(pod.metadata.uid) ?? now;
        this.readySince.set(pod.metadata.uid, since);
        const left = this.cluster.clock.scaled(wait) - (now - since);
        if (left > 0) this.queue.addAfter(nameOf(set), (wait * left) / this.cluster.clock.scaled(wait));
        return left <= 0;
    }

    private forget(pods: readonly KubeObject[]): void {
        for (const pod of pods) if (!isTrue(pod, "Ready")) this.readySince.delete(pod.metadata.uid);
    }
}

function labelsOfTemplate(set: KubeObject): Readonly<Record<string, string>> {
    return labelsOf({ apiVersion: "v1", kind: "Pod", metadata: record(record(specOf(set), "template"), "metadata") });
}

/** Which of two pods goes first: the one that would be missed less (k8s.io/kubernetes pkg/controller, ActivePodsWithRanks). */
function dispensable(a: KubeObject, b: KubeObject): number {
    const ranks = [
        (pod: KubeObject): number => (nodeNameOf(pod) === undefined ? 0 : 1),
        (pod: KubeObject): number => ["Pending", "Unknown", "Running"].indexOf(phaseOf(pod)),
        (pod: KubeObject): number => (isTrue(pod, "Ready") ? 1 : 0),
        (pod: KubeObject): number => -restartsOf(pod),
        (pod: KubeObject): number => -Date.parse(optionalText(pod.metadata, "creationTimestamp") ?? ""),
    ];
    for (const rank of ranks) {
        const difference = rank(a) - rank(b);
        if (difference !== 0) return difference;
    }
    return 0;
}

function restartsOf(pod: KubeObject): number {
    return Math.max(0, ...records(statusOf(pod), "containerStatuses").map((status) => numberOr(status, "restartCount", 0)));
}
