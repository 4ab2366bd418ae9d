import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, isAbsent, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { Mistake, ResourceModel, textProperty } from "../model";
import { parseCidr } from "./cidr";
import { attachInterface, detachInterfaces } from "./interfaces";
import { eipType, internetGatewayType, invalidValue, natGatewayType, needSubnet } from "./types";

const create = "EC2 API Reference, CreateNatGateway";
const troubles = "VPC User Guide, Troubleshoot NAT gateways";

export const natGateway: ResourceModel = {
    type: natGatewayType,
    service: "EC2",
    actions: { create: "CreateNatGateway", remove: "DeleteNatGateway", update: "CreateTags" },
    invalidCode: invalidValue,
    inputs: {
        allocationId: textProperty({ replace: true, source: create }),
        connectivityType: textProperty({ replace: true, default: "public", oneOf: ["public", "private"], source: create }),
        privateIp: textProperty({ replace: true, computed: true, rule: addressRule }),
        subnetId: textProperty({ required: true, replace: true, source: create }),
    },
    outputs: ["associationId", "networkInterfaceId", "publicIp"],
    tagged: true,
    validate: validateModel,
    create: createModel,
    update: (_, object, inputs) => ({ ...object.props, ...inputs }),
    remove: (cloud, object) => detachInterfaces(cloud, object.id),
    usualSeconds: { create: 95, remove: 60 },
    checks: [
        {
            what: "The subnet and the Elastic IP address exist (InvalidSubnetID.NotFound, InvalidAllocationID.NotFound).",
            source: create,
        },
        { what: "A public gateway needs an allocation (MissingParameter); a private one takes none.", source: create },
        { what: "The address is not associated already (Resource.AlreadyAssociated).", source: troubles },
        { what: "The VPC of a public gateway has an internet gateway (Gateway.NotAttached).", source: troubles },
        { what: "The subnet has a free address (InsufficientFreeAddressesInSubnet).", source: troubles },
    ],
};

function addressRule(value: Value): string | undefined {
    return typeof value === "string" && parseCidr(`${value}/32`) !== undefined
        ? undefined
        : `expected an IPv4 address, got ${JSON.stringify(value)}`;
}

function validateModel(inputs: Props): readonly Mistake[] {
    const type = inputs["connectivityType"];
    const path = "allocationId";
    if (type === "private" && !isAbsent(inputs[path])) {
        return [{ path, message: `${path}: not supported with connectivityType "private" (${invalidValue})` }];
    }
    return [];
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const subnet = needSubnet(cloud, text(inputs, "subnetId"));
    const open = textOr(inputs, "connectivityType", "public") === "public";
    const address = open ? freeAddress(cloud, inputs, text(subnet.props, "vpcId")) : undefined;
    const id = cloud.newId("nat");
    const card = attachInterface(cloud, {
        subnetId: subnet.id,
        description: `Interface for NAT Gateway ${id}`,
        owner: id,
        privateIp: optionalText(inputs, "privateIp"),
        public: open,
    });
    return {
        id,
        props: {
            ...inputs,
            connectivityType: open ? "public" : "private",
            associationId: open ? cloud.newId("eipassoc") : "",
            networkInterfaceId: card.id,
            privateIp: text(card.props, "privateIp"),
            publicIp: address === undefined ? "" : text(address.props, "publicIp"),
            secondaryAllocationIds: [],
            secondaryPrivateIpAddressCount: 0,
            secondaryPrivateIpAddresses: [],
        },
    };
}

/** The Elastic IP address of a public gateway, which nothing else may use. */
function freeAddress(cloud: Cloud, inputs: Props, vpcId: string): CloudObject {
    const allocationId = optionalText(inputs, "allocationId");
    if (allocationId === undefined) {
        throw new AwsError("MissingParameter", "The request must contain the parameter AllocationId");
    }
    const address = cloud.need(
        eipType,
        allocationId,
        "InvalidAllocationID.NotFound",
        `The allocation ID '${allocationId}' does not exist`,
    );
    if (cloud.where(natGatewayType, "allocationId", allocationId).length > 0) {
        throw new AwsError("Resource.AlreadyAssociated", `Elastic IP address [${allocationId}] is already associated`);
    }
    if (cloud.where(internetGatewayType, "vpcId", vpcId).length === 0) {
        throw new AwsError("Gateway.NotAttached", `Network ${vpcId} has no Internet gateway attached`);
    }
    return address;
}
