import { EdgeCase, Step } from "./case";
import {
    attachment, eip, endpoint, flowLog, gateway, group, ingress, logGroup, nat, ref, role, route, subnet, table, template, vpc,
} from "./steps";

const network: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" })];
const open: readonly Step[] = [...network, gateway("igw"), eip("eip")];
const grouped: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), group("group", { name: "web" })];
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };
const logRole: readonly Step[] = [
    role("role", "vpc-flow-logs.amazonaws.com", { name: "flow" }),
    logGroup("logs", { name: "/flow" }),
];
const toLogs = { logDestination: ref("logs.arn"), iamRoleArn: ref("role.arn") };

export const edgeNetworks: readonly EdgeCase[] = [
    { title: "a /16 VPC with a /16 subnet", program: [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/16")] },
    { title: "a /28 VPC with a /28 subnet", program: [vpc("vpc", "10.0.0.0/28"), subnet("a", "10.0.0.0/28")] },
    { title: "neighboring subnets", program: [...network, subnet("b", "10.0.1.0/24", { availabilityZoneId: "use1-az2" })] },
    {
        title: "the same blocks in two VPCs",
        program: [...network, vpc("other", "10.0.0.0/16"), subnet("b", "10.0.0.0/24", { vpcId: ref("other.id") })],
    },
    {
        title: "eleven NAT gateways in a /28, which has eleven addresses to give",
        program: [
            vpc("vpc", "10.0.0.0/24"),
            subnet("a", "10.0.0.0/28"),
            ...Array.from({ length: 11 }, (_, index) =>
                nat(`nat-${index}`, { subnetId: ref("a.id"), connectivityType: "private" }),
            ),
        ],
    },
    {
        title: "a route to a NAT gateway",
        program: [
            ...open,
            nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") }),
            table("table"),
            route("out", { destinationCidrBlock: "0.0.0.0/0", natGatewayId: ref("nat.id") }),
        ],
    },
    { title: "a group name of 255 letters", program: [vpc("vpc", "10.0.0.0/16"), group("group", { name: "g".repeat(255) })] },
    {
        title: "the same group name in two VPCs",
        program: [...grouped, vpc("other", "10.9.0.0/16"), group("far", { name: "web", vpcId: ref("other.id") })],
    },
    {
        title: "a rule over all ports",
        program: [...grouped, ingress("rule", { ipProtocol: "tcp", fromPort: 0, toPort: 65535, cidrIpv4: "0.0.0.0/0" })],
    },
    {
        title: "rules for the same port by different peers",
        program: [...grouped, ingress("one", https), ingress("two", { ...https, cidrIpv4: "10.0.0.0/17" })],
    },
    {
        title: "a group that allows itself",
        program: [...grouped, ingress("self", { ipProtocol: "-1", referencedSecurityGroupId: ref("group.id") })],
    },
    {
        title: "sixty rules",
        program: [
            ...grouped,
            ...Array.from({ length: 60 }, (_, index) => ingress(`rule-${index}`, { ...https, fromPort: index, toPort: index })),
        ],
    },
    {
        title: "interface endpoints of one service twice, one with private DNS",
        program: [
            vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }),
            subnet("a", "10.0.0.0/24"),
            endpoint("one", {
                serviceName: "com.amazonaws.us-east-1.sts",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id")],
                privateDnsEnabled: true,
            }),
            endpoint("two", {
                serviceName: "com.amazonaws.us-east-1.sts",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id")],
            }),
        ],
    },
    {
        title: "gateway endpoints of both services in one table",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            table("table"),
            endpoint("s3", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
            endpoint("dynamodb", { serviceName: "com.amazonaws.us-east-1.dynamodb", routeTableIds: [ref("table.id")] }),
        ],
    },
    {
        title: "flow logs of rejected and of all traffic to one group",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            ...logRole,
            flowLog("one", toLogs),
            flowLog("two", { ...toLogs, trafficType: "REJECT" }),
        ],
    },
    {
        title: "launch template names of 3 and 128 letters",
        program: [template("short", { name: "abc" }), template("long", { name: "n".repeat(128) })],
    },
    { title: "user data of 16 KB", program: [template("t", { userData: Buffer.alloc(16384).toString("base64") })] },
    {
        title: "a gp3 volume at its limits",
        program: [
            template("t", {
                blockDeviceMappings: [
                    { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", volumeSize: 65536, iops: 80000, throughput: 2000 } },
                ],
            }),
        ],
    },
    {
        title: "a role with AWS's node policies",
        program: [role("role", "ec2.amazonaws.com"), attachment("worker", "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy")],
    },
];
