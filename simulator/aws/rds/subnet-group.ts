import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, Props, text, textOr, texts } from "../../cloud/values";
import { interfacesIn } from "../ec2/interfaces";
import { merged } from "../merge";
import { Made, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { nameFrom } from "../naming";
import { subnetsOf, vpcsOfSubnets, zonesOfSubnets } from "../references";
import { instancesWith, invalidValueCode, service, subnetGroupType } from "./types";

const createGroup = "RDS API Reference, CreateDBSubnetGroup";
const modifyGroup = "RDS API Reference, ModifyDBSubnetGroup";

const inputs: Shape = {
    description: textProperty({ default: "Managed by Pulumi", minLength: 1, maxLength: 255 }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 255,
        pattern: /^[0-9a-z._ -]+$/,
        conflictsWith: ["namePrefix"],
        source: createGroup,
        rule: (value) => (value === "default" ? `"default" is not allowed as a name` : undefined),
    }),
    namePrefix: textProperty({ computed: true, replace: true, maxLength: 229 }),
    subnetIds: setProperty(textProperty(), { required: true, minItems: 1, source: createGroup }),
};

export const subnetGroup: ResourceModel = {
    type: subnetGroupType,
    service,
    actions: { create: "CreateDBSubnetGroup", update: "ModifyDBSubnetGroup", remove: "DeleteDBSubnetGroup" },
    invalidCode: invalidValueCode,
    autoname: { property: "name", maxLength: 255, lower: true },
    tagged: true,
    inputs,
    outputs: ["arn", "supportedNetworkTypes", "vpcId"],
    create,
    update,
    remove,
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "A name that is taken is refused (DBSubnetGroupAlreadyExists).", source: createGroup },
        { what: "Subnets must exist in one VPC (InvalidSubnet).", source: createGroup },
        { what: "Subnets must cover at least two zones (DBSubnetGroupDoesNotCoverEnoughAZs).", source: createGroup },
        { what: "A subnet in which an instance stands stays in the group (SubnetAlreadyInUse).", source: modifyGroup },
        {
            what: "A group that instances use is not deleted (InvalidDBSubnetGroupStateFault).",
            source: "RDS API Reference, DeleteDBSubnetGroup",
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const name = nameFrom(cloud, given);
    if (cloud.find(subnetGroupType, name) !== undefined) {
        throw new AwsError("DBSubnetGroupAlreadyExists", `The DB subnet group '${name}' already exists.`);
    }
    const vpcId = checkSubnets(cloud, given);
    return {
        id: name,
        props: {
            ...given,
            name,
            namePrefix: textOr(given, "namePrefix", ""),
            arn: cloud.arn("rds", `subgrp:${name}`),
            supportedNetworkTypes: ["IPV4"],
            vpcId,
        },
    };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    const vpcId = checkSubnets(cloud, news);
    const kept = texts(news, "subnetIds");
    const gone = texts(object.props, "subnetIds").filter((id) => !kept.includes(id));
    const users = instancesWith(cloud, "dbSubnetGroupName", object.id);
    const used = gone.filter((subnetId) =>
        users.some(({ props }) => interfacesIn(cloud, { owner: text(props, "arn"), subnetId }).length > 0),
    );
    if (used.length > 0)
        throw new AwsError("SubnetAlreadyInUse", `Some of the subnets to be deleted are currently in use: ${used.join(", ")}`);
    if (vpcId !== object.props["vpcId"])
        throw invalidSubnet("The new subnets are not in the same VPC as the existing subnet group");
    return merged(inputs, object.props, news);
}

function remove(cloud: Cloud, object: CloudObject): void {
    const [user] = instancesWith(cloud, "dbSubnetGroupName", object.id);
    if (user === undefined) return;
    throw new AwsError(
        "InvalidDBSubnetGroupStateFault",
        `Cannot delete the subnet group '${object.id}' because at least one database instance: `
            + `${text(user.props, "identifier")} is still using it.`,
    );
}

function checkSubnets(cloud: Cloud, given: Props): string {
    const subnets = subnetsOf(cloud, texts(given, "subnetIds"), (missing) =>
        invalidSubnet(`Some input subnets in :[${missing.join(", ")}] are invalid.`),
    );
    const vpcs = vpcsOfSubnets(subnets);
    if (vpcs.length > 1) throw invalidSubnet(`The subnets are not all in a common VPC: ${vpcs.join(", ")}`);
    const zones = zonesOfSubnets(subnets);
    if (zones.length < 2) {
        throw new AwsError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
                + `Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
        );
    }
    return vpcs[0] ?? "";
}

function invalidSubnet(message: string): AwsError {
    return new AwsError("InvalidSubnet", message);
}
