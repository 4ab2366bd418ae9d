/** IPv4 ranges and addresses as EC2 counts them. */

export interface Range {
    readonly text: string;
    /** First address, as a number. */
    readonly first: number;
    readonly last: number;
    readonly prefix: number;
}

const shape = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The range that a text names, host bits and all; undefined where it is no IPv4 CIDR. */
export function parseCidr(text: string): Range | undefined {
    const match = shape.exec(text);
    if (match === null) return undefined;
    const [, ...parts] = match;
    const numbers = parts.map(Number);
    const octets = numbers.slice(0, 4);
    const prefix = numbers[4] ?? 33;
    if (octets.some((octet) => octet > 255) || prefix > 32) return undefined;
    const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const size = 2 ** (32 - prefix);
    const first = address - (address % size);
    return { text, first, last: first + size - 1, prefix };
}

/** The range of a CIDR known to be right. */
export function cidr(text: string): Range {
    const range = parseCidr(text);
    if (range === undefined) throw new TypeError(`${text} is no IPv4 CIDR`);
    return range;
}

/** The range in its canonical form, host bits zero. */
export function canonicalCidr(range: Range): string {
    return `${addressText(range.first)}/${range.prefix}`;
}

export function contains(outer: Range, inner: Range): boolean {
    return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlap(a: Range, b: Range): boolean {
    return a.first <= b.last && b.first <= a.last;
}

export function addressText(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/**
 * The addresses of a subnet that can be given out: AWS keeps the first four and the last
 * (VPC User Guide, "Subnet CIDR blocks").
 */
export function* usableAddresses(range: Range): Generator<string> {
    for (let address = range.first + 4; address < range.last; address += 1) yield addressText(address);
}
