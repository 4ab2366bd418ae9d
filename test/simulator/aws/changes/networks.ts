import { Step } from "../refused/case";
import { eip, gateway, nat, ref, subnet, table, vpc } from "../refused/steps";
import { ChangeCase } from "./case";

// Expectations: ForceNew in the schemas of terraform-provider-aws, internal/service/{ec2,iam,kms,logs}.

const one = vpc("vpc", "10.0.0.0/16");
const two = vpc("other", "10.9.0.0/16");
const subnets: readonly Step[] = [
    vpc("vpc", "10.0.0.0/16"),
    subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" }),
    subnet("b", "10.0.1.0/24", { availabilityZone: "us-east-1b" }),
];
const vpcId = ref("vpc.id");
const routes: readonly Step[] = [
    one,
    subnet("a", "10.0.0.0/24"),
    gateway("igw"),
    eip("eip"),
    nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") }),
    table("table"),
    table("second"),
];

export const networkChanges: readonly ChangeCase[] = [
    {
        title: "another VPC block",
        type: "aws:ec2/vpc:Vpc",
        before: { cidrBlock: "10.0.0.0/16" },
        after: { cidrBlock: "10.1.0.0/16" },
        expect: "replace",
        changed: ["cidrBlock"],
    },
    {
        title: "DNS host names of a VPC",
        type: "aws:ec2/vpc:Vpc",
        before: { cidrBlock: "10.0.0.0/16" },
        after: { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true },
        expect: "update",
        changed: ["enableDnsHostnames"],
    },
    {
        title: "DNS support written out",
        type: "aws:ec2/vpc:Vpc",
        before: { cidrBlock: "10.0.0.0/16" },
        after: { cidrBlock: "10.0.0.0/16", enableDnsSupport: true },
        expect: "same",
    },
    {
        title: "dedicated hardware for a VPC",
        type: "aws:ec2/vpc:Vpc",
        before: { cidrBlock: "10.0.0.0/16" },
        after: { cidrBlock: "10.0.0.0/16", instanceTenancy: "dedicated" },
        expect: "replace",
    },
    {
        title: "shared hardware again",
        type: "aws:ec2/vpc:Vpc",
        before: { cidrBlock: "10.0.0.0/16", instanceTenancy: "dedicated" },
        after: { cidrBlock: "10.0.0.0/16" },
        expect: "update",
    },
    {
        title: "tags of a VPC",
        type: "aws:ec2/vpc:Vpc",
        before: { cidrBlock: "10.0.0.0/16" },
        after: { cidrBlock: "10.0.0.0/16", tags: { Name: "x" } },
        expect: "update",
    },
    {
        title: "another zone of a subnet",
        type: "aws:ec2/subnet:Subnet",
        around: [one],
        before: { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" },
        after: { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1b" },
        expect: "replace",
    },
    {
        title: "another block of a subnet",
        type: "aws:ec2/subnet:Subnet",
        around: [one],
        before: { vpcId, cidrBlock: "10.0.0.0/24" },
        after: { vpcId, cidrBlock: "10.0.0.0/25" },
        expect: "replace",
    },
    {
        title: "the zone that AWS chose, written out",
        type: "aws:ec2/subnet:Subnet",
        around: [one],
        before: { vpcId, cidrBlock: "10.0.0.0/24" },
        after: { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" },
        expect: "same",
    },
    {
        title: "public addresses at launch",
        type: "aws:ec2/subnet:Subnet",
        around: [one],
        before: { vpcId, cidrBlock: "10.0.0.0/24" },
        after: { vpcId, cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: true },
        expect: "update",
    },
    {
        title: "an internet gateway at another VPC",
        type: "aws:ec2/internetGateway:InternetGateway",
        around: [one, two],
        before: { vpcId },
        after: { vpcId: ref("other.id") },
        expect: "update",
    },
    {
        title: "another address of a NAT gateway",
        type: "aws:ec2/natGateway:NatGateway",
        around: [...subnets, gateway("igw"), eip("eip"), eip("eip2")],
        before: { subnetId: ref("a.id"), allocationId: ref("eip.id") },
        after: { subnetId: ref("a.id"), allocationId: ref("eip2.id") },
        expect: "replace",
    },
    {
        title: "another subnet of a NAT gateway",
        type: "aws:ec2/natGateway:NatGateway",
        around: [...subnets, gateway("igw"), eip("eip")],
        before: { subnetId: ref("a.id"), allocationId: ref("eip.id") },
        after: { subnetId: ref("b.id"), allocationId: ref("eip.id") },
        expect: "replace",
    },
    {
        title: "another target of a route",
        type: "aws:ec2/route:Route",
        around: routes,
        before: { routeTableId: ref("table.id"), destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") },
        after: { routeTableId: ref("table.id"), destinationCidrBlock: "0.0.0.0/0", natGatewayId: ref("nat.id") },
        expect: "update",
    },
    {
        title: "another destination of a route",
        type: "aws:ec2/route:Route",
        around: routes,
        before: { routeTableId: ref("table.id"), destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") },
        after: { routeTableId: ref("table.id"), destinationCidrBlock: "192.168.0.0/16", gatewayId: ref("igw.id") },
        expect: "replace",
    },
    {
        title: "another table of a subnet",
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        around: routes,
        before: { subnetId: ref("a.id"), routeTableId: ref("table.id") },
        after: { subnetId: ref("a.id"), routeTableId: ref("second.id") },
        expect: "update",
    },
];
