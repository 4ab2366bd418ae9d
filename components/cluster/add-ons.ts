/** EKS add-ons, pinned to the versions of the table. */

import { Addon } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { createManagedRole } from "../lib/managed-role";
import { type AddonName, addonVersion } from "./addon-versions";
import { podIdentityTrust } from "./service-account";

export interface AddOnsArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    /** Kubernetes minor version. */
    readonly version: string;
}

/** What nodes need to become ready; it is there before them. */
export class NodeAddOns extends pulumi.ComponentResource {
    constructor(name: string, args: AddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:NodeAddOns", name, {}, opts);
        const agent = createAddon(name, "eks-pod-identity-agent", args, {}, [], this);
        createAddon(name, "kube-proxy", args, {}, [], this);
        createNetworkPlugin(name, args, agent, this);
        this.registerOutputs({});
    }
}

/** What runs as ordinary pods; it gets ready on nodes only. */
export class WorkloadAddOns extends pulumi.ComponentResource {
    constructor(name: string, args: AddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:WorkloadAddOns", name, {}, opts);
        createAddon(name, "coredns", args, {}, [], this);
        // The horizontal autoscalers of the slots read CPU figures from it.
        createAddon(name, "metrics-server", args, {}, [], this);
        this.registerOutputs({});
    }
}

interface AddonExtras {
    readonly configuration?: object;
    readonly identity?: { readonly roleArn: pulumi.Input<string>; readonly serviceAccount: string };
}

/** The plugin has a role of its own, so that nodes need no right to change network interfaces; it enforces NetworkPolicies. */
function createNetworkPlugin(name: string, args: AddOnsArgs, agent: Addon, parent: pulumi.Resource): void {
    const serviceAccount = "aws-node";
    const { role, attachments } = createManagedRole(`${name}-vpc-cni`, {
        description: `Network plugin of cluster ${name}`,
        assumeRolePolicy: podIdentityTrust(args.clusterArn, { namespace: "kube-system", serviceAccount }),
        policies: ["AmazonEKS_CNI_Policy"],
    }, accountOf(parent), parent);
    createAddon(name, "vpc-cni", args, {
        // Off by default, and then policies are accepted and ignored (EKS user guide, "Restrict Pod network traffic with
        // Kubernetes network policies"); the plugin's schema takes a string.
        configuration: { enableNetworkPolicy: "true" },
        identity: { roleArn: role.arn, serviceAccount },
    }, [agent, ...attachments], parent);
}

function createAddon(
    name: string, addonName: AddonName, args: AddOnsArgs, extras: AddonExtras, dependsOn: pulumi.Resource[],
    parent: pulumi.Resource,
): Addon {
    return new Addon(`${name}-${addonName}`, {
        clusterName: args.clusterName,
        addonName,
        addonVersion: addonVersion(args.version, addonName),
        configurationValues: extras.configuration === undefined ? undefined : JSON.stringify(extras.configuration),
        podIdentityAssociations: extras.identity === undefined ? undefined : [extras.identity],
        // What is declared here wins over what somebody changed in the cluster.
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
    }, { parent, dependsOn });
}
