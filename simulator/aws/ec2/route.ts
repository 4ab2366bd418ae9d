import { crc32 } from "node:zlib";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, isAbsent, optionalText, Props, text, Value } from "../../cloud/values";
import { Mistake, ResourceModel, textProperty } from "../model";
import { canonicalCidr, cidr, parseCidr, Range } from "./cidr";
import { interfaceType } from "./interfaces";
import { internetGatewayType, invalidValue, natGatewayType, needRouteTable, needVpc, routeType, subnetType } from "./types";
import { attachedVpc, liesIn } from "./vpc";

const createRoute = "EC2 API Reference, CreateRoute";
const routeTables = "VPC User Guide, Route tables";
const targets = ["gatewayId", "natGatewayId", "networkInterfaceId"];

export const route: ResourceModel = {
    type: routeType,
    service: "EC2",
    actions: { create: "CreateRoute", update: "ReplaceRoute", remove: "DeleteRoute" },
    invalidCode: invalidValue,
    inputs: {
        routeTableId: textProperty({ required: true, replace: true, source: createRoute }),
        destinationCidrBlock: textProperty({ required: true, replace: true, rule: destinationRule, source: createRoute }),
        gatewayId: textProperty({ source: createRoute }),
        natGatewayId: textProperty({ source: createRoute }),
        networkInterfaceId: textProperty({ computed: true, source: createRoute }),
    },
    outputs: ["instanceId", "instanceOwnerId", "origin", "state"],
    tagged: false,
    validate: oneTarget,
    create: createModel,
    update: (cloud, object, inputs) => {
        mustReach(cloud, inputs);
        return { ...object.props, ...targetsOf(inputs) };
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The route table exists (InvalidRouteTableID.NotFound).", source: createRoute },
        {
            what: "There is one target and it exists (InvalidGatewayID.NotFound, NatGatewayNotFound and the like).",
            source: createRoute,
        },
        { what: "The target belongs to the table's VPC (InvalidParameterValue).", source: routeTables },
        { what: "The destination is new in the table (RouteAlreadyExists).", source: "EC2 API Reference, Error codes" },
        {
            what: "A destination in the VPC's own block does not go to an internet gateway (InvalidParameterValue).",
            source: routeTables,
        },
    ],
};

function destinationRule(value: Value): string | undefined {
    const range = typeof value === "string" ? parseCidr(value) : undefined;
    if (range === undefined) return `${JSON.stringify(value)} is not a valid IPv4 CIDR block`;
    const canonical = canonicalCidr(range);
    return range.text === canonical
        ? undefined
        : `${JSON.stringify(range.text)} is not a valid IPv4 CIDR block; did you mean ${JSON.stringify(canonical)}?`;
}

function oneTarget(inputs: Props): readonly Mistake[] {
    const given = targets.filter((name) => !isAbsent(inputs[name]));
    if (given.length === 1) return [];
    const got = given.length === 0 ? "none" : given.join(", ");
    return [
        { path: "gatewayId", message: `gatewayId: one of ${targets.join(", ")} must be specified, got ${got} (${invalidValue})` },
    ];
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const tableId = text(inputs, "routeTableId");
    mustReach(cloud, inputs);
    const destination = text(inputs, "destinationCidrBlock");
    if (
        cloud
            .where(routeType, "routeTableId", tableId)
            .some((other) => optionalText(other.props, "destinationCidrBlock") === destination)
    ) {
        throw new AwsError("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
    }
    return {
        // As the provider makes it: table and checksum of the destination.
        id: `r-${tableId}${crc32(destination)}`,
        props: { ...inputs, ...targetsOf(inputs), instanceId: "", instanceOwnerId: "", origin: "CreateRoute", state: "active" },
    };
}

function targetsOf(inputs: Props): Draft {
    return Object.fromEntries(targets.map((name) => [name, optionalText(inputs, name) ?? ""]));
}

/** Refuses a target that is missing, elsewhere, or not allowed for the destination. */
function mustReach(cloud: Cloud, inputs: Props): void {
    const table = needRouteTable(cloud, text(inputs, "routeTableId"));
    const vpcId = text(table.props, "vpcId");
    const range = cidr(text(inputs, "destinationCidrBlock"));
    const gateway = optionalText(inputs, "gatewayId");
    if (gateway !== undefined && gateway !== "") mustPassGateway(cloud, table, vpcId, gateway, range);
    const nat = optionalText(inputs, "natGatewayId");
    if (nat !== undefined && nat !== "") mustPassNat(cloud, table, vpcId, nat, range);
    const card = optionalText(inputs, "networkInterfaceId");
    if (card !== undefined && card !== "") {
        const found = cloud.need(
            interfaceType,
            card,
            "InvalidNetworkInterfaceID.NotFound",
            `The networkInterface ID '${card}' does not exist`,
        );
        if (text(found.props, "vpcId") !== vpcId) throw elsewhere(table, `interface ${card}`);
    }
}

function mustPassGateway(cloud: Cloud, table: CloudObject, vpcId: string, id: string, range: Range): void {
    const gateway = cloud.need(internetGatewayType, id, "InvalidGatewayID.NotFound", `The gateway ID '${id}' does not exist`);
    if (attachedVpc(gateway) !== vpcId) throw elsewhere(table, `network gateway ${id}`);
    if (liesIn(needVpc(cloud, vpcId), range)) throw moreSpecific(range);
}

function mustPassNat(cloud: Cloud, table: CloudObject, vpcId: string, id: string, range: Range): void {
    const nat = cloud.need(natGatewayType, id, "NatGatewayNotFound", `The Nat Gateway ${id} was not found`);
    const subnet = cloud.find(subnetType, text(nat.props, "subnetId"));
    if (subnet === undefined || text(subnet.props, "vpcId") !== vpcId) {
        throw elsewhere(table, `interface ${text(nat.props, "networkInterfaceId")}`);
    }
    // Middlebox routing: a more specific route takes the block of a whole subnet.
    const whole = cloud.where(subnetType, "vpcId", vpcId).some((other) => text(other.props, "cidrBlock") === range.text);
    if (liesIn(needVpc(cloud, vpcId), range) && !whole) throw moreSpecific(range);
}

function elsewhere(table: CloudObject, what: string): AwsError {
    return new AwsError(invalidValue, `route table ${table.id} and ${what} belong to different networks`);
}

function moreSpecific(range: Range): AwsError {
    return new AwsError(
        invalidValue,
        `The destination CIDR block ${range.text} is equal to or more specific than one of this VPC's CIDR blocks. `
            + "This route can target only an interface or an instance.",
    );
}
