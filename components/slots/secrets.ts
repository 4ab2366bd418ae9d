/**
 * The secrets of a slot's services, copied out of Secrets Manager by External Secrets. What copies them is an account of the slot itself, with
 * a role that reads its environment's secrets only: neither the operator nor another namespace gets at them.
 */

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";

/** Account of each slot that reads secrets; no pod runs under it. */
export const readerAccount = "secret-reader";
/** Store of each slot. */
const storeName = "environment";
/** The object that the services mount. */
const databaseSecret = "database";
/** How long a rotated password may take to be there; RDS takes the one before for no longer than the rotation. */
const refreshInterval = "1m";
/** Of the secret that RDS manages (RDS user guide, "Password management with Amazon RDS and AWS Secrets Manager"). */
const databaseKeys = ["username", "password"];

/** Where secrets come from. */
export interface SecretSource {
    /** Role that the slot's account may take. */
    readonly roleArn: pulumi.Input<string>;
    readonly region: string;
    /** Of the secret that RDS manages. */
    readonly databaseSecretArn: pulumi.Input<string>;
}

export interface SlotSecretsArgs extends SecretSource {
    readonly namespace: pulumi.Input<string>;
}

export interface SlotSecretsOutputs {
    /** Known only when the secret is there. */
    readonly databaseSecretName: pulumi.Output<string>;
}

export class SlotSecrets extends pulumi.ComponentResource implements SlotSecretsOutputs {
    readonly databaseSecretName: pulumi.Output<string>;

    /** @param name environment and color, joined by a hyphen */
    constructor(name: string, args: SlotSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:slots:SlotSecrets", name, {}, opts);
        const account = new ServiceAccount(`${name}-secret-reader`, {
            metadata: { name: readerAccount, namespace: args.namespace, annotations: { "eks.amazonaws.com/role-arn": args.roleArn } },
            automountServiceAccountToken: false,
        }, { parent: this });
        const store = new CustomResource(`${name}-secret-store`, {
            apiVersion: "external-secrets.io/v1",
            kind: "SecretStore",
            metadata: { name: storeName, namespace: args.namespace },
            spec: {
                provider: {
                    aws: {
                        service: "SecretsManager",
                        region: args.region,
                        auth: { jwt: { serviceAccountRef: { name: account.metadata.name } } },
                    },
                },
            },
        }, { parent: this });
        const copied = new CustomResource(`${name}-database-secret`, {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: {
                name: databaseSecret,
                namespace: args.namespace,
                // Pods that mount it would wait for it without a word of why.
                annotations: { "pulumi.com/waitFor": "condition=Ready" },
            },
            spec: {
                refreshInterval,
                secretStoreRef: { kind: "SecretStore", name: storeName },
                target: { name: databaseSecret, creationPolicy: "Owner", deletionPolicy: "Retain" },
                data: databaseKeys.map(key => ({ secretKey: key, remoteRef: { key: args.databaseSecretArn, property: key } })),
            },
        }, { parent: this, dependsOn: [store], customTimeouts: { create: "5m", update: "5m" } });
        this.databaseSecretName = copied.metadata.apply(() => databaseSecret);
        this.registerOutputs({ databaseSecretName: this.databaseSecretName });
    }
}
