/**
 * Whether a VPC holds the subnets that the program makes: a quarter of it for each zone, the fourth one kept in reserve, and of
 * each quarter one half private, a fourth public and a fourth for data. Pure, so that the parser refuses a block before anything
 * is planned; a test holds it against the planner of the network.
 */

/** Longest prefix of a public subnet (Application Load Balancers user guide, "Subnets for your load balancer"). */
export const smallestPublicSubnet = 27;
/** A zone's quarter adds 2 to the prefix, the public fourth of it 2 more. */
const publicSubnetBits = 4;

/** Prefix of the public subnets in a VPC of that prefix. */
export function publicSubnetPrefix(vpcPrefix: number): number {
    return vpcPrefix + publicSubnetBits;
}

/** Longest prefix of a VPC whose public subnets a load balancer accepts. */
export const smallestVpcPrefix = smallestPublicSubnet - publicSubnetBits;
