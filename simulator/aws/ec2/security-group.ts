import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, hasUnknown, list, optionalText, Props, records, text, texts, Value } from "../../cloud/values";
import {
    flagProperty, listProperty, Mistake, numberProperty, objectProperty, ResourceModel, setProperty, textProperty,
} from "../model";
import { nameFrom } from "../naming";
import { Direction, inlinePermissions, mustBeNew, mustBePeer } from "./group-rules";
import { defaultGroupOf, duplicateGroup, groupsOf, ownSecurityGroupType, removeRulesOf, securityGroupType } from "./groups";
import { interfacesIn } from "./interfaces";
import { cidrRule, groupTextRule, Permission, portMistake, protocolRule, sameProtocol } from "./permission";
import { invalidValue, needVpc } from "./types";
import { groupIsReferenced } from "./usage";

const createGroup = "EC2 API Reference, CreateSecurityGroup";
const deleteGroup = "EC2 API Reference, DeleteSecurityGroup";
const directions: readonly Direction[] = ["ingress", "egress"];

const rules = setProperty(
    objectProperty({
        protocol: textProperty({ required: true, rule: protocolRule, same: sameProtocol }),
        fromPort: numberProperty({ required: true, min: -1, max: 65535 }),
        toPort: numberProperty({ required: true, min: -1, max: 65535 }),
        cidrBlocks: listProperty(textProperty({ rule: cidrRule })),
        ipv6CidrBlocks: listProperty(textProperty()),
        prefixListIds: listProperty(textProperty()),
        securityGroups: setProperty(textProperty()),
        self: flagProperty({ default: false }),
        description: textProperty({ maxLength: 255, rule: groupTextRule }),
    }),
    { computed: true, source: "EC2 API Reference, AuthorizeSecurityGroupIngress" },
);

export const securityGroup: ResourceModel = {
    type: securityGroupType,
    service: "EC2",
    actions: { create: "CreateSecurityGroup", update: "AuthorizeSecurityGroupIngress", remove: "DeleteSecurityGroup" },
    invalidCode: invalidValue,
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            minLength: 1,
            maxLength: 255,
            rule: nameRule,
            conflictsWith: ["namePrefix"],
            source: createGroup,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 229, rule: nameRule }),
        description: textProperty({
            replace: true,
            default: "Managed by Pulumi",
            minLength: 1,
            maxLength: 255,
            rule: groupTextRule,
            source: createGroup,
        }),
        vpcId: textProperty({ required: true, replace: true, source: createGroup }),
        ingress: rules,
        egress: rules,
        revokeRulesOnDelete: flagProperty({ default: false }),
    },
    outputs: ["arn", "ownerId"],
    tagged: true,
    autoname: { property: "name", maxLength: 255 },
    validate: portMistakes,
    create: createModel,
    update: updateModel,
    remove: removeModel,
    usualSeconds: { create: 2, update: 1, remove: 1 },
    checks: [
        { what: "The VPC exists (InvalidVpcID.NotFound).", source: createGroup },
        {
            what: "The name is new in the VPC, whatever its case (InvalidGroup.Duplicate), and does not start with sg-.",
            source: createGroup,
        },
        {
            what: "Groups in rules exist in the VPC (InvalidGroup.NotFound), no rule comes twice (InvalidPermission.Duplicate).",
            source: createGroup,
        },
        {
            what: "A group that an interface uses or another group's rule names does not go (DependencyViolation).",
            source: deleteGroup,
        },
    ],
};

function nameRule(value: Value): string | undefined {
    const name = String(value);
    if (name.startsWith("sg-")) return `group names may not be in the format sg-*, got ${JSON.stringify(name)}`;
    if (name === "default") return `cannot use reserved security group name: default`;
    return groupTextRule(value);
}

function portMistakes(inputs: Props): readonly Mistake[] {
    return directions.flatMap((direction) =>
        list(inputs, direction).flatMap((rule, index) => {
            if (hasUnknown(rule)) return [];
            const found = portMistake(records(inputs, direction)[index] ?? {}, "protocol");
            const path = `${direction}[${index}].fromPort`;
            return found === undefined ? [] : [{ path, message: `${path}: ${found} (${invalidValue})` }];
        }),
    );
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const vpc = needVpc(cloud, text(inputs, "vpcId"));
    const name = nameFrom(cloud, inputs);
    if (groupsOf(cloud, vpc.id).some((other) => text(other.props, "name").toLowerCase() === name.toLowerCase())) {
        throw duplicateGroup(name, vpc.id);
    }
    const id = cloud.newId("sg");
    checkInline(cloud, inputs, vpc.id, id);
    return {
        id,
        props: {
            ...inputs,
            name,
            namePrefix: optionalText(inputs, "namePrefix") ?? "",
            // The provider takes AWS's "allow all" egress rule away: Terraform AWS provider, aws_security_group.
            ingress: list(inputs, "ingress"),
            egress: list(inputs, "egress"),
            arn: cloud.arn("ec2", `security-group/${id}`),
            ownerId: cloud.account,
        },
    };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Props {
    checkInline(cloud, inputs, text(object.props, "vpcId"), object.id);
    return { ...object.props, ...inputs };
}

function checkInline(cloud: Cloud, inputs: Props, vpcId: string, groupId: string): void {
    for (const direction of directions) {
        for (const rule of records(inputs, direction)) {
            for (const peer of texts(rule, "securityGroups")) if (peer !== groupId) mustBePeer(cloud, vpcId, peer);
        }
        const seen: Permission[] = [];
        for (const wanted of inlinePermissions(inputs, direction, groupId)) {
            mustBeNew(seen, wanted);
            seen.push(wanted);
        }
    }
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    const used =
        interfacesIn(cloud, { securityGroupId: object.id }).length > 0
        || groupIsReferenced(cloud, object.id, [securityGroupType, ownSecurityGroupType]);
    if (used) throw new AwsError("DependencyViolation", `resource ${object.id} has a dependent object`);
    removeRulesOf(cloud, object.id);
}

export const defaultSecurityGroup: ResourceModel = {
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    service: "EC2",
    actions: { create: "DescribeSecurityGroups", update: "AuthorizeSecurityGroupIngress", remove: "DeleteTags" },
    invalidCode: invalidValue,
    inputs: {
        vpcId: textProperty({ required: true, replace: true, source: createGroup }),
        ingress: rules,
        egress: rules,
        revokeRulesOnDelete: flagProperty({ default: false }),
    },
    outputs: ["arn", "description", "name", "namePrefix", "ownerId"],
    tagged: true,
    validate: portMistakes,
    create: adoptDefault,
    update: (cloud, object, inputs) => ({ ...object.props, ...inputs, ...setRules(cloud, object.id, inputs) }),
    usualSeconds: { create: 1, update: 1 },
    checks: [
        {
            what: "It adopts the VPC's default group and takes away every rule that is not given.",
            source: "Terraform AWS provider, aws_default_security_group",
        },
        {
            what: "Removing it from the program leaves the group and its rules as they are.",
            source: "Terraform AWS provider, aws_default_security_group",
        },
    ],
};

function adoptDefault(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const vpc = needVpc(cloud, text(inputs, "vpcId"));
    const group = defaultGroupOf(cloud, vpc.id);
    if (group === undefined) {
        throw new AwsError("InvalidGroup.NotFound", `The default security group of VPC '${vpc.id}' does not exist`);
    }
    const { name, description, arn, ownerId } = group.props;
    const identity = { name: name ?? "", description: description ?? "", arn: arn ?? "", ownerId: ownerId ?? "" };
    return { id: group.id, props: { ...inputs, ...identity, namePrefix: "", ...setRules(cloud, group.id, inputs) } };
}

/** Gives the VPC's own group the rules of the resource that adopts it. */
function setRules(cloud: Cloud, id: string, inputs: Props): Draft {
    const group = cloud.need(ownSecurityGroupType, id, "InvalidGroup.NotFound", `The security group '${id}' does not exist`);
    checkInline(cloud, inputs, text(group.props, "vpcId"), id);
    const wanted = { ingress: list(inputs, "ingress"), egress: list(inputs, "egress") };
    cloud.put(ownSecurityGroupType, id, { ...group.props, ...wanted });
    return wanted;
}
