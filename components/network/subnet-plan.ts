/**
 * Which addresses the subnets of a VPC get. The layout does not depend on how many zones are used, so adding one moves nothing:
 *
 *     VPC /16 ─┬─ zone 1 /18 ─┬─ private /19   nodes and pods (each pod takes an address of its node's subnet)
 *              ├─ zone 2 /18  ├─ public  /20   load balancer, NAT gateway
 *              ├─ zone 3 /18  └─ data    /20   database, cache
 *              └─ spare  /18
 */

import { IPv4CidrRange, IPv4Prefix } from "ip-num";
import { smallestVpcPrefix } from "../../config/subnets";

/** Zones with addresses of their own; one more than a VPC may use here, as a reserve. */
const zoneBlocks = 4;
/** Most zones that a VPC may use. */
export const maxZones = zoneBlocks - 1;
/**
 * Fewest: a database's subnet group and a load balancer take no less than two (RDS user guide, "Working with DB subnet
 * groups").
 */
export const minZones = 2;

/** Shortest prefix of a VPC (VPC user guide, "VPC CIDR blocks": between /16 and /28). */
export const largestVpcPrefix = 16;
/** The blocks of one zone. */
export interface ZoneSubnets {
    readonly publicCidr: string;
    readonly privateCidr: string;
    readonly dataCidr: string;
}

/**
 * The subnets of each zone, in order. Zone `i` gets the same blocks for every `zoneCount`.
 *
 * @param cidr block of the VPC, /16 to /23, its address being the first of the block
 * @param zoneCount 2 or 3
 * @throws RangeError naming the argument and what is allowed
 */
export function planSubnets(cidr: string, zoneCount: number): readonly ZoneSubnets[] {
    if (!Number.isInteger(zoneCount) || zoneCount < minZones || zoneCount > maxZones) {
        throw new RangeError(`zoneCount: got ${zoneCount}; ${minZones} or ${maxZones} zones are allowed`);
    }
    const vpc = parseVpcCidr(cidr);
    return splitBy(vpc, 2).slice(0, zoneCount).map(zone => {
        const [privateBlock, rest] = splitBy(zone, 1);
        const [publicBlock, dataBlock] = splitBy(rest, 1);
        return {
            publicCidr: publicBlock.toCidrString(),
            privateCidr: privateBlock.toCidrString(),
            dataCidr: dataBlock.toCidrString(),
        };
    });
}

function parseVpcCidr(cidr: string): IPv4CidrRange {
    const range = tryParse(cidr);
    const allowed = `an IPv4 block from /${largestVpcPrefix} to /${smallestVpcPrefix} is allowed, as 10.0.0.0/16`;
    if (range === undefined) {
        throw new RangeError(`cidr: got "${cidr}"; ${allowed}`);
    }
    const prefix = Number(range.getPrefix().getValue());
    if (prefix < largestVpcPrefix || prefix > smallestVpcPrefix) {
        const reason = prefix < largestVpcPrefix ? "AWS takes no larger VPC" : "its subnets would be too small";
        throw new RangeError(`cidr: got "${cidr}"; ${allowed}; ${reason}`);
    }
    const first = `${range.getFirst().toString()}/${prefix}`;
    if (cidr !== first) {
        throw new RangeError(`cidr: got "${cidr}", whose address is inside the block; write "${first}"`);
    }
    return range;
}

function tryParse(cidr: string): IPv4CidrRange | undefined {
    try {
        return IPv4CidrRange.fromCidr(cidr);
    } catch {
        return undefined;
    }
}

/** Cuts a block into 2^bits equal ones. */
function splitBy(range: IPv4CidrRange, bits: number): IPv4CidrRange[] {
    return range.splitInto(IPv4Prefix.fromNumber(range.getPrefix().getValue() + BigInt(bits)));
}
