/**
 * The control plane of an EKS cluster: private endpoint, secrets encrypted under a key of its own, every kind of log kept,
 * add-ons and access left to what the program declares.
 *
 * Nobody becomes administrator by having created the cluster: that right would be in no configuration and belong to whoever ran
 * the first update. Access entries give it instead.
 */

import { Cluster as EksCluster } from "@pulumi/aws/eks";
import type { RolePolicyAttachment } from "@pulumi/aws/iam";
import type { Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { serviceCidr } from "../../config/aws";
import { type Account, accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { createKey } from "../lib/key";
import { createManagedRole, type ManagedRole } from "../lib/managed-role";
import { assumeRolePolicy, ofAccount, policyDocument } from "../lib/policy";
import { EncryptedLogs } from "../logs/encrypted-logs";

/** All there are (EKS user guide, "Send control plane logs to CloudWatch Logs"). */
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export interface ControlPlaneArgs {
    /** Kubernetes minor version, as `1.35`. */
    readonly version: string;
    /** Subnets in two zones or more. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** CIDRs that may reach the public endpoint; empty: there is none. */
    readonly publicAccessCidrs: readonly string[];
    readonly logRetentionDays: number;
    readonly deletionProtection: boolean;
    /** Whether pods of an impaired zone may be taken out of service at once. */
    readonly zonalShift: boolean;
}

export interface ControlPlaneOutputs {
    readonly clusterName: pulumi.Output<string>;
    readonly clusterArn: pulumi.Output<string>;
    readonly endpoint: pulumi.Output<string>;
    /** Base64. */
    readonly certificateAuthority: pulumi.Output<string>;
    /** Security group that EKS makes for control plane and nodes. */
    readonly securityGroupId: pulumi.Output<string>;
    /** URL of the issuer of service account tokens. */
    readonly issuer: pulumi.Output<string>;
}

export class ControlPlane extends pulumi.ComponentResource implements ControlPlaneOutputs {
    readonly clusterName: pulumi.Output<string>;
    readonly clusterArn: pulumi.Output<string>;
    readonly endpoint: pulumi.Output<string>;
    readonly certificateAuthority: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;
    readonly issuer: pulumi.Output<string>;

    constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:ControlPlane", name, {}, opts);
        const account = accountOf(this);
        const key = createKey(`${name}-cluster`, {
            description: `Secrets of cluster ${name}`,
            protect: args.deletionProtection,
        }, account, this);
        const logs = new EncryptedLogs(`${name}-cluster`, {
            groups: [{ role: "control-plane", groupName: `/aws/eks/${name}/cluster` }],
            retentionDays: args.logRetentionDays,
            deletionProtection: args.deletionProtection,
        }, { parent: this });
        const role = createRole(name, key, account, this);
        const cluster = createCluster(name, args, key, role, logs, this);
        this.clusterName = cluster.name;
        this.clusterArn = cluster.arn;
        this.endpoint = cluster.endpoint;
        this.certificateAuthority = cluster.certificateAuthority.data;
        this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
        this.issuer = cluster.identities.apply(([identity]) => identity.oidcs[0].issuer);
        this.registerOutputs({
            clusterName: this.clusterName, clusterArn: this.clusterArn, endpoint: this.endpoint,
            certificateAuthority: this.certificateAuthority, securityGroupId: this.securityGroupId, issuer: this.issuer,
        });
    }
}

interface ClusterRole extends ManagedRole {
    readonly keyUse: RolePolicyAttachment;
}

/**
 * EKS user guide, "Amazon EKS cluster IAM role"; the conditions are from "Cross-service confused deputy prevention in Amazon
 * EKS".
 */
function createRole(name: string, key: Key, account: Account, parent: pulumi.Resource): ClusterRole {
    const { id, partition, region } = account;
    const clusterArn = pulumi.interpolate`arn:${partition}:eks:${region}:${id}:cluster/${name}`;
    const managed = createManagedRole(`${name}-cluster`, {
        description: `Control plane of cluster ${name}`,
        assumeRolePolicy: assumeRolePolicy("eks.amazonaws.com", [
            ofAccount(account),
            { test: "ArnEquals", variable: "aws:SourceArn", values: [clusterArn] },
        ]),
        policies: ["AmazonEKSClusterPolicy"],
    }, account, parent);
    const keyUse = attachPolicy(`${name}-cluster-key-use`, {
        role: managed.role,
        description: `Encrypting the secrets of cluster ${name}`,
        policy: policyDocument({
            sid: "EncryptSecrets",
            actions: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:ListGrants"],
            resources: [key.arn],
        }),
    }, parent);
    return { ...managed, keyUse };
}

function createCluster(
    name: string, args: ControlPlaneArgs, key: Key, role: ClusterRole, logs: EncryptedLogs, parent: pulumi.Resource,
): EksCluster {
    const isPublic = args.publicAccessCidrs.length > 0;
    return new EksCluster(`${name}-cluster`, {
        // Log group and role name the cluster before it exists.
        name,
        version: args.version,
        roleArn: role.role.arn,
        vpcConfig: {
            subnetIds: args.subnetIds,
            endpointPrivateAccess: true,
            endpointPublicAccess: isPublic,
            publicAccessCidrs: isPublic ? [...args.publicAccessCidrs] : undefined,
        },
        // Otherwise EKS chooses by the VPC's block, and the parser could not keep other networks apart from it.
        kubernetesNetworkConfig: { serviceIpv4Cidr: serviceCidr },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
        enabledClusterLogTypes: logTypes,
        // Otherwise EKS puts add-ons of its own choice there, which nobody would upgrade.
        bootstrapSelfManagedAddons: false,
        // At the end of standard support EKS upgrades by itself instead of asking six times the price.
        upgradePolicy: { supportType: "STANDARD" },
        deletionProtection: args.deletionProtection,
        zonalShiftConfig: { enabled: args.zonalShift },
        tags: { Name: name },
    }, { parent, protect: args.deletionProtection, dependsOn: [logs, ...role.attachments, role.keyUse] });
}
