/** The managed node groups of a cluster: encrypted disks, no instance credentials for pods, sizes left to the autoscaler. */

import { LaunchTemplate } from "@pulumi/aws/ec2";
import { NodeGroup } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { assumeRolePolicy } from "../lib/policy";
import { imageTypeOf } from "./instance-types";
import { createManagedRole, type ManagedRole } from "./roles";

/** The root device of Amazon Linux 2023. */
const rootDevice = "/dev/xvda";
/**
 * EKS user guide, "Amazon EKS node IAM role". The rights of the network plugin are not among them: it has a role of its own.
 */
const nodePolicies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

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
}

export interface NodesOutputs {
    readonly roleArn: pulumi.Output<string>;
}

export class Nodes extends pulumi.ComponentResource implements NodesOutputs {
    readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: NodesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:Nodes", name, {}, opts);
        const role = createManagedRole(`${name}-node`, {
            description: `Nodes of cluster ${name}`,
            assumeRolePolicy: assumeRolePolicy("ec2.amazonaws.com"),
            policies: nodePolicies,
        }, accountOf(this), this);
        for (const group of args.groups) {
            createGroup(`${name}-${group.name}`, group, args, role, this);
        }
        this.roleArn = role.role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}

/** The physical name is made up, so that a change which replaces the group starts the new nodes before it drains the old ones. */
function createGroup(name: string, group: NodeGroupArgs, args: NodesArgs, role: ManagedRole, parent: pulumi.Resource): void {
    const template = createTemplate(name, group, args, parent);
    new NodeGroup(`${name}-nodes`, {
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
        tags: { Name: name },
    }, { parent, dependsOn: role.attachments, ignoreChanges: ["scalingConfig.desiredSize"] });
}

function createTemplate(name: string, group: NodeGroupArgs, args: NodesArgs, parent: pulumi.Resource): LaunchTemplate {
    const tags = { ...args.tags, Name: name };
    return new LaunchTemplate(`${name}-template`, {
        description: `Nodes of ${name}`,
        updateDefaultVersion: true,
        // A pod is one hop further than its node, so with one hop it gets no credentials of the node (EKS best practices,
        // "Restrict access to the instance profile assigned to the worker node").
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [{
            deviceName: rootDevice,
            // Under the account's own key for EBS: one of ours would need a grant for Auto Scaling.
            ebs: { volumeType: "gp3", volumeSize: group.diskGib, encrypted: "true", deleteOnTermination: "true" },
        }],
        tagSpecifications: [
            { resourceType: "instance", tags },
            { resourceType: "volume", tags },
        ],
    }, { parent });
}
