/** `colorway:cluster`: the Kubernetes cluster and its nodes. */

import { accessPolicies, clusterVersions, isArm, isInstanceType, logRetentionDays } from "../aws";
import { isPrivate, readCidr } from "../cidr";
import { type Checked, type Field, flag, integer, list, object, oneOf, oneOfNumbers, text } from "../fields";
import type { Complaint, Place } from "../problems";
import type { AccessEntrySettings, ClusterSettings, NodeGroupSettings } from "../types";

/** EKS user guide, "View and manage Amazon EKS and Fargate service quotas": nodes per managed node group (adjustable). */
const maxNodes = 450;
/** Same page: managed node groups per cluster. */
const maxNodeGroups = 30;
/** Same page: ranges that may reach the public endpoint. */
const maxPublicCidrs = 40;
/** EKS API reference, CreateNodegroup, `instanceTypes`. */
const maxInstanceTypes = 20;

/** @param defaults its first node group, apart from the name, is the default of every group */
export function clusterField(defaults: ClusterSettings): Field<ClusterSettings> {
    return object<ClusterSettings>(
        {
            version: oneOf(clusterVersions, {
                about: "Minor version of Kubernetes.",
                source: "EKS user guide, \"Understand the Kubernetes version lifecycle on EKS\"",
            }),
            publicAccessCidrs: list(
                text({
                    about: "IPv4 block.",
                    allowed: "a public IPv4 block other than 0.0.0.0/0",
                    example: "203.0.113.0/24",
                    cure: "write the addresses of your office or runner, for example 203.0.113.0/24",
                    check: publicCidrComplaint,
                }),
                {
                    about: "IPv4 blocks that may reach the public endpoint of the API. Empty: the endpoint is private only.",
                    allowed: `at most ${maxPublicCidrs} public IPv4 blocks`,
                    cure: "write it as [203.0.113.0/24]",
                    max: maxPublicCidrs,
                    source: "EKS user guide, service quotas",
                    sameness: cidr => cidr,
                },
            ),
            logRetentionDays: oneOfNumbers(logRetentionDays, {
                about: "Retention of the control plane's logs in days.",
                source: "CloudWatch Logs API reference, PutRetentionPolicy",
            }),
            nodeGroups: list(nodeGroupField(defaults.nodeGroups[0]), {
                about: "Managed node groups.",
                allowed: `1 to ${maxNodeGroups} node groups`,
                cure: "write a name for each, as [{name: main}]",
                min: 1,
                max: maxNodeGroups,
                source: "EKS user guide, service quotas",
                sameness: group => (group.name === undefined ? undefined : `the name ${group.name}`),
            }),
            accessEntries: list(accessEntryField(), {
                about: "IAM roles that may use the API; a role with several policies has an entry for each.",
                allowed: "entries with principalArn, policy and namespaces",
                cure: "write it as [{principalArn: ARN, policy: AmazonEKSViewPolicy}]",
                sameness: entry =>
                    entry.principalArn === undefined || entry.policy === undefined
                        ? undefined
                        : `${entry.policy} for ${entry.principalArn}`,
            }),
            deletionProtection: flag({ about: "Whether the cluster refuses to be deleted." }),
            zonalShift: flag({
                about: "Whether a zonal shift may take the cluster's pods out of an impaired zone.",
                source: "EKS user guide, \"Learn about zonal shift in Amazon EKS\"",
            }),
        },
        { about: "The Kubernetes cluster and its nodes.", defaults },
    );
}

function nodeGroupField(defaults: NodeGroupSettings | undefined): Field<NodeGroupSettings> {
    const { name: _, ...rest } = defaults ?? { name: "" };
    return object<NodeGroupSettings>(
        {
            name: text({
                about: "Name of the group.",
                allowed: "1 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last",
                example: "main",
                source: "EKS takes 63 letters; project, environment and a suffix come before and after",
                check: name => (/^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/.test(name) ? undefined : "is no name of a node group"),
            }),
            instanceTypes: list(
                text({
                    about: "Instance type.",
                    allowed: "an instance type of EC2",
                    example: "m6i.large",
                    check: type => (isInstanceType(type) ? undefined : "is no instance type"),
                }),
                {
                    about: "Instance types, the preferred one first; all of one processor architecture.",
                    allowed: `1 to ${maxInstanceTypes} instance types of one processor architecture`,
                    cure: "write it as [m6i.large, m5.large]",
                    min: 1,
                    max: maxInstanceTypes,
                    source: "EKS API reference, CreateNodegroup",
                    sameness: type => type,
                },
            ),
            minSize: integer({ about: "Fewest nodes.", min: 0, max: maxNodes, source: "EKS user guide, service quotas" }),
            desiredSize: integer({
                about: "Nodes at creation.",
                min: 0,
                max: maxNodes,
                source: "EKS user guide, service quotas",
            }),
            maxSize: integer({ about: "Most nodes.", min: 1, max: maxNodes, source: "EKS user guide, service quotas" }),
            diskGib: integer({
                about: "Root volume.",
                min: 20,
                max: 16384,
                unit: "GiB",
                source: "EBS user guide, \"General Purpose SSD volumes\"; the image of a node takes 20",
            }),
            capacityType: oneOf(["ON_DEMAND", "SPOT"], { about: "How nodes are bought; `SPOT` ones may go at any time." }),
            retiring: flag({ about: "Whether its nodes take no new pods, before the group is taken out of the list." }),
        },
        { about: "A managed node group.", defaults: rest },
    );
}

function accessEntryField(): Field<AccessEntrySettings> {
    return object<AccessEntrySettings>(
        {
            principalArn: text({
                about: "ARN of the IAM role.",
                allowed: "the ARN of an IAM role",
                example: "arn:aws:iam::111122223333:role/operators",
                check: principalComplaint,
            }),
            policy: oneOf(accessPolicies, {
                about: "Access policy of EKS.",
                source: "EKS user guide, \"Review access policy permissions\"",
            }),
            namespaces: list(
                text({
                    about: "Namespace, with * for any letters.",
                    allowed: "1 to 63 lower-case letters, digits and hyphens, with * for any letters",
                    example: "slot-*",
                    check: name =>
                        /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/.test(name) ? undefined : "is no name of a namespace",
                }),
                {
                    about: "Namespaces that the policy is limited to. Empty: the whole cluster.",
                    allowed: "names of namespaces, each once",
                    cure: "write it as [slot-blue, slot-green]",
                    sameness: name => name,
                },
            ),
        },
        { about: "Access of one IAM role.", defaults: { namespaces: [] } },
    );
}

function publicCidrComplaint(cidr: string): Complaint | undefined {
    const range = readCidr(cidr);
    if ("message" in range) return range;
    if (range.prefix === 0) return "opens the API of the cluster to everybody";
    return isPrivate(range)
        ? { message: "is private; such addresses use the private endpoint anyway", cure: "remove it" }
        : undefined;
}

function principalComplaint(arn: string): Complaint | undefined {
    const match = /^arn:aws[a-z-]*:(iam|sts)::(\d*):([a-z-]+)\/.+$/.exec(arn);
    if (match === null) return "is no ARN of an IAM role";
    const [, service, account = "", kind] = match;
    if (account.length !== 12) return `has an account of ${account.length} digits, not 12`;
    if (service === "sts") return "is a session, which ends; entries need the role itself";
    return kind === "role" ? undefined : `is a ${kind ?? ""}, not a role`;
}

export function clusterRules(cluster: Checked<ClusterSettings>, field: Field<ClusterSettings>, place: Place): void {
    const groups = field.members?.nodeGroups?.items?.members ?? {};
    if (cluster.nodeGroups !== undefined && cluster.nodeGroups.length > 0 && cluster.nodeGroups.every(group => group?.retiring === true)) {
        place.member("nodeGroups").item(0).member("retiring").note(
            groups.retiring ?? field,
            { message: "leaves no group that takes pods", cure: "add the group that takes its place first" },
            true,
        );
    }
    for (const [index, group] of (cluster.nodeGroups ?? []).entries()) {
        if (group === undefined) continue;
        const at = place.member("nodeGroups").item(index);
        const { minSize, desiredSize, maxSize, instanceTypes } = group;
        if (minSize !== undefined && maxSize !== undefined && minSize > maxSize) {
            at.member("minSize").note(
                groups.minSize ?? field,
                { message: `is above maxSize, ${maxSize}`, cure: sizesCure },
                minSize,
            );
        } else if (desiredSize !== undefined && minSize !== undefined && desiredSize < minSize) {
            at.member("desiredSize").note(
                groups.desiredSize ?? field,
                { message: `is below minSize, ${minSize}`, cure: sizesCure },
                desiredSize,
            );
        } else if (desiredSize !== undefined && maxSize !== undefined && desiredSize > maxSize) {
            at.member("desiredSize").note(
                groups.desiredSize ?? field,
                { message: `is above maxSize, ${maxSize}`, cure: sizesCure },
                desiredSize,
            );
        }
        const types = (instanceTypes ?? []).filter(type => type !== undefined);
        if (new Set(types.map(isArm)).size > 1) {
            at.member("instanceTypes").note(
                groups.instanceTypes ?? field,
                {
                    message: "mixes processor architectures; a group has one machine image",
                    cure: "make one group for Arm and one for x86",
                },
                types,
            );
        }
    }
}

const sizesCure = "write minSize ≤ desiredSize ≤ maxSize";
