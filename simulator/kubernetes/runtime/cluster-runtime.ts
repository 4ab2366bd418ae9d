/** Everything that lives in the account's clusters: controllers, kubelets, pods. */

import { Cloud } from "../../cloud/cloud";
import { Targets } from "../../aws/elbv2/targets";
import { Endpoints } from "../../dataplane/endpoints";
import { ImageRegistry } from "../../images/registry";
import { Kubernetes, KubeCluster } from "../api/objects";
import { AutoscalerController } from "../controllers/autoscaler";
import { Controller, ControllerContext } from "../controllers/controller";
import { DeploymentController } from "../controllers/deployment";
import { DisruptionBudgetController } from "../controllers/disruption-budget";
import { EndpointSliceController } from "../controllers/endpoint-slices";
import { ExternalSecretController } from "../controllers/external-secret";
import { NodeController } from "../controllers/nodes";
import { readinessGateWebhook } from "../controllers/readiness-gates";
import { ReplicaSetController } from "../controllers/replica-set";
import { ResourceQuotaController } from "../controllers/resource-quota";
import { Scheduler } from "../controllers/scheduler";
import { TargetGroupBindingController } from "../controllers/target-group-binding";
import { Kubelet } from "./kubelet";
import { PodNetwork } from "./pod-network";
import { AllServiceMetrics } from "./service-metrics";

/** A pod that runs now. */
export interface RunningPod {
    readonly cluster: string;
    readonly namespace: string;
    readonly name: string;
    readonly ip: string;
    readonly zone: string;
    /** Loopback ports of its containers that listen. */
    readonly ports: readonly number[];
    /** Requests answered by its containers since they started. */
    readonly requests: number;
}

export interface RuntimeOptions {
    /** Whether the AWS Load Balancer Controller runs in a cluster. */
    readonly controllerInstalled: (cluster: KubeCluster) => boolean;
    /** Told of errors of controllers; each is tried again. @default - nobody */
    readonly failed?: ControllerContext["failed"];
    /**
     * Real milliseconds that a preStop hook takes at least, unless it is shorter by itself: requests that are under way take real time
     * even where the cluster's time is made short. @default 1000
     */
    readonly shortestDrain?: number;
}

export const defaultShortestDrain = 1000;

interface Life {
    readonly network: PodNetwork;
    readonly kubelet: Kubelet;
    readonly controllers: readonly Controller[];
    /** Takes out what was put into the API server. */
    readonly leave: () => void;
}

/**
 * Brings stored objects to life, and keeps doing so until it is stopped. Pods that ran before a restart run again under their
 * names and addresses.
 */
export class ClusterRuntime {
    private readonly lives = new Map<string, Life>();
    private readonly requests = new AllServiceMetrics();
    private running = false;

    constructor(
        private readonly cloud: Cloud,
        private readonly kubernetes: Kubernetes,
        private readonly targets: Targets,
        private readonly endpoints: Endpoints,
        private readonly registry: ImageRegistry,
        private readonly options: RuntimeOptions,
    ) {}

    start(): void {
        if (this.running) return;
        this.running = true;
        this.kubernetes.on("added", this.onAdded);
        this.kubernetes.on("removed", this.onRemoved);
        for (const cluster of this.kubernetes.clusters()) this.onAdded(cluster);
    }

    /** Leaves no timer and no server; what is stored stays. */
    stop(): void {
        this.running = false;
        this.kubernetes.off("added", this.onAdded);
        this.kubernetes.off("removed", this.onRemoved);
        for (const name of [...this.lives.keys()]) this.onRemoved(name);
    }

    /** Every running pod, of one cluster or of all. */
    pods(cluster?: string): readonly RunningPod[] {
        return [...this.lives]
            .filter(([name]) => cluster === undefined || name === cluster)
            .flatMap(([name, { kubelet }]) =>
                kubelet.pods().map((pod) => ({
                    cluster: name,
                    namespace: pod.key.namespace ?? "",
                    name: pod.key.name,
                    ip: pod.place.ip,
                    zone: pod.place.zone,
                    ports: pod.containers.flatMap(({ process }) => (process?.port === undefined ? [] : [process.port])),
                    requests: pod.containers.reduce((sum, { process }) => sum + (process?.metrics.total ?? 0), 0),
                })),
            );
    }

    /** Requests of all pods in Prometheus' text format, by cluster, service, color, version and zone. */
    metrics(): string {
        return this.requests.text();
    }

    private readonly onAdded = (cluster: KubeCluster): void => {
        if (!this.running || this.lives.has(cluster.name)) return;
        const life = this.bear(cluster);
        this.lives.set(cluster.name, life);
        life.network.start();
        life.kubelet.start();
        life.controllers.forEach((controller) => controller.start());
    };

    private readonly onRemoved = (name: string): void => {
        const life = this.lives.get(name);
        this.lives.delete(name);
        life?.controllers.forEach((controller) => controller.stop());
        life?.kubelet.stop();
        life?.network.stop();
        life?.leave();
    };

    private bear(cluster: KubeCluster): Life {
        const { cloud, targets, registry, options } = this;
        const failed = options.failed ?? (() => undefined);
        const context: ControllerContext = { cluster, failed };
        const installed = (): boolean => options.controllerInstalled(cluster);
        const webhook = readinessGateWebhook(cluster, installed);
        cluster.webhooks.push(webhook);
        const network = new PodNetwork(cluster, cloud, this.endpoints);
        const kubelet = new Kubelet({
            cluster,
            cloud,
            registry,
            network,
            metrics: this.requests,
            shortestDrain: options.shortestDrain ?? defaultShortestDrain,
            failed: (key, error) => failed("kubelet", key, error),
        });
        const controllers = [
            new NodeController(cloud, context),
            new DeploymentController(context),
            new ReplicaSetController(context),
            new Scheduler(context),
            new EndpointSliceController(context),
            new AutoscalerController((uid) => kubelet.cpuSeconds(uid), context),
            new DisruptionBudgetController(context),
            new ResourceQuotaController(context),
            new TargetGroupBindingController({ cloud, targets, installed }, context),
            new ExternalSecretController(cloud, context),
        ];
        const leave = (): void => void cluster.webhooks.splice(cluster.webhooks.indexOf(webhook), 1);
        return { network, kubelet, controllers, leave };
    }
}
