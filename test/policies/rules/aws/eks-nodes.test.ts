import { eksNodeRules } from "../../../../policies/rules/aws/eks-nodes";
import { describeRules, later, type Made } from "../harness";

type Properties = Made["props"];
const nodes = (props: Properties = {}, from?: Made["from"]): Made => ({
    type: "aws:eks/nodeGroup:NodeGroup", name: "nodes", props: { clusterName: "shop", ...props },
    ...(from === undefined ? {} : { from }),
});
const cluster = (version: unknown): Made =>
    ({ type: "aws:eks/cluster:Cluster", name: "cluster", props: { name: "shop", version } });
const subnet = (mapPublicIpOnLaunch: unknown): Made =>
    ({ type: "aws:ec2/subnet:Subnet", name: "subnet", props: { mapPublicIpOnLaunch } });
const table = (gatewayId: unknown): Made =>
    ({ type: "aws:ec2/routeTable:RouteTable", name: "table", props: { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId }] } });
const joined: Made = {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation", name: "joined", props: { subnetId: later, routeTableId: later },
    from: { subnetId: ["subnet"], routeTableId: ["table"] },
};
const inSubnet = nodes({ subnetIds: [later] }, { subnetIds: ["subnet"] });
const role = (props: Properties = {}): Made => ({ type: "aws:iam/role:Role", name: "role", props: { name: "nodes", ...props } });
const ofRole = nodes({ nodeRoleArn: later }, { nodeRoleArn: ["role"] });
const attached = (policyArn: unknown): Made =>
    ({ type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", name: "attached", props: { role: "nodes", policyArn } });
const inline = (policy: unknown): Made =>
    ({ type: "aws:iam/rolePolicy:RolePolicy", name: "inline", props: { role: "nodes", policy } });
const document = (Action: string, Resource: string): string =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] });
const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const allowed = "one of AmazonEKSWorkerNodePolicy, AmazonEKSWorkerNodeMinimalPolicy, AmazonEC2ContainerRegistryPullOnly, "
    + "AmazonEC2ContainerRegistryReadOnly, AmazonSSMManagedInstanceCore is required";
const everything = "allows every action on everything; what nodes need is required";
const addon = (configurationValues?: unknown, addonName: unknown = "vpc-cni"): Made =>
    ({
        type: "aws:eks/addon:Addon",
        props: { clusterName: "shop", addonName, ...(configurationValues === undefined ? {} : { configurationValues }) },
    });
const chart: Made = { type: "kubernetes:helm.sh/v4:Chart", name: "chart", props: { chart: "oci://registry.example/cilium" } };
const other = { otherType: "aws:eks/cluster:Cluster" };
const notMet = (...findings: readonly string[]) => ({ kind: "notMet" as const, findings, undecided: [] });

describeRules("nodes and add-ons of EKS", eksNodeRules, {
    "eks-nodegroup-no-ssh-from-anywhere": {
        passes: [
            [nodes()], [nodes({ remoteAccess: { ec2SshKey: "key", sourceSecurityGroupIds: [later] } })],
            [nodes({ remoteAccess: {} })],
        ],
        fails: [
            {
                given: [nodes({ remoteAccess: { ec2SshKey: "key" } })],
                findings: ["remoteAccess.sourceSecurityGroupIds is not set where ec2SshKey is; security groups are required"],
            },
        ],
        absent: { given: [nodes()], verdict: { kind: "met" } },
        unknown: {
            given: [nodes({ remoteAccess: { ec2SshKey: "key", sourceSecurityGroupIds: later } })],
            undecided: ["remoteAccess.sourceSecurityGroupIds"],
        },
        notApplicable: other,
    },
    "eks-nodegroup-private-subnets": {
        passes: [[inSubnet, subnet(false), joined, table("vgw-1")], [inSubnet, subnet(undefined)]],
        fails: [
            {
                given: [inSubnet, subnet(true)],
                findings: ["has the subnet subnet whose mapPublicIpOnLaunch is true; false is required"],
            },
            {
                given: [inSubnet, subnet(false), joined, table("igw-1")],
                findings: [
                    "contains the subnet subnet that table leads to an internet gateway; a subnet without such a route is "
                        + "required",
                ],
            },
        ],
        absent: { given: [nodes()], verdict: { kind: "unknown", undecided: ["subnetIds"] } },
        unknown: { given: [inSubnet, subnet(later)], undecided: ["subnet.mapPublicIpOnLaunch"] },
        notApplicable: other,
    },
    "eks-nodegroup-launch-template-required": {
        passes: [
            [nodes({ launchTemplate: { id: later, version: "1" } })],
            [nodes({ launchTemplate: { name: "nodes", version: "1" } })],
        ],
        fails: [
            {
                given: [nodes({ launchTemplate: { id: "", version: "1" } })],
                findings: ["launchTemplate is not set; a launch template is required"],
            },
        ],
        absent: { given: [nodes()], verdict: notMet("launchTemplate is not set; a launch template is required") },
        unknown: { given: [nodes({ launchTemplate: later })], undecided: ["launchTemplate"] },
        notApplicable: other,
    },
    "eks-nodegroup-version-supported": {
        passes: [
            [nodes({ version: "1.35" }), cluster("1.36")], [nodes({ version: "1.35" })],
            [nodes({ clusterName: "other", version: "1.36" }), cluster("1.35")],
        ],
        fails: [
            {
                given: [nodes({ version: "1.34" }), cluster("1.35")],
                findings: ["version is \"1.34\"; 1.35 or later is required"],
            },
            {
                given: [nodes({ version: "1.36" }), cluster("1.35")],
                findings: ["version is \"1.36\", ahead of the cluster's \"1.35\"; at most the cluster's is required"],
            },
            {
                given: [nodes({ clusterName: later, version: "1.36" }, { clusterName: ["cluster"] }), cluster("1.35")],
                findings: ["version is \"1.36\", ahead of the cluster's \"1.35\"; at most the cluster's is required"],
            },
        ],
        absent: { given: [nodes(), cluster(later)], verdict: { kind: "met" } },
        unknown: { given: [nodes({ version: "1.36" }), cluster(later)], undecided: ["cluster.version"] },
        notApplicable: other,
        parameters: { oldest: "1.35" },
    },
    "eks-nodegroup-ami-type-supported": {
        passes: [[nodes({ amiType: "AL2023_ARM_64_STANDARD" })], [nodes({ amiType: "BOTTLEROCKET_x86_64" })]],
        fails: [
            {
                given: [nodes({ amiType: "AL2_x86_64" })],
                findings: ["amiType is \"AL2_x86_64\"; one of AL2023_*, BOTTLEROCKET_* is required"],
            },
        ],
        absent: { given: [nodes()], verdict: notMet("amiType is not set; one of AL2023_*, BOTTLEROCKET_* is required") },
        unknown: { given: [nodes({ amiType: later })], undecided: ["amiType"] },
        notApplicable: other,
    },
    "eks-node-role-minimal": {
        passes: [
            [role(), ofRole, attached(aws("AmazonEKSWorkerNodePolicy")), inline(document("ec2:DescribeInstances", "*"))],
            [role({ managedPolicyArns: [aws("AmazonSSMManagedInstanceCore")] }), ofRole],
        ],
        fails: [
            {
                given: [role(), ofRole, attached(aws("AdministratorAccess"))],
                findings: [`attached.policyArn is "${aws("AdministratorAccess")}"; ${allowed}`],
            },
            {
                given: [role(), ofRole, attached("arn:aws:iam::123456789012:policy/AmazonEKSWorkerNodePolicy")],
                findings: [`attached.policyArn is "arn:aws:iam::123456789012:policy/AmazonEKSWorkerNodePolicy"; ${allowed}`],
            },
            {
                given: [role({ managedPolicyArns: [aws("PowerUserAccess")] }), ofRole],
                findings: [`managedPolicyArns[0] is "${aws("PowerUserAccess")}"; ${allowed}`],
            },
            { given: [role(), ofRole, inline(document("*", "*"))], findings: [`inline.policy.Statement[0] ${everything}`] },
            {
                given: [role({ inlinePolicies: [{ name: "all", policy: document("*:*", "*") }] }), ofRole],
                findings: [`inlinePolicies[0].policy.Statement[0] ${everything}`],
            },
        ],
        absent: { given: [role(), ofRole], verdict: { kind: "met" } },
        unknown: { given: [role(), ofRole, attached(later), inline(later)], undecided: ["attached.policyArn", "inline.policy"] },
        notApplicable: { given: [role(), nodes({ nodeRoleArn: "arn:other" })], reason: "it is no role of nodes" },
    },
    "eks-addon-version-pinned": {
        passes: [[{ ...addon(), props: { addonVersion: "v1.20.0-eksbuild.1" } }]],
        fails: [
            { given: [{ ...addon(), props: { addonVersion: "" } }], findings: ["addonVersion is empty; a version is required"] },
        ],
        absent: { given: [addon()], verdict: notMet("addonVersion is not set; a version is required") },
        unknown: { given: [{ ...addon(), props: { addonVersion: later } }], undecided: ["addonVersion"] },
        notApplicable: other,
    },
    "eks-network-policy-engine-enabled": {
        passes: [
            [addon("{\"enableNetworkPolicy\": \"true\"}")], [addon("{\"enableNetworkPolicy\": true}")],
            [addon("env: {}\nenableNetworkPolicy: \"true\"\n")], [addon(), chart],
        ],
        fails: [
            {
                given: [addon("{\"enableNetworkPolicy\": \"false\"}")],
                findings: ["configurationValues has enableNetworkPolicy \"false\"; \"true\" is required"],
            },
            {
                given: [addon("env: {}\n")],
                findings: ["configurationValues has no enableNetworkPolicy that is true; \"true\" is required"],
            },
        ],
        absent: {
            given: [addon()], verdict: notMet("configurationValues has enableNetworkPolicy not set; \"true\" is required"),
        },
        unknown: { given: [addon(later)], undecided: ["configurationValues"] },
        notApplicable: { given: [addon(undefined, "coredns")], reason: "it is another add-on" },
    },
});
