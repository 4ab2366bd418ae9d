import { Props } from "../../../../simulator/cloud/values";
import {
    accessEntry,
    accessPolicy,
    addon,
    adminArn,
    cluster,
    clusterRole,
    network,
    nodeGroup,
    podIdentity,
    ready,
} from "../refused/service-steps";
import { group, key, ref, role } from "../refused/steps";
import { ChangeCase } from "./case";
import { change } from "./change";

const clusterReady = [...network, clusterRole];
const vpcConfig: Props = { subnetIds: [ref("a.id"), ref("b.id")] };

/** terraform-provider-aws, internal/service/eks: `ForceNew` and `CustomizeDiff` of each resource. */
export const clusterChanges: readonly ChangeCase[] = [
    change("another name of a cluster", clusterReady, cluster(), { name: "other" }, "replace", ["name"]),
    change(
        "another role of a cluster",
        [...clusterReady, role("second", "eks.amazonaws.com")],
        cluster(),
        { roleArn: ref("second.arn") },
        "replace",
        ["roleArn"],
    ),
    change("the next version of Kubernetes", clusterReady, cluster(), { version: "1.36" }, "update", ["version"]),
    change(
        "log types in another order",
        clusterReady,
        cluster({ enabledClusterLogTypes: ["api", "audit"] }),
        { enabledClusterLogTypes: ["audit", "api"] },
        "same",
    ),
    change(
        "one more log type",
        clusterReady,
        cluster({ enabledClusterLogTypes: ["api"] }),
        { enabledClusterLogTypes: ["api", "audit"] },
        "update",
    ),
    change(
        "a private endpoint",
        clusterReady,
        cluster(),
        { vpcConfig: { ...vpcConfig, endpointPrivateAccess: true } },
        "update",
        ["vpcConfig.endpointPrivateAccess"],
    ),
    change(
        "subnets of a cluster in another order",
        clusterReady,
        cluster(),
        { vpcConfig: { subnetIds: [ref("b.id"), ref("a.id")] } },
        "same",
    ),
    change(
        "another security group of a cluster",
        [...clusterReady, group("group")],
        cluster(),
        { vpcConfig: { ...vpcConfig, securityGroupIds: [ref("group.id")] } },
        "update",
    ),
    change(
        "another service range",
        clusterReady,
        cluster(),
        { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.21.0.0/16" } },
        "replace",
    ),
    change(
        "encryption of a cluster's secrets",
        [...clusterReady, key("key")],
        cluster(),
        { encryptionConfig: { provider: { keyArn: ref("key.arn") }, resources: ["secrets"] } },
        "update",
    ),
    change(
        "no more encryption of a cluster's secrets",
        [...clusterReady, key("key")],
        cluster({ encryptionConfig: { provider: { keyArn: ref("key.arn") }, resources: ["secrets"] } }),
        { encryptionConfig: null },
        "replace",
    ),
    change(
        "access entries instead of a config map",
        clusterReady,
        cluster({ accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } }),
        { accessConfig: { authenticationMode: "API" } },
        "update",
    ),
    change(
        "no administrator from the start",
        clusterReady,
        cluster(),
        { accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } },
        "replace",
    ),
    change("deletion protection of a cluster", clusterReady, cluster(), { deletionProtection: true }, "update", [
        "deletionProtection",
    ]),
    change("more nodes", ready, nodeGroup(), { scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 } }, "update", [
        "scalingConfig.desiredSize",
    ]),
    change("other machines", ready, nodeGroup(), { instanceTypes: ["m6i.large"] }, "replace"),
    change("larger disks of nodes", ready, nodeGroup(), { diskSize: 50 }, "replace", ["diskSize"]),
    change("spot machines", ready, nodeGroup(), { capacityType: "SPOT" }, "replace", ["capacityType"]),
    change(
        "labels and taints",
        ready,
        nodeGroup(),
        { labels: { pool: "main" }, taints: [{ key: "pool", value: "main", effect: "NO_SCHEDULE" }] },
        "update",
    ),
    change("a third subnet of nodes", ready, nodeGroup(), { subnetIds: [ref("a.id"), ref("b.id"), ref("c.id")] }, "replace"),
    change(
        "another version of an add-on",
        ready,
        addon("coredns", { addonVersion: "v1.13.2-eksbuild.3" }),
        { addonVersion: "v1.13.2-eksbuild.4" },
        "update",
        ["addonVersion"],
    ),
    change(
        "another configuration of an add-on",
        ready,
        addon("coredns"),
        { configurationValues: '{"replicaCount":3}' },
        "update",
    ),
    change("another add-on", ready, addon("coredns"), { addonName: "kube-proxy" }, "replace", ["addonName"]),
    change("other groups of an access entry", ready, accessEntry(adminArn), { kubernetesGroups: ["viewers"] }, "update"),
    change(
        "another principal of an access entry",
        ready,
        accessEntry(adminArn),
        { principalArn: "arn:aws:iam::111122223333:role/other" },
        "replace",
    ),
    change(
        "a narrower access policy",
        [...ready, accessEntry(adminArn)],
        accessPolicy("AmazonEKSViewPolicy"),
        { accessScope: { type: "namespace", namespaces: ["blue"] } },
        "replace",
    ),
    change(
        "another role of a service account",
        [...ready, { ...role("second", "x"), inputs: podRoleInputs() }],
        podIdentity(),
        { roleArn: ref("second.arn") },
        "update",
        ["roleArn"],
    ),
    change("another namespace of a pod identity", ready, podIdentity(), { namespace: "green" }, "replace", ["namespace"]),
];

function podRoleInputs(): Props {
    const allow = {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
    };
    return { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [allow] }) };
}
