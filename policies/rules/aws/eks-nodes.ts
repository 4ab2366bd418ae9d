/** Nodes and add-ons of EKS clusters. */
import { judged, parts, shown } from "../../core/conditions";
import { when, whereOneOf } from "../../core/guards";
import { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { saidAt } from "../../core/parts";
import { covers } from "../../core/policy-document";
import type { Condition, Context, Rule, StackView, Subject } from "../../core/rule";
import { minorOf, oldestParameter, olderThan } from "./eks";
import { aboutOther, allowsOnly, isAdmin, roleType } from "./iam-documents";
import { withoutInternetGateway } from "./internet-routes";

const nodeGroup = ["aws:eks/nodeGroup:NodeGroup"];
const addon = ["aws:eks/addon:Addon"];
const clusterType = "aws:eks/cluster:Cluster";
const subnetType = "aws:ec2/subnet:Subnet";
const [attachment, rolePolicy] = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/rolePolicy:RolePolicy"];

/** The cluster of the stack that a resource belongs to; undefined where it is another program's. */
function clusterOf(subject: Subject, stack: StackView): Subject | undefined {
    const name = subject.props.at("clusterName").text;
    return subject.from("clusterName").find(({ type }) => type === clusterType)
        ?? (name === undefined ? undefined : stack.ofType(clusterType).find(({ props }) => props.at("name").text === name));
}

const notAhead: Condition = (subject, { stack }) => {
    const version = subject.props.at("version");
    const cluster = clusterOf(subject, stack);
    const theirs = cluster?.props.at("version");
    if (cluster === undefined || theirs === undefined || theirs.reading === "absent" || version.reading === "absent") return met;
    if (theirs.reading === "unknown") return unknown(`${cluster.name}.version`);
    return judged(version, "met", "", ({ value }) => {
        const [own, highest] = [minorOf(value), minorOf(theirs.value)];
        return own !== undefined && highest !== undefined && own > highest
            ? `is ${shown(value)}, ahead of the cluster's ${shown(theirs.value)}; at most the cluster's is required`
            : undefined;
    });
};

const noPublicAddresses: Condition = (subject) => {
    const subnets = subject.from("subnetIds").filter(({ type }) => type === subnetType);
    return subnets.map(({ name, props }): Outcome => {
        const flag = props.at("mapPublicIpOnLaunch");
        if (flag.reading === "unknown") return unknown(`${name}.${flag.path}`);
        return flag.flag === true
            ? notMet("", `has the subnet ${name} whose mapPublicIpOnLaunch is true; false is required`)
            : met;
    });
};

/** Judges what is attached to a role that nodes have. */
function ofNodes(judge: (role: Subject, context: Context) => readonly Outcome[]): Condition {
    return (role, context) => {
        const { found, unsure } = context.stack.naming(role, "aws:eks/nodeGroup:NodeGroup", "nodeRoleArn");
        if (found.length > 0) return judge(role, context);
        const [open] = unsure;
        return open === undefined ? notApplicable("it is no role of nodes") : unknown(`${open.name}.nodeRoleArn`);
    };
}

/** Resources that name the role; where one may do so, that is not known yet. */
function attached(
    role: Subject, stack: StackView, type: string, judge: (resource: Subject) => readonly Outcome[],
): readonly Outcome[] {
    const { found, unsure } = stack.naming(role, type, "role");
    return [met, ...found.flatMap(judge), ...unsure.map(({ name }) => unknown(`${name}.role`))];
}

function managedByAws(node: Node, allowed: readonly string[], owner = ""): Outcome {
    const path = owner === "" ? node.path : `${owner}.${node.path}`;
    if (node.reading === "unknown") return unknown(path);
    const [, name = ""] = /^arn:aws[a-z-]*:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(node.text ?? "") ?? [];
    return allowed.includes(name) ? met : notMet(path, `is ${shown(node.value)}; one of ${allowed.join(", ")} is required`);
}

const onlyManaged = ofNodes((role, context) => {
    const allowed = textsOf(context, "managed");
    return [
        ...attached(role, context.stack, attachment, ({ name, props }) => [managedByAws(props.at("policyArn"), allowed, name)]),
        ...parts(saidAt(role, "managedPolicyArns"), (item) => managedByAws(item, allowed)),
    ];
});

const admin = (statement: Parameters<typeof isAdmin>[0]): string | undefined =>
    (isAdmin(statement) ? "allows every action on everything; what nodes need is required" : undefined);

const noInlineAdmin = ofNodes((role, { stack }) => [
    ...attached(role, stack, rolePolicy, ({ name, props }) => aboutOther(name, allowsOnly(props.at("policy"), admin))),
    ...parts(saidAt(role, "inlinePolicies"), (item) => allowsOnly(item.at("policy"), admin)),
]);

/** Whether a chart in the stack brings a network that enforces policies. */
function hasOtherEngine(stack: StackView, charts: readonly string[]): boolean {
    return stack.ofType("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart")
        .some(({ props }) => charts.some((chart) => (props.at("chart").text ?? "").split("/").pop() === chart));
}

const enforces: Condition = (subject, context) => {
    const node = subject.props.at("configurationValues");
    const wrong = (text: string): Outcome =>
        (hasOtherEngine(context.stack, textsOf(context, "charts")) ? met : notMet(node.path, `${text}; "true" is required`));
    if (node.reading === "unknown") return hasOtherEngine(context.stack, textsOf(context, "charts")) ? met : unknown(node.path);
    try {
        const value = Node.of(JSON.parse(node.text ?? "{}")).at("enableNetworkPolicy");
        return value.flag === true
            ? met
            : wrong(`has enableNetworkPolicy ${value.reading === "absent" ? "not set" : shown(value.value)}`);
    } catch {
        // The add-on takes YAML, too.
        return /^\s*["']?enableNetworkPolicy["']?\s*:\s*["']?true["']?\s*$/m.test(node.text ?? "")
            ? met
            : wrong("has no enableNetworkPolicy that is true");
    }
};

export const eksNodeRules: readonly Rule[] = [
    {
        id: "eks-nodegroup-no-ssh-from-anywhere",
        title: "No node takes SSH from everywhere",
        why: "With a key and no groups EKS opens port 22 of every node to all addresses.",
        cure: "Take remoteAccess away and use Session Manager, or set remoteAccess.sourceSecurityGroupIds.",
        types: nodeGroup,
        kind: "resource",
        conditions: [({ props }) => {
            const [key, groups] = [props.at("remoteAccess.ec2SshKey"), props.at("remoteAccess.sourceSecurityGroupIds")];
            if (key.reading === "absent" || groups.items().length > 0) return met;
            if (key.reading === "unknown" || groups.reading === "unknown") {
                return unknown(key.reading === "unknown" ? key.path : groups.path);
            }
            return notMet(groups.path, "is not set where ec2SshKey is; security groups are required");
        }],
    },
    {
        id: "eks-nodegroup-private-subnets",
        title: "Nodes run in private subnets",
        why: "A node with a public address is reached from the Internet as soon as one group is too wide.",
        cure: "Set subnetIds to subnets without mapPublicIpOnLaunch whose route table has no internet gateway.",
        types: nodeGroup,
        kind: "stack",
        conditions: [noPublicAddresses, (subject, { stack }) => withoutInternetGateway(subject, "subnetIds", stack)],
    },
    {
        id: "eks-nodegroup-launch-template-required",
        title: "Nodes are made from a launch template of one's own",
        why: "EKS makes one otherwise, whose metadata service, disks and tags no program sets.",
        cure: "Set launchTemplate to the id and version of an aws.ec2.LaunchTemplate.",
        types: nodeGroup,
        kind: "resource",
        conditions: [({ props }) => {
            const template = props.at("launchTemplate");
            if (template.reading === "unknown") return unknown(template.path);
            const names = [template.at("id"), template.at("name")];
            // A template that is still to be made is one.
            return names.some(({ reading, value }) => reading !== "absent" && value !== "")
                ? met
                : notMet(template.path, "is not set; a launch template is required");
        }],
    },
    {
        id: "eks-nodegroup-version-supported",
        title: "Nodes run a supported version of Kubernetes, not ahead of their cluster's",
        why: "Older ones get no fixes; a kubelet ahead of its API server is not supported at all.",
        cure: "Take version away, so that nodes follow the cluster, or set it to a supported one.",
        types: nodeGroup,
        kind: "stack",
        parameters: { oldest: oldestParameter },
        conditions: [
            // The cluster's where nothing is said (EKS API reference, CreateNodegroup).
            ({ props }, context) => {
                const oldest = String(context.parameter("oldest"));
                return judged(props.at("version"), "met", "", ({ text, value }) =>
                    (olderThan(text, oldest) ? `is ${shown(value)}; ${oldest} or later is required` : undefined));
            },
            notAhead,
        ],
    },
    {
        id: "eks-nodegroup-ami-type-supported",
        title: "Nodes run a maintained image",
        why: "Amazon Linux 2 gets no more fixes, and images of one's own only those that somebody builds.",
        cure: "Set amiType to one of AL2023 or Bottlerocket.",
        types: nodeGroup,
        kind: "resource",
        parameters: { families: textsParameter("amiTypes, where * stands for any letters", ["AL2023_*", "BOTTLEROCKET_*"]) },
        conditions: [(subject, context) => {
            const families = textsOf(context, "families");
            const required = `one of ${families.join(", ")}`;
            return judged(saidAt(subject, "amiType"), "notMet", required, ({ text, value }) =>
                (families.some((family) => covers(family, text ?? ""))
                    ? undefined
                    : `is ${shown(value)}; ${required} is required`));
        }],
    },
    {
        id: "eks-node-role-minimal",
        title: "The role of nodes has only what nodes need",
        why: "Every pod that reaches the node's metadata, and whoever takes a node, has the role.",
        cure: "Detach what the parameter managed does not list and give pods roles of their own.",
        types: [roleType],
        kind: "stack",
        parameters: {
            managed: textsParameter("names of AWS's managed policies", [
                // EKS user guide, "Amazon EKS node IAM role".
                "AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly",
                "AmazonEC2ContainerRegistryReadOnly", "AmazonSSMManagedInstanceCore",
            ]),
        },
        conditions: [onlyManaged, noInlineAdmin],
    },
    {
        id: "eks-addon-version-pinned",
        title: "Add-ons have a version that is written down",
        why: "EKS takes its default of the day: two clusters of one program are not the same.",
        cure: "Set addonVersion.",
        types: addon,
        kind: "resource",
        conditions: [(subject) => judged(saidAt(subject, "addonVersion"), "notMet", "a version", ({ value }) =>
            (value === "" ? "is empty; a version is required" : undefined))],
    },
    {
        id: "eks-network-policy-engine-enabled",
        title: "The cluster's network enforces network policies",
        why: "They are accepted and do nothing otherwise.",
        cure: "Set configurationValues of the add-on vpc-cni to {\"enableNetworkPolicy\": \"true\"}.",
        types: addon,
        kind: "stack",
        parameters: {
            charts: textsParameter("names of charts whose network enforces policies", ["cilium", "tigera-operator", "calico"]),
        },
        conditions: when(whereOneOf("addonName", ["vpc-cni"], "", "it is another add-on"), enforces),
    },
];
