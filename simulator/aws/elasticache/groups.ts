import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, Props, records, text, textOr, texts } from "../../cloud/values";
import { interfacesIn } from "../ec2/interfaces";
import { merged } from "../merge";
import { Made, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { subnetsOf, vpcsOfSubnets } from "../references";
import { allowedValues, families, parameterTakes } from "./engines";
import { invalidValue, invalidValueCode, parameterGroupType, replicationGroupType, service, subnetGroupType } from "./types";

const createSubnetGroup = "ElastiCache API Reference, CreateCacheSubnetGroup";
const createParameterGroup = "ElastiCache API Reference, CreateCacheParameterGroup";
const modifyParameterGroup = "ElastiCache API Reference, ModifyCacheParameterGroup";

const subnetInputs: Shape = {
    description: textProperty({ default: "Managed by Pulumi" }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 255,
        pattern: /^[0-9a-z][0-9a-z-]*$/,
        source: createSubnetGroup,
    }),
    subnetIds: setProperty(textProperty(), { required: true, minItems: 1, source: createSubnetGroup }),
};

const subnetGroup: ResourceModel = {
    type: subnetGroupType,
    service,
    actions: { create: "CreateCacheSubnetGroup", update: "ModifyCacheSubnetGroup", remove: "DeleteCacheSubnetGroup" },
    invalidCode: invalidValueCode,
    autoname: { property: "name", maxLength: 255, lower: true },
    tagged: true,
    inputs: subnetInputs,
    outputs: ["arn", "vpcId"],
    create: (cloud, given): Made => {
        const name = text(given, "name");
        if (cloud.find(subnetGroupType, name) !== undefined || name === "default") {
            throw new AwsError("CacheSubnetGroupAlreadyExists", `Cache subnet group ${name} already exists.`);
        }
        return {
            id: name,
            props: { ...given, arn: cloud.arn("elasticache", `subnetgroup:${name}`), vpcId: checkSubnets(cloud, given) },
        };
    },
    update: updateSubnetGroup,
    remove: (cloud, object) => {
        if (usersOf(cloud, "subnetGroupName", object.id).length > 0) {
            throw new AwsError(
                "CacheSubnetGroupInUse",
                `Cache subnet group ${object.id} is currently in use by a cache cluster.`,
            );
        }
    },
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "A name that is taken is refused (CacheSubnetGroupAlreadyExists).", source: createSubnetGroup },
        { what: "Subnets must exist in one VPC (InvalidSubnet).", source: createSubnetGroup },
        {
            what: "A subnet with nodes stays in the group (SubnetInUse).",
            source: "ElastiCache API Reference, ModifyCacheSubnetGroup",
        },
        {
            what: "A group that caches use is not deleted (CacheSubnetGroupInUse).",
            source: "ElastiCache API Reference, DeleteCacheSubnetGroup",
        },
    ],
};

function checkSubnets(cloud: Cloud, given: Props): string {
    const subnets = subnetsOf(
        cloud,
        texts(given, "subnetIds"),
        (missing) => new AwsError("InvalidSubnet", `Some input subnets in :[${missing.join(", ")}] are invalid.`),
    );
    const vpcs = vpcsOfSubnets(subnets);
    if (vpcs.length > 1) throw new AwsError("InvalidSubnet", `The subnets are not all in a common VPC: ${vpcs.join(", ")}`);
    return vpcs[0] ?? "";
}

function updateSubnetGroup(cloud: Cloud, object: CloudObject, news: Props): Draft {
    checkSubnets(cloud, news);
    const gone = texts(object.props, "subnetIds").filter((id) => !texts(news, "subnetIds").includes(id));
    const used = gone.filter((subnetId) =>
        usersOf(cloud, "subnetGroupName", object.id).some(
            ({ props }) => interfacesIn(cloud, { owner: text(props, "arn"), subnetId }).length > 0,
        ),
    );
    if (used.length > 0) throw new AwsError("SubnetInUse", `The subnet ID ${used.join(", ")} is in use.`);
    return merged(subnetInputs, object.props, news);
}

const parameterInputs: Shape = {
    description: textProperty({ default: "Managed by Pulumi", replace: true }),
    family: textProperty({ required: true, replace: true, source: createParameterGroup }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 255,
        pattern: /^[a-z](?!.*--)[0-9a-z-]*(?<!-)$/,
        source: createParameterGroup,
    }),
    parameters: setProperty(objectProperty({ name: textProperty({ required: true }), value: textProperty({ required: true }) })),
};

const parameterGroup: ResourceModel = {
    type: parameterGroupType,
    service,
    actions: { create: "CreateCacheParameterGroup", update: "ModifyCacheParameterGroup", remove: "DeleteCacheParameterGroup" },
    invalidCode: invalidValueCode,
    autoname: { property: "name", maxLength: 255, lower: true },
    tagged: true,
    inputs: parameterInputs,
    outputs: ["arn"],
    create: (cloud, given): Made => {
        const name = text(given, "name");
        if (cloud.find(parameterGroupType, name) !== undefined || defaultFamily(name) !== undefined) {
            throw new AwsError("CacheParameterGroupAlreadyExists", `Parameter group ${name} already exists`);
        }
        const family = text(given, "family");
        if (!families.includes(family))
            throw invalidValue(`CacheParameterGroupFamily ${family} is not a valid parameter group family.`);
        checkParameters(given);
        return { id: name, props: { ...given, arn: cloud.arn("elasticache", `parametergroup:${name}`) } };
    },
    update: (_, object, news): Draft => {
        checkParameters(news);
        return merged(parameterInputs, object.props, news);
    },
    remove: (cloud, object) => {
        if (usersOf(cloud, "parameterGroupName", object.id).length > 0) {
            throw new AwsError(
                "InvalidCacheParameterGroupState",
                `One or more cache clusters are still members of this parameter group ${object.id}, so the group `
                    + "cannot be deleted.",
            );
        }
    },
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "A name that is taken is refused (CacheParameterGroupAlreadyExists).", source: createParameterGroup },
        { what: "The family must exist (InvalidParameterValue).", source: createParameterGroup },
        { what: "Parameters must exist and take the value (InvalidParameterValue).", source: modifyParameterGroup },
        {
            what: "A group that caches use is not deleted (InvalidCacheParameterGroupState).",
            source: "ElastiCache API Reference, DeleteCacheParameterGroup",
        },
    ],
};

function checkParameters(given: Props): void {
    for (const parameter of records(given, "parameters")) {
        const name = text(parameter, "name");
        const value = text(parameter, "value");
        const allowed = allowedValues(name);
        if (allowed === undefined) throw invalidValue(`Could not find parameter with name: ${name}`);
        if (!parameterTakes(allowed, value)) {
            throw invalidValue(`The parameter value ${value} is invalid for parameter ${name}. Allowed values are: ${allowed}`);
        }
    }
}

function usersOf(cloud: Cloud, property: string, name: string): readonly CloudObject[] {
    return cloud.where(replicationGroupType, property, name);
}

/** Family and mode of a parameter group, AWS's default ones too; else `CacheParameterGroupNotFound`. */
export function parameterGroupFacts(cloud: Cloud, name: string): { readonly family: string; readonly clustered: boolean } {
    const family = defaultFamily(name);
    if (family !== undefined) return { family, clustered: name.endsWith(".cluster.on") };
    const group = cloud.need(
        parameterGroupType,
        name,
        "CacheParameterGroupNotFound",
        `CacheParameterGroup ${name} not found.`,
        404,
    );
    const clustered = records(group.props, "parameters").some(
        (item) => text(item, "name") === "cluster-enabled" && text(item, "value") === "yes",
    );
    return { family: textOr(group.props, "family", ""), clustered };
}

function defaultFamily(name: string): string | undefined {
    return families.find((family) => name === `default.${family}` || name === `default.${family}.cluster.on`);
}

export const groupModels: readonly ResourceModel[] = [subnetGroup, parameterGroup];
