import { list, record, records, textOr } from "../../cloud/values";
import type { KubeCluster } from "../api/objects";
import { keyOf, KubeObject, labelsOf, namespaceOf, ObjectKey, specOf, statusOf } from "../api/types";
import { Condition } from "./waiting";

/** Seconds without a change after which endpoints count as settled (provider/pkg/await/service.go). */
const settleSeconds = 10;

const serviceLabel = "kubernetes.io/service-name";

/**
 * When a Service counts as ready (pulumi/pulumi-kubernetes provider/pkg/await/service.go): a load balancer has its address, and
 * its endpoints have settled with none that is not ready. Without a selector, headless or as ExternalName it waits for no pods.
 */
export class ServiceReady implements Condition {
    private service: KubeObject;
    private settlesAt: number | undefined;

    constructor(
        private readonly cluster: KubeCluster,
        made: KubeObject,
    ) {
        this.service = made;
        if (this.slices().length > 0) this.restart();
    }

    changed(key: ObjectKey, object: KubeObject | undefined): void {
        if (key.kind === "EndpointSlice" && object !== undefined && this.isMine(object)) this.restart();
    }

    next(): number | undefined {
        return this.settlesAt;
    }

    look(): boolean {
        const now = this.cluster.get(keyOf(this.service));
        if (now === undefined) return false;
        this.service = now;
        if (!this.waitsForPods()) return this.hasAddress();
        const settled = this.settlesAt !== undefined && this.settlesAt <= this.cluster.clock.now();
        return this.hasAddress() && settled && this.pending() === 0;
    }

    /** What counts when the time is over: nobody is on the way. */
    isAcceptable(): boolean {
        return this.hasAddress() && this.pending() === 0;
    }

    problems(): readonly string[] {
        const found: string[] = [];
        if (!this.waitsForPods() && specOf(this.service)["clusterIP"] !== "None") return found;
        if (this.waitsForPods() && this.readyCount() === 0) {
            found.push(
                "Service does not target any Pods. Selected Pods may not be ready, " +
                    "or field '.spec.selector' may not match labels on any Pods",
            );
        }
        if (!this.hasAddress()) found.push("Service was not allocated an IP address; does your cloud provider support this?");
        return found;
    }

    private restart(): void {
        this.settlesAt = this.cluster.clock.now() + this.cluster.clock.scaled(settleSeconds);
    }

    private isMine(slice: KubeObject): boolean {
        return namespaceOf(slice) === namespaceOf(this.service) && labelsOf(slice)[serviceLabel] === this.service.metadata.name;
    }

    private slices(): readonly KubeObject[] {
        return this.cluster
            .list("discovery.k8s.io/v1", "EndpointSlice", namespaceOf(this.service))
            .filter((slice) => this.isMine(slice));
    }

    private readyCount(): number {
        return this.endpoints().filter((ready) => ready).length;
    }

    private pending(): number {
        return this.endpoints().filter((ready) => !ready).length;
    }

    private endpoints(): readonly boolean[] {
        return this.slices().flatMap((slice) =>
            records(slice, "endpoints").map((each) => record(each, "conditions")["ready"] !== false),
        );
    }

    private waitsForPods(): boolean {
        const spec = specOf(this.service);
        const selects = Object.keys(record(spec, "selector")).length > 0;
        return selects && spec["type"] !== "ExternalName" && spec["clusterIP"] !== "None";
    }

    private hasAddress(): boolean {
        if (textOr(specOf(this.service), "type", "ClusterIP") !== "LoadBalancer") return true;
        return list(record(statusOf(this.service), "loadBalancer"), "ingress").length > 0;
    }
}
