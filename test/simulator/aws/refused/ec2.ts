import { EdgeCase, RefusedCase, Step } from "./case";
import {
    association, attachment, eip, endpoint, flowLog, gateway, group, ingress, logGroup, nat, ref, role, route, subnet, table, template, vpc,
} from "./steps";

const network: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" })];
const open: readonly Step[] = [...network, gateway("igw"), eip("eip")];
const grouped: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), group("group", { name: "web" })];
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };
const logRole: readonly Step[] = [role("role", "vpc-flow-logs.amazonaws.com", { name: "flow" }), logGroup("logs", { name: "/flow" })];
const toLogs = { logDestination: ref("logs.arn"), iamRoleArn: ref("role.arn") };

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
        program: [{ type: "aws:ec2/subnet:Subnet", name: "a", inputs: { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/24" } }],
        expect: { code: "InvalidVpcID.NotFound", message: "The vpc ID 'vpc-0123456789abcdef0' does not exist" },
    },
    {
        title: "a subnet outside its VPC",
        program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.1.0.0/24")],
        expect: { code: "InvalidSubnet.Range", message: "The CIDR '10.1.0.0/24' is invalid." },
    },
    { title: "a /29 subnet", program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/29")], expect: { code: "InvalidSubnet.Range" } },
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
            message: "Value (us-east-1g) for parameter availabilityZone is invalid. Subnets can currently only be created in the following "
                + "availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.",
        },
    },
    {
        title: "a second internet gateway",
        program: [vpc("vpc", "10.0.0.0/16"), gateway("one"), gateway("two")],
        expect: { code: "InvalidParameterValue", message: /^Network vpc-0[0-9a-f]{16} already has an internet gateway attached$/ },
    },
    {
        title: "a public NAT gateway where nothing leads to the internet",
        program: [...network, eip("eip"), nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") })],
        expect: { code: "Gateway.NotAttached", message: /has no Internet gateway attached$/ },
    },
    {
        title: "two NAT gateways with one address",
        program: [...open, nat("one", { subnetId: ref("a.id"), allocationId: ref("eip.id") }), nat("two", { subnetId: ref("a.id"), allocationId: ref("eip.id") })],
        expect: { code: "Resource.AlreadyAssociated", message: /^Elastic IP address \[eipalloc-0[0-9a-f]{16}\] is already associated$/ },
    },
    {
        title: "a NAT gateway with an address that is not there",
        program: [...open, nat("nat", { subnetId: ref("a.id"), allocationId: "eipalloc-0123456789abcdef0" })],
        expect: { code: "InvalidAllocationID.NotFound", message: "The allocation ID 'eipalloc-0123456789abcdef0' does not exist" },
    },
    { title: "a public NAT gateway without an address", program: [...open, nat("nat", { subnetId: ref("a.id") })], expect: { code: "MissingParameter" } },
    {
        title: "a private NAT gateway with an address",
        program: [...open, nat("nat", { subnetId: ref("a.id"), connectivityType: "private", allocationId: ref("eip.id") })],
        expect: { code: "InvalidParameterValue", message: /not supported with connectivityType "private"/ },
    },
    {
        title: "a second association of a subnet",
        program: [
            ...network, table("one"), table("two"),
            association("first", { routeTableId: ref("one.id"), subnetId: ref("a.id") }),
            association("second", { routeTableId: ref("two.id"), subnetId: ref("a.id") }),
        ],
        expect: { code: "Resource.AlreadyAssociated", message: /conflicts with an existing association$/ },
    },
    {
        title: "a subnet with the route table of another VPC",
        program: [...network, vpc("other", "10.9.0.0/16"), table("table", ref("other.id")), association("one", { routeTableId: ref("table.id"), subnetId: ref("a.id") })],
        expect: { code: "InvalidParameterValue", message: /belong to different networks$/ },
    },
    {
        title: "the same destination twice",
        program: [
            vpc("vpc", "10.0.0.0/16"), gateway("igw"), table("table"),
            route("one", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
            route("two", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
        ],
        expect: { code: "RouteAlreadyExists", message: "The route identified by 0.0.0.0/0 already exists." },
    },
    {
        title: "a route to the internet for addresses of the VPC itself",
        program: [vpc("vpc", "10.0.0.0/16"), gateway("igw"), table("table"), route("one", { destinationCidrBlock: "10.0.8.0/24", gatewayId: ref("igw.id") })],
        expect: { code: "InvalidParameterValue", message: /equal to or more specific than one of this VPC's CIDR blocks/ },
    },
    {
        title: "a route through the gateway of another VPC",
        program: [
            vpc("vpc", "10.0.0.0/16"), vpc("other", "10.9.0.0/16"), gateway("igw", { vpcId: ref("other.id") }), table("table"),
            route("one", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
        ],
        expect: { code: "InvalidParameterValue", message: /^route table rtb-\S+ and network gateway igw-\S+ belong to different networks$/ },
    },
    {
        title: "a route with two targets",
        program: [vpc("vpc", "10.0.0.0/16"), table("table"), route("one", { destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1", natGatewayId: "nat-1" })],
        expect: { code: "InvalidParameterValue", message: /one of gatewayId, natGatewayId, networkInterfaceId must be specified, got gatewayId, natGatewayId/ },
    },
    {
        title: "a route to a NAT gateway that is not there",
        program: [vpc("vpc", "10.0.0.0/16"), table("table"), route("one", { destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-0123456789abcdef0" })],
        expect: { code: "NatGatewayNotFound" },
    },
];

export const refusedGroups: readonly RefusedCase[] = [
    {
        title: "two security groups of one name",
        program: [...grouped, group("again", { name: "WEB" })],
        expect: { code: "InvalidGroup.Duplicate", message: /^The security group 'WEB' already exists for VPC 'vpc-/ },
    },
    { title: "a group name that looks like an id", program: [vpc("vpc", "10.0.0.0/16"), group("group", { name: "sg-web" })], expect: { code: "InvalidParameterValue" } },
    {
        title: "a description with letters that groups may not have",
        program: [vpc("vpc", "10.0.0.0/16"), group("group", { name: "web", description: "traffic > 443" })],
        expect: { code: "InvalidParameterValue", message: /invalid characters/ },
    },
    {
        title: "a TCP rule without ports",
        program: [...grouped, ingress("rule", { ipProtocol: "tcp", cidrIpv4: "10.0.0.0/16" })],
        expect: { code: "InvalidParameterValue", message: /Must specify both from and to ports with TCP\/UDP/ },
    },
    {
        title: "a port range the wrong way round",
        program: [...grouped, ingress("rule", { ...https, fromPort: 444 })],
        expect: { code: "InvalidParameterValue", message: /Invalid TCP\/UDP port range \(444:443\)/ },
    },
    { title: "a port above 65535", program: [...grouped, ingress("rule", { ...https, toPort: 65536 })], expect: { code: "InvalidParameterValue" } },
    { title: "a rule block with host bits", program: [...grouped, ingress("rule", { ...https, cidrIpv4: "10.0.0.1/16" })], expect: { code: "InvalidParameterValue" } },
    {
        title: "a rule with two peers",
        program: [...grouped, ingress("rule", { ...https, referencedSecurityGroupId: ref("group.id") })],
        expect: { code: "InvalidParameterValue", message: /exactly one of .* must be configured, got 2/ },
    },
    {
        title: "the same rule twice",
        program: [...grouped, ingress("one", https), ingress("two", { ...https, ipProtocol: "6" })],
        expect: {
            code: "InvalidPermission.Duplicate",
            message: 'the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists',
        },
    },
    {
        title: "a rule for a group of another VPC",
        program: [
            ...grouped, vpc("other", "10.9.0.0/16"), group("far", { name: "far", vpcId: ref("other.id") }),
            ingress("rule", { ipProtocol: "-1", referencedSecurityGroupId: ref("far.id") }),
        ],
        expect: { code: "InvalidGroup.NotFound", message: "You have specified two resources that belong to different networks." },
    },
    {
        title: "a rule for a group that is not there",
        program: [...grouped, ingress("rule", { ipProtocol: "-1", referencedSecurityGroupId: "sg-0123456789abcdef0" })],
        expect: { code: "InvalidGroup.NotFound", message: "The security group 'sg-0123456789abcdef0' does not exist" },
    },
    {
        title: "a sixty-first rule",
        program: [...grouped, ...Array.from({ length: 61 }, (_, index) => ingress(`rule-${index}`, { ...https, fromPort: index, toPort: index }))],
        expect: { code: "RulesPerSecurityGroupLimitExceeded" },
    },
];

export const refusedEndpoints: readonly RefusedCase[] = [
    {
        title: "an endpoint of a service that there is not",
        program: [vpc("vpc", "10.0.0.0/16"), endpoint("one", { serviceName: "com.amazonaws.us-east-1.s4" })],
        expect: { code: "InvalidServiceName", message: "The Vpc Endpoint Service 'com.amazonaws.us-east-1.s4' does not exist" },
    },
    {
        title: "a gateway endpoint for a service with interfaces only",
        program: [vpc("vpc", "10.0.0.0/16"), endpoint("one", { serviceName: "com.amazonaws.us-east-1.sts" })],
        expect: { code: "InvalidParameter", message: "Endpoint type (Gateway) does not match available service types ([Interface])." },
    },
    {
        title: "a gateway endpoint with a route table of another VPC",
        program: [
            vpc("vpc", "10.0.0.0/16"), vpc("other", "10.9.0.0/16"), table("table", ref("other.id")),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
        ],
        expect: { code: "InvalidParameter", message: /belong to different networks$/ },
    },
    {
        title: "two gateway endpoints of one service in one table",
        program: [
            vpc("vpc", "10.0.0.0/16"), table("table"),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
            endpoint("two", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
        ],
        expect: { code: "RouteAlreadyExists", message: /already has a route with destination-prefix-list-id pl-63a5400a$/ },
    },
    {
        title: "a gateway endpoint with subnets",
        program: [...network, endpoint("one", { serviceName: "com.amazonaws.us-east-1.s3", subnetIds: [ref("a.id")] })],
        expect: { code: "InvalidParameter", message: /subnetIds: not supported by endpoints of type Gateway/ },
    },
    {
        title: "an interface endpoint with two subnets of one zone",
        program: [
            ...network, subnet("a2", "10.0.1.0/24", { availabilityZone: "us-east-1a" }),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.sts", vpcEndpointType: "Interface", subnetIds: [ref("a.id"), ref("a2.id")] }),
        ],
        expect: { code: "DuplicateSubnetsInSameZone", message: /^Found another VPC endpoint subnet in the availability zone of subnet-/ },
    },
    {
        title: "private DNS in a VPC without DNS host names",
        program: [...network, endpoint("one", { serviceName: "com.amazonaws.us-east-1.sts", vpcEndpointType: "Interface", subnetIds: [ref("a.id")], privateDnsEnabled: true })],
        expect: { code: "InvalidParameter", message: /^Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-/ },
    },
    {
        title: "private DNS for one service twice",
        program: [
            vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }), subnet("a", "10.0.0.0/24"),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.ecr.api", vpcEndpointType: "Interface", subnetIds: [ref("a.id")], privateDnsEnabled: true }),
            endpoint("two", { serviceName: "com.amazonaws.us-east-1.ecr.api", vpcEndpointType: "Interface", subnetIds: [ref("a.id")], privateDnsEnabled: true }),
        ],
        expect: { code: "InvalidParameter", message: /already a conflicting DNS domain for api\.ecr\.us-east-1\.amazonaws\.com in the VPC vpc-/ },
    },
    {
        title: "a flow log with a role that another service may assume",
        program: [vpc("vpc", "10.0.0.0/16"), role("role", "ec2.amazonaws.com"), logGroup("logs", { name: "/flow" }), flowLog("flow", toLogs)],
        expect: { code: "InvalidParameter", message: "Unable to assume given IAM role" },
    },
    {
        title: "a flow log to CloudWatch without a role",
        program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("flow", { logDestination: ref("logs.arn") })],
        expect: { code: "InvalidParameter", message: "DeliverLogsPermissionArn can't be empty" },
    },
    {
        title: "a flow log of a VPC and a subnet",
        program: [...network, ...logRole, flowLog("flow", { ...toLogs, subnetId: ref("a.id") })],
        expect: { code: "InvalidParameter", message: /one of vpcId, subnetId, eniId must be specified, got vpcId, subnetId/ },
    },
    {
        title: "the same flow log twice",
        program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("one", toLogs), flowLog("two", toLogs)],
        expect: { code: "FlowLogAlreadyExists" },
    },
    {
        title: "a flow log field that there is not",
        program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("one", { ...toLogs, logFormat: "${version} ${srcadr}" })],
        expect: { code: "InvalidParameter", message: /unknown fields in the log format: srcadr/ },
    },
    { title: "a launch template name of two letters", program: [template("t", { name: "ab" })], expect: { code: "InvalidLaunchTemplateName.MalformedException" } },
    {
        title: "two launch templates of one name",
        program: [template("one", { name: "nodes" }), template("two", { name: "nodes" })],
        expect: { code: "InvalidLaunchTemplateName.AlreadyExistsException", message: "Launch template name already in use." },
    },
    { title: "user data that is not base64", program: [template("t", { userData: "#!/bin/sh" })], expect: { code: "InvalidUserData.Malformed" } },
    {
        title: "user data above 16 KB",
        program: [template("t", { userData: Buffer.alloc(16385).toString("base64") })],
        expect: { code: "InvalidUserData.Malformed", message: /limited to 16384 bytes, got 16385/ },
    },
    {
        title: "a volume with too few IOPS",
        program: [template("t", { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeType: "gp3", volumeSize: 20, iops: 2999 } }] })],
        expect: { code: "InvalidParameterValue", message: /IOPS for gp3 volumes must be between 3000 and 80000 IOPS, got 2999/ },
    },
    { title: "a hop limit of 65", program: [template("t", { metadataOptions: { httpPutResponseHopLimit: 65 } })], expect: { code: "InvalidParameterValue" } },
];

export const edgeNetworks: readonly EdgeCase[] = [
    { title: "a /16 VPC with a /16 subnet", program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/16")] },
    { title: "a /28 VPC with a /28 subnet", program: [vpc("vpc", "10.0.0.0/28"), subnet("a", "10.0.0.0/28")] },
    { title: "neighboring subnets", program: [...network, subnet("b", "10.0.1.0/24", { availabilityZoneId: "use1-az2" })] },
    { title: "the same blocks in two VPCs", program: [...network, vpc("other", "10.0.0.0/16"), subnet("b", "10.0.0.0/24", { vpcId: ref("other.id") })] },
    {
        title: "eleven NAT gateways in a /28, which has eleven addresses to give",
        program: [
            vpc("vpc", "10.0.0.0/24"), subnet("a", "10.0.0.0/28"),
            ...Array.from({ length: 11 }, (_, index) => nat(`nat-${index}`, { subnetId: ref("a.id"), connectivityType: "private" })),
        ],
    },
    { title: "a route to a NAT gateway", program: [...open, nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") }), table("table"), route("out", { destinationCidrBlock: "0.0.0.0/0", natGatewayId: ref("nat.id") })] },
    { title: "a group name of 255 letters", program: [vpc("vpc", "10.0.0.0/16"), group("group", { name: "g".repeat(255) })] },
    { title: "the same group name in two VPCs", program: [...grouped, vpc("other", "10.9.0.0/16"), group("far", { name: "web", vpcId: ref("other.id") })] },
    { title: "a rule over all ports", program: [...grouped, ingress("rule", { ipProtocol: "tcp", fromPort: 0, toPort: 65535, cidrIpv4: "0.0.0.0/0" })] },
    { title: "rules for the same port by different peers", program: [...grouped, ingress("one", https), ingress("two", { ...https, cidrIpv4: "10.0.0.0/17" })] },
    { title: "a group that allows itself", program: [...grouped, ingress("self", { ipProtocol: "-1", referencedSecurityGroupId: ref("group.id") })] },
    { title: "sixty rules", program: [...grouped, ...Array.from({ length: 60 }, (_, index) => ingress(`rule-${index}`, { ...https, fromPort: index, toPort: index }))] },
    {
        title: "interface endpoints of one service twice, one with private DNS",
        program: [
            vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }), subnet("a", "10.0.0.0/24"),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.sts", vpcEndpointType: "Interface", subnetIds: [ref("a.id")], privateDnsEnabled: true }),
            endpoint("two", { serviceName: "com.amazonaws.us-east-1.sts", vpcEndpointType: "Interface", subnetIds: [ref("a.id")] }),
        ],
    },
    {
        title: "gateway endpoints of both services in one table",
        program: [
            vpc("vpc", "10.0.0.0/16"), table("table"),
            endpoint("s3", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
            endpoint("dynamodb", { serviceName: "com.amazonaws.us-east-1.dynamodb", routeTableIds: [ref("table.id")] }),
        ],
    },
    { title: "flow logs of rejected and of all traffic to one group", program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("one", toLogs), flowLog("two", { ...toLogs, trafficType: "REJECT" })] },
    { title: "launch template names of 3 and 128 letters", program: [template("short", { name: "abc" }), template("long", { name: "n".repeat(128) })] },
    { title: "user data of 16 KB", program: [template("t", { userData: Buffer.alloc(16384).toString("base64") })] },
    { title: "a gp3 volume at its limits", program: [template("t", { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeType: "gp3", volumeSize: 65536, iops: 80000, throughput: 2000 } }] })] },
    { title: "a role with AWS's node policies", program: [role("role", "ec2.amazonaws.com"), attachment("worker", "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy")] },
];

export const refusedEc2: readonly RefusedCase[] = [...refusedNetworks, ...refusedGroups, ...refusedEndpoints];
