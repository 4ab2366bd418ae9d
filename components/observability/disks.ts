/**
 * Encrypted disks for pods: the driver of EBS, which EKS does not install by itself, and a class for what observes the cluster.
 */

import { Addon } from "@pulumi/aws/eks";
import type { Key } from "@pulumi/aws/kms";
import type { Provider } from "@pulumi/kubernetes/provider";
import { StorageClass } from "@pulumi/kubernetes/storage/v1";
import * as pulumi from "@pulumi/pulumi";
import { podIdentityTrust } from "../cluster/service-account";
import { type Account, accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { createManagedRole, type ManagedRole } from "../lib/managed-role";
import { policyDocument } from "../lib/policy";
import { ebsDriverVersion } from "./chart-versions";
import { storageClassName } from "./places";

const driver = { namespace: "kube-system", serviceAccount: "ebs-csi-controller-sa" };

export interface DisksArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    readonly provider: Provider;
    /** That disks are encrypted under. */
    readonly key: Key;
}

export class Disks extends pulumi.ComponentResource {
    constructor(name: string, args: DisksArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:observability:Disks", name, {}, opts);
        const { role, attachments } = createRole(name, args, accountOf(this), this);
        const addon = new Addon(`${name}-aws-ebs-csi-driver`, {
            clusterName: args.clusterName,
            addonName: "aws-ebs-csi-driver",
            addonVersion: ebsDriverVersion,
            podIdentityAssociations: [{ roleArn: role.arn, serviceAccount: driver.serviceAccount }],
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "OVERWRITE",
        }, { parent: this, dependsOn: attachments });
        new StorageClass(`${name}-storage-class`, {
            metadata: { name: storageClassName },
            provisioner: "ebs.csi.aws.com",
            parameters: { type: "gp3", encrypted: "true", kmsKeyId: args.key.arn },
            // In the zone that the pod finds room in.
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
            reclaimPolicy: "Delete",
        }, { parent: this, provider: args.provider, dependsOn: [addon] });
        this.registerOutputs({});
    }
}

/** AWS's policy for the driver, and the key of the disks (aws-ebs-csi-driver, docs/install.md, "Set up driver permissions"). */
function createRole(name: string, args: DisksArgs, account: Account, parent: pulumi.Resource): ManagedRole {
    const { role, attachments } = createManagedRole(`${name}-ebs-csi-driver`, {
        description: `Disks of pods in cluster ${name}`,
        assumeRolePolicy: podIdentityTrust(args.clusterArn, driver),
        policies: ["service-role/AmazonEBSCSIDriverPolicy"],
    }, account, parent);
    const ownKey = attachPolicy(`${name}-ebs-csi-driver-key`, {
        role,
        description: `Encrypting disks of pods in cluster ${name}`,
        policy: policyDocument(
            {
                sid: "UseKey",
                actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
                resources: [args.key.arn],
            },
            {
                sid: "AttachDisks",
                actions: ["kms:CreateGrant"],
                resources: [args.key.arn],
                conditions: [{ test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
            },
        ),
    }, parent);
    return { role, attachments: [...attachments, ownKey] };
}
