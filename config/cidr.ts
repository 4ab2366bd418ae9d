/** IPv4 blocks, pure. */

/** First and last address as numbers, both inside the block. */
export interface Block {
    readonly first: number;
    readonly last: number;
    readonly prefix: number;
}

const notation = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The block that the text names, or what is wrong with it. */
export function readCidr(cidr: string): Block | { readonly message: string; readonly cure?: string } {
    const match = notation.exec(cidr);
    if (match === null) return { message: "is not an IPv4 block" };
    const octets = match.slice(1, 5).map(Number);
    const prefix = Number(match[5]);
    if (match.slice(1, 6).some(part => part.length > 1 && part.startsWith("0")))
        return { message: "has a number with a leading zero" };
    if (octets.some(octet => octet > 255)) return { message: "has a number above 255 before the slash" };
    if (prefix > 32) return { message: "has a prefix above 32" };
    const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const size = 2 ** (32 - prefix);
    const first = address - (address % size);
    if (first !== address) {
        return {
            message: `has host bits set: the block of /${prefix} starts at ${dotted(first)}`,
            cure: `write ${dotted(first)}/${prefix}`,
        };
    }
    return { first, last: first + size - 1, prefix };
}

/** @throws TypeError where the text is no block: for constants only */
export function block(cidr: string): Block {
    const read = readCidr(cidr);
    if ("message" in read) throw new TypeError(`${cidr} ${read.message}`);
    return read;
}

export function overlap(left: Block, right: Block): boolean {
    return left.first <= right.last && right.first <= left.last;
}

export function contains(outer: Block, inner: Block): boolean {
    return outer.first <= inner.first && inner.last <= outer.last;
}

/** RFC 1918, and the shared range of RFC 6598 that VPCs also use (VPC user guide, "VPC CIDR blocks"). */
export const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;

export function isPrivate(range: Block): boolean {
    return privateRanges.some(each => contains(block(each), range));
}

function dotted(address: number): string {
    return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".");
}
