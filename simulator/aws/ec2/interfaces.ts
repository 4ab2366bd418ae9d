import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { text, texts } from "../../cloud/values";
import { cidr, usableAddresses } from "./cidr";
import { defaultGroupOf, needSecurityGroup } from "./groups";
import { needSubnet } from "./types";

/** Network interfaces that services place in subnets. They hold addresses and keep subnets and security groups from going. */
export const interfaceType = "sim:ec2/networkInterface";

export interface NewInterface {
    /** Default: a new `eni-` id. */
    readonly id?: string;
    readonly subnetId: string;
    /** Default: the VPC's default group. */
    readonly securityGroupIds?: readonly string[];
    /** As EC2 shows it: `RDSNetworkInterface`, `ELB app/name/…`. */
    readonly description: string;
    /** What it belongs to, an ARN or id; `detachInterfaces` takes all of one owner away. */
    readonly owner: string;
    /** Default: the subnet's first free address. */
    readonly privateIp?: string;
    /** Whether a public address is mapped to it, as with an open load balancer; it then keeps the gateway from going. */
    readonly public?: boolean;
}

export interface InterfaceFilter {
    readonly subnetId?: string;
    readonly vpcId?: string;
    readonly securityGroupId?: string;
    readonly owner?: string;
}

/** Places an interface in a subnet; its props have `privateIp`, `vpcId`, `availabilityZone`. */
export function attachInterface(cloud: Cloud, wanted: NewInterface): CloudObject {
    const subnet = needSubnet(cloud, wanted.subnetId);
    const vpcId = text(subnet.props, "vpcId");
    const groups = wanted.securityGroupIds ?? [];
    for (const id of groups) {
        if (text(needSecurityGroup(cloud, id).props, "vpcId") !== vpcId) {
            throw new AwsError(
                "InvalidParameter",
                `Security group ${id} and subnet ${wanted.subnetId} belong to different networks.`,
            );
        }
    }
    const usual = defaultGroupOf(cloud, vpcId)?.id;
    const securityGroupIds = groups.length > 0 || usual === undefined ? groups : [usual];
    const id = wanted.id ?? cloud.newId("eni");
    return cloud.put(interfaceType, id, {
        subnetId: wanted.subnetId,
        vpcId,
        availabilityZone: text(subnet.props, "availabilityZone"),
        securityGroupIds,
        description: wanted.description,
        owner: wanted.owner,
        public: wanted.public ?? false,
        privateIp: freeAddress(cloud, subnet, wanted.privateIp),
    });
}

/** Takes away every interface of an owner. */
export function detachInterfaces(cloud: Cloud, owner: string): void {
    for (const object of interfacesIn(cloud, { owner })) cloud.remove(interfaceType, object.id);
}

/** Gives the interfaces of an owner other security groups. */
export function regroupInterfaces(cloud: Cloud, owner: string, securityGroupIds: readonly string[]): void {
    for (const id of securityGroupIds) needSecurityGroup(cloud, id);
    for (const object of interfacesIn(cloud, { owner })) {
        cloud.put(interfaceType, object.id, { ...object.props, securityGroupIds });
    }
}

/** The interfaces that fit every given condition, oldest first. */
export function interfacesIn(cloud: Cloud, filter: InterfaceFilter): readonly CloudObject[] {
    return cloud
        .all(interfaceType)
        .filter(
            ({ props }) =>
                (filter.subnetId === undefined || text(props, "subnetId") === filter.subnetId)
                && (filter.vpcId === undefined || text(props, "vpcId") === filter.vpcId)
                && (filter.owner === undefined || text(props, "owner") === filter.owner)
                && (filter.securityGroupId === undefined || texts(props, "securityGroupIds").includes(filter.securityGroupId)),
        );
}

/** How many addresses of a subnet are free. */
export function freeAddressCount(cloud: Cloud, subnet: CloudObject): number {
    const size = 2 ** (32 - cidr(text(subnet.props, "cidrBlock")).prefix);
    return size - 5 - interfacesIn(cloud, { subnetId: subnet.id }).length;
}

function freeAddress(cloud: Cloud, subnet: CloudObject, wanted: string | undefined): string {
    const taken = new Set(interfacesIn(cloud, { subnetId: subnet.id }).map(({ props }) => text(props, "privateIp")));
    const range = cidr(text(subnet.props, "cidrBlock"));
    if (wanted === undefined) {
        for (const address of usableAddresses(range)) if (!taken.has(address)) return address;
        throw new AwsError(
            "InsufficientFreeAddressesInSubnet",
            `The specified subnet does not have enough free addresses to satisfy the request.`,
        );
    }
    const one = cidr(`${wanted}/32`).first;
    if (one < range.first + 4 || one >= range.last) {
        throw new AwsError("InvalidParameterValue", `Address ${wanted} does not fall within the subnet's address range`);
    }
    if (taken.has(wanted)) throw new AwsError("InvalidIPAddress.InUse", `Address ${wanted} is in use.`);
    return wanted;
}
