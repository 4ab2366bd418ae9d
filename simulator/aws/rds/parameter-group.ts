import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, records, text, textOr } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Made, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { nameFrom } from "../naming";
import { parameterOf, parameterTakes } from "./parameters";
import { instancesWith, invalidCombination, invalidValue, invalidValueCode, parameterGroupType, service } from "./types";
import { families } from "./versions";

const createGroup = "RDS API Reference, CreateDBParameterGroup";
const modifyGroup = "RDS API Reference, ModifyDBParameterGroup";
const nameForm = /^[a-z](?!.*--)[0-9a-z.-]*(?<!-)$/;

const inputs: Shape = {
    description: textProperty({ default: "Managed by Pulumi", replace: true, maxLength: 255 }),
    family: textProperty({ required: true, replace: true, source: createGroup }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 255,
        pattern: nameForm,
        conflictsWith: ["namePrefix"],
        source: createGroup,
    }),
    namePrefix: textProperty({ computed: true, replace: true, maxLength: 229 }),
    parameters: setProperty(
        objectProperty({
            applyMethod: textProperty({
                default: "immediate",
                oneOf: ["immediate", "pending-reboot"],
                source: "RDS API Reference, Parameter",
            }),
            name: textProperty({ required: true }),
            value: textProperty({ required: true }),
        }),
    ),
    skipDestroy: flagProperty(),
};

export const parameterGroup: ResourceModel = {
    type: parameterGroupType,
    service,
    actions: { create: "CreateDBParameterGroup", update: "ModifyDBParameterGroup", remove: "DeleteDBParameterGroup" },
    invalidCode: invalidValueCode,
    autoname: { property: "name", maxLength: 255, lower: true },
    tagged: true,
    inputs,
    outputs: ["arn"],
    create,
    update: (_, object, news): Draft => {
        checkParameters(text(object.props, "family"), news);
        return merged(inputs, object.props, news);
    },
    remove,
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "A name that is taken is refused (DBParameterGroupAlreadyExists).", source: createGroup },
        { what: "The family must exist (InvalidParameterValue).", source: createGroup },
        { what: "Parameters must exist in the family and take the value (InvalidParameterValue).", source: modifyGroup },
        { what: "Static parameters are set with pending-reboot (InvalidParameterCombination).", source: modifyGroup },
        {
            what: "A group that instances use is not deleted (InvalidDBParameterGroupState).",
            source: "RDS API Reference, DeleteDBParameterGroup",
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const name = nameFrom(cloud, given);
    if (cloud.find(parameterGroupType, name) !== undefined || isDefaultGroup(name)) {
        throw new AwsError("DBParameterGroupAlreadyExists", `Parameter group ${name} already exists`);
    }
    const family = text(given, "family");
    if (!families.includes(family)) throw invalidValue(`ParameterGroupFamily ${family} is not a valid parameter group family`);
    checkParameters(family, given);
    return {
        id: name,
        props: { ...given, name, namePrefix: textOr(given, "namePrefix", ""), arn: cloud.arn("rds", `pg:${name}`) },
    };
}

function checkParameters(family: string, given: Props): void {
    const seen = new Set<string>();
    for (const item of records(given, "parameters")) {
        const name = text(item, "name");
        const value = text(item, "value");
        const parameter = parameterOf(family, name);
        if (parameter === undefined) throw invalidValue(`Could not find parameter with name: ${name}`);
        if (seen.has(name)) throw invalidCombination(`Duplicate parameter in the request: ${name}`);
        seen.add(name);
        if (parameter.restarts && textOr(item, "applyMethod", "immediate") === "immediate") {
            throw invalidCombination("cannot use immediate apply method for static parameter");
        }
        if (!parameterTakes(parameter, value)) {
            throw invalidValue(`Invalid parameter value: ${value} for: ${name} allowed values are: ${parameter.allowed ?? ""}`);
        }
    }
}

function remove(cloud: Cloud, object: CloudObject): void {
    if (flag(object.props, "skipDestroy")) return;
    if (instancesWith(cloud, "parameterGroupName", object.id).length > 0) {
        throw new AwsError(
            "InvalidDBParameterGroupState",
            `One or more database instances are still members of this parameter group ${object.id}, so the group `
                + "cannot be deleted",
        );
    }
}

/** Groups that RDS keeps itself: `default.postgres17`. */
function isDefaultGroup(name: string): boolean {
    return families.some((family) => name === `default.${family}`);
}

/** Family of a parameter group, AWS's default ones too; else `DBParameterGroupNotFound`. */
export function familyOfGroup(cloud: Cloud, name: string): string {
    if (isDefaultGroup(name)) return name.slice("default.".length);
    const group = cloud.find(parameterGroupType, name);
    const family = group === undefined ? undefined : optionalText(group.props, "family");
    if (family === undefined) throw new AwsError("DBParameterGroupNotFound", `DBParameterGroup not found: ${name}`, 404);
    return family;
}
