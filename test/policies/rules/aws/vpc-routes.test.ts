import { vpcRouteRules } from "../../../../policies/rules/aws/vpc-routes";
import { type Case, describeRules, later, type Made } from "../harness";

const subnet = (name: string, props: Made["props"]): Made => ({ type: "aws:ec2/subnet:Subnet", name, props });
const open = subnet("public-a", { tags: { "kubernetes.io/role/elb": "1" } });
const hidden = subnet("private-a", { tags: { "kubernetes.io/role/internal-elb": "1" } });
const gateway: Made = { type: "aws:ec2/internetGateway:InternetGateway", name: "gateway", props: {} };
const nat: Made = { type: "aws:ec2/natGateway:NatGateway", name: "nat", props: {} };
const vpn: Made = { type: "aws:ec2/vpnGateway:VpnGateway", name: "vpn", props: {} };
const table = (props: Made["props"] = {}, routes: readonly string[] = []): Made =>
    ({ type: "aws:ec2/routeTable:RouteTable", name: "table", props, from: { routes } });
const route = (props: Made["props"], to: string): Made => ({
    type: "aws:ec2/route:Route", name: "out", props: { routeTableId: later, ...props },
    from: { routeTableId: ["table"], gatewayId: [to] },
});
const internet = route({ destinationCidrBlock: "0.0.0.0/0", gatewayId: later }, "gateway");
const internet6 = route({ destinationIpv6CidrBlock: "::/0", gatewayId: later }, "gateway");
const link = (name: string): Made => ({
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation", name: `${name}-link`,
    props: { routeTableId: later, subnetId: later },
    from: { routeTableId: ["table"], subnetId: [name] },
});
const main: Made = {
    type: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", name: "main", props: { routeTableId: later },
    from: { routeTableId: ["table"] },
};
const network: Made = { type: "aws:ec2/vpc:Vpc", name: "network", props: {} };
const inNetwork: Made = {
    ...subnet("private-a", { assignIpv6AddressOnCreation: true, vpcId: later }), from: { vpcId: ["network"] },
};
const out6 = { ipv6CidrBlock: "::/0", gatewayId: "igw-1" };
const byDefault: Made = {
    type: "aws:ec2/defaultRouteTable:DefaultRouteTable", name: "default", props: { defaultRouteTableId: later, routes: [out6] },
    from: { defaultRouteTableId: ["network"] },
};
const intoMain = (made: Made): Made => ({ ...made, from: { ...made.from, routeTableId: ["network"] } });
const inline = (entry: Made["props"]): Made => table({ routes: [entry] }, ["gateway", "nat"]);
const wrong = "leads to an internet gateway from the subnet private-a, which has no tag of a public one; a table of public "
    + "subnets only is required";
const wrongMain = "leads to an internet gateway from the main route table (main), which every subnet without another one uses; "
    + "a table of public subnets only is required";
const everywhere = "0.0.0.0/0";
const given6 = subnet("private-a", { assignIpv6AddressOnCreation: true });
const wrong6 = "assignIpv6AddressOnCreation is true and table leads from ::/0 to an internet gateway; false, or an egress-only "
    + "gateway, is required";
const literal = (gatewayId: string): Made =>
    ({ ...route({ destinationCidrBlock: everywhere, gatewayId }, "gateway"), from: { routeTableId: ["table"] } });
const foreign: Case = [
    internet, gateway, table(),
    { ...link("x"), props: { routeTableId: later, subnetId: "subnet-1" }, from: { routeTableId: ["table"] } },
];

describeRules("VPC routes", vpcRouteRules, {
    "subnet-no-auto-public-ipv6": {
        passes: [
            [given6, link("private-a"), table(), internet, gateway],
            [
                given6, link("private-a"), table(),
                route({ destinationIpv6CidrBlock: "::/0", egressOnlyGatewayId: later }, "gateway"), gateway,
            ],
            [given6, link("private-a"), inline({ ipv6CidrBlock: "2001:db8::/32", gatewayId: later }), gateway, nat],
            [subnet("private-a", { assignIpv6AddressOnCreation: false }), link("private-a"), table(), internet6, gateway],
            [subnet("private-a", { assignIpv6AddressOnCreation: later }), link("private-a"), table(), internet, gateway],
            [given6], [inNetwork, network],
            [inNetwork, network, byDefault, { ...main, from: { routeTableId: ["table"], vpcId: ["network"] } }, table()],
        ],
        fails: [
            { given: [given6, link("private-a"), table(), internet6, gateway], findings: [wrong6] },
            {
                given: [given6, link("private-a"), inline({ ipv6CidrBlock: "::/0", gatewayId: later }), gateway, nat],
                findings: [wrong6],
            },
            { given: [inNetwork, network, byDefault], findings: [wrong6.replace("table", "default")] },
            { given: [inNetwork, network, intoMain(internet6), gateway], findings: [wrong6.replace("table", "network")] },
            {
                given: [
                    inNetwork, network, { ...main, from: { routeTableId: ["table"], vpcId: ["network"] } }, table(), internet6,
                    gateway,
                ],
                findings: [wrong6],
            },
        ],
        absent: { given: [hidden, link("private-a"), table(), internet6, gateway], verdict: { kind: "met" } },
        unknown: {
            given: [subnet("private-a", { assignIpv6AddressOnCreation: later }), link("private-a"), table(), internet6, gateway],
            undecided: ["assignIpv6AddressOnCreation"],
        },
        alsoUnknown: [
            {
                given: [given6, { ...link("private-a"), from: { subnetId: ["private-a"] } }],
                undecided: ["private-a-link.routeTableId"],
            },
            { given: [given6, { ...link("private-a"), from: {} }], undecided: ["private-a-link.subnetId"] },
            {
                given: [given6, link("private-a"), table(), { ...internet6, from: { routeTableId: ["table"] } }],
                undecided: ["out.gatewayId"],
            },
            { given: [given6, link("private-a"), table(), { ...internet6, from: {} }], undecided: ["out.routeTableId"] },
            {
                given: [given6, link("private-a"), table({ routes: later }, ["gateway", "nat"]), gateway, nat],
                undecided: ["table.routes"],
            },
        ],
        notApplicable: { otherType: "aws:ec2/vpc:Vpc" },
    },
    "route-no-igw-from-private-subnet": {
        passes: [
            [internet, gateway, table(), link("public-a"), open],
            [inline({ cidrBlock: everywhere, gatewayId: later }), gateway, nat, link("public-a"), open],
            [
                internet, gateway, table(), link("public-a"), open,
                { ...link("edge"), props: { routeTableId: later, gatewayId: later }, from: { routeTableId: ["table"] } },
            ],
            [{ ...internet, from: { routeTableId: ["table"] } }, table(), link("public-a"), open],
        ],
        fails: [
            { given: [internet, gateway, table(), link("public-a"), open, link("private-a"), hidden], findings: [wrong] },
            { given: [internet6, gateway, table(), link("private-a"), hidden], findings: [wrong] },
            { given: [literal("igw-1"), gateway, table(), link("private-a"), hidden], findings: [wrong] },
            {
                given: [inline({ cidrBlock: everywhere, gatewayId: later }), gateway, nat, link("private-a"), hidden],
                findings: [wrong],
            },
            {
                given: [inline({ ipv6CidrBlock: "::/0", gatewayId: "igw-1" }), gateway, nat, link("private-a"), hidden],
                findings: [wrong],
            },
            { given: [internet, gateway, table(), main], findings: [wrongMain] },
            { given: [byDefault, network], findings: [wrongMain.replace("(main)", "(default)")] },
            { given: [intoMain(internet), gateway, network], findings: [wrongMain.replace("(main)", "(network)")] },
        ],
        absent: {
            given: [table(), link("private-a"), hidden],
            verdict: { kind: "notApplicable", reason: "it leads to no internet gateway" },
        },
        unknown: { given: foreign, undecided: ["x-link.subnetId"] },
        alsoUnknown: [
            {
                given: [internet, gateway, table(), link("private-a"), subnet("private-a", { tags: later })],
                undecided: ["private-a.tags"],
            },
            { given: [{ ...internet, from: { gatewayId: ["gateway"] } }, gateway], undecided: ["routeTableId"] },
            { given: [internet, gateway, table(), { ...main, from: {} }], undecided: ["main.routeTableId"] },
            { given: [internet, gateway, table(), { ...link("public-a"), from: {} }], undecided: ["public-a-link.routeTableId"] },
            {
                given: [
                    { ...internet, from: { routeTableId: ["table"] } }, table(), link("public-a"), open, link("private-a"),
                    hidden,
                ],
                undecided: ["gatewayId"],
            },
            { given: [table({ routes: later }, ["gateway"]), gateway, link("private-a"), hidden], undecided: ["routes"] },
        ],
        notApplicable: {
            given: [
                route({ destinationCidrBlock: everywhere, gatewayId: later }, "vpn"), vpn, table(), link("private-a"), hidden,
            ],
            reason: "it leads to no internet gateway",
        },
    },
});
