/**
 * The ways out of a network: public subnets to the internet gateway, private ones through NAT, data ones nowhere. Each zone has
 * its own private route table even where all share one NAT gateway, so that going from one gateway to one per zone only changes
 * routes.
 */

import { Eip, type InternetGateway, NatGateway, Route, RouteTable, RouteTableAssociation } from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

const everywhere = "0.0.0.0/0";

export interface RoutingArgs {
    readonly vpcId: pulumi.Input<string>;
    readonly internetGateway: InternetGateway;
    readonly zones: readonly RoutedZone[];
    /** Whether each zone has a NAT gateway, or the first one serves all. */
    readonly natPerZone: boolean;
}

/** One zone's subnets. */
export interface RoutedZone {
    readonly letter: string;
    readonly publicSubnetId: pulumi.Output<string>;
    readonly privateSubnetId: pulumi.Output<string>;
    readonly dataSubnetId: pulumi.Output<string>;
}

export interface RoutingOutputs {
    /** One for each zone, in order. */
    readonly privateRouteTableIds: pulumi.Output<string>[];
    /** Addresses that calls out of the network come from. */
    readonly natPublicIps: pulumi.Output<string>[];
}

export class Routing extends pulumi.ComponentResource implements RoutingOutputs {
    readonly privateRouteTableIds: pulumi.Output<string>[];
    readonly natPublicIps: pulumi.Output<string>[];

    constructor(name: string, args: RoutingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:network:Routing", name, {}, opts);
        createPublicRoutes(name, args, this);
        const gateways = args.zones
            .slice(0, args.natPerZone ? args.zones.length : 1)
            .map(zone => createNatGateway(name, zone, args.internetGateway, this));
        const privateTables = args.zones.map((zone, index) =>
            createPrivateRoutes(name, zone, args, gateways[args.natPerZone ? index : 0].gateway, this),
        );
        createDataRoutes(name, args, this);
        this.privateRouteTableIds = privateTables.map(table => table.id);
        this.natPublicIps = gateways.map(({ address }) => address.publicIp);
        this.registerOutputs({ privateRouteTableIds: this.privateRouteTableIds, natPublicIps: this.natPublicIps });
    }
}

function createPublicRoutes(name: string, args: RoutingArgs, parent: pulumi.Resource): void {
    const table = createTable(`${name}-public`, args, parent);
    new Route(`${name}-public-internet`, {
        routeTableId: table.id,
        destinationCidrBlock: everywhere,
        gatewayId: args.internetGateway.id,
    }, { parent });
    for (const zone of args.zones) {
        associate(`${name}-public-${zone.letter}`, zone.publicSubnetId, table, parent);
    }
}

function createNatGateway(
    name: string, zone: RoutedZone, internetGateway: InternetGateway, parent: pulumi.Resource,
): { gateway: NatGateway; address: Eip } {
    // Both need the internet gateway without referring to it (EC2 API reference, CreateNatGateway; provider's notes on aws_eip).
    const dependsOn = [internetGateway];
    const tags = { Name: `${name}-nat-${zone.letter}` };
    const address = new Eip(`${name}-nat-address-${zone.letter}`, { domain: "vpc", tags }, { parent, dependsOn });
    const gateway = new NatGateway(`${name}-nat-${zone.letter}`, {
        subnetId: zone.publicSubnetId,
        allocationId: address.allocationId,
        connectivityType: "public",
        tags,
    }, { parent, dependsOn });
    return { gateway, address };
}

function createPrivateRoutes(
    name: string, zone: RoutedZone, args: RoutingArgs, gateway: NatGateway, parent: pulumi.Resource,
): RouteTable {
    const table = createTable(`${name}-private-${zone.letter}`, args, parent);
    new Route(`${name}-private-${zone.letter}-nat`, {
        routeTableId: table.id,
        destinationCidrBlock: everywhere,
        natGatewayId: gateway.id,
    }, { parent });
    associate(`${name}-private-${zone.letter}`, zone.privateSubnetId, table, parent);
    return table;
}

function createDataRoutes(name: string, args: RoutingArgs, parent: pulumi.Resource): void {
    const table = createTable(`${name}-data`, args, parent);
    for (const zone of args.zones) {
        associate(`${name}-data-${zone.letter}`, zone.dataSubnetId, table, parent);
    }
}

function createTable(name: string, args: RoutingArgs, parent: pulumi.Resource): RouteTable {
    return new RouteTable(`${name}-routes`, { vpcId: args.vpcId, tags: { Name: `${name}-routes` } }, { parent });
}

function associate(name: string, subnetId: pulumi.Input<string>, table: RouteTable, parent: pulumi.Resource): void {
    new RouteTableAssociation(`${name}-association`, { subnetId, routeTableId: table.id }, { parent });
}
