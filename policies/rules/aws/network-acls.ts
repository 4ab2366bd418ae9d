/** Network ACLs. */
import { ask, every, forbidden } from "../../core/answer";
import { shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { met, notApplicable, Outcome, unknown } from "../../core/outcome";
import { beside, isOutcome } from "../../core/relations";
import type { Condition, Rule } from "../../core/rule";
import { isEverywhere, portRange, reaches } from "./security-group-entries";

const acl = "aws:ec2/networkAcl:NetworkAcl";
const defaultAcl = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const aclRule = "aws:ec2/networkAclRule:NetworkAclRule";
const adminPorts = [22, 3389].map(portRange);

/**
 * One entry lets nobody from everywhere reach the ports of administration. Entries that deny before it are not weighed, as AWS
 * Config doesn't.
 */
function closed(entry: Node, action: Node): readonly Outcome[] {
    const allows = ask(action, ({ text }) => text?.toLowerCase() === "allow");
    const ports = { protocol: entry.at("protocol"), from: entry.at("fromPort"), to: entry.at("toPort") };
    const blocks = ["cidrBlock", "ipv6CidrBlock"].map((name) => entry.at(name)).filter(({ reading }) => reading !== "absent");
    return blocks.map((block) => forbidden(
        every(allows, isEverywhere(block), reaches(ports, ["tcp", "udp"], adminPorts)),
        block.path, `is ${shown(block.value)} and reaches ports 22 or 3389; a narrower block is required`,
    ));
}

const noAdministration: Condition = ({ props, type }) => {
    if (type === aclRule) {
        // Absent, it is for what comes in (@pulumi/aws, NetworkAclRule, `egress`).
        const egress = props.at("egress");
        if (egress.reading === "unknown") return unknown(egress.path);
        return egress.flag === true ? notApplicable("it is no ingress rule") : closed(props, props.at("ruleAction"));
    }
    const list = props.at("ingress");
    if (list.reading === "unknown") return unknown(list.path);
    const items = list.items();
    return items.length === 0 ? notApplicable("it has no ingress of its own") : items.flatMap((item) =>
        closed(item, item.at("action")));
};

export const networkAclRules: readonly Rule[] = [
    {
        id: "nacl-no-public-admin-ingress",
        title: "No network ACL lets everybody reach ports of administration",
        why: "It is the second wall: with it open, one wrong security group publishes SSH or Remote Desktop.",
        cure: "Narrow cidrBlock of the entry, or its ports.",
        types: [acl, defaultAcl, aclRule],
        kind: "resource",
        conditions: [noAdministration],
    },
    {
        id: "nacl-attached",
        title: "A network ACL is in use",
        why: "An ACL that guards no subnet looks like protection that is not there.",
        cure: "List the subnets in subnetIds, add an aws.ec2.NetworkAclAssociation, or delete the ACL.",
        types: [acl],
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                const subnets = subject.props.at("subnetIds");
                if (subnets.items().length > 0 || subject.from("subnetIds").length > 0) return met;
                if (subnets.reading === "unknown") return unknown(subnets.path);
                const found = beside(
                    subject, stack, ["aws:ec2/networkAclAssociation:NetworkAclAssociation"], "networkAclId", "subnet",
                );
                return isOutcome(found) ? found : met;
            },
        ],
    },
];
