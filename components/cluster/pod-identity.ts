/** AWS rights of one Kubernetes service account through EKS Pod Identity: its role, what the role may do, and the association. */

import { PodIdentityAssociation } from "@pulumi/aws/eks";
import { Role } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { attachPolicy } from "../lib/attached-policy";
import { podIdentityTrust } from "./service-account";

export interface PodIdentityArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    readonly namespace: string;
    readonly serviceAccount: string;
    /** What it is for, for people. */
    readonly description: string;
    /** Policy document. */
    readonly policy: pulumi.Input<string>;
}

export interface PodIdentityOutputs {
    readonly roleArn: pulumi.Output<string>;
    readonly roleName: pulumi.Output<string>;
}

/** Pods that start before the association have no credentials: make them depend on the whole component. */
export class PodIdentity extends pulumi.ComponentResource implements PodIdentityOutputs {
    readonly roleArn: pulumi.Output<string>;
    readonly roleName: pulumi.Output<string>;

    constructor(name: string, args: PodIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:PodIdentity", name, {}, opts);
        const role = new Role(`${name}-role`, {
            description: args.description,
            assumeRolePolicy: podIdentityTrust(args.clusterArn, args),
        }, { parent: this });
        const attachment = attachPolicy(`${name}-policy`, { role, description: args.description, policy: args.policy }, this);
        new PodIdentityAssociation(`${name}-association`, {
            clusterName: args.clusterName,
            namespace: args.namespace,
            serviceAccount: args.serviceAccount,
            roleArn: role.arn,
        }, { parent: this, dependsOn: [attachment] });
        this.roleArn = role.arn;
        this.roleName = role.name;
        this.registerOutputs({ roleArn: this.roleArn, roleName: this.roleName });
    }
}
