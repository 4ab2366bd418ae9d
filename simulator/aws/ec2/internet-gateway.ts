import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, optionalText, Props } from "../../cloud/values";
import { ResourceModel, textProperty } from "../model";
import { internetGatewayType, invalidValue, needVpc } from "./types";
import { addressesMappedIn } from "./usage";

const attach = "EC2 API Reference, AttachInternetGateway";
const detach = "EC2 API Reference, DetachInternetGateway";

export const internetGateway: ResourceModel = {
    type: internetGatewayType,
    service: "EC2",
    actions: { create: "CreateInternetGateway", update: "AttachInternetGateway", remove: "DetachInternetGateway" },
    invalidCode: invalidValue,
    inputs: { vpcId: textProperty({ computed: true, source: attach }) },
    outputs: ["arn", "ownerId"],
    tagged: true,
    create: createModel,
    update: updateModel,
    remove: (cloud, object) => detachFrom(cloud, optionalText(object.props, "vpcId")),
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what: "The VPC exists (InvalidVpcID.NotFound) and has no other internet gateway (InvalidParameterValue).",
            source: attach,
        },
        { what: "A gateway is not detached while public addresses are mapped in its VPC (DependencyViolation).", source: detach },
    ],
};

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const vpcId = optionalText(inputs, "vpcId");
    if (vpcId !== undefined) mustAttach(cloud, vpcId);
    const id = cloud.newId("igw");
    return {
        id,
        props: {
            ...inputs,
            vpcId: vpcId ?? "",
            arn: cloud.arn("ec2", `internet-gateway/${id}`),
            ownerId: cloud.account,
        },
    };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Props {
    const before = optionalText(object.props, "vpcId");
    const after = optionalText(inputs, "vpcId") ?? before;
    if (after !== before) {
        if (after !== undefined && after !== "") mustAttach(cloud, after);
        detachFrom(cloud, before);
    }
    return { ...object.props, ...inputs, vpcId: after ?? "" };
}

function mustAttach(cloud: Cloud, vpcId: string): void {
    needVpc(cloud, vpcId);
    if (cloud.where(internetGatewayType, "vpcId", vpcId).length > 0) {
        throw new AwsError(invalidValue, `Network ${vpcId} already has an internet gateway attached`);
    }
}

function detachFrom(cloud: Cloud, vpcId: string | undefined): void {
    if (vpcId === undefined || vpcId === "" || !addressesMappedIn(cloud, vpcId)) return;
    throw new AwsError(
        "DependencyViolation",
        `Network ${vpcId} has some mapped public address(es). `
            + "Please unmap those public address(es) before detaching the gateway.",
    );
}
