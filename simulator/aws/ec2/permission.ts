import { numberOr, optionalText, Props, Value } from "../../cloud/values";
import { canonicalCidr, parseCidr } from "./cidr";

/** One rule of a security group, in the form in which two rules can be compared. */
export interface Permission {
    readonly protocol: string;
    readonly fromPort: number;
    readonly toPort: number;
    /** A CIDR block, a prefix list or a group. */
    readonly peer: string;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
export const groupText = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

const numbers: { readonly [number: string]: string } = { "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", all: "-1" };

/** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` or a protocol number without a name. */
export function protocolOf(text: string): string {
    const lower = text.toLowerCase();
    return numbers[lower] ?? lower;
}

export function protocolRule(value: Value): string | undefined {
    const protocol = protocolOf(String(value));
    if (["tcp", "udp", "icmp", "icmpv6", "-1"].includes(protocol)) return undefined;
    if (/^\d{1,3}$/.test(protocol) && Number(protocol) <= 255) return undefined;
    return `invalid IP protocol ${JSON.stringify(value)}; expected tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255`;
}

export function sameProtocol(a: Value, b: Value): boolean {
    return protocolOf(String(a)) === protocolOf(String(b));
}

export function cidrRule(value: Value): string | undefined {
    const range = typeof value === "string" ? parseCidr(value) : undefined;
    if (range === undefined) return `${JSON.stringify(value)} is not a valid IPv4 CIDR block`;
    const canonical = canonicalCidr(range);
    return range.text === canonical
        ? undefined
        : `${JSON.stringify(range.text)} is not a valid IPv4 CIDR block; did you mean ${JSON.stringify(canonical)}?`;
}

/** A name or description of a group or rule: the characters AWS allows. */
export function groupTextRule(value: Value): string | undefined {
    return groupText.test(String(value))
        ? undefined
        : `invalid characters in ${JSON.stringify(value)}; allowed are a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*`;
}

/** What is wrong with the ports of a rule, in EC2's words. */
export function portMistake(rule: Props, protocolName: string): string | undefined {
    const protocol = protocolOf(optionalText(rule, protocolName) ?? "-1");
    const from = rule["fromPort"];
    const to = rule["toPort"];
    if (protocol === "tcp" || protocol === "udp") {
        if (typeof from !== "number" || typeof to !== "number") {
            return "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.";
        }
        if (from < 0) return `TCP/UDP port (${from}) out of range`;
        if (from > to) return `Invalid TCP/UDP port range (${from}:${to})`;
    }
    if (protocol === "icmp" && (typeof from !== "number" || typeof to !== "number")) {
        return "Invalid value 'Must specify both from and to ports with ICMP.' for portRange.";
    }
    return undefined;
}

export function permission(rule: Props, protocolName: string, peer: string): Permission {
    const protocol = protocolOf(optionalText(rule, protocolName) ?? "-1");
    const all = protocol === "-1";
    return {
        protocol,
        fromPort: all ? -1 : numberOr(rule, "fromPort", -1),
        toPort: all ? -1 : numberOr(rule, "toPort", -1),
        peer,
    };
}

export function permissionText({ protocol, fromPort, toPort, peer }: Permission): string {
    const ports = protocol === "-1" ? "ALL" : `${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}`;
    return `peer: ${peer}, ${ports}, ALLOW`;
}

export function samePermission(a: Permission, b: Permission): boolean {
    return a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort && a.peer === b.peer;
}
