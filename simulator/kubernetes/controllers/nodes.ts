/** Node objects of the instances of a cluster's node groups; pods leave with their node. */

import { Cloud } from "../../cloud/cloud";
import { Draft, Props, textOr } from "../../cloud/values";
import { interfaceType } from "../../aws/ec2/interfaces";
import { Node, nodesOf } from "../../aws/eks/nodes";
import { nodeGroupType } from "../../aws/eks/types";
import { wholeSeconds } from "../api/garbage";
import { isDeleting, Manifest, ObjectKey } from "../api/types";
import { Said, withConditions } from "../runtime/conditions";
import { nodeNameOf, podKey } from "../runtime/pod-spec";
import { Controller, ControllerContext } from "./controller";

const all = "nodes";

/** What aws-node, kube-proxy, CoreDNS and the Pod Identity agent request on a node. */
const systemPods = { cores: 0.2, mebibytes: 256, pods: 4 };

export class NodeController extends Controller {
    constructor(
        private readonly cloud: Cloud,
        context: ControllerContext,
    ) {
        super("nodes", context);
    }

    override start(): void {
        super.start();
        this.cloud.on("changed", this.onCloudChange);
    }

    override stop(): void {
        this.cloud.off("changed", this.onCloudChange);
        super.stop();
    }

    protected begin(): void {
        this.queue.add(all);
    }

    protected changed(key: ObjectKey): void {
        if (key.kind === "Node") this.queue.add(all);
    }

    private readonly onCloudChange = (type: string, _: string, object: { readonly props: Props } | undefined): void => {
        const nodes =
            type === nodeGroupType ||
            (type === interfaceType && (object === undefined || !textOr(object.props, "owner", "").startsWith("pod/")));
        if (nodes) this.queue.add(all);
    };

    protected reconcile(): void {
        const nodes = nodesOf(this.cloud, this.cluster.name);
        const names = new Set(nodes.map(({ name }) => name));
        for (const node of nodes) this.register(node);
        for (const object of this.cluster.list("v1", "Node")) {
            if (!names.has(object.metadata.name)) this.cluster.delete(keyOf(object.metadata.name));
        }
        for (const pod of this.cluster.list("v1", "Pod")) {
            const nodeName = nodeNameOf(pod);
            if (nodeName === undefined || names.has(nodeName)) continue;
            // a managed group drains what it scales in; with the last node there is nowhere left to run
            if (nodes.length === 0) this.cluster.delete(podKey(pod), { gracePeriodSeconds: 0 });
            else if (!isDeleting(pod)) this.cluster.delete(podKey(pod));
        }
    }

    private register(node: Node): void {
        const known = this.cluster.get(keyOf(node.name));
        const object = known ?? this.cluster.create(manifestOf(node, this.cloud.region), "kubelet");
        const now = wholeSeconds(this.cluster.clock.iso());
        const ready: Said = { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" };
        const status: Draft = {
            capacity: capacityOf(node),
            allocatable: allocatableOf(node),
            addresses: [
                { type: "InternalIP", address: node.address },
                { type: "Hostname", address: node.name },
            ],
            conditions: withConditions(object, [ready], now),
            nodeInfo: { kubeletVersion: `v${node.version}.0-eks`, operatingSystem: "linux", architecture: "amd64" },
        };
        this.cluster.updateStatus(keyOf(node.name), status);
    }
}

function keyOf(name: string): ObjectKey {
    return { apiVersion: "v1", kind: "Node", name };
}

function manifestOf(node: Node, region: string): Manifest {
    return {
        apiVersion: "v1",
        kind: "Node",
        metadata: {
            name: node.name,
            labels: {
                ...node.labels,
                "kubernetes.io/hostname": node.name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "node.kubernetes.io/instance-type": node.instanceType,
                "topology.kubernetes.io/region": region,
                "topology.kubernetes.io/zone": node.zone,
                "eks.amazonaws.com/nodegroup": node.nodeGroup,
            },
        },
        spec: {
            providerID: `aws:///${node.zone}/${node.instanceId}`,
            ...(node.taints.length > 0 ? { taints: node.taints.map(taintOf) } : {}),
        },
    };
}

/** EKS writes effects its own way (API reference, `Taint`). */
function taintOf(taint: Props): Props {
    const effects: { readonly [effect: string]: string } = {
        NO_SCHEDULE: "NoSchedule",
        NO_EXECUTE: "NoExecute",
        PREFER_NO_SCHEDULE: "PreferNoSchedule",
    };
    const effect = textOr(taint, "effect", "");
    return { key: textOr(taint, "key", ""), value: textOr(taint, "value", ""), effect: effects[effect] ?? effect };
}

function capacityOf({ vcpus, memoryGib, pods }: Node): Props {
    return { cpu: String(vcpus), memory: `${memoryGib * 1024}Mi`, pods: String(pods) };
}

/**
 * What is left for the program's pods. EKS' images keep for the kubelet 255 MiB and 11 MiB a pod, 100 MiB against eviction, and
 * 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the others (awslabs/amazon-eks-ami, nodeadm).
 */
function allocatableOf({ vcpus, memoryGib, pods }: Node): Props {
    const share = (core: number): number => (core === 0 ? 60 : core === 1 ? 10 : core < 4 ? 5 : 2.5);
    const reserved = Array.from({ length: vcpus }, (_, core) => share(core)).reduce((sum, each) => sum + each, 0);
    const cpu = Math.floor(vcpus * 1000 - reserved - systemPods.cores * 1000);
    const memory = memoryGib * 1024 - (255 + 11 * pods) - 100 - systemPods.mebibytes;
    return { cpu: `${cpu}m`, memory: `${memory}Mi`, pods: String(pods - systemPods.pods) };
}
