/** Security groups: what anybody may reach, and what is written down about it. */
import { ask, every, forbidden, not } from "../../core/answer";
import { at, shown } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { saidAt } from "../../core/parts";
import { integerParameter } from "../../core/parameters";
import type { Condition, Context, Parameter, Rule } from "../../core/rule";
import { listOf } from "../../lib/values";
import {
    Direction, Entry, entryTypes, isEverywhere, onEntries, PortRange, portRange, prefixOf, protocolIs, reaches, securityGroup,
    securityGroupRule,
} from "./security-group-entries";

const typesOf = (direction: Direction): readonly string[] => [securityGroup, securityGroupRule, entryTypes[direction]];

/** EC2.19 of Security Hub, and the other ports on which databases, caches and consoles listen. */
const highRiskPorts = [
    "20-23", 25, 110, 135, 143, 445, "1433-1434", 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 6379, 8080, 8088, 8888, 9200,
    9300,
];
const portsSchema = {
    type: "array",
    items: { anyOf: [{ type: "integer", minimum: 0, maximum: 65535 }, { type: "string", pattern: "^\\d+-\\d+$" }] },
};
const portsParameter = (description: string, ports: readonly (number | string)[]): { readonly ports: Parameter } => ({
    ports: { description, default: ports, schema: portsSchema, control: "cm-07_odp.03" },
});
/** What the provider writes where nobody described the group. */
const defaultDescriptions = ["", "Managed by Pulumi", "Managed by Terraform"];

/** No entry for everybody reaches the ports. */
function closed(
    direction: Direction, what: string, protocols: readonly string[],
    portsOf: (parameter: Context["parameter"]) => readonly PortRange[],
): Condition {
    return onEntries(direction, (entry, context) => entry.cidrs.map((cidr) => forbidden(
        every(isEverywhere(cidr), reaches(entry, protocols, portsOf(context.parameter))),
        cidr.path, `is ${shown(cidr.value)} and reaches ${what}; a narrower block or a security group is required`,
    )));
}

const only = (...ports: readonly number[]) => (): readonly PortRange[] => ports.map(portRange);

/** Every port of the entry is in the list. */
function listed({ protocol, from, to }: Entry, ports: readonly PortRange[]): ReturnType<typeof every> {
    const within = ({ number: last = Number.NaN }: Entry["to"]): boolean => {
        let next = from.number ?? Number.NaN;
        if (!(next <= last)) return false;
        for (let range; next <= last; next = range.last + 1) {
            range = ports.find((each) => each.first <= next && next <= each.last);
            if (range === undefined) return false;
        }
        return true;
    };
    return every(protocolIs(protocol, "tcp", "udp"), ask(from, () => true), ask(to, within));
}

function described(entry: Entry): readonly Outcome[] {
    const { reading, path, text } = entry.description;
    if (reading === "unknown") return [unknown(path)];
    const says = text !== undefined && !defaultDescriptions.includes(text.trim());
    return [says ? met : notMet(path, `is ${reading === "absent" ? "not set" : shown(text)}; what the entry is for is required`)];
}

/** Description of an entry, where the resource has any of that direction. */
const entriesDescribed = (direction: Direction): Condition => (subject, context) =>
    (subject.type === entryTypes[direction === "ingress" ? "egress" : "ingress"]
        ? notApplicable(`it is no ${direction} rule`)
        : onEntries(direction, described)(subject, context));

const groupDescription = at("description", "notMet", "what the group is for", ({ text, value }) =>
    (text === undefined || defaultDescriptions.includes(text.trim())
        ? `is ${shown(value)}; what the group is for is required`
        : undefined));

const prefix = (version: 4 | 6, length: number): { readonly [name: string]: Parameter } => ({
    [`shortestPrefixIpv${version}`]: integerParameter(
        `shortest prefix of an IPv${version} block that may send everything; the default is that of the largest VPC`,
        length, { minimum: 0, maximum: version === 4 ? 32 : 128 },
    ),
});

export const securityGroupRules: readonly Rule[] = [
    {
        id: "sg-no-public-ingress-ssh",
        title: "Nobody on the Internet reaches SSH",
        why: "Open SSH is found within minutes and its passwords and keys are tried without end.",
        cure: "Use Session Manager; otherwise name the block or the security group that administers in the ingress of the group.",
        types: typesOf("ingress"),
        kind: "resource",
        conditions: [closed("ingress", "port 22 (SSH)", ["tcp"], only(22))],
    },
    {
        id: "sg-no-public-ingress-rdp",
        title: "Nobody on the Internet reaches Remote Desktop",
        why: "Open Remote Desktop is the usual way in for those who encrypt data for ransom.",
        cure: "Use Fleet Manager; otherwise name the block or the security group that administers in the ingress of the group.",
        types: typesOf("ingress"),
        kind: "resource",
        conditions: [closed("ingress", "port 3389 (Remote Desktop)", ["tcp", "udp"], only(3389))],
    },
    {
        id: "sg-no-public-ingress-high-risk-ports",
        title: "Nobody on the Internet reaches ports of administration, databases and caches",
        why: "What listens there often has weak sign-in or none, and is never meant for everybody.",
        cure: "Name the security group of the clients in referencedSecurityGroupId in place of a block for everybody.",
        types: typesOf("ingress"),
        kind: "resource",
        parameters: portsParameter("ports and ranges that are never open to everybody", highRiskPorts),
        conditions: [closed("ingress", "a port of high risk", ["tcp", "udp"], (parameter) =>
            listOf(parameter("ports")).map(portRange))],
    },
    {
        id: "sg-public-ingress-allow-list",
        title: "Only the ports that are meant for everybody are open to everybody",
        why: "Each further port is a service that anybody may attack, and that no one decided to publish.",
        cure: "Narrow the source, or put the port into the rule's parameter ports with its justification.",
        types: typesOf("ingress"),
        kind: "resource",
        parameters: portsParameter("ports and ranges that may be open to everybody", [443]),
        conditions: [
            onEntries("ingress", (entry, { parameter }) => entry.cidrs.map((cidr) => forbidden(
                every(isEverywhere(cidr), not(listed(entry, listOf(parameter("ports")).map(portRange)))),
                cidr.path,
                `is ${shown(cidr.value)} for ports that are not public; only ${listOf(parameter("ports")).join(", ")} may be `
                    + "open to everybody",
            ))),
        ],
    },
    {
        id: "sg-no-ingress-all-protocols",
        title: "No block wider than a network may send everything",
        why: "Whatever is started later in the group is open at once, on every port.",
        cure: "Write an entry for each protocol and port that is used.",
        types: typesOf("ingress"),
        kind: "resource",
        // A VPC has /16 at most, /44 of IPv6 (VPC user guide, "VPC CIDR blocks").
        parameters: { ...prefix(4, 16), ...prefix(6, 44) },
        conditions: [
            onEntries("ingress", ({ cidrs, protocol }, { parameter }) => cidrs.map((cidr) => {
                const least = Number(parameter(cidr.text?.includes(":") === true ? "shortestPrefixIpv6" : "shortestPrefixIpv4"));
                const wide = ask(cidr, ({ text }) => (prefixOf(text) ?? 0) < least);
                const text = `is ${shown(cidr.value)} for all protocols; a prefix of ${least} or longer, or one protocol, is `
                    + "required";
                return forbidden(every(protocolIs(protocol, "all"), wide), cidr.path, text);
            })),
        ],
    },
    {
        id: "sg-egress-restricted",
        title: "Nothing may send everything to everybody",
        why: "Who breaks in takes data out and loads tools by any way; with narrow ways out that is slow and seen.",
        cure: "Write egress for the ports and blocks, prefix lists or groups that are called; without any, the provider lets "
            + "nothing out.",
        types: typesOf("egress"),
        kind: "resource",
        conditions: [
            onEntries("egress", ({ cidrs, protocol }) => cidrs.map((cidr) => forbidden(
                every(protocolIs(protocol, "all"), isEverywhere(cidr)),
                cidr.path, `is ${shown(cidr.value)} for all protocols; a narrower block or one protocol is required`,
            ))),
        ],
    },
    {
        id: "sg-no-public-egress-admin-ports",
        title: "Nothing administers machines on the Internet",
        why: "SSH outwards is a tunnel for whatever else, which no one sees into.",
        cure: "Name the blocks that are administered in the egress of the group.",
        types: typesOf("egress"),
        kind: "resource",
        conditions: [closed("egress", "ports 22 or 3389", ["tcp"], only(22, 3389))],
    },
    {
        id: "sg-rule-description-required",
        title: "Security groups and their entries say what they are for",
        why: "A review can't tell an entry that is needed from one that was forgotten.",
        cure: "Set description on the group and on each entry.",
        types: [securityGroup, securityGroupRule, entryTypes.ingress, entryTypes.egress],
        kind: "resource",
        conditions: [
            (subject, context) =>
                (subject.type === securityGroup ? groupDescription(subject, context) : notApplicable("it is no group")),
            entriesDescribed("ingress"),
            entriesDescribed("egress"),
        ],
    },
    {
        id: "sg-no-mixed-rule-management",
        title: "A group's entries are written in one way",
        why: "Entries in the group and beside it take each other away, so what is open changes with each update.",
        cure: "Move ingress and egress of the SecurityGroup into SecurityGroupIngressRule and SecurityGroupEgressRule.",
        types: [securityGroup],
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                const inline = (["ingress", "egress"] as const)
                    // Once it is made, AWS lists here what stands beside the group.
                    .map((direction) => saidAt(subject, direction))
                    .find(({ reading }) => reading !== "absent");
                if (inline === undefined) return notApplicable("it has no entries of its own");
                const others = [securityGroupRule, ...Object.values(entryTypes)].map((type) =>
                    stack.naming(subject, type, "securityGroupId"));
                const found = others.flatMap((each) => each.found)[0];
                if (found !== undefined) {
                    return notMet(
                        inline.path, `is set while ${found.name} adds to the group, too; entries in one place are required`,
                    );
                }
                const unsure = others.flatMap((each) => each.unsure)[0];
                return unsure === undefined ? met : unknown(`${unsure.name}.securityGroupId`);
            },
        ],
    },
];
