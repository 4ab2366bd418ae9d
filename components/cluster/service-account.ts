/** Which service account of which cluster may assume a role, in the two ways that EKS knows. */

import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../lib/policy";

export interface ServiceAccountRef {
    readonly namespace: string;
    readonly serviceAccount: string;
}

/**
 * Trust policy for EKS Pod Identity, limited to one service account of one cluster by the session tags that EKS sets (EKS user
 * guide, "Create IAM role with trust policy required by EKS Pod Identity" and "Grant Pods access to AWS resources based on
 * tags").
 */
export function podIdentityTrust(clusterArn: pulumi.Input<string>, account: ServiceAccountRef): pulumi.Output<string> {
    return policyDocument({
        sid: "PodIdentity",
        actions: ["sts:AssumeRole", "sts:TagSession"],
        principals: { type: "Service", identifiers: ["pods.eks.amazonaws.com"] },
        conditions: [
            { test: "StringEquals", variable: "aws:RequestTag/eks-cluster-arn", values: [clusterArn] },
            { test: "StringEquals", variable: "aws:RequestTag/kubernetes-namespace", values: [account.namespace] },
            { test: "StringEquals", variable: "aws:RequestTag/kubernetes-service-account", values: [account.serviceAccount] },
        ],
    });
}

/**
 * Trust policy for IAM roles for service accounts, for software that does not know Pod Identity (EKS user guide, "Assign IAM
 * roles to Kubernetes service accounts").
 *
 * @param oidcProviderArn ARN of the cluster's identity provider, which ends in its issuer without the scheme
 * @param accounts each of them may assume the role
 */
export function irsaTrust(oidcProviderArn: pulumi.Input<string>, ...accounts: readonly ServiceAccountRef[]): pulumi.Output<string> {
    return pulumi.output(oidcProviderArn).apply(providerArn => {
        const issuer = providerArn.slice(providerArn.indexOf(":oidc-provider/") + ":oidc-provider/".length);
        const subjects = accounts.map(({ namespace, serviceAccount }) => `system:serviceaccount:${namespace}:${serviceAccount}`);
        return policyDocument({
            sid: "ServiceAccount",
            actions: ["sts:AssumeRoleWithWebIdentity"],
            principals: { type: "Federated", identifiers: [providerArn] },
            conditions: [
                { test: "StringEquals", variable: `${issuer}:aud`, values: ["sts.amazonaws.com"] },
                { test: "StringEquals", variable: `${issuer}:sub`, values: subjects },
            ],
        });
    });
}
