import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, optionalText, Props, record, records, text, texts } from "../../cloud/values";
import { findSecurityGroup } from "../ec2/groups";
import { freeAddressCount } from "../ec2/interfaces";
import { internetGatewayType, subnetType } from "../ec2/types";
import { invalidConfiguration, validationError } from "./mistakes";
import { checkLogBucket } from "./log-bucket";

// "Each subnet must have a CIDR block with at least a /27 bitmask and at least 8 free IP addresses":
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
const longestPrefix = 27;
const neededAddresses = 8;

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const mostSecurityGroups = 5;

export interface Placement {
    readonly vpcId: string;
    readonly subnets: readonly CloudObject[];
    readonly securityGroups: readonly string[];
}

/** The subnets that the inputs name, in `subnets` or in `subnetMappings`. */
export function subnetIds(inputs: Props): readonly string[] {
    const mapped = records(inputs, "subnetMappings").map((mapping) => text(mapping, "subnetId"));
    return [...new Set(texts(inputs, "subnets").length > 0 ? texts(inputs, "subnets") : mapped)];
}

/**
 * Where the load balancer goes; refuses what CreateLoadBalancer and SetSubnets refuse. `present` are the subnets it
 * is in already.
 */
export function placement(cloud: Cloud, inputs: Props, present: readonly string[] = []): Placement {
    const ids = subnetIds(inputs);
    const subnets = ids.map((id) => cloud.need(subnetType, id, "SubnetNotFound", `The subnet ID '${id}' does not exist`));
    const zones = subnets.map((subnet) => text(subnet.props, "availabilityZone"));
    const vpcs = [...new Set(subnets.map((subnet) => text(subnet.props, "vpcId")))];
    if (vpcs.length > 1) throw invalidConfiguration(`All subnets must be in the same VPC; these are in ${vpcs.join(", ")}`);
    if (new Set(zones).size < zones.length) {
        throw invalidConfiguration("A load balancer cannot be attached to multiple subnets in the same Availability Zone");
    }
    const [vpcId] = vpcs;
    if (vpcId === undefined || subnets.length < 2) {
        throw new AwsError(validationError, "At least two subnets in two different Availability Zones must be specified");
    }
    for (const subnet of subnets.filter(({ id }) => !present.includes(id))) roomFor(cloud, subnet);
    if (!flag(inputs, "internal") && cloud.where(internetGatewayType, "vpcId", vpcId).length === 0) {
        throw new AwsError("InvalidSubnet", `VPC ${vpcId} has no internet gateway`);
    }
    return { vpcId, subnets, securityGroups: groups(cloud, vpcId, texts(inputs, "securityGroups")) };
}

function roomFor(cloud: Cloud, subnet: CloudObject): void {
    const block = text(subnet.props, "cidrBlock");
    if (Number(block.split("/")[1]) > longestPrefix || freeAddressCount(cloud, subnet) < neededAddresses) {
        throw new AwsError(
            "InvalidSubnet",
            `Not enough IP space available in ${subnet.id}. ELB requires at least `
                + `${neededAddresses} free IP addresses in each subnet.`,
        );
    }
}

function groups(cloud: Cloud, vpcId: string, ids: readonly string[]): readonly string[] {
    for (const id of ids) {
        const group = findSecurityGroup(cloud, id);
        if (group === undefined) throw new AwsError("InvalidSecurityGroup", `Security group '${id}' does not exist`);
        if (optionalText(group.props, "vpcId") !== vpcId) throw invalidConfiguration("One or more security groups are invalid");
    }
    if (ids.length > mostSecurityGroups) {
        throw invalidConfiguration(`A load balancer can have at most ${mostSecurityGroups} security groups, got ${ids.length}`);
    }
    return ids;
}

/** Refuses what ModifyLoadBalancerAttributes refuses. */
export function checkAttributes(cloud: Cloud, inputs: Props, arn: string): void {
    for (const name of ["accessLogs", "connectionLogs", "healthCheckLogs"]) checkLogBucket(cloud, record(inputs, name), arn);
}
