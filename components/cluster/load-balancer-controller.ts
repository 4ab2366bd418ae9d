/**
 * The AWS Load Balancer Controller, here for one task: it keeps the target groups of the slots filled with their pods, and pods
 * out of service until their target is healthy. Load balancers, listeners, rules and security groups belong to Pulumi, so the
 * controller has no right to touch any, and its other features are off.
 */

import { Release } from "@pulumi/kubernetes/helm/v3";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { policyDocument } from "../lib/policy";
import { PodIdentity } from "./pod-identity";

/**
 * Chart of controller v3.5.0, of 2026-08-17 (kubernetes-sigs/aws-load-balancer-controller, helm/aws-load-balancer-controller).
 */
export const chartVersion = "3.5.0";
const chartRepository = "https://aws.github.io/eks-charts";
const namespace = "kube-system";
const serviceAccount = "aws-load-balancer-controller";
/** Two, so that pods can start while a node is replaced: without the webhook none does. */
const replicas = 2;
/** Seconds until a release that does not get ready counts as failed. */
const timeoutSeconds = 600;

export interface LoadBalancerControllerArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    readonly vpcId: pulumi.Input<string>;
    readonly provider: Provider;
    /** Start of the names of the target groups that it may fill. */
    readonly targetGroupPrefix: string;
}

export interface LoadBalancerControllerOutputs {
    /** What uses readiness gates or TargetGroupBindings depends on it. */
    readonly release: Release;
}

export class LoadBalancerController extends pulumi.ComponentResource implements LoadBalancerControllerOutputs {
    readonly release: Release;

    constructor(name: string, args: LoadBalancerControllerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cluster:LoadBalancerController", name, {}, opts);
        const identity = new PodIdentity(`${name}-load-balancer-controller`, {
            clusterName: args.clusterName,
            clusterArn: args.clusterArn,
            namespace,
            serviceAccount,
            description: `Load balancer controller of cluster ${name}`,
            policy: controllerPolicy(args.targetGroupPrefix, this),
        }, { parent: this });
        this.release = createRelease(name, args, identity, this);
        this.registerOutputs({});
    }
}

/**
 * The part of the controller's reference policy (its docs/install/iam_policy.json) that TargetGroupBindings of type `ip` need.
 */
function controllerPolicy(targetGroupPrefix: string, parent: pulumi.Resource): pulumi.Output<string> {
    const { id, partition, region } = accountOf(parent);
    const targetGroups = pulumi.interpolate`arn:${partition}:elasticloadbalancing:${region}:${id}:targetgroup/${targetGroupPrefix}*/*`;
    return policyDocument(
        {
            // None of these can be limited to a resource (service authorization reference, EC2 and Elastic Load Balancing V2).
            sid: "Look",
            actions: [
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
            ],
            resources: ["*"],
        },
        {
            sid: "FillTargetGroups",
            actions: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
            resources: [targetGroups],
        },
    );
}

function createRelease(name: string, args: LoadBalancerControllerArgs, identity: PodIdentity, parent: pulumi.Resource): Release {
    return new Release(`${name}-load-balancer-controller`, {
        name: "aws-load-balancer-controller",
        namespace,
        chart: "aws-load-balancer-controller",
        version: chartVersion,
        repositoryOpts: { repo: chartRepository },
        timeout: timeoutSeconds,
        // A release that failed half-way is taken back, so that the next update starts from something known.
        atomic: true,
        values: {
            clusterName: args.clusterName,
            // Pods reach no instance metadata, so the controller cannot find these out.
            region: accountOf(parent).region,
            vpcId: args.vpcId,
            replicaCount: replicas,
            serviceAccount: { create: true, name: serviceAccount },
            defaultTargetType: "ip",
            // By default pods start without their gate while the webhook is away, and count as ready too early.
            podMutatorWebhookConfig: { failurePolicy: "Fail" },
            // A new certificate at each upgrade would leave the webhook unreachable until the old pods are gone.
            keepTLSSecret: true,
            enableServiceMutatorWebhook: false,
            enableBackendSecurityGroup: false,
            createIngressClassResource: false,
            ingressClassParams: { create: false },
            enableShield: false,
            enableWaf: false,
            enableWafv2: false,
            podDisruptionBudget: { maxUnavailable: 1 },
            resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
    }, { parent, provider: args.provider, dependsOn: [identity] });
}
