import type { Clock } from "../../cloud/clock";
import { Draft, numberOr, optionalText, record, sameValue } from "../../cloud/values";
import { conflict, forbidden } from "./errors";
import { kindOf, resourceName } from "./kinds";
import { finalizersOf, isDeleting, keyOf, KubeObject, namespaceOf, ObjectKey, OwnerReference, ownersOf, specOf } from "./types";

export interface DeleteOptions {
    /** Who goes first: the object (Background, default), its dependents (Foreground), or dependents stay (Orphan). */
    readonly propagation?: "Background" | "Foreground" | "Orphan";
    /** Pods: seconds to stop in; 0 removes at once. Default: the pod's own. */
    readonly gracePeriodSeconds?: number;
    /** Refused when the object is another one by now. */
    readonly uid?: string;
}

/** What deletion needs of the objects. */
export interface Heap {
    readonly clock: Clock;
    get(key: ObjectKey): KubeObject | undefined;
    everything(): readonly KubeObject[];
    /** Keeps it under a new version. */
    replace(object: KubeObject): KubeObject;
    forget(object: KubeObject): void;
}

const foreground = "foregroundDeletion";

/** Deleting these is refused by the NamespaceLifecycle admission plugin. */
const immortal: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/** ISO 8601 without milliseconds, as `metav1.Time` is written. */
export function wholeSeconds(iso: string): string {
    return `${iso.slice(0, 19)}Z`;
}

/** Deletion: finalizers, grace of pods, owners and dependents, contents of namespaces. */
export class GarbageCollector {
    constructor(private readonly heap: Heap) {}

    /** Deletes, or begins to. */
    delete(object: KubeObject, options: DeleteOptions): void {
        const key = keyOf(object);
        if (options.uid !== undefined && options.uid !== object.metadata.uid) throw conflict(key);
        if (key.kind === "Namespace") {
            if (immortal.has(key.name)) throw forbidden(key, "this namespace may not be deleted");
            return this.deleteNamespace(object);
        }
        if (options.propagation === "Orphan") this.orphan(object);
        const dependents = this.dependents(object);
        const first = options.propagation === "Foreground" && dependents.length > 0;
        const finalizers = [...new Set([...finalizersOf(object), ...(first ? [foreground] : [])])];
        const grace = graceOf(object, options);
        if (finalizers.length === 0 && grace === 0) return this.finish(object);
        this.mark(object, finalizers, grace);
        if (first) dependents.forEach((each) => this.deleteIfThere(each, { propagation: "Foreground" }));
    }

    /** Whether a changed object that is being deleted has nothing left to wait for. */
    mayGo(object: KubeObject): boolean {
        const stopping = object.kind === "Pod" && numberOr(object.metadata, "deletionGracePeriodSeconds", 0) > 0;
        return isDeleting(object) && object.kind !== "Namespace" && finalizersOf(object).length === 0 && !stopping;
    }

    /** The object goes for good: its dependents follow; its owner or namespace may be able to go now. */
    finish(object: KubeObject): void {
        const dependents = this.dependents(object);
        this.heap.forget(object);
        for (const each of dependents) {
            if (!ownersOf(each).some((reference) => this.owner(each, reference) !== undefined)) this.deleteIfThere(each, {});
        }
        ownersOf(object).forEach((reference) => this.settleOwner(object, reference));
        this.settleNamespace(namespaceOf(object));
    }

    private mark(object: KubeObject, finalizers: readonly string[], grace: number): void {
        const deadline = wholeSeconds(new Date(this.heap.clock.now() + grace * 1000).toISOString());
        const meta: Draft = { ...object.metadata };
        meta["deletionTimestamp"] = optionalText(object.metadata, "deletionTimestamp") ?? deadline;
        meta["deletionGracePeriodSeconds"] = Math.min(grace, numberOr(object.metadata, "deletionGracePeriodSeconds", grace));
        if (finalizers.length > 0) meta["finalizers"] = finalizers;
        if (!sameValue(meta, object.metadata)) this.heap.replace({ ...object, metadata: { ...object.metadata, ...meta } });
    }

    private dependents(owner: KubeObject): readonly KubeObject[] {
        const { uid } = owner.metadata;
        return this.heap.everything().filter((object) => ownersOf(object).some((reference) => reference.uid === uid));
    }

    private orphan(owner: KubeObject): void {
        for (const object of this.dependents(owner)) {
            const rest = ownersOf(object).filter((reference) => reference.uid !== owner.metadata.uid);
            this.heap.replace({ ...object, metadata: { ...object.metadata, ownerReferences: rest } });
        }
    }

    private deleteIfThere(object: KubeObject, options: DeleteOptions): void {
        const now = this.heap.get(keyOf(object));
        if (now !== undefined && now.metadata.uid === object.metadata.uid) this.delete(now, options);
    }

    private owner(object: KubeObject, reference: OwnerReference): KubeObject | undefined {
        const { apiVersion, kind, name } = reference;
        const namespace = kindOf(apiVersion, kind)?.namespaced === true ? namespaceOf(object) : undefined;
        const found = this.heap.get({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
        return found?.metadata.uid === reference.uid ? found : undefined;
    }

    private settleOwner(object: KubeObject, reference: OwnerReference): void {
        const owner = this.owner(object, reference);
        if (owner === undefined || !finalizersOf(owner).includes(foreground) || this.dependents(owner).length > 0) return;
        const finalizers = finalizersOf(owner).filter((finalizer) => finalizer !== foreground);
        const freed: KubeObject = { ...owner, metadata: { ...owner.metadata, finalizers } };
        if (this.mayGo(freed)) this.finish(freed);
        else this.heap.replace(freed);
    }

    private deleteNamespace(namespace: KubeObject): void {
        if (!isDeleting(namespace)) {
            const deletionTimestamp = wholeSeconds(this.heap.clock.iso());
            const status = { ...record(namespace, "status"), phase: "Terminating" };
            this.heap.replace({ ...namespace, metadata: { ...namespace.metadata, deletionTimestamp }, status });
        }
        this.contents(namespace.metadata.name).forEach((object) => this.deleteIfThere(object, {}));
        this.settleNamespace(namespace.metadata.name);
    }

    private contents(namespace: string): readonly KubeObject[] {
        return this.heap.everything().filter((object) => namespaceOf(object) === namespace);
    }

    /** A namespace that is being deleted goes with the last object in it; until then its conditions say what is left. */
    private settleNamespace(name: string | undefined): void {
        if (name === undefined) return;
        const namespace = this.heap.get({ apiVersion: "v1", kind: "Namespace", name });
        if (namespace === undefined || !isDeleting(namespace)) return;
        const left = this.contents(name);
        if (left.length === 0) return this.heap.forget(namespace);
        const status = { ...record(namespace, "status"), conditions: remaining(left, wholeSeconds(this.heap.clock.iso())) };
        if (!sameValue(status, namespace["status"])) this.heap.replace({ ...namespace, status });
    }
}

function graceOf(object: KubeObject, options: DeleteOptions): number {
    if (object.kind !== "Pod") return 0;
    // A pod that no kubelet runs has nobody to confirm its end.
    const spec = specOf(object);
    const phase = optionalText(record(object, "status"), "phase");
    if (optionalText(spec, "nodeName") === undefined || phase === "Succeeded" || phase === "Failed") return 0;
    return options.gracePeriodSeconds ?? numberOr(spec, "terminationGracePeriodSeconds", 30);
}

/** The namespace controller's conditions (k8s.io/kubernetes pkg/controller/namespace/deletion). */
function remaining(left: readonly KubeObject[], time: string): readonly Draft[] {
    const resources = tally(left.map((object) => `${resourceName(object)}`));
    const finalizers = tally(left.flatMap((object) => finalizersOf(object)));
    const condition = (type: string, reason: string, message: string): Draft => {
        return { type, status: "True", lastTransitionTime: time, reason, message };
    };
    const content = resources.map(([name, count]) => `${name}. has ${count} resource instances`).join(", ");
    const conditions = [
        condition("NamespaceContentRemaining", "SomeResourcesRemain", `Some resources are remaining: ${content}`),
    ];
    if (finalizers.length > 0) {
        const held = finalizers.map(([name, count]) => `${name} in ${count} resource instances`).join(", ");
        const message = `Some content in the namespace has finalizers remaining: ${held}`;
        conditions.push(condition("NamespaceFinalizersRemaining", "SomeFinalizersRemain", message));
    }
    return conditions;
}

function tally(names: readonly string[]): readonly (readonly [string, number])[] {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => a.localeCompare(b));
}
