import { vpcRules } from "../../../../policies/rules/aws/vpc";
import { type Case, describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";

const vpc: Made = { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16" } };
const log = (props: Made["props"], name = "flows"): Made =>
    ({ type: "aws:ec2/flowLog:FlowLog", name, props: { vpcId: later, ...props }, from: { vpcId: ["one"] } });
const closed = (props: Made["props"]): Made => ({
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", name: "closed", props: { vpcId: later, ...props },
    from: { vpcId: ["one"] },
});
const entry = { protocol: "-1", fromPort: 0, toPort: 0, self: true };
const address = (props: Made["props"] = {}): Made => ({ type: "aws:ec2/eip:Eip", props: { domain: "vpc", ...props } });
const uses = (type: string, property: string): Case =>
    [address(), { type, name: "user", props: { [property]: later }, from: { [property]: ["one"] } }];
const network: Made = { type: "aws:ec2/vpc:Vpc", name: "network", props: {} };
const subnet = (name: string, availabilityZone: unknown, tags: unknown = { tier: "data" }, vpcName = "network"): Made => ({
    type: "aws:ec2/subnet:Subnet", name, props: { vpcId: later, availabilityZone, tags }, from: { vpcId: [vpcName] },
});
const noDefault = "has no aws.ec2.DefaultSecurityGroup that closes its default group";
const unattached = "is attached to nothing; an instance, interface, NAT gateway or load balancer that uses it is required";

describeRules("VPC", vpcRules, {
    "vpc-flow-logs-enabled": {
        passes: [
            [vpc, log({ trafficType: "ALL" })], [vpc, log({ trafficType: "REJECT" }), log({ trafficType: "ALL" }, "more")],
            [vpc, log({ trafficType: later }), log({ trafficType: "ALL" }, "more")],
        ],
        fails: [
            {
                given: [vpc, log({ trafficType: "REJECT" })],
                findings: ['has only the flow logs flows of "REJECT"; trafficType "ALL" is required'],
            },
            { given: [vpc, log({})], findings: ['has only the flow logs flows of null; trafficType "ALL" is required'] },
            { given: [vpc, { ...log({ vpcId: "vpc-2", trafficType: "ALL" }), from: {} }], findings: ["has no flow log"] },
        ],
        absent: { given: [vpc], verdict: { kind: "notMet", findings: ["has no flow log"], undecided: [] } },
        unknown: { given: [vpc, log({ trafficType: later })], undecided: ["flows.trafficType"] },
        notApplicable: { otherType: "aws:ec2/flowLog:FlowLog" },
    },
    "vpc-flow-log-destination-approved": own("aws:ec2/flowLog:FlowLog", {
        good: { logDestinationType: "s3", logDestination: "arn:aws:s3:::central-logs/flows" },
        alsoGood: [{ logDestinationType: undefined }, { logDestination: "arn:aws:logs:eu-central-1:1:log-group:central" }],
        wrong: [
            [
                { logDestinationType: "kinesis-data-firehose" },
                'logDestinationType is "kinesis-data-firehose"; one of "cloud-watch-logs", "s3" is required',
            ],
            [
                { logDestination: "arn:aws:s3:::mine" },
                'logDestination is "arn:aws:s3:::mine"; one of arn:aws:s3:::central-logs/*, arn:aws:logs:*:log-group:central '
                    + 'is required',
            ],
            [
                { logDestination: "x-arn:aws:s3:::central-logs/a" },
                'logDestination is "x-arn:aws:s3:::central-logs/a"; one of arn:aws:s3:::central-logs/*, '
                    + 'arn:aws:logs:*:log-group:central is required',
            ],
        ],
        absent: ["logDestination is not set; a central destination is required"],
        later: [{ logDestination: later, logDestinationType: later }, "logDestinationType", "logDestination"],
        other: "aws:ec2/vpc:Vpc",
        parameters: { destinations: ["arn:aws:s3:::central-logs/*", "arn:aws:logs:*:log-group:central"] },
    }),
    "vpc-default-security-group-closed": {
        passes: [[vpc, closed({ ingress: [], egress: [] })], [vpc, closed({})]],
        fails: [
            {
                given: [vpc, closed({ ingress: [entry] })],
                findings: ["has the default security group closed with ingress; none is allowed"],
            },
            {
                given: [vpc, closed({ egress: [entry] })],
                findings: ["has the default security group closed with egress; none is allowed"],
            },
        ],
        absent: { given: [vpc], verdict: { kind: "notMet", findings: [noDefault, noDefault], undecided: [] } },
        unknown: { given: [vpc, closed({ ingress: later, egress: later })], undecided: ["closed.ingress", "closed.egress"] },
        notApplicable: { otherType: "aws:ec2/securityGroup:SecurityGroup" },
    },
    "vpc-no-default-vpc": own("aws:ec2/defaultVpc:DefaultVpc", {
        good: { forceDestroy: true },
        wrong: [[{ forceDestroy: false }, "forceDestroy is false; true is required"]],
        absent: ["forceDestroy is not set; true is required"],
        later: [{ forceDestroy: later }, "forceDestroy"],
        other: "aws:ec2/vpc:Vpc",
    }),
    "subnet-no-auto-public-ip": own("aws:ec2/subnet:Subnet", {
        good: { mapPublicIpOnLaunch: false, tags: later },
        alsoGood: [
            { mapPublicIpOnLaunch: true, tags: { "kubernetes.io/role/elb": "1" } },
            { mapPublicIpOnLaunch: true, tags: { tier: "public" } },
            { mapPublicIpOnLaunch: later, tags: { Tier: "public" } },
        ],
        wrong: [
            [
                { mapPublicIpOnLaunch: true, tags: {} },
                "mapPublicIpOnLaunch is true; false, or the tag of a public subnet, is required",
            ],
            [
                { mapPublicIpOnLaunch: true, tags: { tier: "private" } },
                "mapPublicIpOnLaunch is true; false, or the tag of a public subnet, is required",
            ],
        ],
        absent: isMet,
        later: [{ mapPublicIpOnLaunch: true }, "tags"],
        other: "aws:ec2/vpc:Vpc",
    }),
    "vpc-block-public-access": own("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", {
        good: { internetGatewayBlockMode: "block-ingress" },
        alsoGood: [{ internetGatewayBlockMode: "block-bidirectional" }],
        wrong: [
            [
                { internetGatewayBlockMode: "off" },
                'internetGatewayBlockMode is "off"; one of "block-ingress", "block-bidirectional" is required',
            ],
        ],
        absent: ['internetGatewayBlockMode is not set; one of "block-ingress", "block-bidirectional" is required'],
        later: [{ internetGatewayBlockMode: later }, "internetGatewayBlockMode"],
        other: "aws:ec2/vpc:Vpc",
    }),
    "eip-attached": {
        passes: [
            [address({ instance: "i-1" })], [address({ networkInterface: "eni-1" })],
            [
                { ...address({ instance: later }), from: { instance: ["host"] } },
                { type: "aws:ec2/instance:Instance", name: "host", props: {} },
            ],
            uses("aws:ec2/eipAssociation:EipAssociation", "allocationId"),
            uses("aws:ec2/eipAssociation:EipAssociation", "publicIp"),
            uses("aws:ec2/natGateway:NatGateway", "allocationId"),
            uses("aws:ec2/natGateway:NatGateway", "secondaryAllocationIds"),
            uses("aws:ec2/natGateway:NatGateway", "availabilityZoneAddresses"),
            uses("aws:ec2/natGatewayEipAssociation:NatGatewayEipAssociation", "allocationId"),
            uses("aws:lb/loadBalancer:LoadBalancer", "subnetMappings"),
            uses("aws:alb/loadBalancer:LoadBalancer", "subnetMappings"),
        ],
        fails: [
            {
                given: [
                    address({ instance: "" }),
                    { type: "aws:ec2/natGateway:NatGateway", name: "nat", props: { allocationId: "eipalloc-2" } },
                ],
                findings: [unattached],
            },
        ],
        absent: { given: [address()], verdict: { kind: "notMet", findings: [unattached], undecided: [] } },
        unknown: {
            given: [
                address({ networkInterface: later }),
                { type: "aws:ec2/natGateway:NatGateway", name: "nat", props: { allocationId: later } },
            ],
            undecided: ["networkInterface", "nat.allocationId"],
        },
        alsoUnknown: [{ given: [address({ instance: later })], undecided: ["instance"] }],
        notApplicable: { otherType: "aws:ec2/natGateway:NatGateway" },
    },
    "vpc-subnets-multi-az": {
        passes: [
            [subnet("a", "eu-central-1a"), subnet("b", "eu-central-1b"), network],
            [subnet("a", "eu-central-1a"), subnet("b", "eu-central-1b"), subnet("c", later), network],
            [
                {
                    type: "aws:ec2/subnet:Subnet", name: "a",
                    props: { vpcId: "vpc-1", availabilityZoneId: "euc1-az1", tags: { Tier: "app" } },
                },
                {
                    type: "aws:ec2/subnet:Subnet", name: "b",
                    props: { vpcId: "vpc-1", availabilityZoneId: "euc1-az2", tags: { Tier: "app" } },
                },
            ],
        ],
        fails: [
            {
                given: [
                    subnet("a", "eu-central-1a"), subnet("b", "eu-central-1a"), subnet("c", "eu-central-1b", { tier: "app" }),
                    network,
                    subnet("d", "eu-central-1b", { tier: "data" }, "other"),
                    { type: "aws:ec2/vpc:Vpc", name: "other", props: {} },
                ],
                findings: ["availabilityZone is eu-central-1a for every subnet with tier=data; 2 zones or more are required"],
            },
        ],
        // AWS picks the zone.
        absent: { given: [subnet("a", undefined), network], verdict: { kind: "unknown", undecided: ["availabilityZone"] } },
        unknown: {
            given: [subnet("a", "eu-central-1a"), subnet("b", later), subnet("c", "eu-central-1c", later), network],
            undecided: ["b.availabilityZone", "c.tags"],
        },
        alsoUnknown: [
            { given: [subnet("a", "eu-central-1a", { tier: later }), network], undecided: ["tags.tier"] },
            { given: [{ ...subnet("a", "eu-central-1a"), from: {} }], undecided: ["vpcId"] },
            {
                given: [subnet("a", "eu-central-1a"), { ...subnet("b", "eu-central-1b"), from: {} }, network],
                undecided: ["b.vpcId"],
            },
        ],
        notApplicable: {
            given: [subnet("a", "eu-central-1a", { Name: "a" }), network], reason: "no tag says which tier it belongs to",
        },
    },
});
