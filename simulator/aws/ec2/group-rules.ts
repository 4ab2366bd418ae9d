import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, optionalText, Props, records, text, texts } from "../../cloud/values";
import { findSecurityGroup, groupNotFound, needSecurityGroup } from "./groups";
import { Permission, permission, permissionText, samePermission } from "./permission";
import { egressRuleType, ingressRuleType } from "./types";

export type Direction = "ingress" | "egress";

const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/** Rules of one direction per group: VPC User Guide, Amazon VPC quotas (adjustable). */
const rulesPerGroup = 60;

/** The permission that a rule resource grants. */
export function permissionOf(rule: Props): Permission {
    const peer = peers.map((name) => optionalText(rule, name)).find((value) => value !== undefined && value !== "") ?? "";
    return permission(rule, "ipProtocol", peer);
}

/** The permissions of rules written inside a group; one per peer. */
export function inlinePermissions(group: Props, direction: Direction, groupId: string): readonly Permission[] {
    return records(group, direction).flatMap((rule) => {
        const own = flag(rule, "self") ? [groupId] : [];
        const all = [
            ...texts(rule, "cidrBlocks"),
            ...texts(rule, "ipv6CidrBlocks"),
            ...texts(rule, "prefixListIds"),
            ...texts(rule, "securityGroups"),
            ...own,
        ];
        return all.map((peer) => permission(rule, "protocol", peer));
    });
}

/** Everything that a group allows in one direction, but for one rule. */
export function permissionsOf(cloud: Cloud, groupId: string, direction: Direction, except?: string): readonly Permission[] {
    const type = direction === "ingress" ? ingressRuleType : egressRuleType;
    const group = findSecurityGroup(cloud, groupId);
    return [
        ...(group === undefined ? [] : inlinePermissions(group.props, direction, groupId)),
        ...cloud
            .where(type, "securityGroupId", groupId)
            .filter((rule) => rule.id !== except)
            .map((rule) => permissionOf(rule.props)),
    ];
}

/** Refuses a permission that the group has already, or one too many. */
export function mustBeNew(present: readonly Permission[], wanted: Permission): void {
    if (present.some((other) => samePermission(other, wanted))) {
        throw new AwsError("InvalidPermission.Duplicate", `the specified rule "${permissionText(wanted)}" already exists`);
    }
    if (present.length >= rulesPerGroup) {
        throw new AwsError(
            "RulesPerSecurityGroupLimitExceeded",
            "The maximum number of rules per security group has been reached.",
        );
    }
}

/** Refuses a peer group that is missing or in another VPC. */
export function mustBePeer(cloud: Cloud, vpcId: string, peerId: string): void {
    const peer = findSecurityGroup(cloud, peerId);
    if (peer === undefined) throw groupNotFound(peerId);
    if (text(peer.props, "vpcId") !== vpcId) {
        throw new AwsError("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");
    }
}

/** Checks a rule resource against its group and peers. */
export function checkRule(cloud: Cloud, rule: Props, direction: Direction, except?: string): void {
    const group = needSecurityGroup(cloud, text(rule, "securityGroupId"));
    const peer = optionalText(rule, "referencedSecurityGroupId");
    if (peer !== undefined && peer !== "") mustBePeer(cloud, text(group.props, "vpcId"), peer);
    mustBeNew(permissionsOf(cloud, group.id, direction, except), permissionOf(rule));
}
