import { EventEmitter } from "node:events";
import { randomUUID } from "node:crypto";
import type { Cloud } from "../../cloud/cloud";
import type { Clock } from "../../cloud/clock";
import { Draft, optionalText, Props, record, sameValue } from "../../cloud/values";
import { Admitted, admit } from "./admission";
import { bootstrap, furnish } from "./bootstrap";
import { alreadyExists, ApiError, conflict, forbidden, noMatch, notFound } from "./errors";
import { EventRecorder } from "./events";
import { DeleteOptions, GarbageCollector, wholeSeconds } from "./garbage";
import { definitionName, groupOf, Kind, kindName, kindOf } from "./kinds";
import { recordWrite, unmanaged } from "./managed-fields";
import { selects } from "./selectors";
import { addressIn, freeAddress, serviceRangeOf } from "./service-addresses";
import { generationOf, idOf, isDeleting, keyOf, KubeObject, labelsOf, Manifest, namespaceOf, ObjectKey } from "./types";
import type { ClusterView, ValidatingWebhook, Webhook } from "./view";

export * from "./types";

/** The field manager of the cluster's own controllers. */
export const systemManager = "kube-controller-manager";

export interface WriteOptions {
    /** Checks and fills in, but keeps nothing. */
    readonly dryRun?: boolean;
    /** Told each warning of the API server. */
    readonly warn?: (text: string) => void;
}

export interface KubeEvents {
    /** An object was made, changed or removed (`object` absent). Told while the write returns: queue, don't work. */
    changed: [key: ObjectKey, object: KubeObject | undefined];
}

const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };

/** The API server of one EKS cluster. Objects live in the account's store; every write is checked as the real server does. */
export class KubeCluster extends EventEmitter<KubeEvents> implements ClusterView {
    /** Mutating webhooks, called before defaults and validation in this order. */
    readonly webhooks: Webhook[] = [];
    /** Validating webhooks, called after validation. */
    readonly validators: ValidatingWebhook[] = [];
    /** Kubernetes Events, for people who look for a cause. */
    readonly recorder: EventRecorder;
    private readonly garbage: GarbageCollector;
    private version: number;

    constructor(
        private readonly cloud: Cloud,
        readonly clock: Clock,
        readonly name: string,
    ) {
        super();
        this.setMaxListeners(0);
        this.version = Math.max(0, ...this.everything().map((object) => Number(object.metadata.resourceVersion)));
        this.recorder = new EventRecorder(this);
        this.garbage = new GarbageCollector(this);
    }

    get(key: ObjectKey): KubeObject | undefined {
        return this.cloud.find(this.type(key.apiVersion, key.kind), idOf(key))?.props as KubeObject | undefined;
    }

    /** Like `get`; what is missing is the API's 404. */
    need(key: ObjectKey): KubeObject {
        const object = this.get(key);
        if (object === undefined) throw notFound(key);
        return object;
    }

    /** Oldest first. `selector` is a label selector (`matchLabels`, `matchExpressions`). */
    list(apiVersion: string, kind: string, namespace?: string, selector?: Props): readonly KubeObject[] {
        const all = this.cloud.all(this.type(apiVersion, kind)).map((object) => object.props as KubeObject);
        return all.filter((object) => {
            if (namespace !== undefined && namespaceOf(object) !== namespace) return false;
            return selector === undefined || selects(selector, labelsOf(object));
        });
    }

    /** Makes an object. Throws `ApiError`. */
    create(manifest: Manifest, manager = systemManager, options: WriteOptions = {}): KubeObject {
        const named = this.withName(manifest);
        const owned = recordWrite(named, undefined, manager, this.time());
        return this.insert(owned, options);
    }

    /** Like `create`, for an object whose `managedFields` are made already. */
    insert(manifest: Manifest, options: WriteOptions = {}): KubeObject {
        const kind = this.kind(manifest);
        const key = this.key(manifest, kind);
        if (this.get(key) !== undefined) throw alreadyExists(key);
        this.checkNamespace(key);
        const { object } = this.admitted(manifest, kind, undefined, options);
        const metadata = {
            ...object.metadata,
            name: key.name,
            uid: randomUUID(),
            resourceVersion: String(this.version + 1),
            creationTimestamp: this.time(),
            ...(kind.counted === true ? { generation: 1 } : {}),
        };
        const made: KubeObject = { ...object, metadata };
        if (options.dryRun === true) return made;
        const stored = this.replace(made);
        if (kind.kind === "Namespace") furnish(this, stored.metadata.name);
        return stored;
    }

    /**
     * Replaces metadata and spec (or data) of an object; the status stays as it is. A `resourceVersion` that is not the
     * present one is a conflict. Writing what is there already changes nothing.
     */
    update(manifest: Manifest, manager = systemManager, options: WriteOptions = {}): KubeObject {
        const old = this.need(this.key(manifest, this.kind(manifest)));
        const given = optionalText(manifest.metadata, "resourceVersion");
        if (given !== undefined && given !== old.metadata.resourceVersion) throw conflict(keyOf(old));
        return this.overwrite(recordWrite(manifest, old, manager, this.time()), options);
    }

    /** Like `update`, for an object whose `managedFields` are made already. */
    overwrite(manifest: Manifest, options: WriteOptions = {}): KubeObject {
        const kind = this.kind(manifest);
        const old = this.need(this.key(manifest, kind));
        const { status: _status, ...rest } = manifest;
        const kept: Manifest =
            kind.status !== true ? manifest : { ...rest, ...(old["status"] === undefined ? {} : { status: old["status"] }) };
        const { object } = this.admitted({ ...kept, metadata: { ...kept.metadata, ...identity(old) } }, kind, old, options);
        if (unmanaged(object) === unmanaged(old)) return old;
        const grown = kind.counted === true && !sameValue(desired(object), desired(old));
        const metadata = {
            ...object.metadata,
            ...identity(old),
            resourceVersion: String(this.version + 1),
            ...(grown ? { generation: generationOf(old) + 1 } : {}),
        };
        const made: KubeObject = { ...object, metadata };
        if (options.dryRun === true) return made;
        if (!this.garbage.mayGo(made)) return this.replace(made);
        this.garbage.finish(made);
        return made;
    }

    /** Replaces the status alone. Writing the same status changes nothing. */
    updateStatus(key: ObjectKey, status: Props | Draft): KubeObject {
        const old = this.need(key);
        return sameValue(old["status"], status) ? old : this.replace({ ...old, status });
    }

    /** Deletes, or begins to: finalizers, foreground deletion, a namespace's contents and running pods take their time. */
    delete(key: ObjectKey, options: DeleteOptions = {}): void {
        this.garbage.delete(this.need(key), options);
    }

    everything(): readonly KubeObject[] {
        const prefix = `k8s:${this.name}:`;
        const types = this.cloud.store.types().filter((type) => type.startsWith(prefix));
        return types.flatMap((type) => this.cloud.all(type).map((object) => object.props as KubeObject));
    }

    /** Keeps an object under a new version, unchecked. For status and deletion, which no admission sees. */
    replace(object: KubeObject): KubeObject {
        this.version += 1;
        const made: KubeObject = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
        const key = keyOf(made);
        this.cloud.put(this.type(key.apiVersion, key.kind), idOf(key), made);
        this.emit("changed", key, made);
        return made;
    }

    forget(object: KubeObject): void {
        const key = keyOf(object);
        this.version += 1;
        this.cloud.remove(this.type(key.apiVersion, key.kind), idOf(key));
        this.emit("changed", key, undefined);
    }

    /** The address of that number in the range of the cluster's Services. */
    serviceIp(host: number): string {
        return addressIn(serviceRangeOf(this.cloud, this.name), host);
    }

    freeServiceIp(): string {
        const used = new Set(this.list("v1", "Service").map((service) => optionalText(record(service, "spec"), "clusterIP")));
        const address = freeAddress(serviceRangeOf(this.cloud, this.name), used);
        if (address === undefined) throw new ApiError("InternalError", "failed to allocate a serviceIP: range is full");
        return address;
    }

    private admitted(object: Manifest, kind: Kind, old: KubeObject | undefined, options: WriteOptions): Admitted {
        const everything = (): readonly KubeObject[] => this.everything();
        const { webhooks, validators } = this;
        const admitted = admit({ view: this, webhooks, validators, kind, key: this.key(object, kind), object, old, everything });
        admitted.warnings.forEach((text) => options.warn?.(text));
        return admitted;
    }

    /** The kind, where this cluster knows it. */
    knows(apiVersion: string, kind: string): Kind | undefined {
        const known = kindOf(apiVersion, kind);
        if (known?.custom !== true) return known;
        return this.get({ ...definition, name: definitionName(known) }) === undefined ? undefined : known;
    }

    /** Makes a custom kind known, as the custom resource definition of a Helm chart does. It stays when the chart goes. */
    define(kind: Kind): void {
        const key = { ...definition, name: definitionName(kind) };
        if (this.get(key) !== undefined) return;
        const names = { kind: kind.kind, plural: kind.plural };
        const metadata = {
            name: key.name,
            uid: randomUUID(),
            resourceVersion: "0",
            creationTimestamp: this.time(),
            generation: 1,
        };
        const scope = kind.namespaced ? "Namespaced" : "Cluster";
        this.replace({ ...definition, metadata, spec: { group: groupOf(kind.apiVersion), names, scope } });
    }

    private kind(manifest: Manifest): Kind {
        const kind = this.knows(manifest.apiVersion, manifest.kind);
        if (kind === undefined) throw noMatch(manifest.apiVersion, manifest.kind);
        return kind;
    }

    private key(manifest: Manifest, kind: Kind): ObjectKey {
        const name = optionalText(manifest.metadata, "name");
        const { apiVersion } = manifest;
        if (name === undefined) {
            throw new ApiError(
                "Invalid",
                `${kindName(kind)} "" is invalid: metadata.name: Required value: name or generateName is required`,
            );
        }
        if (!kind.namespaced) return { apiVersion, kind: kind.kind, name };
        return { apiVersion, kind: kind.kind, namespace: namespaceOf(manifest) ?? "default", name };
    }

    private withName(manifest: Manifest): Manifest {
        const kind = this.kind(manifest);
        const prefix = optionalText(manifest.metadata, "generateName");
        const name =
            optionalText(manifest.metadata, "name") ?? (prefix === undefined ? undefined : `${prefix}${this.cloud.hex(5)}`);
        const namespace = kind.namespaced ? (namespaceOf(manifest) ?? "default") : undefined;
        const metadata = {
            ...manifest.metadata,
            ...(name === undefined ? {} : { name }),
            ...(namespace === undefined ? {} : { namespace }),
        };
        return { ...manifest, metadata };
    }

    private checkNamespace(key: ObjectKey): void {
        if (key.namespace === undefined) return;
        const namespace = this.need({ apiVersion: "v1", kind: "Namespace", name: key.namespace });
        if (!isDeleting(namespace)) return;
        throw forbidden(key, `unable to create new content in namespace ${key.namespace} because it is being terminated`);
    }

    private type(apiVersion: string, kind: string): string {
        return `k8s:${this.name}:${apiVersion}:${kind}`;
    }

    private time(): string {
        return wholeSeconds(this.clock.iso());
    }
}

/** What a write cannot change. */
function identity(object: KubeObject): KubeObject["metadata"] & Props {
    const kept = ["name", "namespace", "generateName", "generation", "deletionTimestamp", "deletionGracePeriodSeconds"];
    const present = kept
        .filter((name) => object.metadata[name] !== undefined)
        .map((name) => [name, object.metadata[name]!] as const);
    const { name, uid, resourceVersion, creationTimestamp } = object.metadata;
    return { ...Object.fromEntries(present), name, uid, resourceVersion, creationTimestamp };
}

/** What `metadata.generation` counts the changes of. */
function desired(object: Manifest): Props {
    const { metadata: _metadata, status: _status, ...rest } = object;
    return rest;
}

export interface KubernetesEvents {
    /** An EKS cluster is there, or gone with all its objects. */
    added: [cluster: KubeCluster];
    removed: [name: string];
}

const eksCluster = "aws:eks/cluster:Cluster";

/** The API servers of all EKS clusters of the account. */
export class Kubernetes extends EventEmitter<KubernetesEvents> {
    private readonly known = new Map<string, KubeCluster>();

    constructor(
        private readonly cloud: Cloud,
        private readonly clock: Clock,
    ) {
        super();
        this.setMaxListeners(0);
        cloud.on("changed", (type, id, object) => {
            if (type !== eksCluster) return;
            if (object === undefined) this.remove(id);
            else this.cluster(id);
        });
    }

    /** The API server of the EKS cluster of that name. Throws `ApiError` where there is none. */
    cluster(name: string): KubeCluster {
        const known = this.known.get(name);
        if (known !== undefined) return known;
        if (this.cloud.find(eksCluster, name) === undefined) throw new ApiError("NotFound", `no cluster found for name: ${name}`);
        const made = new KubeCluster(this.cloud, this.clock, name);
        this.known.set(name, made);
        bootstrap(made);
        this.emit("added", made);
        return made;
    }

    byEndpoint(endpoint: string): KubeCluster | undefined {
        const found = this.cloud.where(eksCluster, "endpoint", endpoint)[0];
        return found === undefined ? undefined : this.cluster(found.id);
    }

    clusters(): readonly KubeCluster[] {
        return this.cloud.all(eksCluster).map((object) => this.cluster(object.id));
    }

    private remove(name: string): void {
        this.known.get(name)?.removeAllListeners();
        this.known.delete(name);
        for (const type of this.cloud.store.types().filter((each) => each.startsWith(`k8s:${name}:`))) {
            this.cloud.all(type).forEach((object) => this.cloud.remove(type, object.id));
        }
        this.emit("removed", name);
    }
}
