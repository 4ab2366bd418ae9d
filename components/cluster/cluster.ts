/**
 * An EKS cluster ready for slots: control plane, managed nodes, add-ons, identities, access, and the load balancer controller.
 * What runs in it is left to others, who use `provider` and depend on `controller`.
 */

import { OpenIdConnectProvider } from "@pulumi/aws/iam";
import type { Release } from "@pulumi/kubernetes/helm/v3";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { Access } from "./access";
import type { AccessGrant } from "./access-plan";
import { NodeAddOns, WorkloadAddOns } from "./add-ons";
import { ControlPlane } from "./control-plane";
import { kubeconfigOf } from "./kubeconfig";
import { LoadBalancerController } from "./load-balancer-controller";
import { type NamedAutoScalingGroup, type NodeGroupArgs, Nodes } from "./nodes";

export interface ClusterArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Private subnets in two zones or more, for control plane, nodes and pods. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Kubernetes minor version, one of the table of add-on versions, as `1.35`. */
    readonly version: string;
    /** One or more. */
    readonly nodeGroups: readonly NodeGroupArgs[];
    /** CIDRs that may reach the public endpoint; empty: the endpoint is private only. @default - private only */
    readonly publicAccessCidrs?: readonly string[];
    /** Retention of the control-plane logs in days; a value CloudWatch Logs knows. @default 365 */
    readonly logRetentionDays?: number;
    /** Who may use the API. @default - the caller of the first update administers the cluster */
    readonly accessEntries?: readonly AccessGrant[];
    /** AWS and Pulumi refuse to delete it. @default true */
    readonly deletionProtection?: boolean;
    /** Whether a zonal shift may take pods out of an impaired zone. @default true */
    readonly zonalShift?: boolean;
    /** Tags of instances and volumes, which the provider's default tags do not reach. @default - none */
    readonly tags?: { readonly [key: string]: string };
    /**
     * Start of the names of the target groups that the load balancer controller may fill. @default - the component's name and a
     * hyphen
     */
    readonly targetGroupPrefix?: string;
}

export interface ClusterOutputs {
    readonly clusterName: pulumi.Output<string>;
    readonly clusterArn: pulumi.Output<string>;
    /** URL of the API server. */
    readonly endpoint: pulumi.Output<string>;
    /** Security group of control plane, nodes and pods. */
    readonly clusterSecurityGroupId: pulumi.Output<string>;
    /** For roles by service account tokens (`irsaTrust`). */
    readonly oidcProviderArn: pulumi.Output<string>;
    /** JSON without a secret; needs the AWS CLI. */
    readonly kubeconfig: pulumi.Output<string>;
    /** Of the node groups, in their order. */
    readonly autoScalingGroups: readonly NamedAutoScalingGroup[];
    /** For everything inside the cluster. */
    readonly provider: Provider;
    /** The load balancer controller: namespaces with readiness gates and TargetGroupBindings depend on it. */
    readonly controller: Release;
}

export class Cluster extends pulumi.ComponentResource implements ClusterOutputs {
    readonly clusterName: pulumi.Output<string>;
    readonly clusterArn: pulumi.Output<string>;
    readonly endpoint: pulumi.Output<string>;
    readonly clusterSecurityGroupId: pulumi.Output<string>;
    readonly oidcProviderArn: pulumi.Output<string>;
    readonly kubeconfig: pulumi.Output<string>;
    readonly autoScalingGroups: readonly NamedAutoScalingGroup[];
    readonly provider: Provider;
    readonly controller: Release;

    constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:Cluster", name, {}, opts);
        const controlPlane = createControlPlane(name, args, this);
        const { clusterName, clusterArn } = controlPlane;
        const access = new Access(name, { clusterName, grants: args.accessEntries ?? [] }, { parent: this });
        const { nodes, addOns } = createNodes(name, args, controlPlane, this);
        this.autoScalingGroups = nodes.autoScalingGroups;
        this.clusterName = clusterName;
        this.clusterArn = clusterArn;
        this.endpoint = controlPlane.endpoint;
        this.clusterSecurityGroupId = controlPlane.securityGroupId;
        this.oidcProviderArn = createOidcProvider(name, controlPlane, this).arn;
        this.kubeconfig = kubeconfig(controlPlane, this);
        this.provider = new Provider(`${name}-kubernetes`, { kubeconfig: this.kubeconfig }, { parent: this, dependsOn: [access] });
        this.controller = new LoadBalancerController(name, {
            clusterName,
            clusterArn,
            vpcId: args.vpcId,
            provider: this.provider,
            targetGroupPrefix: args.targetGroupPrefix ?? `${name}-`,
        }, { parent: this, dependsOn: [addOns] }).release;
        this.registerOutputs({
            clusterName, clusterArn, endpoint: this.endpoint, clusterSecurityGroupId: this.clusterSecurityGroupId,
            oidcProviderArn: this.oidcProviderArn, kubeconfig: this.kubeconfig,
        });
    }
}

function createControlPlane(name: string, args: ClusterArgs, parent: pulumi.Resource): ControlPlane {
    return new ControlPlane(name, {
        version: args.version,
        subnetIds: args.subnetIds,
        publicAccessCidrs: args.publicAccessCidrs ?? [],
        logRetentionDays: args.logRetentionDays ?? 365,
        deletionProtection: args.deletionProtection ?? true,
        zonalShift: args.zonalShift ?? true,
    }, { parent });
}

/** Nodes become ready only with the network plugin there, and the other add-ons only with nodes there. */
function createNodes(
    name: string, args: ClusterArgs, controlPlane: ControlPlane, parent: pulumi.Resource,
): { readonly nodes: Nodes; readonly addOns: WorkloadAddOns } {
    const { version, subnetIds, nodeGroups, tags = {} } = args;
    const { clusterName, clusterArn } = controlPlane;
    const nodeAddOns = new NodeAddOns(name, { clusterName, clusterArn, version }, { parent });
    const nodes = new Nodes(name, { clusterName, version, subnetIds, groups: nodeGroups, tags }, {
        parent, dependsOn: [nodeAddOns],
    });
    return { nodes, addOns: new WorkloadAddOns(name, { clusterName, clusterArn, version }, { parent, dependsOn: [nodes] }) };
}

/**
 * IAM knows the certificate authority of EKS, so no thumbprint is given (IAM user guide, "Create an OpenID Connect identity
 * provider").
 */
function createOidcProvider(name: string, controlPlane: ControlPlane, parent: pulumi.Resource): OpenIdConnectProvider {
    return new OpenIdConnectProvider(`${name}-oidc`, {
        url: controlPlane.issuer,
        clientIdLists: ["sts.amazonaws.com"],
        tags: { Name: name },
    }, { parent });
}

function kubeconfig(controlPlane: ControlPlane, parent: pulumi.Resource): pulumi.Output<string> {
    return pulumi.all([
        controlPlane.clusterName, accountOf(parent).region, controlPlane.endpoint, controlPlane.certificateAuthority,
    ]).apply(([clusterName, region, endpoint, certificateAuthority]) =>
        kubeconfigOf({ clusterName, region, endpoint, certificateAuthority }),
    );
}
