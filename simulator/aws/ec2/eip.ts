import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, Props, text } from "../../cloud/values";
import { ResourceModel, textProperty } from "../model";
import { eipType, invalidValue, natGatewayType } from "./types";

const allocate = "EC2 API Reference, AllocateAddress";

// Addresses of AWS's documentation have no meaning elsewhere; these ranges are set aside for examples (RFC 5737).
const exampleRanges = ["203.0.113", "198.51.100", "192.0.2"];

export const eip: ResourceModel = {
    type: eipType,
    service: "EC2",
    actions: { create: "AllocateAddress", update: "CreateTags", remove: "ReleaseAddress" },
    invalidCode: invalidValue,
    inputs: {
        domain: textProperty({ computed: true, replace: true, oneOf: ["vpc"], source: allocate }),
        networkBorderGroup: textProperty({ computed: true, replace: true, source: allocate }),
        publicIpv4Pool: textProperty({ computed: true, replace: true, oneOf: ["amazon"], source: allocate }),
    },
    outputs: ["allocationId", "arn", "associationId", "privateDns", "privateIp", "publicDns", "publicIp"],
    tagged: true,
    create: createModel,
    update: (_, object, inputs) => ({ ...object.props, ...inputs }),
    remove: removeModel,
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The network border group is the region's (InvalidParameterValue).", source: allocate },
        {
            what: "An address that a NAT gateway uses is not released (AuthFailure).",
            source: "VPC User Guide, Troubleshoot NAT gateways",
        },
        { what: "Five addresses in a region are AWS's adjustable quota, not enforced here.", source: "VPC User Guide, Quotas" },
    ],
};

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const group = inputs["networkBorderGroup"];
    if (typeof group === "string" && group !== cloud.region) {
        throw new AwsError(invalidValue, `Value (${group}) for parameter networkBorderGroup is invalid.`);
    }
    const id = cloud.newId("eipalloc");
    const publicIp = freePublicAddress(cloud);
    return {
        id,
        props: {
            ...inputs,
            domain: "vpc",
            networkBorderGroup: cloud.region,
            publicIpv4Pool: "amazon",
            allocationId: id,
            arn: cloud.arn("ec2", `elastic-ip/${id}`),
            associationId: "",
            carrierIp: "",
            customerOwnedIp: "",
            customerOwnedIpv4Pool: "",
            instance: "",
            networkInterface: "",
            privateDns: "",
            privateIp: "",
            ptrRecord: "",
            publicDns: publicName(cloud, publicIp),
            publicIp,
        },
    };
}

function publicName(cloud: Cloud, address: string): string {
    const zone = cloud.region === "us-east-1" ? "compute-1" : `${cloud.region}.compute`;
    return `ec2-${address.replaceAll(".", "-")}.${zone}.amazonaws.com`;
}

function freePublicAddress(cloud: Cloud): string {
    const taken = new Set(cloud.all(eipType).map(({ props }) => text(props, "publicIp")));
    for (const range of exampleRanges) {
        for (let host = 1; host < 255; host += 1) {
            const address = `${range}.${host}`;
            if (!taken.has(address)) return address;
        }
    }
    throw new AwsError("AddressLimitExceeded", "The maximum number of addresses has been reached.");
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (cloud.where(natGatewayType, "allocationId", object.id).length > 0) {
        throw new AwsError("AuthFailure", "You do not have permission to access the specified resource.");
    }
}
