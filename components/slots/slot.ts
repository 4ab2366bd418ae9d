/**
 * A slot: everything that runs one release in one color. A namespace that lets nothing through, and in it every service of the release.
 *
 * Its size decides how much of it runs: `full` and `reduced` run all services, `off` none. Whoever creates a slot that shall receive
 * traffic puts it before the traffic split, and any other behind it.
 */

import { LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../config/types";
import { colorOf } from "../edge/weights";
import type { CacheEndpoint, DatabaseEndpoint } from "./environment";
import { namespaceLabels, namespaceOf } from "./labels";
import { allowDns, defaultDeny } from "./network-policies";
import { limitRange, planQuota } from "./quota";
import { type SecretSource, SlotSecrets } from "./secrets";
import { planReplicas } from "./size";
import { Workload } from "./workload";

export interface SlotArgs {
    /** `blue` or `green`. */
    readonly color: string;
    /** `full`, `reduced` or `off`. */
    readonly size: string;
    /** Whether the traffic split gives the color a weight above 0. Changes nothing but what the update waits for. */
    readonly receivesTraffic: boolean;
    /** Version of the release. @default - none; required unless the size is `off` */
    readonly version?: string;
    /** Image of each service, always `REPOSITORY@sha256:DIGEST`. @default - none; required unless the size is `off` */
    readonly images?: { readonly [service: string]: string };
    readonly services: readonly ServiceSettings[];
    /** Fewest pods of a service while the size is `full`, above its `minReplicas`. @default - none */
    readonly floors?: { readonly [service: string]: number };
    /** The color's target group of each public service. */
    readonly targetGroups: readonly SlotTargetGroup[];
    /** Minor version of Kubernetes, as `1.35`, whose standard for restricted pods is enforced. */
    readonly kubernetesVersion: string;
    /** Blocks of the load balancer's subnets. */
    readonly loadBalancerCidrs: readonly string[];
    /** Blocks of the subnets of the database and the cache. */
    readonly dataCidrs: readonly string[];
    /** Blocks of the subnets of the interface endpoints. */
    readonly endpointCidrs: readonly string[];
    /** @default - none */
    readonly database?: DatabaseEndpoint;
    /** Where the secrets of the services come from. @default - none */
    readonly secrets?: SecretSource;
    /** @default - none */
    readonly cache?: CacheEndpoint;
}

export interface SlotTargetGroup {
    readonly service: string;
    readonly arn: pulumi.Input<string>;
}

export interface SlotOutputs {
    readonly namespace: pulumi.Output<string>;
}

export class Slot extends pulumi.ComponentResource implements SlotOutputs {
    readonly namespace: pulumi.Output<string>;

    /** @param name environment; the color is added */
    constructor(name: string, args: SlotArgs, opts?: pulumi.ComponentResourceOptions) {
        const color = colorOf(args.color);
        super("colorway:slots:Slot", `${name}-${color}`, {}, opts);
        const namespace = new Namespace(`${name}-${color}-namespace`, {
            metadata: { name: namespaceOf(color), labels: namespaceLabels(color, args.kubernetesVersion) },
        }, { parent: this });
        this.namespace = namespace.metadata.name;
        const closed = createPolicy(`${name}-${color}`, "default-deny", defaultDeny, this);
        createWorkloads(`${name}-${color}`, args, [closed, ...createLimits(`${name}-${color}`, args, this)], this);
        this.registerOutputs({ namespace: this.namespace });
    }
}

function createPolicy(
    name: string, role: string, spec: typeof defaultDeny, parent: Slot, dependsOn: pulumi.Resource[] = [],
): NetworkPolicy {
    return new NetworkPolicy(`${name}-${role}`, { metadata: { name: role, namespace: parent.namespace }, spec }, { parent, dependsOn });
}

/** What the namespace may take at most, and what a container that says nothing gets. */
function createLimits(name: string, args: SlotArgs, parent: Slot): pulumi.Resource[] {
    const metadata = (role: string): { name: string; namespace: pulumi.Output<string> } => ({ name: role, namespace: parent.namespace });
    return [
        new ResourceQuota(`${name}-quota`, { metadata: metadata("slot"), spec: planQuota(args.services) }, { parent }),
        new LimitRange(`${name}-limits`, { metadata: metadata("containers"), spec: limitRange }, { parent }),
    ];
}

function createWorkloads(name: string, args: SlotArgs, before: pulumi.Resource[], parent: Slot): void {
    const planned = args.services.flatMap(service => {
        const replicas = planReplicas(args.size, { min: service.minReplicas, max: service.maxReplicas }, args.floors?.[service.name]);
        return replicas === undefined ? [] : [{ service, replicas }];
    });
    if (planned.length === 0) {
        return;
    }
    const version = required(args.version, `slots.${args.color}.release`, args.size);
    const dns = createPolicy(name, "allow-dns", allowDns, parent, before);
    const secrets = args.secrets && new SlotSecrets(name, { ...args.secrets, namespace: parent.namespace }, { parent });
    for (const { service, replicas } of planned) {
        new Workload(`${name}-${service.name}`, {
            service,
            services: args.services,
            color: args.color,
            version,
            namespace: parent.namespace,
            image: required(args.images?.[service.name], `slots.${args.color}.release.images.${service.name}`, args.size),
            replicas,
            receivesTraffic: args.receivesTraffic,
            targetGroupArn: args.targetGroups.find(group => group.service === service.name)?.arn,
            surroundings: args,
            database: args.database,
            databaseSecretName: secrets?.databaseSecretName,
            cache: args.cache,
        }, { parent, dependsOn: [...before, dns] });
    }
}

function required(value: string | undefined, path: string, size: string): string {
    if (value === undefined) {
        throw new Error(`${path}: missing, but the slot is ${size}; name a release or turn the slot off`);
    }
    return value;
}
