import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, Props, text } from "../../cloud/values";
import { ResourceModel, textProperty } from "../model";
import { emptyTable } from "./usage";
import { associationType, invalidValue, needRouteTable, needSubnet, needVpc, routeTableType } from "./types";

const createTable = "EC2 API Reference, CreateRouteTable";
const associate = "EC2 API Reference, AssociateRouteTable";

/** Without inline routes: those are `Route` resources. */
export const routeTable: ResourceModel = {
    type: routeTableType,
    service: "EC2",
    actions: { create: "CreateRouteTable", update: "CreateTags", remove: "DeleteRouteTable" },
    invalidCode: invalidValue,
    inputs: { vpcId: textProperty({ required: true, replace: true, source: createTable }) },
    outputs: ["arn", "ownerId", "propagatingVgws", "routes"],
    tagged: true,
    create: (cloud, inputs) => {
        needVpc(cloud, text(inputs, "vpcId"));
        const id = cloud.newId("rtb");
        const props = {
            ...inputs,
            arn: cloud.arn("ec2", `route-table/${id}`),
            ownerId: cloud.account,
            propagatingVgws: [],
            routes: [],
        };
        return { id, props };
    },
    update: (_, object, inputs) => ({ ...object.props, ...inputs }),
    remove: (cloud, object) => emptyTable(cloud, object.id),
    usualSeconds: { create: 2, update: 1, remove: 1 },
    checks: [
        { what: "The VPC exists (InvalidVpcID.NotFound).", source: createTable },
        {
            what: "The provider takes its associations away before a table goes.",
            source: "Terraform AWS provider, aws_route_table",
        },
    ],
};

export const routeTableAssociation: ResourceModel = {
    type: associationType,
    service: "EC2",
    actions: { create: "AssociateRouteTable", update: "ReplaceRouteTableAssociation", remove: "DisassociateRouteTable" },
    invalidCode: invalidValue,
    inputs: {
        routeTableId: textProperty({ required: true, source: associate }),
        subnetId: textProperty({ required: true, replace: true, source: associate }),
    },
    outputs: [],
    tagged: false,
    create: createAssociation,
    update: (cloud, object, inputs) => {
        mustShareVpc(cloud, inputs);
        return { ...object.props, ...inputs };
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "Subnet and route table exist (InvalidSubnetID.NotFound, InvalidRouteTableID.NotFound).", source: associate },
        { what: "Both belong to one VPC (InvalidParameterValue).", source: associate },
        { what: "A subnet has one association (Resource.AlreadyAssociated).", source: "EC2 API Reference, Error codes" },
    ],
};

function createAssociation(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    mustShareVpc(cloud, inputs);
    if (cloud.where(associationType, "subnetId", text(inputs, "subnetId")).length > 0) {
        throw new AwsError(
            "Resource.AlreadyAssociated",
            `the specified association for route table ${text(inputs, "routeTableId")} conflicts with an existing association`,
        );
    }
    return { id: cloud.newId("rtbassoc"), props: { ...inputs } };
}

function mustShareVpc(cloud: Cloud, inputs: Props): void {
    const table = needRouteTable(cloud, text(inputs, "routeTableId"));
    const subnet = needSubnet(cloud, text(inputs, "subnetId"));
    if (text(table.props, "vpcId") !== text(subnet.props, "vpcId")) {
        throw new AwsError(invalidValue, `Route table ${table.id} and subnet ${subnet.id} belong to different networks`);
    }
}
