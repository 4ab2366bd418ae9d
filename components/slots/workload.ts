/**
 * One service in a slot. Made in this order: Service, TargetGroupBinding, Deployment, since readiness gates are put into a pod only when
 * it is created and only where both are already there (AWS Load Balancer Controller, "Pod readiness gate"); then the autoscaler, and
 * last the disruption budget, which holds the update back until the pods that the slot's size asks for are ready.
 */

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { ConfigMap, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as inputs from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../config/types";
import { contentHash } from "../lib/hash";
import { type Identity, plainEnvironment } from "./environment";
import { selectorLabels, serviceLabels } from "./labels";
import { planServicePolicy, type Surroundings } from "./network-policies";
import { podTemplate, portName } from "./pod";
import { surgePercent } from "./quota";
import { gateAnnotations, type Replicas } from "./size";

/** How long a step may take until the update gives up. */
const timeout = "10m";
/** Seconds without progress after which a rollout has failed: start, health checks and a node that has to come first. */
const progressDeadlineSeconds = 300;
/**
 * Seconds that a new pod must stay ready before it counts: two rounds of its readiness probe. In an update inside the live slot no pod
 * of the release before leaves until then, so a process that ends after its first answers costs none of them.
 */
const minReadySeconds = 10;
/** Old ReplicaSets kept to look at. */
const keptRevisions = 3;
/** Seconds of low load before pods are taken away. */
const scaleDownSeconds = 300;

export interface WorkloadArgs extends Identity {
    readonly service: ServiceSettings;
    /** All services of the slot. */
    readonly services: readonly ServiceSettings[];
    readonly namespace: pulumi.Input<string>;
    /** `REPOSITORY@sha256:DIGEST`. */
    readonly image: string;
    readonly replicas: Replicas;
    /** Whether the slot shall receive traffic. */
    readonly receivesTraffic: boolean;
    /** Absent for a service without public paths. @default - none */
    readonly targetGroupArn?: pulumi.Input<string>;
    readonly surroundings: Surroundings;
    /** Secret in the slot with the database's user and password. @default - none */
    readonly databaseSecretName?: pulumi.Input<string>;
}

export class Workload extends pulumi.ComponentResource {
    /** @param name environment, color and service, joined by hyphens */
    constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:slots:Workload", name, {}, opts);
        const policy = createPolicy(name, args, this);
        const account = new ServiceAccount(`${name}-account`, {
            metadata: metadata(args), automountServiceAccountToken: false,
        }, { parent: this });
        const config = createConfig(name, args, this);
        const service = createService(name, args, this);
        const bindings = args.targetGroupArn === undefined ? [] : [createBinding(name, args, args.targetGroupArn, service, this)];
        const deployment = createDeployment(name, args, account, config, [policy, service, ...bindings], this);
        const autoscaler = createAutoscaler(name, args, deployment, this);
        createBudget(name, args, autoscaler, this);
        this.registerOutputs({});
    }
}

function metadata(args: WorkloadArgs): inputs.meta.v1.ObjectMeta {
    return {
        name: args.service.name,
        namespace: args.namespace,
        labels: serviceLabels(args.color, args.service.name, args.version),
    };
}

function createPolicy(name: string, args: WorkloadArgs, parent: pulumi.Resource): NetworkPolicy {
    return new NetworkPolicy(`${name}-network-policy`, {
        metadata: metadata(args),
        spec: planServicePolicy(args.service, args.services, args.surroundings),
    }, { parent });
}

/** Named by its content and never changed: pods of the release before keep theirs until they are gone. */
function createConfig(name: string, args: WorkloadArgs, parent: pulumi.Resource): ConfigMap {
    const data = plainEnvironment(args.service, args.services);
    return new ConfigMap(`${name}-config`, {
        metadata: { ...metadata(args), name: `${args.service.name}-${contentHash(data)}` },
        immutable: true,
        data,
    }, { parent });
}

function createService(name: string, args: WorkloadArgs, parent: pulumi.Resource): Service {
    return new Service(`${name}-service`, {
        metadata: {
            ...metadata(args),
            // Its pods come later, so waiting for them here would never end.
            annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
            type: "ClusterIP",
            selector: selectorLabels(args.color, args.service.name),
            ports: [{ name: portName, port: args.service.port, targetPort: portName, protocol: "TCP" }],
        },
    }, { parent });
}

/** Without rules for security groups: those belong to the load balancer's component. */
function createBinding(
    name: string, args: WorkloadArgs, targetGroupARN: pulumi.Input<string>, service: Service, parent: pulumi.Resource,
): CustomResource {
    return new CustomResource(`${name}-binding`, {
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        metadata: metadata(args),
        spec: {
            serviceRef: { name: service.metadata.name, port: args.service.port },
            targetGroupARN,
            targetType: "ip",
            ipAddressType: "ipv4",
        },
        // The controller's webhook refuses another group, and the name is taken.
    }, { parent, dependsOn: [service], replaceOnChanges: ["spec.targetGroupARN"], deleteBeforeReplace: true });
}

function createDeployment(
    name: string, args: WorkloadArgs, account: ServiceAccount, config: ConfigMap, before: pulumi.Resource[], parent: pulumi.Resource,
): Deployment {
    return new Deployment(`${name}-deployment`, {
        metadata: metadata(args),
        spec: {
            // For its creation only; from then on the number belongs to the autoscaler.
            replicas: args.replicas.min,
            selector: { matchLabels: selectorLabels(args.color, args.service.name) },
            // A change of the release inside a slot adds pods before it takes any away.
            strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: `${surgePercent}%` } },
            minReadySeconds,
            progressDeadlineSeconds,
            revisionHistoryLimit: keptRevisions,
            template: podTemplate({
                service: args.service,
                identity: args,
                image: args.image,
                configName: config.metadata.name,
                databaseSecretName: args.service.usesDatabase ? args.databaseSecretName : undefined,
                serviceAccountName: account.metadata.name,
            }),
        },
    }, {
        parent,
        dependsOn: before,
        ignoreChanges: ["spec.replicas"],
        customTimeouts: { create: timeout, update: timeout },
    });
}

function createAutoscaler(name: string, args: WorkloadArgs, deployment: Deployment, parent: pulumi.Resource): HorizontalPodAutoscaler {
    const { service, replicas } = args;
    return new HorizontalPodAutoscaler(`${name}-autoscaler`, {
        metadata: metadata(args),
        spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name },
            minReplicas: replicas.min,
            maxReplicas: replicas.max,
            metrics: [{
                type: "Resource",
                resource: { name: "cpu", target: { type: "Utilization", averageUtilization: service.targetCpuPercent } },
            }],
            behavior: { scaleDown: { stabilizationWindowSeconds: scaleDownSeconds } },
        },
    }, { parent, dependsOn: [deployment] });
}

/** At most one pod at a time is evicted, and a broken one at any time. Its second task is to be the gate of growth. */
function createBudget(name: string, args: WorkloadArgs, autoscaler: HorizontalPodAutoscaler, parent: pulumi.Resource): void {
    new PodDisruptionBudget(`${name}-budget`, {
        metadata: { ...metadata(args), annotations: gateAnnotations(args.replicas.min, args.receivesTraffic) },
        spec: {
            maxUnavailable: 1,
            unhealthyPodEvictionPolicy: "AlwaysAllow",
            selector: { matchLabels: selectorLabels(args.color, args.service.name) },
        },
    }, { parent, dependsOn: [autoscaler], customTimeouts: { create: timeout, update: timeout } });
}
