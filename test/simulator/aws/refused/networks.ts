import { RefusedCase, Step } from "./case";
import { association, eip, gateway, nat, ref, route, subnet, table, vpc } from "./steps";

const network: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" })];
const open: readonly Step[] = [...network, gateway("igw"), eip("eip")];

export const refusedNetworks: readonly RefusedCase[] = [
    {
        title: "a VPC larger than /16",
        program: [vpc("vpc", "10.0.0.0/15")],
        expect: { code: "InvalidVpc.Range", message: /between 16 and 28 significant bits/ },
    },
    { title: "a VPC smaller than /28", program: [vpc("vpc", "10.0.0.0/29")], expect: { code: "InvalidVpc.Range" } },
    {
        title: "a VPC block with host bits",
        program: [vpc("vpc", "10.0.1.0/16")],
        expect: { code: "InvalidVpc.Range", message: /expected a network address, 10\.0\.0\.0\/16/ },
    },
    { title: "a VPC in the loopback block", program: [vpc("vpc", "127.0.0.0/16")], expect: { code: "InvalidVpc.Range" } },
    {
        title: "DNS host names without DNS support",
        program: [vpc("vpc", "10.0.0.0/16", { enableDnsSupport: false, enableDnsHostnames: true })],
        expect: { code: "InvalidParameterCombination" },
    },
    {
        title: "a subnet of a VPC that is not there",
        program: [
            { type: "aws:ec2/subnet:Subnet", name: "a", inputs: { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/24" } },
        ],
        expect: { code: "InvalidVpcID.NotFound", message: "The vpc ID 'vpc-0123456789abcdef0' does not exist" },
    },
    {
        title: "a subnet outside its VPC",
        program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.1.0.0/24")],
        expect: { code: "InvalidSubnet.Range", message: "The CIDR '10.1.0.0/24' is invalid." },
    },
    {
        title: "a /29 subnet",
        program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/29")],
        expect: { code: "InvalidSubnet.Range" },
    },
    {
        title: "a subnet block with host bits",
        program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.4/24")],
        expect: { code: "InvalidSubnet.Range", message: /did you mean "10\.0\.0\.0\/24"\?/ },
    },
    {
        title: "two subnets that overlap",
        program: [...network, subnet("b", "10.0.0.128/25")],
        expect: { code: "InvalidSubnet.Conflict", message: "The CIDR '10.0.0.128/25' conflicts with another subnet" },
    },
    {
        title: "a subnet in a zone that the region lacks",
        program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1g" })],
        expect: {
            code: "InvalidParameterValue",
            message:
                "Value (us-east-1g) for parameter availabilityZone is invalid. "
                + "Subnets can currently only be created in the following "
                + "availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.",
        },
    },
    {
        title: "a second internet gateway",
        program: [vpc("vpc", "10.0.0.0/16"), gateway("one"), gateway("two")],
        expect: {
            code: "InvalidParameterValue",
            message: /^Network vpc-0[0-9a-f]{16} already has an internet gateway attached$/,
        },
    },
    {
        title: "a public NAT gateway where nothing leads to the internet",
        program: [...network, eip("eip"), nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") })],
        expect: { code: "Gateway.NotAttached", message: /has no Internet gateway attached$/ },
    },
    {
        title: "two NAT gateways with one address",
        program: [
            ...open,
            nat("one", { subnetId: ref("a.id"), allocationId: ref("eip.id") }),
            nat("two", { subnetId: ref("a.id"), allocationId: ref("eip.id") }),
        ],
        expect: {
            code: "Resource.AlreadyAssociated",
            message: /^Elastic IP address \[eipalloc-0[0-9a-f]{16}\] is already associated$/,
        },
    },
    {
        title: "a NAT gateway with an address that is not there",
        program: [...open, nat("nat", { subnetId: ref("a.id"), allocationId: "eipalloc-0123456789abcdef0" })],
        expect: {
            code: "InvalidAllocationID.NotFound",
            message: "The allocation ID 'eipalloc-0123456789abcdef0' does not exist",
        },
    },
    {
        title: "a public NAT gateway without an address",
        program: [...open, nat("nat", { subnetId: ref("a.id") })],
        expect: { code: "MissingParameter" },
    },
    {
        title: "a private NAT gateway with an address",
        program: [...open, nat("nat", { subnetId: ref("a.id"), connectivityType: "private", allocationId: ref("eip.id") })],
        expect: { code: "InvalidParameterValue", message: /not supported with connectivityType "private"/ },
    },
    {
        title: "a second association of a subnet",
        program: [
            ...network,
            table("one"),
            table("two"),
            association("first", { routeTableId: ref("one.id"), subnetId: ref("a.id") }),
            association("second", { routeTableId: ref("two.id"), subnetId: ref("a.id") }),
        ],
        expect: { code: "Resource.AlreadyAssociated", message: /conflicts with an existing association$/ },
    },
    {
        title: "a subnet with the route table of another VPC",
        program: [
            ...network,
            vpc("other", "10.9.0.0/16"),
            table("table", ref("other.id")),
            association("one", { routeTableId: ref("table.id"), subnetId: ref("a.id") }),
        ],
        expect: { code: "InvalidParameterValue", message: /belong to different networks$/ },
    },
    {
        title: "the same destination twice",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            gateway("igw"),
            table("table"),
            route("one", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
            route("two", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
        ],
        expect: { code: "RouteAlreadyExists", message: "The route identified by 0.0.0.0/0 already exists." },
    },
    {
        title: "a route to the internet for addresses of the VPC itself",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            gateway("igw"),
            table("table"),
            route("one", { destinationCidrBlock: "10.0.8.0/24", gatewayId: ref("igw.id") }),
        ],
        expect: { code: "InvalidParameterValue", message: /equal to or more specific than one of this VPC's CIDR blocks/ },
    },
    {
        title: "a route through the gateway of another VPC",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            vpc("other", "10.9.0.0/16"),
            gateway("igw", { vpcId: ref("other.id") }),
            table("table"),
            route("one", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
        ],
        expect: {
            code: "InvalidParameterValue",
            message: /^route table rtb-\S+ and network gateway igw-\S+ belong to different networks$/,
        },
    },
    {
        title: "a route with two targets",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            table("table"),
            route("one", { destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1", natGatewayId: "nat-1" }),
        ],
        expect: {
            code: "InvalidParameterValue",
            message: /one of gatewayId, natGatewayId, networkInterfaceId must be specified, got gatewayId, natGatewayId/,
        },
    },
    {
        title: "a route to a NAT gateway that is not there",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            table("table"),
            route("one", { destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-0123456789abcdef0" }),
        ],
        expect: { code: "NatGatewayNotFound" },
    },
];
