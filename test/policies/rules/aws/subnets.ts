/** Fixtures of rules that want the subnets of a group without a way to the Internet. */
import { later, type Fixtures, type Made } from "../harness";

const subnets: Made = {
    type: "aws:rds/subnetGroup:SubnetGroup", name: "group", props: { subnetIds: [later] }, from: { subnetIds: ["subnet"] },
};
const subnet: Made = { type: "aws:ec2/subnet:Subnet", name: "subnet", props: { vpcId: later }, from: { vpcId: ["vpc"] } };
const vpc: Made = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: {} };
const gateway: Made = { type: "aws:ec2/internetGateway:InternetGateway", name: "gateway", props: {} };
const association: Made = {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation", name: "association",
    props: { subnetId: later, routeTableId: later }, from: { subnetId: ["subnet"], routeTableId: ["table"] },
};
const table = (props: Made["props"] = {}, from: Made["from"] = {}): Made =>
    ({ type: "aws:ec2/routeTable:RouteTable", name: "table", props, from });
const route = (props: Made["props"], from: Made["from"] = {}): Made => ({
    type: "aws:ec2/route:Route", name: "way", props: { routeTableId: later, ...props },
    from: { routeTableId: ["table"], ...from },
});
const open = (by: string): string =>
    `contains the subnet subnet that ${by} leads to an internet gateway; a subnet without such a route is required`;
/** What any group of subnets has to show, for the type that is given. */
export const privateSubnets = (type: string): Fixtures => {
    const first = { ...subnets, type };
    return {
        passes: [
            [first, subnet, vpc, association, table()],
            [first, subnet, vpc, association, table(), route({ gatewayId: "vgw-1" }), gateway],
            [first, subnet, vpc],
            [{ ...first, props: { subnetIds: ["subnet-1"] }, from: {} }, { ...subnet, props: { id: "subnet-1" } }, vpc],
        ],
        fails: [
            {
                given: [
                    first, subnet, vpc, association, table(), gateway, route({ gatewayId: later }, { gatewayId: ["gateway"] }),
                ],
                findings: [open("way")],
            },
            { given: [first, subnet, vpc, association, table({ routes: [{ gatewayId: "igw-1" }] })], findings: [open("table")] },
            {
                given: [
                    first, subnet, vpc,
                    {
                        type: "aws:ec2/defaultRouteTable:DefaultRouteTable", name: "main",
                        props: { routes: [{ gatewayId: "igw-1" }] }, from: { defaultRouteTableId: ["vpc"] },
                    },
                ],
                findings: [open("main")],
            },
            {
                given: [first, subnet, vpc, table({ routes: [{ gatewayId: "igw-1" }] }), {
                    type: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", name: "main", props: {},
                    from: { vpcId: ["vpc"], routeTableId: ["table"] },
                }],
                findings: [open("table")],
            },
        ],
        absent: { given: [{ ...first, props: {}, from: {} }], verdict: { kind: "unknown", undecided: ["subnetIds"] } },
        unknown: { given: [first, subnet, vpc, association, table({ routes: later })], undecided: ["table.routes"] },
        notApplicable: { otherType: "aws:s3/bucket:Bucket" },
    };
};
