import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, record, text, texts, Value } from "../../cloud/values";
import { zonesOf } from "../account/zones";
import { contains, overlap, parseCidr } from "../ec2/cidr";
import { findSecurityGroup, makeSecurityGroup, removeSecurityGroup } from "../ec2/groups";
import { attachInterface, detachInterfaces, interfacesIn, regroupInterfaces } from "../ec2/interfaces";
import { vpcType } from "../ec2/types";
import { subnetsOf, vpcsOfSubnets, zonesOfSubnets } from "../references";
import { invalidParameter } from "./types";

/** Associations that an add-on makes; they go with the cluster. */
export const sharedFate = "sim:eks/podIdentityAssociation";

/** Where a control plane puts its network interfaces. */
interface Place {
    readonly vpcId: string;
    readonly subnets: readonly CloudObject[];
}

// EKS User Guide, "View Amazon EKS networking requirements": zones in which subnets must not be.
const zonesWithoutEks = ["use1-az3", "usw1-az2", "cac1-az3"];
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((range) => parseCidr(range) ?? []);

/** A rule for `publicAccessCidrs`. */
export function publicCidr(value: Value): string | undefined {
    const range = parseCidr(String(value));
    if (range === undefined) return `${String(value)} is no IPv4 CIDR`;
    const reserved = privateRanges.some((other) => contains(other, range));
    return reserved ? `The following CIDRs are not allowed in publicAccessCidrs: [${range.text}]` : undefined;
}

/** A rule for `serviceIpv4Cidr`: /12 to /24 in a private range. */
export function serviceRange(value: Value): string | undefined {
    const range = parseCidr(String(value));
    if (range === undefined) return `${String(value)} is no IPv4 CIDR`;
    if (range.prefix < 12 || range.prefix > 24) return `expected a block between /12 and /24, got /${range.prefix}`;
    if (privateRanges.some((other) => contains(other, range))) return undefined;
    return `must be within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, got ${range.text}`;
}

/** What CreateCluster and UpdateClusterConfig require of `resourcesVpcConfig`. */
export function checkNetwork(cloud: Cloud, name: string, vpcConfig: Props): Place {
    const subnets = subnetsOf(cloud, texts(vpcConfig, "subnetIds"), ([missing]) =>
        invalidParameter(
            `The subnet ID '${missing}' does not exist (Service: AmazonEC2; Status Code: 400; Error Code: `
                + "InvalidSubnetID.NotFound)",
        ),
    );
    const vpcs = vpcsOfSubnets(subnets);
    const [vpcId = ""] = vpcs;
    if (vpcs.length > 1) throw invalidParameter(`Subnets must all be in the same VPC, got subnets of ${vpcs.join(", ")}`);
    const zones = zonesOfSubnets(subnets);
    checkZones(cloud, name, zones);
    if (zones.length < 2) throw invalidParameter("Subnets specified must be in at least two different AZs");
    for (const id of texts(vpcConfig, "securityGroupIds")) checkGroup(cloud, id, vpcId);
    if (!flag(vpcConfig, "endpointPrivateAccess") && !flag(vpcConfig, "endpointPublicAccess", true)) {
        throw invalidParameter("Private and public endpoint access cannot be false");
    }
    return { vpcId, subnets };
}

function checkZones(cloud: Cloud, name: string, zones: readonly string[]): void {
    const offered = zonesOf(cloud.region);
    const bad = zones.find((zone) => zonesWithoutEks.includes(offered.find((other) => other.name === zone)?.id ?? ""));
    if (bad === undefined) return;
    const good = offered.filter(({ id }) => !zonesWithoutEks.includes(id)).map((zone) => zone.name);
    throw new AwsError(
        "UnsupportedAvailabilityZoneException",
        `Cannot create cluster '${name}' because ${bad}, the targeted Availability Zone, does not currently have `
            + "sufficient capacity "
            + `to support the cluster. Retry and choose from these Availability Zones: ${good.join(", ")}`,
    );
}

function checkGroup(cloud: Cloud, id: string, vpcId: string): void {
    const group = findSecurityGroup(cloud, id);
    if (group === undefined) {
        throw invalidParameter(
            `The security group '${id}' does not exist (Service: AmazonEC2; Status Code: 400; Error Code: InvalidGroup.NotFound)`,
        );
    }
    if (text(group.props, "vpcId") !== vpcId)
        throw invalidParameter(`Security group ${id} is not in the VPC ${vpcId} of the subnets`);
}

/** The service range that the cluster gets; EKS takes one that its VPC does not use. */
export function servicesCidr(cloud: Cloud, vpcId: string, given: Props): Props {
    const block = optionalText(cloud.find(vpcType, vpcId)?.props ?? {}, "cidrBlock");
    const vpc = block === undefined ? undefined : parseCidr(block);
    const wanted = optionalText(given, "serviceIpv4Cidr");
    const range = wanted === undefined ? undefined : parseCidr(wanted);
    if (range !== undefined && vpc !== undefined && overlap(range, vpc)) {
        throw invalidParameter(`The specified service IPv4 CIDR ${range.text} overlaps with the CIDR ${vpc.text} of the VPC`);
    }
    // EKS API Reference, KubernetesNetworkConfigRequest: 10.100.0.0/16 or 172.20.0.0/16, not the one in the VPC's own range.
    const usual =
        vpc !== undefined && privateRanges[0] !== undefined && contains(privateRanges[0], vpc)
            ? "172.20.0.0/16"
            : "10.100.0.0/16";
    return { ipFamily: "ipv4", serviceIpv4Cidr: usual, serviceIpv6Cidr: "", elasticLoadBalancing: { enabled: false }, ...given };
}

/** Makes the cluster's security group and interfaces; returns `vpcConfig` as EKS reports it. */
export function placeNetwork(
    cloud: Cloud,
    owner: { readonly name: string; readonly arn: string },
    vpcConfig: Props,
    place: Place,
): Props {
    const group = makeSecurityGroup(cloud, {
        name: `eks-cluster-sg-${owner.name}-${Number.parseInt(cloud.hexOf(owner.arn, 8), 16)}`,
        description:
            "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as "
                + "any managed workloads.",
        vpcId: place.vpcId,
        tags: {
            "Name": `eks-cluster-sg-${owner.name}-${Number.parseInt(cloud.hexOf(owner.arn, 8), 16)}`,
            "aws:eks:cluster-name": owner.name,
            [`kubernetes.io/cluster/${owner.name}`]: "owned",
        },
    });
    const securityGroupIds = [group.id, ...texts(vpcConfig, "securityGroupIds")];
    try {
        for (const subnet of place.subnets) {
            attachInterface(cloud, {
                subnetId: subnet.id,
                securityGroupIds,
                description: `Amazon EKS ${owner.name}`,
                owner: owner.arn,
            });
        }
    } catch (error) {
        detachInterfaces(cloud, owner.arn);
        removeSecurityGroup(cloud, group.id);
        throw error;
    }
    return reported(vpcConfig, place.vpcId, group.id);
}

/** Checks and makes a change of `vpcConfig`. */
export function updateNetwork(cloud: Cloud, object: CloudObject, vpcConfig: Props): Props {
    const name = text(object.props, "name");
    const arn = text(object.props, "arn");
    const old = record(object.props, "vpcConfig");
    const place = checkNetwork(cloud, name, vpcConfig);
    const vpcId = text(old, "vpcId");
    if (place.vpcId !== vpcId) throw invalidParameter(`Provided subnets are not in the VPC ${vpcId} of the cluster`);
    const zones = zonesOfSubnets(place.subnets);
    const before = zonesOfSubnets(
        subnetsOf(cloud, texts(old, "subnetIds"), () => invalidParameter("a subnet of the cluster is gone")),
    );
    if (zones.join() !== before.join()) {
        throw invalidParameter(
            `Provided subnets must be in the Availability Zones that were set at creation: ${before.join(", ")}`,
        );
    }
    const groupId = text(old, "clusterSecurityGroupId");
    const securityGroupIds = [groupId, ...texts(vpcConfig, "securityGroupIds")];
    regroupInterfaces(cloud, arn, securityGroupIds);
    if (
        [...texts(old, "subnetIds")].sort().join()
        !== place.subnets
            .map(({ id }) => id)
            .sort()
            .join()
    ) {
        const present = new Set(interfacesIn(cloud, { owner: arn }).map(({ props }) => text(props, "subnetId")));
        if (place.subnets.some(({ id }) => !present.has(id))) {
            detachInterfaces(cloud, arn);
            for (const { id } of place.subnets) {
                attachInterface(cloud, { subnetId: id, securityGroupIds, description: `Amazon EKS ${name}`, owner: arn });
            }
        }
    }
    return reported(vpcConfig, vpcId, groupId);
}

function reported(vpcConfig: Props, vpcId: string, clusterSecurityGroupId: string): Draft {
    const isPublic = flag(vpcConfig, "endpointPublicAccess", true);
    return {
        publicAccessCidrs: isPublic ? ["0.0.0.0/0"] : [],
        endpointPrivateAccess: false,
        endpointPublicAccess: true,
        ...vpcConfig,
        vpcId,
        clusterSecurityGroupId,
    };
}

/** Takes away what the cluster put into the VPC. */
export function leaveNetwork(cloud: Cloud, object: CloudObject): void {
    detachInterfaces(cloud, text(object.props, "arn"));
    removeSecurityGroup(cloud, text(record(object.props, "vpcConfig"), "clusterSecurityGroupId"));
}
