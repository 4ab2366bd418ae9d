/** The kubelets of a cluster's nodes: they run every pod that is bound to one. */

import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { text, texts } from "../../cloud/values";
import { cidr, usableAddresses } from "../../aws/ec2/cidr";
import { attachInterface, detachInterfaces, interfacesIn } from "../../aws/ec2/interfaces";
import { subnetType } from "../../aws/ec2/types";
import { Node, nodesOf } from "../../aws/eks/nodes";
import { ImageRegistry } from "../../images/registry";
import { KubeCluster } from "../api/objects";
import { isDeleting, KubeObject, ObjectKey } from "../api/types";
import { WorkQueue } from "../controllers/work-queue";
import { PodNetwork } from "./pod-network";
import { isActive, nodeNameOf, podIpOf, podKey } from "./pod-spec";
import { PodWorker } from "./pod-worker";
import { AllServiceMetrics } from "./service-metrics";

/** Seconds until the address of a pod that has gone is given out again (amazon-vpc-cni-k8s, IP_COOLDOWN_PERIOD). */
const coolDown = 30;

export interface KubeletOptions {
    readonly cluster: KubeCluster;
    readonly cloud: Cloud;
    readonly registry: ImageRegistry;
    readonly network: PodNetwork;
    readonly metrics: AllServiceMetrics;
    /** See `ContainerHost`. */
    readonly shortestDrain: number;
    readonly failed: (key: string, error: unknown) => void;
}

export class Kubelet {
    private readonly workers = new Map<string, PodWorker>();
    /** Addresses that were in use lately, and until when they rest. */
    private readonly cooling = new Map<string, number>();
    private readonly queue: WorkQueue;
    private stopped = true;

    constructor(private readonly options: KubeletOptions) {
        const { cluster, failed } = options;
        this.queue = new WorkQueue({ clock: cluster.clock, reconcile: (key) => this.reconcile(key), failed });
    }

    /** Runs what is bound to a node: after a restart, everything that ran before. */
    start(): void {
        this.stopped = false;
        this.options.cluster.on("changed", this.onChange);
        for (const pod of this.options.cluster.list("v1", "Pod")) this.queue.add(nameOf(podKey(pod)));
    }

    stop(): void {
        this.stopped = true;
        this.options.cluster.off("changed", this.onChange);
        this.queue.stop();
        for (const worker of [...this.workers.values()]) worker.kill();
    }

    /** The running pods. */
    pods(): readonly PodWorker[] {
        return [...this.workers.values()];
    }

    /** Processor seconds that the requests of a pod took since its containers started. */
    cpuSeconds(uid: string): number | undefined {
        return this.workers
            .get(uid)
            ?.containers.reduce(
                (sum, { process, cpuPerRequest }) => sum + ((process?.metrics.total ?? 0) * cpuPerRequest) / 1000,
                0,
            );
    }

    private readonly onChange = (key: ObjectKey): void => {
        if (key.kind === "Pod") this.queue.add(nameOf(key));
    };

    private reconcile(name: string): void {
        const { cluster } = this.options;
        const [namespace, podName] = name.split("/");
        const pod = cluster.get({ apiVersion: "v1", kind: "Pod", namespace, name: podName });
        for (const worker of [...this.workers.values()]) {
            if (nameOf(worker.key) === name) worker.sync();
        }
        if (pod === undefined || this.workers.has(pod.metadata.uid) || nodeNameOf(pod) === undefined || !isActive(pod)) return;
        // nothing of it runs: there is nothing to stop
        if (isDeleting(pod)) {
            cluster.delete(podKey(pod), { gracePeriodSeconds: 0, uid: pod.metadata.uid });
            this.release(pod.metadata.uid);
            return;
        }
        this.run(pod);
    }

    private run(pod: KubeObject): void {
        const { cluster, registry, network, metrics, cloud, shortestDrain } = this.options;
        const node = nodesOf(cloud, cluster.name).find((each) => each.name === nodeNameOf(pod));
        if (node === undefined) return;
        const ip = this.address(pod, node);
        const worker = new PodWorker(
            pod,
            { ip, hostIp: node.address, zone: node.zone },
            {
                cluster,
                clock: cluster.clock,
                registry,
                network,
                metrics,
                shortestDrain,
                gone: (uid) => this.gone(uid),
            },
        );
        this.workers.set(worker.uid, worker);
        worker.start();
    }

    /** The pod's own address, kept over a restart, or the next one of the node's subnet: the VPC CNI plugin's way. */
    private address(pod: KubeObject, node: Node): string {
        const { cloud, cluster } = this.options;
        const owner = this.owner(pod.metadata.uid);
        const known = interfacesIn(cloud, { owner })[0];
        if (known !== undefined) return text(known.props, "privateIp");
        const host = interfacesIn(cloud, { subnetId: node.subnetId }).find(
            ({ props }) => text(props, "privateIp") === node.address,
        );
        try {
            const made = attachInterface(cloud, {
                subnetId: node.subnetId,
                securityGroupIds: host === undefined ? [] : texts(host.props, "securityGroupIds"),
                description: `aws-K8S-${node.instanceId}`,
                owner,
                privateIp: podIpOf(pod) ?? this.freshAddress(node.subnetId),
            });
            return text(made.props, "privateIp");
        } catch (error) {
            if (error instanceof AwsError) {
                const message =
                    `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: ` +
                    `plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container`;
                cluster.recorder.record(pod, "Warning", "FailedCreatePodSandBox", message, "kubelet");
            }
            throw error;
        }
    }

    /** The first free address that no pod had lately; where there is none, whichever is free. */
    private freshAddress(subnetId: string): string | undefined {
        const { cloud, cluster } = this.options;
        const subnet = cloud.find(subnetType, subnetId);
        if (subnet === undefined) return undefined;
        const now = cluster.clock.now();
        const taken = new Set(interfacesIn(cloud, { subnetId }).map(({ props }) => text(props, "privateIp")));
        for (const ip of usableAddresses(cidr(text(subnet.props, "cidrBlock")))) {
            if (!taken.has(ip) && (this.cooling.get(ip) ?? 0) <= now) return ip;
        }
        return undefined;
    }

    private gone(uid: string): void {
        this.workers.delete(uid);
        // when the daemon stops, the pods are only interrupted: they keep their addresses
        if (!this.stopped) this.release(uid);
    }

    private release(uid: string): void {
        const { cloud, cluster } = this.options;
        const owner = this.owner(uid);
        const now = cluster.clock.now();
        for (const [ip, until] of this.cooling) if (until <= now) this.cooling.delete(ip);
        for (const { props } of interfacesIn(cloud, { owner }))
            this.cooling.set(text(props, "privateIp"), now + cluster.clock.scaled(coolDown));
        detachInterfaces(cloud, owner);
    }

    private owner(uid: string): string {
        return `pod/${this.options.cluster.name}/${uid}`;
    }
}

function nameOf(key: ObjectKey): string {
    return `${key.namespace}/${key.name}`;
}
