import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Props, text, Value } from "../../cloud/values";
import { egressRuleType, ingressRuleType } from "./types";

/** Security groups that a program made. */
export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";
/** Security groups that AWS made: the default one of a VPC, the one of an EKS cluster. */
export const ownSecurityGroupType = "sim:ec2/securityGroup";

export interface NewSecurityGroup {
    readonly name: string;
    readonly description: string;
    readonly vpcId: string;
    readonly tags?: Props;
}

/** A security group that a service makes for itself, as EKS does for a cluster. Remove it with `removeSecurityGroup`. */
export function makeSecurityGroup(cloud: Cloud, group: NewSecurityGroup): CloudObject {
    if (groupsOf(cloud, group.vpcId).some((other) => text(other.props, "name") === group.name)) {
        throw duplicateGroup(group.name, group.vpcId);
    }
    const id = cloud.newId("sg");
    const tags = group.tags ?? {};
    return cloud.put(ownSecurityGroupType, id, {
        name: group.name,
        description: group.description,
        vpcId: group.vpcId,
        arn: cloud.arn("ec2", `security-group/${id}`),
        ownerId: cloud.account,
        ingress: [],
        egress: [],
        tags,
        tagsAll: tags,
    });
}

/** Removes a group made by `makeSecurityGroup`; absent is fine. */
export function removeSecurityGroup(cloud: Cloud, id: string): void {
    removeRulesOf(cloud, id);
    cloud.remove(ownSecurityGroupType, id);
}

/** A deleted group takes its own rules with it. */
export function removeRulesOf(cloud: Cloud, groupId: string): void {
    for (const type of [ingressRuleType, egressRuleType]) {
        for (const rule of cloud.where(type, "securityGroupId", groupId)) cloud.remove(type, rule.id);
    }
}

/** The security group of that id, whoever made it. */
export function findSecurityGroup(cloud: Cloud, id: string): CloudObject | undefined {
    return cloud.find(securityGroupType, id) ?? cloud.find(ownSecurityGroupType, id);
}

/** Like `findSecurityGroup`; a missing one is EC2's `InvalidGroup.NotFound`. */
export function needSecurityGroup(cloud: Cloud, id: string): CloudObject {
    const group = findSecurityGroup(cloud, id);
    if (group === undefined) throw groupNotFound(id);
    return group;
}

/** Every security group of a VPC, whoever made it. */
export function groupsOf(cloud: Cloud, vpcId: string): readonly CloudObject[] {
    return [...cloud.where(ownSecurityGroupType, "vpcId", vpcId), ...cloud.where(securityGroupType, "vpcId", vpcId)];
}

export function defaultGroupOf(cloud: Cloud, vpcId: string): CloudObject | undefined {
    return cloud.where(ownSecurityGroupType, "vpcId", vpcId).find((group) => text(group.props, "name") === "default");
}

export function groupNotFound(id: Value): AwsError {
    return new AwsError("InvalidGroup.NotFound", `The security group '${String(id)}' does not exist`);
}

export function duplicateGroup(name: string, vpcId: string): AwsError {
    return new AwsError("InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpcId}'`);
}
