import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { IPv4CidrRange } from "ip-num";
import { largestVpcPrefix, planSubnets, type ZoneSubnets } from "../../../components/network/subnet-plan";
import { smallestVpcPrefix } from "../../../config/subnets";

/** Any VPC that is allowed: a prefix, and a network address that fits it. */
const vpcs = fc.integer({ min: largestVpcPrefix, max: smallestVpcPrefix }).chain(prefix =>
    fc.integer({ min: 0, max: 2 ** prefix - 1 }).map(block => {
        const address = block * 2 ** (32 - prefix);
        return `${[24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".")}/${prefix}`;
    }),
);
const zoneCounts = fc.constantFrom(2, 3);

function blocksOf(zone: ZoneSubnets): IPv4CidrRange[] {
    return [zone.publicCidr, zone.privateCidr, zone.dataCidr].map(cidr => IPv4CidrRange.fromCidr(cidr));
}

function prefixOf(range: IPv4CidrRange): number {
    return Number(range.getPrefix().getValue());
}

describe("subnet plan", () => {
    it("gives the known blocks for the usual VPC", () => {
        assert.deepEqual(planSubnets("10.0.0.0/16", 3), [
            { publicCidr: "10.0.32.0/20", privateCidr: "10.0.0.0/19", dataCidr: "10.0.48.0/20" },
            { publicCidr: "10.0.96.0/20", privateCidr: "10.0.64.0/19", dataCidr: "10.0.112.0/20" },
            { publicCidr: "10.0.160.0/20", privateCidr: "10.0.128.0/19", dataCidr: "10.0.176.0/20" },
        ]);
    });

    const known: [string, number, ZoneSubnets][] = [
        ["10.0.0.0/16", 2, { publicCidr: "10.0.96.0/20", privateCidr: "10.0.64.0/19", dataCidr: "10.0.112.0/20" }],
        ["10.40.0.0/17", 2, { publicCidr: "10.40.48.0/21", privateCidr: "10.40.32.0/20", dataCidr: "10.40.56.0/21" }],
        ["172.31.0.0/20", 3, { publicCidr: "172.31.10.0/24", privateCidr: "172.31.8.0/23", dataCidr: "172.31.11.0/24" }],
        ["192.168.4.0/22", 2, { publicCidr: "192.168.5.128/26", privateCidr: "192.168.5.0/25", dataCidr: "192.168.5.192/26" }],
        ["192.168.254.0/23", 3, { publicCidr: "192.168.255.64/27", privateCidr: "192.168.255.0/26", dataCidr: "192.168.255.96/27" }],
    ];
    for (const [cidr, zoneCount, last] of known) {
        it(`ends with the known blocks for ${cidr} over ${zoneCount} zones`, () => {
            const plan = planSubnets(cidr, zoneCount);
            assert.equal(plan.length, zoneCount);
            assert.deepEqual(plan[zoneCount - 1], last);
        });
    }

    it("stays inside the VPC and lets nothing overlap", () => {
        fc.assert(fc.property(vpcs, zoneCounts, (cidr, zoneCount) => {
            const blocks = planSubnets(cidr, zoneCount).flatMap(blocksOf);
            const vpc = IPv4CidrRange.fromCidr(cidr);
            assert.equal(blocks.length, 3 * zoneCount);
            for (const [index, block] of blocks.entries()) {
                assert.ok(block.inside(vpc), `${block.toCidrString()} in ${cidr}`);
                for (const other of blocks.slice(index + 1)) {
                    const apart = block.getLast().isLessThan(other.getFirst()) || other.getLast().isLessThan(block.getFirst());
                    assert.ok(apart, `${block.toCidrString()} and ${other.toCidrString()}`);
                }
            }
        }));
    });

    it("keeps the first two zones when a third one is added", () => {
        fc.assert(fc.property(vpcs, cidr => {
            assert.deepEqual(planSubnets(cidr, 3).slice(0, 2), planSubnets(cidr, 2));
        }));
    });

    it("gives pods the biggest block and a load balancer no less than it demands", () => {
        fc.assert(fc.property(vpcs, zoneCounts, (cidr, zoneCount) => {
            for (const zone of planSubnets(cidr, zoneCount)) {
                const [publicPrefix, privatePrefix, dataPrefix] = blocksOf(zone).map(prefixOf);
                assert.ok(privatePrefix < publicPrefix && privatePrefix < dataPrefix);
                assert.ok(publicPrefix <= 27);
                assert.ok(dataPrefix <= 28);
            }
        }));
    });

    it("leaves a quarter of the VPC unused, as a reserve", () => {
        fc.assert(fc.property(vpcs, cidr => {
            const used = planSubnets(cidr, 3).flatMap(blocksOf).reduce((sum, block) => sum + block.getSize(), 0n);
            assert.equal(used * 4n, IPv4CidrRange.fromCidr(cidr).getSize() * 3n);
        }));
    });

    const form = "an IPv4 block from /16 to /23 is allowed, as 10.0.0.0/16";
    const refused: [string, number, string][] = [
        ["10.0.0.0/16", 1, "zoneCount: got 1; 2 or 3 zones are allowed"],
        ["10.0.0.0/16", 4, "zoneCount: got 4; 2 or 3 zones are allowed"],
        ["10.0.0.0/16", 2.5, "zoneCount: got 2.5; 2 or 3 zones are allowed"],
        ["10.0.0.0", 2, `cidr: got "10.0.0.0"; ${form}`],
        ["10.0.0.300/16", 2, `cidr: got "10.0.0.300/16"; ${form}`],
        ["fd00::/16", 2, `cidr: got "fd00::/16"; ${form}`],
        ["10.0.0.0/15", 2, `cidr: got "10.0.0.0/15"; ${form}; AWS takes no larger VPC`],
        ["10.0.0.0/24", 2, `cidr: got "10.0.0.0/24"; ${form}; its subnets would be too small`],
        ["10.0.1.0/16", 2, `cidr: got "10.0.1.0/16", whose address is inside the block; write "10.0.0.0/16"`],
    ];
    for (const [cidr, zoneCount, message] of refused) {
        it(`refuses ${cidr} over ${zoneCount} zones`, () => {
            assert.throws(() => planSubnets(cidr, zoneCount), { name: "RangeError", message });
        });
    }
});
