/**
 * External Secrets, and the role by which slots read their environment's secrets. The operator itself has no right in AWS: it asks for a
 * token of a slot's own account, and takes the role with that.
 */

import { Role } from "@pulumi/aws/iam";
import { Release } from "@pulumi/kubernetes/helm/v3";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { irsaTrust } from "../cluster/service-account";
import { accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { policyDocument } from "../lib/policy";
import { ClosedNamespace } from "../platform/closed-namespace";
import { slotNamespaces } from "../slots/labels";
import { readerAccount } from "../slots/secrets";

/** Chart of External Secrets v1.3.1 (external-secrets/external-secrets, deploy/charts/external-secrets). */
export const chartVersion = "1.3.1";
const chartRepository = "https://charts.external-secrets.io";
const namespaceName = "external-secrets";
/** Where its webhook answers the API server and where it tells its figures (the chart's `webhook.port` and `metrics.listen.port`). */
const webhookPort = 10_250;
const metricsPort = 8080;
const quota = { "pods": "12", "requests.cpu": "2", "requests.memory": "2Gi", "limits.cpu": "12", "limits.memory": "6Gi" };
/** Seconds until a release that does not get ready counts as failed. */
const timeoutSeconds = 600;

export interface ExternalSecretsArgs {
    /** Of the cluster's service accounts. */
    readonly oidcProviderArn: pulumi.Input<string>;
    /** Of the cluster. */
    readonly provider: Provider;
    /** Minor version of Kubernetes, as `1.35`. */
    readonly kubernetesVersion: string;
    /** Blocks of the private subnets. */
    readonly privateCidrs: readonly string[];
    /** Of the secret that RDS manages. */
    readonly databaseSecretArn: pulumi.Input<string>;
}

export interface ExternalSecretsOutputs {
    /** Role that the accounts of the slots may take. */
    readonly roleArn: pulumi.Output<string>;
}

/** Slots depend on the whole component. */
export class ExternalSecrets extends pulumi.ComponentResource implements ExternalSecretsOutputs {
    readonly roleArn: pulumi.Output<string>;

    /** @param name environment; secrets named `colorway/ENVIRONMENT/…` are its own */
    constructor(name: string, args: ExternalSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:secrets:ExternalSecrets", name, {}, opts);
        this.roleArn = createRole(name, args, this).arn;
        const { kubernetesVersion, privateCidrs, provider } = args;
        const namespace = new ClosedNamespace(`${name}-external-secrets`, {
            namespace: namespaceName, kubernetesVersion, privateCidrs, webhookPort, metricsPort, provider, quota,
        }, { parent: this });
        new Release(`${name}-external-secrets`, {
            name: "external-secrets",
            namespace: namespace.namespace,
            chart: "external-secrets",
            version: chartVersion,
            repositoryOpts: { repo: chartRepository },
            timeout: timeoutSeconds,
            // A release that failed half-way is taken back, so that the next update starts from something known.
            atomic: true,
            values: {
                installCRDs: true,
                // Stores of the whole cluster, and secrets written to AWS: nobody needs them, so nobody has them.
                processClusterStore: false,
                processClusterExternalSecret: false,
                processClusterPushSecret: false,
                processClusterGenerator: false,
                processPushSecret: false,
                resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            },
        }, { parent: this, provider, dependsOn: [namespace] });
        this.registerOutputs({ roleArn: this.roleArn });
    }
}

/** The secret that RDS manages is under AWS's own key, which Secrets Manager opens for whoever may read the secret. */
function createRole(name: string, args: ExternalSecretsArgs, parent: pulumi.Resource): Role {
    const { id, partition, region } = accountOf(parent);
    const description = `Reading the secrets of ${name}`;
    const role = new Role(`${name}-secrets`, {
        description,
        assumeRolePolicy: irsaTrust(args.oidcProviderArn, ...slotNamespaces.map(namespace => ({ namespace, serviceAccount: readerAccount }))),
    }, { parent });
    attachPolicy(`${name}-secrets-read`, {
        role,
        description,
        policy: policyDocument({
            sid: "ReadSecretsOfEnvironment",
            actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            resources: [
                pulumi.interpolate`arn:${partition}:secretsmanager:${region}:${id}:secret:colorway/${name}/*`,
                args.databaseSecretArn,
            ],
        }),
    }, parent);
    return role;
}
