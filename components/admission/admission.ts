/**
 * The gate before every pod: Kyverno and the policies of the cluster. What runs in slots depends on it, so that no pod is older than the
 * rules that it must keep.
 *
 * Where it enforces, several replicas answer: with none of them nothing new runs.
 */

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Release } from "@pulumi/kubernetes/helm/v3";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { PodIdentity } from "../cluster/pod-identity";
import { type Account, accountOf } from "../lib/account";
import { policyDocument } from "../lib/policy";
import { ClosedNamespace } from "../platform/closed-namespace";
import { type AdmissionPolicy, type AdmissionRules, imagePolicy, namespacePolicy, podPolicy, signaturePolicy } from "./policies";

/** Chart of Kyverno v1.19.1 (kyverno/kyverno, charts/kyverno). */
export const chartVersion = "3.9.1";
const chartRepository = "https://kyverno.github.io/kyverno";
const namespaceName = "kyverno";
/** Account of the part that answers the API server (the chart's `kyverno.admission-controller.serviceAccountName`). */
const serviceAccount = "kyverno-admission-controller";
/** Where it answers the API server and tells its figures (the chart's `webhookServer.port` and `metering.port`). */
const webhookPort = 9443;
const metricsPort = 8000;
/** Twice what it takes with three replicas, so that an upgrade has room. */
const quota = { "pods": "20", "requests.cpu": "2", "requests.memory": "4Gi", "limits.cpu": "20", "limits.memory": "8Gi" };
/** Seconds until a release that does not get ready counts as failed. */
const timeoutSeconds = 600;

export interface AdmissionArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    /** Of the cluster. */
    readonly provider: Provider;
    /** Whether what breaks a rule is refused; otherwise it is reported. */
    readonly enforce: boolean;
    /** 1 or more; 3 where it enforces, so that one may be lost while another is replaced. */
    readonly replicas: number;
    /** Begin of the repositories' names in the account's registry, as `colorway`. */
    readonly imageNamespace: string;
    /** Minor version of Kubernetes, as `1.35`. */
    readonly kubernetesVersion: string;
    /** Blocks of the private subnets: the API server calls from there. */
    readonly privateCidrs: readonly string[];
    /** ARN of the KMS key that images are signed with. @default - no signature is asked for */
    readonly signingKeyArn?: pulumi.Input<string>;
}

export interface AdmissionOutputs {
    /** Namespace of Kyverno. */
    readonly namespace: pulumi.Output<string>;
}

export class Admission extends pulumi.ComponentResource implements AdmissionOutputs {
    readonly namespace: pulumi.Output<string>;

    constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:admission:Admission", name, {}, opts);
        const { kubernetesVersion, privateCidrs, provider } = args;
        const namespace = new ClosedNamespace(`${name}-kyverno`, {
            namespace: namespaceName, kubernetesVersion, privateCidrs, webhookPort, metricsPort, provider, quota,
        }, { parent: this });
        this.namespace = namespace.namespace;
        const account = accountOf(this);
        const identity = args.signingKeyArn === undefined ? [] : [createIdentity(name, args, args.signingKeyArn, account, this)];
        const release = createRelease(name, args, namespace, identity, this);
        createPolicies(name, args, account, release, this);
        this.registerOutputs({ namespace: this.namespace });
    }
}

/** Signatures lie beside the images; the public half of the key is all that checking them takes. */
function createIdentity(
    name: string, args: AdmissionArgs, keyArn: pulumi.Input<string>, { id, partition, region }: Account, parent: pulumi.Resource,
): PodIdentity {
    const repositories = pulumi.interpolate`arn:${partition}:ecr:${region}:${id}:repository/${args.imageNamespace}/*`;
    return new PodIdentity(`${name}-kyverno`, {
        clusterName: args.clusterName,
        clusterArn: args.clusterArn,
        namespace: namespaceName,
        serviceAccount,
        description: `Checking signatures of images in cluster ${name}`,
        policy: policyDocument(
            // No resource can be named for it (service authorization reference, Elastic Container Registry).
            { sid: "SignIn", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
            {
                sid: "ReadSignatures",
                actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources: [repositories],
            },
            { sid: "ReadKey", actions: ["kms:DescribeKey", "kms:GetPublicKey"], resources: [keyArn] },
        ),
    }, { parent });
}

function createRelease(
    name: string, args: AdmissionArgs, namespace: ClosedNamespace, identity: readonly PodIdentity[], parent: pulumi.Resource,
): Release {
    const isSpread = args.replicas > 1;
    return new Release(`${name}-kyverno`, {
        name: "kyverno",
        namespace: namespace.namespace,
        chart: "kyverno",
        version: chartVersion,
        repositoryOpts: { repo: chartRepository },
        timeout: timeoutSeconds,
        // A release that failed half-way is taken back, so that the next update starts from something known.
        atomic: true,
        values: {
            admissionController: {
                replicas: args.replicas,
                podDisruptionBudget: { enabled: isSpread, minAvailable: Math.max(1, args.replicas - 1) },
            },
            // These change or delete objects, which no policy of ours does: without them nobody has their rights.
            backgroundController: { enabled: false },
            cleanupController: { enabled: false },
            reportsController: { enabled: true },
            features: { policyExceptions: { enabled: false } },
        },
    }, { parent, provider: args.provider, dependsOn: [namespace, ...identity] });
}

function createPolicies(name: string, args: AdmissionArgs, account: Account, release: Release, parent: pulumi.Resource): void {
    const rules = pulumi.all([account.id, account.region]).apply(([id, region]): AdmissionRules => ({
        action: args.enforce ? "Enforce" : "Audit",
        registry: `${id}.dkr.ecr.${region}.amazonaws.com/${args.imageNamespace}`,
    }));
    const create = (role: string, planned: pulumi.Output<AdmissionPolicy>): CustomResource =>
        new CustomResource(`${name}-policy-${role}`, {
            apiVersion: "kyverno.io/v1",
            kind: "ClusterPolicy",
            metadata: { name: planned.name },
            spec: planned.spec,
        }, { parent, provider: args.provider, dependsOn: [release] });
    create("pods", rules.apply(podPolicy));
    create("images", rules.apply(imagePolicy));
    create("namespaces", rules.apply(namespacePolicy));
    if (args.signingKeyArn !== undefined) {
        create("signatures", pulumi.all([rules, args.signingKeyArn]).apply(([plan, arn]) => signaturePolicy(plan, `awskms:///${arn}`)));
    }
}
