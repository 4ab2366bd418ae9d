import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { Zone, zonesOf } from "../account/zones";
import { flagProperty, ResourceModel, textProperty } from "../model";
import { canonicalCidr, cidr, contains, overlap, parseCidr } from "./cidr";
import { interfacesIn } from "./interfaces";
import { associationType, hasDependencies, invalidValue, needVpc, subnetType } from "./types";
import { rangeOf } from "./vpc";

const createSubnet = "EC2 API Reference, CreateSubnet";
const sizing = "VPC User Guide, Subnet CIDR blocks";

export const subnet: ResourceModel = {
    type: subnetType,
    service: "EC2",
    actions: { create: "CreateSubnet", update: "ModifySubnetAttribute", remove: "DeleteSubnet" },
    invalidCode: invalidValue,
    inputs: {
        vpcId: textProperty({ required: true, replace: true, code: "InvalidVpcID.NotFound" }),
        cidrBlock: textProperty({ required: true, replace: true, rule: blockRule, code: "InvalidSubnet.Range", source: sizing }),
        availabilityZone: textProperty({
            computed: true,
            replace: true,
            conflictsWith: ["availabilityZoneId"],
            source: createSubnet,
        }),
        availabilityZoneId: textProperty({
            computed: true,
            replace: true,
            conflictsWith: ["availabilityZone"],
            source: createSubnet,
        }),
        mapPublicIpOnLaunch: flagProperty({ default: false }),
        enableResourceNameDnsARecordOnLaunch: flagProperty({ default: false }),
        privateDnsHostnameTypeOnLaunch: textProperty({ computed: true, oneOf: ["ip-name", "resource-name"] }),
    },
    outputs: ["arn", "ownerId"],
    tagged: true,
    create: createModel,
    update: (_, object, inputs) => ({ ...object.props, ...inputs, ...settings(inputs, object.props) }),
    remove: removeModel,
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "The VPC exists (InvalidVpcID.NotFound).", source: createSubnet },
        {
            what: "The block has a /16 to /28 mask, zero host bits, and lies in the VPC's block (InvalidSubnet.Range).",
            source: sizing,
        },
        {
            what: "The block overlaps no other subnet of the VPC (InvalidSubnet.Conflict).",
            source: "EC2 API Reference, Error codes",
        },
        { what: "The Availability Zone exists in the region (InvalidParameterValue).", source: createSubnet },
        {
            what: "A subnet goes only when no network interface is left in it (DependencyViolation).",
            source: "EC2 API Reference, DeleteSubnet",
        },
    ],
};

function blockRule(value: Value): string | undefined {
    const range = typeof value === "string" ? parseCidr(value) : undefined;
    if (range === undefined) return `${JSON.stringify(value)} is not a valid IPv4 CIDR block`;
    if (range.text !== canonicalCidr(range)) {
        return `"${range.text}" is not a valid IPv4 CIDR block; did you mean "${canonicalCidr(range)}"?`;
    }
    if (range.prefix < 16 || range.prefix > 28) {
        return `the allowed block size is between a /28 and a /16 netmask, got ${range.text}`;
    }
    return undefined;
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const vpc = needVpc(cloud, text(inputs, "vpcId"));
    const range = cidr(text(inputs, "cidrBlock"));
    if (!contains(rangeOf(vpc), range)) throw new AwsError("InvalidSubnet.Range", `The CIDR '${range.text}' is invalid.`);
    const others = cloud.where(subnetType, "vpcId", vpc.id);
    if (others.some((other) => overlap(cidr(text(other.props, "cidrBlock")), range))) {
        throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${range.text}' conflicts with another subnet`);
    }
    const zone = zoneFor(cloud, inputs, others.length);
    const id = cloud.newId("subnet");
    return {
        id,
        props: {
            ...inputs,
            ...settings(inputs, {}),
            availabilityZone: zone.name,
            availabilityZoneId: zone.id,
            arn: cloud.arn("ec2", `subnet/${id}`),
            ownerId: cloud.account,
            assignIpv6AddressOnCreation: false,
            enableDns64: false,
            ipv6Native: false,
        },
    };
}

function settings(inputs: Props, olds: Props): Draft {
    return {
        mapPublicIpOnLaunch: flag(inputs, "mapPublicIpOnLaunch"),
        enableResourceNameDnsARecordOnLaunch: flag(inputs, "enableResourceNameDnsARecordOnLaunch"),
        privateDnsHostnameTypeOnLaunch: textOr(
            inputs,
            "privateDnsHostnameTypeOnLaunch",
            textOr(olds, "privateDnsHostnameTypeOnLaunch", "ip-name"),
        ),
    };
}

/** The zone asked for; without one AWS chooses, here the next in turn. */
function zoneFor(cloud: Cloud, inputs: Props, index: number): Zone {
    const zones = zonesOf(cloud.region);
    const name = optionalText(inputs, "availabilityZone");
    const id = optionalText(inputs, "availabilityZoneId");
    const found =
        name === undefined && id === undefined
            ? zones[index % zones.length]
            : zones.find((zone) => zone.name === name || zone.id === id);
    if (found === undefined) {
        const [parameter, value] = name === undefined ? ["availabilityZoneId", id] : ["availabilityZone", name];
        const known = zones.map((zone) => (name === undefined ? zone.id : zone.name)).join(", ");
        throw new AwsError(
            invalidValue,
            `Value (${value}) for parameter ${parameter} is invalid. `
                + `Subnets can currently only be created in the following availability zones: ${known}.`,
        );
    }
    return found;
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (interfacesIn(cloud, { subnetId: object.id }).length > 0) throw hasDependencies("subnet", object.id);
    for (const association of cloud.where(associationType, "subnetId", object.id)) cloud.remove(associationType, association.id);
}
