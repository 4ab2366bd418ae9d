import { randomProvider } from "./random/provider";
import { awsModels, awsSources } from "./aws/models";
import { AwsProvider } from "./aws/provider";
import { seedAccount } from "./aws/route53/seed";
import { Clock } from "./cloud/clock";
import { Cloud } from "./cloud/cloud";
import { PodStatus } from "./daemon/status";
import { DataPlane } from "./dataplane/data-plane";
import { ImageRegistry } from "./images/registry";
import { Kubernetes } from "./kubernetes/api/objects";
import { KubeObject } from "./kubernetes/api/types";
import { podStatuses } from "./kubernetes/runtime/pod-status";
import { controllerInstalled } from "./kubernetes/provider/helm";
import { KubernetesProvider } from "./kubernetes/provider/provider";
import { ClusterRuntime } from "./kubernetes/runtime/cluster-runtime";
import { Provider } from "./protocol/provider";

/** The whole simulated cloud in one process: account, clusters, load balancers, and the providers that lead to them. */
export class Simulator {
    readonly dataPlane: DataPlane;
    readonly images: ImageRegistry;
    readonly providers: readonly Provider[];
    private readonly kubernetes: Kubernetes;
    private readonly clusters: ClusterRuntime;
    /** All counters are 0 again after it has changed. */
    private readonly startTime: string;

    constructor(
        readonly cloud: Cloud,
        clock: Clock,
        onError: (error: unknown) => void,
    ) {
        this.startTime =
            "# HELP process_start_time_seconds Start of the process, in seconds since 1970.\n" +
            `# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${clock.now() / 1000}\n`;
        this.images = new ImageRegistry(cloud);
        this.kubernetes = new Kubernetes(cloud, clock);
        this.dataPlane = new DataPlane(cloud, clock);
        const { targets, endpoints } = this.dataPlane;
        this.clusters = new ClusterRuntime(cloud, this.kubernetes, targets, endpoints, this.images, {
            controllerInstalled,
            failed: (_controller, _key, error) => onError(error),
        });
        this.providers = [
            new AwsProvider(cloud, awsModels, awsSources),
            new KubernetesProvider(cloud, this.kubernetes),
            randomProvider(cloud),
        ];
    }

    async start(): Promise<void> {
        seedAccount(this.cloud);
        this.images.seed();
        await this.dataPlane.start();
        this.clusters.start();
    }

    /** Leaves no timer and no open port; what exists stays in the store. */
    async stop(): Promise<void> {
        this.clusters.stop();
        await this.dataPlane.stop();
    }

    /** Prometheus metrics of load balancers and pods. */
    async metrics(): Promise<string> {
        return `${this.startTime}${await this.dataPlane.metrics.text()}\n${this.clusters.metrics()}`;
    }

    pods(): readonly PodStatus[] {
        return this.kubernetes.clusters().flatMap((cluster) => podStatuses(cluster));
    }

    /** Objects of a kind of the core group, by cluster, as its API has them. */
    clusterObjects(kind: string): { readonly [cluster: string]: readonly KubeObject[] } {
        return Object.fromEntries(this.kubernetes.clusters().map((cluster) => [cluster.name, cluster.list("v1", kind)]));
    }
}
