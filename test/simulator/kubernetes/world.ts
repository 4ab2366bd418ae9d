/** A cluster with nodes, a load balancer's target groups and images, for tests of what lives in it. */

import { get, IncomingHttpHeaders } from "node:http";
import { Cloud } from "../../../simulator/cloud/cloud";
import { SystemClock } from "../../../simulator/cloud/clock";
import { MemoryStore, Store } from "../../../simulator/cloud/store";
import { Props } from "../../../simulator/cloud/values";
import { subnetType } from "../../../simulator/aws/ec2/types";
import { scaleNodes } from "../../../simulator/aws/eks/nodes";
import { clusterType, nodeGroupType } from "../../../simulator/aws/eks/types";
import { listenerType, loadBalancerType, targetGroupType } from "../../../simulator/aws/elbv2/types";
import type { Targets } from "../../../simulator/aws/elbv2/targets";
import { DataPlane } from "../../../simulator/dataplane/data-plane";
import type { Endpoints } from "../../../simulator/dataplane/endpoints";
import { ImageRegistry } from "../../../simulator/images/registry";
import { kindOf, targetGroupBindingApi } from "../../../simulator/kubernetes/api/kinds";
import { Kubernetes, KubeCluster } from "../../../simulator/kubernetes/api/objects";
import { KubeObject, Manifest, ObjectKey } from "../../../simulator/kubernetes/api/types";
import { ClusterRuntime } from "../../../simulator/kubernetes/runtime/cluster-runtime";

export const vpcId = "vpc-0123456789abcdef0";
export const zones = ["us-east-1a", "us-east-1b"];

export interface WorldOptions {
    /** Instances in all. @default 2 */
    readonly nodes?: number;
    readonly instanceType?: string;
    /** @default true */
    readonly controllerInstalled?: boolean;
    /** Real time per time of the cluster. @default 0.01 */
    readonly pace?: number;
    /** Real milliseconds of a preStop hook at least. @default 0 */
    readonly shortestDrain?: number;
    /** What existed before. */
    readonly store?: Store;
}

export class World {
    readonly store: Store;
    readonly cloud: Cloud;
    readonly endpoints: Endpoints;
    /** The load balancer's side; its ports are open between `serve` and `stop`. */
    readonly dataPlane: DataPlane;
    readonly targets: Targets;
    readonly kubernetes: Kubernetes;
    readonly registry: ImageRegistry;
    readonly runtime: ClusterRuntime;
    readonly cluster: KubeCluster;
    readonly errors: string[] = [];
    installed: boolean;

    constructor(options: WorldOptions = {}) {
        this.store = options.store ?? new MemoryStore();
        const clock = new SystemClock({ pace: options.pace ?? 0.01 });
        this.cloud = new Cloud(this.store, clock);
        this.installed = options.controllerInstalled ?? true;
        this.registry = new ImageRegistry(this.cloud);
        if (options.store === undefined) this.build(options);
        this.dataPlane = new DataPlane(this.cloud, clock, { propagation: 5 });
        this.endpoints = this.dataPlane.endpoints;
        this.targets = this.dataPlane.targets;
        this.kubernetes = new Kubernetes(this.cloud, clock);
        this.cluster = this.kubernetes.cluster("main");
        const targetGroupBinding = kindOf(targetGroupBindingApi, "TargetGroupBinding");
        if (targetGroupBinding !== undefined) this.cluster.define(targetGroupBinding);
        this.runtime = new ClusterRuntime(this.cloud, this.kubernetes, this.targets, this.endpoints, this.registry, {
            controllerInstalled: () => this.installed,
            shortestDrain: options.shortestDrain ?? 0,
            failed: (controller, key, error) =>
                this.errors.push(`${controller} ${key}: ${error instanceof Error ? error.message : String(error)}`),
        });
    }

    start(): this {
        this.targets.start();
        this.runtime.start();
        return this;
    }

    stop(): void {
        this.runtime.stop();
        this.targets.stop();
    }

    /** Opens a load balancer's listener with weights by target group; returns its address. */
    async serve(weights: { readonly [targetGroupArn: string]: number }): Promise<string> {
        this.cloud.put(loadBalancerType, "arn:lb", { arn: "arn:lb", name: "lb", dnsName: "lb.example" });
        this.shift(weights);
        await this.dataPlane.start();
        return this.dataPlane.listeners().find(({ arn }) => arn === "arn:listener")?.address ?? "";
    }

    shift(weights: { readonly [targetGroupArn: string]: number }): void {
        const targetGroups = Object.entries(weights).map(([arn, weight]) => ({ arn, weight }));
        const defaultActions = [{ type: "forward", forward: { targetGroups } }];
        this.cloud.put(listenerType, "arn:listener", { loadBalancerArn: "arn:lb", port: 80, protocol: "HTTP", defaultActions });
    }

    private build(options: WorldOptions): void {
        zones.forEach((zone, index) => {
            this.cloud.put(subnetType, subnetOf(zone), { vpcId, availabilityZone: zone, cidrBlock: `10.0.${index}.0/24` });
        });
        this.registry.seed();
        this.cloud.put(clusterType, "main", { name: "main", endpoint: "https://main", version: "1.35" });
        this.cloud.put(nodeGroupType, "main:nodes", {
            clusterName: "main",
            nodeGroupName: "nodes",
            arn: "arn:nodes",
            version: "1.35",
            subnetIds: zones.map(subnetOf),
            instanceTypes: [options.instanceType ?? "t3.medium"],
            scalingConfig: { desiredSize: 0 },
            labels: {},
            taints: [],
        });
        this.resizeNodes(options.nodes ?? 2);
    }

    resizeNodes(count: number): void {
        const group = this.cloud.need(nodeGroupType, "main:nodes", "X", "X");
        const scaled = this.cloud.put(nodeGroupType, group.id, { ...group.props, scalingConfig: { desiredSize: count } });
        scaleNodes(this.cloud, scaled, []);
    }

    /** A target group, by default one that a listener forwards to. */
    targetGroup(name: string, used = true): string {
        const arn = `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/1`;
        this.cloud.put(targetGroupType, arn, {
            arn,
            name,
            vpcId,
            targetType: "ip",
            port: 8080,
            protocol: "HTTP",
            deregistrationDelay: 5,
            healthCheck: { path: "/health", interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 2, matcher: "200" },
        });
        if (used)
            this.cloud.put(listenerType, `listener-${name}`, {
                loadBalancerArn: "arn:lb",
                defaultActions: [{ type: "forward", targetGroupArn: arn }],
            });
        return arn;
    }

    image(service: string, version = "1.0.0", behavior = "healthy"): string {
        const repository = `colorway/${service}`;
        return `${this.registry.host}/${repository}@${this.registry.push(repository, version, behavior)}`;
    }

    create(manifest: Manifest): KubeObject {
        return this.cluster.create(manifest, "pulumi");
    }

    namespace(name: string, labels: Props = {}): void {
        this.create({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
    }

    get(apiVersion: string, kind: string, namespace: string, name: string): KubeObject | undefined {
        return this.cluster.get({ apiVersion, kind, namespace, name });
    }

    pods(namespace: string): readonly KubeObject[] {
        return this.cluster.list("v1", "Pod", namespace);
    }

    /** Resolves as soon as `condition` holds, looked at after every change of the cluster, of target health or of endpoints. */
    until(what: string, condition: () => boolean, milliseconds = 12_000): Promise<void> {
        return new Promise((resolve, reject) => {
            const look = (): void => {
                if (!condition()) return;
                leave();
                resolve();
            };
            const late = setTimeout(() => {
                leave();
                reject(
                    new Error(
                        `${what}: not within ${milliseconds} ms; errors: ${this.errors.slice(-3).join("; ")}; ` +
                            `pods: ${JSON.stringify(this.cluster.list("v1", "Pod").map((pod) => pod["status"]))}`,
                    ),
                );
            }, milliseconds);
            const leave = (): void => {
                clearTimeout(late);
                this.cluster.off("changed", look);
                this.targets.off("health", look);
                this.endpoints.off("changed", look);
            };
            this.cluster.on("changed", look);
            this.targets.on("health", look);
            this.endpoints.on("changed", look);
            look();
        });
    }
}

export interface Got {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

/** One GET on loopback, over a connection of its own. */
export function getLocal({
    port,
    path,
    timeout,
}: {
    readonly port: number;
    readonly path: string;
    readonly timeout: number;
}): Promise<Got> {
    return new Promise((resolve, reject) => {
        const request = get({ host: "127.0.0.1", port, path, agent: false, timeout }, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () =>
                resolve({
                    status: response.statusCode ?? 0,
                    headers: response.headers,
                    body: Buffer.concat(chunks).toString("utf8"),
                }),
            );
            response.on("error", reject);
        });
        request.on("timeout", () => request.destroy(new Error("no answer")));
        request.on("error", reject);
    });
}

export function subnetOf(zone: string): string {
    return `subnet-${zone}`;
}

export function keyIn(apiVersion: string, kind: string, namespace: string, name: string): ObjectKey {
    return { apiVersion, kind, namespace, name };
}

export interface AppOptions {
    readonly image: string;
    readonly replicas?: number;
    readonly env?: { readonly [name: string]: string };
    readonly strategy?: Props;
    readonly cpu?: string;
    readonly memory?: string;
    readonly preStop?: number;
    readonly grace?: number;
    readonly spec?: Props;
    readonly pod?: Props;
    readonly container?: Props;
}

/** A Deployment as the program makes it, of one service in one namespace. */
export function deployment(namespace: string, name: string, options: AppOptions): Manifest {
    const labels = { "app.kubernetes.io/name": name };
    const http = { httpGet: { path: "/health", port: "http" } };
    const env = { COLORWAY_SERVICE: name, COLORWAY_COLOR: namespace, COLORWAY_PORT: "8080", ...options.env };
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace, labels },
        spec: {
            replicas: options.replicas ?? 1,
            selector: { matchLabels: labels },
            ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
            ...options.spec,
            template: {
                metadata: { labels },
                spec: {
                    terminationGracePeriodSeconds: options.grace ?? 30,
                    ...options.pod,
                    containers: [
                        {
                            name,
                            image: options.image,
                            ports: [{ name: "http", containerPort: 8080 }],
                            env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
                            resources: {
                                requests: { cpu: options.cpu ?? "100m", memory: options.memory ?? "128Mi" },
                                limits: { cpu: "1", memory: options.memory ?? "128Mi" },
                            },
                            readinessProbe: { ...http, periodSeconds: 2, failureThreshold: 2 },
                            ...(options.preStop === undefined
                                ? {}
                                : { lifecycle: { preStop: { sleep: { seconds: options.preStop } } } }),
                            ...options.container,
                        },
                    ],
                },
            },
        },
    };
}

export function service(namespace: string, name: string): Manifest {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: {
            clusterIP: `172.20.1.${name.length}`,
            selector: { "app.kubernetes.io/name": name },
            ports: [{ name: "http", port: 8080, targetPort: "http", protocol: "TCP" }],
        },
    };
}

export function binding(namespace: string, name: string, targetGroupARN: string): Manifest {
    return {
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        metadata: { name, namespace },
        spec: { serviceRef: { name, port: 8080 }, targetGroupARN, targetType: "ip" },
    };
}
