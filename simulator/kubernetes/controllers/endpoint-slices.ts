/** EndpointSlices: which pods are behind each Service, and which of them take requests. One slice for each Service. */

import { Draft, flag, numberOr, Props, records, textOr } from "../../cloud/values";
import { selectsPlainly } from "../api/selectors";
import { controllerReference, isDeleting, KubeObject, labelsOf, namespaceOf, ObjectKey, specOf, stringsOf } from "../api/types";
import { isTrue } from "../runtime/conditions";
import { sliceKey } from "../runtime/pod-network";
import { containersOf, isActive, nodeNameOf, podIpOf, portNumber } from "../runtime/pod-spec";
import { Controller, ControllerContext, keyFrom } from "./controller";

export class EndpointSliceController extends Controller {
    constructor(context: ControllerContext) {
        super("endpointslice", context);
    }

    protected begin(): void {
        this.queueAll("v1", "Service");
    }

    protected changed(key: ObjectKey): void {
        if (key.kind === "Service") this.queue.add(`${key.namespace}/${key.name}`);
        else if (key.kind === "Pod" || key.kind === "EndpointSlice") this.queueAll("v1", "Service", key.namespace);
    }

    protected reconcile(name: string): void {
        const service = this.cluster.get(keyFrom("v1", "Service", name));
        // without a selector somebody else keeps the endpoints
        if (service === undefined || isDeleting(service) || Object.keys(selectorOf(service)).length === 0) return;
        const pods = podsBehind(service, this.cluster.list("v1", "Pod", namespaceOf(service)));
        const key = sliceKey(service);
        const metadata: Draft = {
            name: key.name,
            namespace: key.namespace ?? "default",
            labels: {
                "kubernetes.io/service-name": service.metadata.name,
                "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            },
            ownerReferences: [controllerReference(service)],
        };
        const ports = portsOf(service, pods[0]);
        const content = {
            addressType: "IPv4",
            endpoints: pods.map((pod) => this.endpoint(service, pod)),
            ...(ports.length === 0 ? {} : { ports }),
        };
        const slice = { apiVersion: key.apiVersion, kind: key.kind, metadata, ...content };
        if (this.cluster.get(key) === undefined) this.cluster.create(slice, "kube-controller-manager");
        else this.cluster.update(slice, "kube-controller-manager");
    }

    private endpoint(service: KubeObject, pod: KubeObject): Props {
        const serving = isTrue(pod, "Ready");
        const terminating = isDeleting(pod);
        const nodeName = nodeNameOf(pod) ?? "";
        const zone = labelsOf(this.cluster.get({ apiVersion: "v1", kind: "Node", name: nodeName }) ?? pod)[
            "topology.kubernetes.io/zone"
        ];
        return {
            addresses: [podIpOf(pod) ?? ""],
            conditions: {
                ready: (serving && !terminating) || flag(specOf(service), "publishNotReadyAddresses"),
                serving,
                terminating,
            },
            nodeName,
            targetRef: { kind: "Pod", name: pod.metadata.name, namespace: namespaceOf(pod) ?? "default", uid: pod.metadata.uid },
            ...(zone === undefined ? {} : { zone }),
        };
    }
}

function selectorOf(service: KubeObject): Readonly<Record<string, string>> {
    return stringsOf(specOf(service)["selector"]);
}

/** The pods of a Service that have an address, in the order of their names. */
export function podsBehind(service: KubeObject, pods: readonly KubeObject[]): readonly KubeObject[] {
    return pods
        .filter(
            (pod) =>
                selectsPlainly(selectorOf(service), labelsOf(pod)) &&
                podIpOf(pod) !== undefined &&
                nodeNameOf(pod) !== undefined &&
                isActive(pod),
        )
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The port of a pod behind a Service's port; undefined: the pod has none of that name. */
export function targetPortOf(port: Props, pod: KubeObject): number | undefined {
    const { targetPort } = port;
    if (typeof targetPort === "number") return targetPort;
    if (typeof targetPort !== "string") return numberOr(port, "port", 0);
    return containersOf(pod)
        .map((container) => portNumber(targetPort, container))
        .find((number) => number !== undefined);
}

function portsOf(service: KubeObject, pod: KubeObject | undefined): readonly Props[] {
    if (pod === undefined) return [];
    return records(specOf(service), "ports").flatMap((port) => {
        const number = targetPortOf(port, pod);
        return number === undefined
            ? []
            : [{ name: textOr(port, "name", ""), port: number, protocol: textOr(port, "protocol", "TCP") }];
    });
}
