import { Props } from "../../../../simulator/cloud/values";
import { RefusedCase, Step } from "./case";
import {
    accessEntry,
    accessPolicy,
    addon,
    adminArn,
    cluster,
    clusterRole,
    elsewhere,
    network,
    nodeGroup,
    nodeRole,
    podIdentity,
    ready,
} from "./service-steps";
import { key, ref, role, subnet, template } from "./steps";

const invalid = "InvalidParameterException";
const before = [...network, clusterRole];

const onTemplate = nodeGroup({ launchTemplate: { id: ref("template.id"), version: "1" } });
const clientError = { code: "AsgInstanceLaunchFailures", message: /Client\.InternalError: Client error on launch/ };

/** What EKS refuses of a control plane. */
export const refusedClusters: readonly RefusedCase[] = [
    {
        title: "a second cluster of the same name",
        program: [...before, cluster(), cluster({}, {}, "again")],
        expect: { code: "ResourceInUseException", message: "Cluster already exists with name: colorway" },
    },
    {
        title: "a cluster name of 101 letters",
        program: [...before, cluster({ name: "c".repeat(101) })],
        expect: { code: invalid, message: "(1 - 100), got 101" },
    },
    {
        title: "a cluster name that starts with a hyphen",
        program: [...before, cluster({ name: "-blue" })],
        expect: { code: invalid },
    },
    {
        title: "a Kubernetes version that EKS no longer offers",
        program: [...before, cluster({ version: "1.24" })],
        expect: { code: invalid, message: "unsupported Kubernetes version" },
    },
    {
        title: "subnets in one zone only",
        program: [
            ...before,
            subnet("a2", "10.0.9.0/24", { availabilityZone: "us-east-1a" }),
            cluster({}, { subnetIds: [ref("a.id"), ref("a2.id")] }),
        ],
        expect: { code: invalid, message: "Subnets specified must be in at least two different AZs" },
    },
    {
        title: "a subnet that does not exist",
        program: [...before, cluster({}, { subnetIds: [ref("a.id"), "subnet-0123456789abcdef0"] })],
        expect: { code: invalid, message: /^The subnet ID 'subnet-0123456789abcdef0' does not exist/ },
    },
    {
        title: "subnets of two VPCs",
        program: [...before, ...elsewhere, cluster({}, { subnetIds: [ref("b.id"), ref("other.id")] })],
        expect: { code: invalid },
    },
    {
        title: "a subnet in the zone without EKS",
        program: [
            ...before,
            subnet("e", "10.0.9.0/24", { availabilityZone: "us-east-1e" }),
            cluster({}, { subnetIds: [ref("a.id"), ref("e.id")] }),
        ],
        expect: {
            code: "UnsupportedAvailabilityZoneException",
            message:
                "Cannot create cluster 'colorway' because us-east-1e, the targeted Availability Zone, does not "
                    + "currently have sufficient capacity "
                + "to support the cluster. Retry and choose from these Availability Zones: us-east-1a, us-east-1b, us-east-1c, "
                + "us-east-1d, us-east-1f",
        },
    },
    {
        title: "an endpoint that nobody reaches",
        program: [...before, cluster({}, { endpointPublicAccess: false, endpointPrivateAccess: false })],
        expect: { code: invalid, message: "Private and public endpoint access cannot be false" },
    },
    {
        title: "a private range for the public endpoint",
        program: [...before, cluster({}, { publicAccessCidrs: ["10.0.0.0/8"] })],
        expect: { code: invalid, message: "The following CIDRs are not allowed in publicAccessCidrs: [10.0.0.0/8]" },
    },
    {
        title: "a security group of another VPC",
        program: [...before, ...elsewhere, cluster({}, { securityGroupIds: [ref("foreign.id")] })],
        expect: { code: invalid },
    },
    {
        title: "a log type that EKS has not",
        program: [...before, cluster({ enabledClusterLogTypes: ["api", "kubelet"] })],
        expect: { code: invalid },
    },
    {
        title: "secrets under a key that does not exist",
        program: [
            ...before,
            cluster({
                encryptionConfig: { provider: { keyArn: "arn:aws:kms:us-east-1:111122223333:key/none" }, resources: ["secrets"] },
            }),
        ],
        expect: { code: invalid, message: "The keyArn in encryptionConfig provider is invalid" },
    },
    {
        title: "secrets under a disabled key",
        program: [
            ...before,
            key("key", { isEnabled: false }),
            cluster({ encryptionConfig: { provider: { keyArn: ref("key.arn") }, resources: ["secrets"] } }),
        ],
        expect: { code: invalid, message: "The keyArn in encryptionConfig provider is invalid" },
    },
    {
        title: "a role that trusts another service",
        program: [...network, role("clusterRole", "ec2.amazonaws.com"), cluster()],
        expect: {
            code: invalid,
            message: /could not be assumed because it does not exist or the trusted entity is not correct$/,
        },
    },
    {
        title: "a role that does not exist",
        program: [...network, cluster({ roleArn: "arn:aws:iam::111122223333:role/nobody" })],
        expect: { code: invalid, message: /^Role with arn: arn:aws:iam::111122223333:role\/nobody, could not be assumed/ },
    },
    {
        title: "services in the VPC's own range",
        program: [...before, cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr: "10.0.128.0/20" } })],
        expect: { code: invalid },
    },
    {
        title: "a service range of /25",
        program: [...before, cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/25" } })],
        expect: { code: invalid },
    },
    {
        title: "a service range of /11",
        program: [...before, cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr: "10.32.0.0/11" } })],
        expect: { code: invalid, message: /expected a block between \/12 and \/24, got \/11/ },
    },
    {
        title: "a service range of public addresses",
        program: [...before, cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr: "52.0.0.0/16" } })],
        expect: { code: invalid },
    },
];

/** What EKS refuses of node groups. */
export const refusedNodeGroups: readonly RefusedCase[] = [
    {
        title: "a node group of no cluster",
        program: [...network, nodeRole, nodeGroup({ clusterName: "colorway" })],
        expect: { code: "ResourceNotFoundException", message: "No cluster found for name: colorway." },
    },
    {
        title: "a second node group of the same name",
        program: [...ready, nodeGroup(), nodeGroup({}, "again")],
        expect: { code: "ResourceInUseException", message: "NodeGroup already exists with name main and cluster name colorway" },
    },
    {
        title: "fewer nodes than the minimum",
        program: [...ready, nodeGroup({ scalingConfig: { minSize: 3, desiredSize: 2, maxSize: 4 } })],
        expect: { code: invalid, message: "Minimum capacity 3 can't be greater than desired size 2" },
    },
    {
        title: "more nodes than the maximum",
        program: [...ready, nodeGroup({ scalingConfig: { minSize: 1, desiredSize: 5, maxSize: 4 } })],
        expect: { code: invalid, message: "desired capacity 5 can't be greater than max size 4" },
    },
    {
        title: "an instance type that does not exist",
        program: [...ready, nodeGroup({ instanceTypes: ["m6i.huge"] })],
        expect: { code: invalid, message: "The following supplied instance types do not exist: [m6i.huge]" },
    },
    {
        title: "an Arm machine with an Intel image",
        program: [...ready, nodeGroup({ instanceTypes: ["t4g.medium"], amiType: "AL2023_x86_64_STANDARD" })],
        expect: {
            code: invalid,
            message: "[t4g.medium] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD",
        },
    },
    {
        title: "Amazon Linux 2 with Kubernetes 1.35",
        program: [...ready, nodeGroup({ amiType: "AL2_x86_64" })],
        expect: { code: invalid, message: "AMI Type AL2_x86_64 is only supported for kubernetes versions 1.32 or earlier" },
    },
    { title: "nodes newer than their cluster", program: [...ready, nodeGroup({ version: "1.36" })], expect: { code: invalid } },
    {
        title: "a role that trusts EKS instead of EC2",
        program: [...ready, nodeGroup({ nodeRoleArn: ref("clusterRole.arn") })],
        expect: { code: invalid, message: /^Following required service principals \[ec2\.amazonaws\.com\] were not found/ },
    },
    {
        title: "a subnet outside the cluster's VPC",
        program: [...ready, ...elsewhere, nodeGroup({ subnetIds: [ref("other.id")] })],
        expect: { code: invalid },
    },
    {
        title: "a label that Kubernetes keeps for itself",
        program: [...ready, nodeGroup({ labels: { "node-role.kubernetes.io/web": "true" } })],
        expect: { code: invalid },
    },
    {
        title: "both ways to say how many nodes may be away",
        program: [...ready, nodeGroup({ updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 10 } })],
        expect: { code: invalid, message: "got 2" },
    },
    {
        title: "a disk size beside a launch template",
        program: [
            ...ready,
            template("template", { name: "nodes" }),
            nodeGroup({ diskSize: 50, launchTemplate: { id: ref("template.id"), version: "1" } }),
        ],
        expect: { code: invalid, message: "Disk size must be specified within the launch template." },
    },
    {
        title: "a version that the launch template has not",
        program: [
            ...ready,
            template("template", { name: "nodes" }),
            nodeGroup({ launchTemplate: { id: ref("template.id"), version: "2" } }),
        ],
        expect: { code: "InvalidRequestException", message: /^Could not find launch template version 2/ },
    },
    {
        title: "disks under a key that leaves everything to policies of IAM, of which Auto Scaling's role has none",
        program: [...ready, key("disks"), encrypted(ref("disks.arn")), onTemplate],
        expect: clientError,
    },
    {
        title: "disks under a key that Auto Scaling may use without grants",
        program: [
            ...ready,
            key("disks", {
                policy: forAutoScaling(["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]),
            }),
            encrypted(ref("disks.arn")),
            onTemplate,
        ],
        expect: clientError,
    },
    {
        title: "disks under a key that another account's Auto Scaling may use",
        program: [
            ...ready,
            key("disks", { policy: forAutoScaling(["kms:*"], "444455556666") }),
            encrypted(ref("disks.arn")),
            onTemplate,
        ],
        expect: clientError,
    },
    {
        title: "disks under a key that there is not",
        program: [...ready, encrypted("arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-0000-0000-000000000000"), onTemplate],
        expect: clientError,
    },
];

/** The account, and Auto Scaling's role by its ARN. */
function forAutoScaling(actions: readonly string[], account = "111122223333"): string {
    const role = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
            { Effect: "Allow", Principal: { AWS: role }, Action: actions, Resource: "*" },
        ],
    });
}

function encrypted(kmsKeyId: string | Props): Step {
    const disk = { deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId } };
    return template("template", { name: "nodes", blockDeviceMappings: [disk] });
}

/** What EKS refuses of add-ons and access. */
export const refusedAccess: readonly RefusedCase[] = [
    {
        title: "an add-on that does not exist",
        program: [...ready, addon("core-dns")],
        expect: { code: invalid, message: "Addon core-dns specified is not supported" },
    },
    {
        title: "an add-on version of another Kubernetes version",
        program: [...ready, addon("kube-proxy", { addonVersion: "v1.34.6-eksbuild.2" })],
        expect: { code: invalid, message: "Addon version specified is not supported" },
    },
    {
        title: "an add-on twice",
        program: [...ready, addon("coredns"), addon("coredns", {}, "again")],
        expect: { code: "ResourceInUseException", message: "Addon already exists." },
    },
    {
        title: "a key that an add-on's schema has not",
        program: [...ready, addon("coredns", { configurationValues: '{"replicas":3}' })],
        expect: {
            code: invalid,
            message:
                "ConfigurationValue provided in request is not supported: Json schema validation failed with error: "
                + "[$.replicas: is not defined in the schema and the schema does not allow additional properties]",
        },
    },
    {
        title: "a configuration that is no JSON",
        program: [...ready, addon("coredns", { configurationValues: "{replicaCount: 3" })],
        expect: { code: invalid },
    },
    {
        title: "an access entry where there are none",
        program: [
            ...network,
            clusterRole,
            cluster({ accessConfig: { authenticationMode: "CONFIG_MAP" } }),
            accessEntry(adminArn),
        ],
        expect: {
            code: "InvalidRequestException",
            message:
                "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
        },
    },
    {
        title: "an access entry for a session",
        program: [...ready, accessEntry("arn:aws:sts::111122223333:assumed-role/admin/me")],
        expect: { code: invalid, message: "The specified principalArn is invalid: invalid principal." },
    },
    {
        title: "a second entry of one principal",
        program: [...ready, accessEntry(adminArn), accessEntry(adminArn, {}, "again")],
        expect: {
            code: "ResourceInUseException",
            message: "The specified access entry resource is already in use on this cluster.",
        },
    },
    {
        title: "an entry for whoever made the cluster",
        program: [...ready, accessEntry("arn:aws:iam::111122223333:user/colorway")],
        expect: { code: "ResourceInUseException" },
    },
    {
        title: "an entry in the group system:masters",
        program: [...ready, accessEntry(adminArn, { kubernetesGroups: ["system:masters"] })],
        expect: { code: invalid },
    },
    {
        title: "groups in an entry for nodes",
        program: [...ready, accessEntry(adminArn, { type: "EC2_LINUX", kubernetesGroups: ["viewers"] })],
        expect: { code: invalid },
    },
    {
        title: "a policy for a principal without an entry",
        program: [...ready, accessPolicy("AmazonEKSViewPolicy")],
        expect: { code: "ResourceNotFoundException", message: /^The specified principalArn could not be found/ },
    },
    {
        title: "an access policy that does not exist",
        program: [...ready, accessEntry(adminArn), accessPolicy("AmazonEKSGodPolicy")],
        expect: { code: invalid, message: "The specified policyArn is invalid: invalid policy." },
    },
    {
        title: "a scope of namespaces without any",
        program: [...ready, accessEntry(adminArn), accessPolicy("AmazonEKSViewPolicy", { type: "namespace" })],
        expect: { code: invalid },
    },
    {
        title: "a role that pods cannot take",
        program: [...ready, podIdentity({ roleArn: ref("nodeRole.arn") })],
        expect: { code: invalid, message: /must allow pods\.eks\.amazonaws\.com to sts:AssumeRole and sts:TagSession$/ },
    },
    {
        title: "a second role for one service account",
        program: [...ready, podIdentity(), podIdentity({}, "again")],
        expect: { code: "ResourceInUseException", message: /^Association already exists: a-[0-9a-f]{17}$/ },
    },
];
