/** What security groups and network ACLs let through, whichever of their resources says it. */
import { Answer, ask, every, some } from "../../core/answer";
import type { Node } from "../../core/node";
import { notApplicable, Outcome, unknown } from "../../core/outcome";
import type { Condition, Context, Subject } from "../../core/rule";

export type Direction = "ingress" | "egress";

export const securityGroup = "aws:ec2/securityGroup:SecurityGroup";
export const securityGroupRule = "aws:ec2/securityGroupRule:SecurityGroupRule";
/** The resource of a single entry of each direction. */
export const entryTypes: { readonly [direction in Direction]: string } = {
    ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
};

export interface Entry {
    /** As `ingress[0]`; empty where the resource is the entry. */
    readonly path: string;
    readonly protocol: Node;
    readonly from: Node;
    readonly to: Node;
    /** A list that is not known stands for its parts, here and in prefixLists. */
    readonly cidrs: readonly Node[];
    readonly prefixLists: readonly Node[];
    readonly description: Node;
}

/** The entries of a group, or of a rule beside one; a reason where it has none of that direction. */
export function entriesOf({ type, props }: Subject, direction: Direction): readonly Entry[] | Outcome {
    if (type === securityGroup) return inline(props.at(direction), direction);
    if (type !== securityGroupRule) return [entryOf(props, single)];
    const own = props.at("type");
    if (own.reading === "unknown") return unknown(own.path);
    return own.text === direction ? [entryOf(props, listed)] : notApplicable(`it is no ${direction} rule`);
}

/** Judges every entry of one direction. */
export function onEntries(direction: Direction, judge: (entry: Entry, context: Context) => readonly Outcome[]): Condition {
    return (subject, context) => {
        const entries = entriesOf(subject, direction);
        return "kind" in entries ? entries : entries.flatMap((entry) => judge(entry, context));
    };
}

function inline(list: Node, direction: Direction): readonly Entry[] | Outcome {
    if (list.reading === "unknown") return unknown(list.path);
    const items = list.items();
    // Nothing gets in by default, and the provider takes away AWS's entry that lets all out (notes on egress of
    // aws.ec2.SecurityGroup).
    if (items.length === 0) return notApplicable(`it has no ${direction} of its own`);
    return items.map((item) => entryOf(item, listed));
}

/** Names of the properties whose names differ. */
interface Names {
    readonly protocol: string;
    readonly cidrs: readonly string[];
    readonly prefixLists: string;
}

/** Of a group, or of a rule of the older kind. */
const listed: Names = { protocol: "protocol", cidrs: ["cidrBlocks", "ipv6CidrBlocks"], prefixLists: "prefixListIds" };
const single: Names = { protocol: "ipProtocol", cidrs: ["cidrIpv4", "cidrIpv6"], prefixLists: "prefixListId" };

function entryOf(node: Node, { protocol, cidrs, prefixLists }: Names): Entry {
    return {
        path: node.path,
        protocol: node.at(protocol), from: node.at("fromPort"), to: node.at("toPort"),
        cidrs: cidrs.flatMap((name) => partsOf(node.at(name))),
        prefixLists: partsOf(node.at(prefixLists)),
        description: node.at("description"),
    };
}

function partsOf(node: Node): readonly Node[] {
    if (node.reading === "absent") return [];
    return Array.isArray(node.value) ? node.items() : [node];
}

/** Protocols by number (IANA, "Assigned Internet Protocol Numbers"); -1 is AWS's own for all. */
const numbers: { readonly [number: string]: string } = { "-1": "all", 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };

export function protocolIs(protocol: Node, ...names: readonly string[]): Answer {
    return ask(protocol, ({ value }) => names.includes(numbers[String(value)] ?? String(value).toLowerCase()));
}

/** Everybody, in whichever spelling: `0.0.0.0/0`, `::/0`. */
export function isEverywhere(cidr: Node): Answer {
    return ask(cidr, ({ text }) => prefixOf(text) === 0);
}

/** Length of a block's prefix. */
export function prefixOf(cidr: string | undefined): number | undefined {
    const digits = /\/(\d+)$/.exec(cidr?.trim() ?? "")?.[1];
    return digits === undefined ? undefined : Number(digits);
}

export interface PortRange {
    readonly first: number;
    readonly last: number;
}

/** `22` or `"20-23"`. */
export function portRange(written: unknown): PortRange {
    const [first, last] = String(written).split("-").map(Number);
    return { first: first ?? Number.NaN, last: last ?? first ?? Number.NaN };
}

/** Whether packets of one of the protocols get to one of the ports. All protocols means all ports, whatever ports are written. */
export function reaches(
    { protocol, from, to }: Pick<Entry, "protocol" | "from" | "to">, protocols: readonly string[], ports: readonly PortRange[],
): Answer {
    // Without ports, or with -1, all are meant (EC2 API reference, IpPermission).
    const overlap = ports.map(({ first, last }) => every(
        ask(from, ({ number }) => number !== undefined && number <= last, true),
        ask(to, ({ number }) => number !== undefined && (number >= first || number === -1), true),
    ));
    return some(protocolIs(protocol, "all"), every(protocolIs(protocol, ...protocols), some(...overlap)));
}
