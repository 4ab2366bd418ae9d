/** The pure helpers of the parser: nearest words, IPv4 blocks, windows, quantities, subnets. */

import { strict as assert } from "node:assert";
import fc from "fast-check";
import { planSubnets } from "../../components/network/subnet-plan";
import { isArm, isRegion } from "../../config/aws";
import { block, contains, isPrivate, overlap, readCidr } from "../../config/cidr";
import { editDistance, nearest } from "../../config/nearest";
import { databaseNameComplaint } from "../../config/postgres";
import { readCpu, readMemory } from "../../config/quantities";
import { publicSubnetPrefix, smallestVpcPrefix } from "../../config/subnets";
import { readDailyWindow, readWeeklyWindow, type Window, windowsOverlap } from "../../config/windows";

describe("the nearest word", () => {
    const keys = ["network", "cluster", "database", "cache", "edge", "activeColor", "traffic"];

    it("is the one with the fewest changes", () => {
        assert.equal(nearest("netwrok", keys), "network");
        assert.equal(nearest("activecolour", keys), "activeColor");
        assert.equal(nearest("databse", keys), "database");
        assert.equal(nearest("cash", keys), undefined);
    });

    it("may be contained in what was written, or contain it", () => {
        assert.equal(nearest("networkSettings", keys), "network");
        assert.equal(nearest("color", keys), "activeColor");
    });

    it("may differ in a third of its letters, not in more", () => {
        assert.equal(nearest("nat", ["net"]), "net");
        assert.equal(nearest("abcdef", ["abcdxy"]), "abcdxy");
        assert.equal(nearest("abcdef", ["abcxyz"]), undefined);
    });

    it("is missing where nothing is near", () => {
        assert.equal(nearest("frobnicate", keys), undefined);
        assert.equal(nearest("x", []), undefined);
    });

    it("counts insertions, deletions and replacements", () => {
        assert.equal(editDistance("", "abc"), 3);
        assert.equal(editDistance("kitten", "sitting"), 3);
        assert.equal(editDistance("flaw", "lawn"), 2);
    });

    it("has a distance that is a metric", () => {
        const word = fc.string({ maxLength: 8, unit: "binary" });
        fc.assert(
            fc.property(word, word, word, (a, b, c) => {
                assert.equal(editDistance(a, b), editDistance(b, a));
                assert.equal(editDistance(a, b) === 0, a === b);
                assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
            }),
        );
    });
});

describe("IPv4 blocks", () => {
    const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const dotted = (value: number): string => [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join(".");

    it("are read where no host bit is set, and otherwise named as they should be", () => {
        fc.assert(
            fc.property(address, fc.integer({ min: 0, max: 32 }), (value, prefix) => {
                const size = 2 ** (32 - prefix);
                const first = value - (value % size);
                assert.deepEqual(readCidr(`${dotted(first)}/${prefix}`), { first, last: first + size - 1, prefix });
                if (first !== value) {
                    assert.deepEqual(readCidr(`${dotted(value)}/${prefix}`), {
                        message: `has host bits set: the block of /${prefix} starts at ${dotted(first)}`,
                        cure: `write ${dotted(first)}/${prefix}`,
                    });
                }
            }),
        );
    });

    it("overlap exactly where one contains the other", () => {
        const any = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([value, prefix]) => {
            const size = 2 ** (32 - prefix);
            return block(`${dotted(value - (value % size))}/${prefix}`);
        });
        fc.assert(
            fc.property(any, any, (left, right) => {
                assert.equal(overlap(left, right), contains(left, right) || contains(right, left));
            }),
        );
    });

    it("overlap where they share one address", () => {
        const [whole, first, last] = ["10.0.1.0/24", "10.0.1.0/32", "10.0.1.255/32"].map(block);
        assert.ok(whole !== undefined && first !== undefined && last !== undefined);
        assert.ok(overlap(whole, first) && overlap(first, whole) && overlap(whole, last) && overlap(last, whole));
        assert.ok(!overlap(whole, block("10.0.2.0/32")) && !overlap(whole, block("10.0.0.255/32")));
    });

    it("are private inside the four ranges only", () => {
        for (const cidr of ["10.255.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/10"])
            assert.ok(isPrivate(block(cidr)), cidr);
        for (const cidr of ["11.0.0.0/16", "172.32.0.0/16", "192.169.0.0/16", "100.128.0.0/16", "8.0.0.0/6"])
            assert.ok(!isPrivate(block(cidr)), cidr);
    });

    it("are refused with a reason", () => {
        assert.deepEqual(readCidr("10.0.0.0"), { message: "is not an IPv4 block" });
        assert.deepEqual(readCidr("10.0.0.256/8"), { message: "has a number above 255 before the slash" });
        assert.deepEqual(readCidr("10.0.0.0/33"), { message: "has a prefix above 32" });
        assert.deepEqual(readCidr("10.0.00.0/8"), { message: "has a number with a leading zero" });
        assert.throws(
            () => block("10.0.0.1/8"),
            new TypeError("10.0.0.1/8 has host bits set: the block of /8 starts at 10.0.0.0"),
        );
    });
});

describe("the subnets' room", () => {
    it("is judged as the planner of the network judges it, for every block that AWS allows", () => {
        for (let prefix = 16; prefix <= 28; prefix++) {
            for (const zoneCount of [2, 3]) {
                const plan = (): readonly { readonly publicCidr: string }[] => planSubnets(`10.0.0.0/${prefix}`, zoneCount);
                if (prefix > smallestVpcPrefix) {
                    assert.throws(plan, RangeError, `/${prefix} with ${zoneCount} zones`);
                } else {
                    for (const zone of plan()) assert.equal(block(zone.publicCidr).prefix, publicSubnetPrefix(prefix));
                }
            }
        }
    });
});

describe("windows", () => {
    const week = 7 * 24 * 60;
    /** Minutes of the week that a window takes, counted one by one. */
    function minutes(window: Window): Set<number> {
        const taken = new Set<number>();
        for (let start = window.start; start < week; start += window.repeats) {
            for (let minute = 0; minute < window.length; minute++) taken.add((start + minute) % week);
        }
        return taken;
    }

    it("overlap where they share a minute", () => {
        const time = fc
            .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
            .map(parts => parts.map(part => String(part).padStart(2, "0")).join(":"));
        const day = fc.constantFrom("mon", "tue", "wed", "thu", "fri", "sat", "sun");
        fc.assert(
            fc.property(time, time, day, time, day, time, (from, to, fromDay, start, toDay, end) => {
                const daily = readDailyWindow(`${from}-${to}`);
                const weekly = readWeeklyWindow(`${fromDay}:${start}-${toDay}:${end}`);
                assert.ok(daily !== undefined && weekly !== undefined);
                const taken = minutes(weekly);
                assert.equal(
                    windowsOverlap(daily, weekly),
                    [...minutes(daily)].some(minute => taken.has(minute)),
                );
                assert.equal(windowsOverlap(weekly, daily), windowsOverlap(daily, weekly));
            }),
            { numRuns: 50 },
        );
    });

    it("without length overlap nothing", () => {
        const empty = readDailyWindow("03:03-03:03");
        const monday = readWeeklyWindow("mon:00:00-mon:03:04");
        assert.ok(empty !== undefined && monday !== undefined);
        assert.ok(!windowsOverlap(empty, monday) && !windowsOverlap(monday, empty));
    });

    it("may pass midnight and the end of the week", () => {
        assert.deepEqual(readDailyWindow("23:30-00:30"), { start: 1410, length: 60, repeats: 1440 });
        assert.deepEqual(readWeeklyWindow("sun:23:30-mon:00:30"), { start: week - 30, length: 60, repeats: week });
    });

    it("are refused in any other form", () => {
        for (const written of ["3:00-4:00", "24:00-01:00", "03:60-04:00", "03:00", "mon:03:00-mon:04:00", ""])
            assert.equal(readDailyWindow(written), undefined, written);
        for (const written of ["Sun:04:00-Sun:05:00", "sun:04:00", "xyz:04:00-sun:05:00", "sun:4:00-sun:5:00", ""])
            assert.equal(readWeeklyWindow(written), undefined, written);
    });
});

describe("quantities", () => {
    it("of CPU are thousandths", () => {
        assert.deepEqual(["250m", "0.5", "2", "0", "0.001", "1.005"].map(readCpu), [250, 500, 2000, 0, 1, 1005]);
        assert.deepEqual(
            ["", "m", "0.0001", "1e3", "-1", "1,5", "2 ", "500Mi"].map(readCpu),
            Array.from({ length: 8 }, () => undefined),
        );
    });

    it("of memory are bytes and have a unit", () => {
        assert.deepEqual(["1Ki", "256Mi", "1Gi", "1k", "1G"].map(readMemory), [1024, 268435456, 1073741824, 1000, 1e9]);
        assert.deepEqual(
            ["", "256", "128m", "1.5Gi", "1gi", "Mi"].map(readMemory),
            Array.from({ length: 6 }, () => undefined),
        );
    });
});

describe("names that AWS knows", () => {
    it("tell regions of every public partition from other words", () => {
        for (const name of ["us-east-1", "ap-southeast-7", "mx-central-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"])
            assert.ok(isRegion(name), name);
        for (const name of ["us-east1", "useast-1", "us-east-1a", "europe-west1", "global", ""]) assert.ok(!isRegion(name), name);
    });

    it("tell Arm types from others", () => {
        for (const type of [
            "m6g.large",
            "t4g.micro",
            "c7gn.xlarge",
            "im4gn.large",
            "x2gd.large",
            "g5g.xlarge",
            "a1.medium",
            "hpc7g.4xlarge",
        ])
            assert.ok(isArm(type), type);
        for (const type of ["m6i.large", "g4dn.xlarge", "g5.xlarge", "t3.medium", "i4i.large", "p4d.24xlarge"])
            assert.ok(!isArm(type), type);
    });

    it("tell databases that can be created from those that cannot", () => {
        for (const name of ["colorway", "orders_2", "users", "a".repeat(63)])
            assert.equal(databaseNameComplaint(name), undefined);
        assert.equal(databaseNameComplaint("user"), "is a reserved word of PostgreSQL");
        assert.equal(databaseNameComplaint("postgres"), "is a database that PostgreSQL brings itself");
        assert.equal(databaseNameComplaint("Orders"), "is no name of a database");
    });
});
