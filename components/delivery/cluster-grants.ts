/** What an update of the cluster may change (Service authorization reference, Amazon Elastic Kubernetes Service). */

import { arns, globalArns, type Grant, passing, type Scope } from "./scope";

export function clusterGrants(scope: Scope): readonly Grant[] {
    const { name } = scope;
    const eks = (...actions: readonly string[]): string[] => actions.map(action => `eks:${action}`);
    return [
        {
            sid: "Cluster",
            actions: eks(
                "CreateCluster", "UpdateClusterConfig", "UpdateClusterVersion", "DeleteCluster", "AssociateEncryptionConfig",
                "TagResource", "UntagResource", "CreateAddon", "CreateNodegroup", "CreateAccessEntry",
                "CreatePodIdentityAssociation", "AccessKubernetesApi",
            ),
            resources: arns(scope, "eks", `cluster/${name}`, `cluster/${name}-*`),
        },
        {
            sid: "InCluster",
            actions: eks(
                "UpdateAddon", "DeleteAddon", "UpdateNodegroupConfig", "UpdateNodegroupVersion", "DeleteNodegroup",
                "UpdateAccessEntry", "DeleteAccessEntry", "AssociateAccessPolicy", "DisassociateAccessPolicy",
                "UpdatePodIdentityAssociation", "DeletePodIdentityAssociation", "TagResource", "UntagResource",
            ),
            resources: arns(scope, "eks", ...["addon", "nodegroup", "access-entry", "podidentityassociation"].flatMap(kind =>
                [`${kind}/${name}/*`, `${kind}/${name}-*/*`])),
        },
        {
            sid: "Issuer",
            actions: [
                "CreateOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint", "DeleteOpenIDConnectProvider",
                "TagOpenIDConnectProvider", "UntagOpenIDConnectProvider",
            ].map(action => `iam:${action}`),
            resources: globalArns(scope, "iam", "oidc-provider/oidc.eks.*"),
        },
        passing(scope, "eks.amazonaws.com", "ec2.amazonaws.com", "pods.eks.amazonaws.com"),
    ];
}
