/** The managed node groups of a cluster: encrypted disks, no instance credentials for pods, sizes left to the autoscaler. */

import { LaunchTemplate } from "@pulumi/aws/ec2";
import { NodeGroup } from "@pulumi/aws/eks";
import type { Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { createKey } from "../lib/key";
import { createManagedRole, type ManagedRole } from "../lib/managed-role";
import { assumeRolePolicy } from "../lib/policy";
import { useByAutoScaling } from "./disk-key";
import { imageTypeOf } from "./instance-types";

/** The root device of Amazon Linux 2023. */
const rootDevice = "/dev/xvda";
/**
 * EKS user guide, "Amazon EKS node IAM role". The rights of the network plugin are not among them: it has a role of its own.
 */
const nodePolicies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

/** Pods that run stay; none comes. */
const retiringTaint = { key: "colorway.dev/retiring", value: "true", effect: "NO_SCHEDULE" };

export interface NodesArgs {
    readonly clusterName: pulumi.Input<string>;
    /** Kubernetes minor version, the control plane's. */
    readonly version: string;
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    readonly groups: readonly NodeGroupArgs[];
    /** Tags of instances and volumes, which the provider's default tags do not reach. */
    readonly tags: { readonly [key: string]: string };
}

export interface NodeGroupArgs {
    /** Lower-case name, unique; the group's identity. */
    readonly name: string;
    /** Of one processor architecture. */
    readonly instanceTypes: readonly string[];
    readonly minSize: number;
    /** Counts at creation only; then the autoscaler has it. */
    readonly desiredSize: number;
    readonly maxSize: number;
    /** Root volume in GiB, 20–16384. */
    readonly diskGib: number;
    /** `ON_DEMAND` or `SPOT`. */
    readonly capacityType: string;
    /** Its nodes take no new pods, so that another group fills up before this one goes. @default false */
    readonly retiring?: boolean;
}

export interface NodesOutputs {
    readonly roleArn: pulumi.Output<string>;
    /** In the order of the groups. */
    readonly autoScalingGroups: readonly NamedAutoScalingGroup[];
}

/** Who adds and removes the machines of a node group. */
export interface NamedAutoScalingGroup {
    /** Name of the node group. */
    readonly role: string;
    readonly autoScalingGroup: pulumi.Output<string>;
}

export class Nodes extends pulumi.ComponentResource implements NodesOutputs {
    readonly roleArn: pulumi.Output<string>;
    readonly autoScalingGroups: readonly NamedAutoScalingGroup[];

    constructor(name: string, args: NodesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:Nodes", name, {}, opts);
        const account = accountOf(this);
        const key = createKey(`${name}-nodes`, {
            description: `Disks of the nodes of ${name}`, statements: useByAutoScaling(account),
        }, account, this);
        const role = createManagedRole(`${name}-node`, {
            description: `Nodes of cluster ${name}`,
            assumeRolePolicy: assumeRolePolicy("ec2.amazonaws.com"),
            policies: nodePolicies,
        }, account, this);
        this.autoScalingGroups = args.groups.map(group => {
            const { resources } = createGroup(`${name}-${group.name}`, group, args, { role, key }, this);
            return { role: group.name, autoScalingGroup: resources.apply(([made]) => made.autoscalingGroups[0].name) };
        });
        this.roleArn = role.role.arn;
        this.registerOutputs({ roleArn: this.roleArn, autoScalingGroups: this.autoScalingGroups });
    }
}

/** What all groups share. */
interface Shared {
    readonly role: ManagedRole;
    /** Of the disks. */
    readonly key: Key;
}

/** The physical name is made up, so that a change which replaces the group starts the new nodes before it drains the old ones. */
function createGroup(
    name: string, group: NodeGroupArgs, args: NodesArgs, { role, key }: Shared, parent: pulumi.Resource,
): NodeGroup {
    const template = createTemplate(name, group, args, key, parent);
    return new NodeGroup(`${name}-nodes`, {
        clusterName: args.clusterName,
        version: args.version,
        nodeRoleArn: role.role.arn,
        subnetIds: args.subnetIds,
        amiType: imageTypeOf(group.instanceTypes),
        capacityType: group.capacityType,
        instanceTypes: [...group.instanceTypes],
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        scalingConfig: { minSize: group.minSize, desiredSize: group.desiredSize, maxSize: group.maxSize },
        // One node at a time: the disruption budgets of both slots decide the pace.
        updateConfig: { maxUnavailable: 1 },
        labels: { "node-group": group.name },
        taints: group.retiring === true ? [retiringTaint] : undefined,
        tags: { Name: name },
    }, { parent, dependsOn: role.attachments, ignoreChanges: ["scalingConfig.desiredSize"] });
}

function createTemplate(
    name: string, group: NodeGroupArgs, args: NodesArgs, key: Key, parent: pulumi.Resource,
): LaunchTemplate {
    const tags = { ...args.tags, Name: name };
    return new LaunchTemplate(`${name}-template`, {
        description: `Nodes of ${name}`,
        updateDefaultVersion: true,
        // A pod is one hop further than its node, so with one hop it gets no credentials of the node (EKS best practices,
        // "Restrict access to the instance profile assigned to the worker node").
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        // Figures each minute: with those of five minutes a shift is over before a busy node shows.
        monitoring: { enabled: true },
        blockDeviceMappings: [{
            deviceName: rootDevice,
            ebs: {
                volumeType: "gp3", volumeSize: group.diskGib, encrypted: "true", kmsKeyId: key.arn, deleteOnTermination: "true",
            },
        }],
        tagSpecifications: [
            { resourceType: "instance", tags },
            { resourceType: "volume", tags },
        ],
    }, { parent });
}
