import { KubeCluster } from "../api/objects";
import { KubeObject, namespaceOf, ObjectKey } from "../api/types";
import { WorkQueue } from "./work-queue";

/** What every controller of a cluster is given. */
export interface ControllerContext {
    readonly cluster: KubeCluster;
    /** Told of every error of a controller; the key is tried again. */
    readonly failed: (controller: string, key: string, error: unknown) => void;
}

/** A loop that hears of changes and brings one key after the other in order. Keys are `namespace/name` or `name`. */
export abstract class Controller {
    protected readonly cluster: KubeCluster;
    protected readonly queue: WorkQueue;

    constructor(name: string, context: ControllerContext) {
        this.cluster = context.cluster;
        this.queue = new WorkQueue({
            clock: context.cluster.clock,
            reconcile: (key) => this.reconcile(key),
            failed: (key, error) => context.failed(name, key, error),
        });
    }

    start(): void {
        this.cluster.on("changed", this.onChange);
        this.begin();
    }

    stop(): void {
        this.cluster.off("changed", this.onChange);
        this.queue.stop();
    }

    /** Queues everything there is. */
    protected abstract begin(): void;

    /** Queues what a change concerns. */
    protected abstract changed(key: ObjectKey, object: KubeObject | undefined): void;

    protected abstract reconcile(key: string): void;

    /** Queues every object of a kind, of one namespace or of all. */
    protected queueAll(apiVersion: string, kind: string, namespace?: string): void {
        for (const object of this.cluster.list(apiVersion, kind, namespace)) this.queue.add(nameOf(object));
    }

    private readonly onChange = (key: ObjectKey, object: KubeObject | undefined): void => {
        // what people read is no work for controllers
        if (key.kind !== "Event") this.changed(key, object);
    };
}

export function nameOf(object: KubeObject): string {
    const namespace = namespaceOf(object);
    return namespace === undefined ? object.metadata.name : `${namespace}/${object.metadata.name}`;
}

/** The key behind a queued `namespace/name`. */
export function keyFrom(apiVersion: string, kind: string, name: string): ObjectKey {
    const slash = name.indexOf("/");
    return slash < 0
        ? { apiVersion, kind, name }
        : { apiVersion, kind, namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}
