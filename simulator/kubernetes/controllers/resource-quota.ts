/** ResourceQuotas: what of them is used. Admission refuses what would exceed them; this keeps the figures after deletions. */

import { isProps, Props, record, records, Value } from "../../cloud/values";
import { kinds } from "../api/kinds";
import { isQuantity, nanosOf, quantityText } from "../api/quantity";
import { isDeleting, KubeObject, namespaceOf, ObjectKey, specOf } from "../api/types";
import { isActive } from "../runtime/pod-spec";
import { Controller, ControllerContext, keyFrom } from "./controller";

export class ResourceQuotaController extends Controller {
    constructor(context: ControllerContext) {
        super("resourcequota", context);
    }

    protected begin(): void {
        this.queueAll("v1", "ResourceQuota");
    }

    protected changed(key: ObjectKey): void {
        if (key.namespace !== undefined) this.queueAll("v1", "ResourceQuota", key.namespace);
    }

    protected reconcile(name: string): void {
        const key = keyFrom("v1", "ResourceQuota", name);
        const quota = this.cluster.get(key);
        if (quota === undefined || isDeleting(quota)) return;
        const hard = record(specOf(quota), "hard");
        const used = Object.fromEntries(Object.keys(hard).map((resource) => [resource, this.used(resource, namespaceOf(quota))]));
        this.cluster.updateStatus(key, { hard, used });
    }

    private used(resource: string, namespace: string | undefined): string {
        const pods = this.cluster.list("v1", "Pod", namespace).filter(isActive);
        const [side, name] = resource.startsWith("limits.")
            ? ["limits", resource.slice(7)]
            : ["requests", resource.startsWith("requests.") ? resource.slice(9) : resource];
        if (name === "cpu" || name === "memory") {
            const sum = pods
                .flatMap((pod) => records(specOf(pod), "containers"))
                .reduce((all, each) => all + amount(each, side, name), 0n);
            return quantityText(sum, name === "memory");
        }
        if (resource === "pods") return String(pods.length);
        return String(this.count(resource, namespace));
    }

    /** `count/deployments.apps`, or the plain name of a core resource. */
    private count(resource: string, namespace: string | undefined): number {
        const [plural, ...group] = resource.replace(/^count\//, "").split(".");
        const kind = kinds.find(
            (each) =>
                each.plural === plural &&
                (group.length === 0 ? !each.apiVersion.includes("/") : each.apiVersion.startsWith(`${group.join(".")}/`)),
        );
        return kind === undefined
            ? 0
            : this.cluster.list(kind.apiVersion, kind.kind, namespace).filter((object: KubeObject) => !isDeleting(object)).length;
    }
}

function amount(container: Props, side: string, name: string): bigint {
    const resources = record(container, "resources");
    const own: Value | undefined = record(resources, side)[name];
    // what has a limit alone requests as much
    const value = own ?? (side === "requests" && isProps(resources["limits"]) ? resources["limits"][name] : undefined);
    return (typeof value === "string" || typeof value === "number") && isQuantity(value) ? nanosOf(value) : 0n;
}
