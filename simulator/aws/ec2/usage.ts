import { Cloud } from "../../cloud/cloud";
import { flag, optionalText, Props, records, texts } from "../../cloud/values";
import { interfacesIn } from "./interfaces";
import { associationType, egressRuleType, ingressRuleType, routeType } from "./types";

/** Whether an interface in the VPC has a public address. */
export function addressesMappedIn(cloud: Cloud, vpcId: string): boolean {
    return interfacesIn(cloud, { vpcId }).some(({ props }) => flag(props, "public"));
}

/** A deleted route table takes its associations and routes with it. */
export function emptyTable(cloud: Cloud, tableId: string): void {
    for (const type of [associationType, routeType]) {
        for (const other of cloud.where(type, "routeTableId", tableId)) cloud.remove(type, other.id);
    }
}

/** Whether another group's rule names this group. */
export function groupIsReferenced(cloud: Cloud, groupId: string, inlineTypes: readonly string[]): boolean {
    const byRule = [ingressRuleType, egressRuleType].some((type) =>
        cloud
            .where(type, "referencedSecurityGroupId", groupId)
            .some(({ props }) => optionalText(props, "securityGroupId") !== groupId),
    );
    return (
        byRule
        || inlineTypes.some((type) => cloud.all(type).some((group) => group.id !== groupId && namesGroup(group.props, groupId)))
    );
}

function namesGroup(props: Props, groupId: string): boolean {
    return [...records(props, "ingress"), ...records(props, "egress")].some((rule) =>
        texts(rule, "securityGroups").includes(groupId),
    );
}
