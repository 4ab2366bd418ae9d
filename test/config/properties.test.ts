/** What holds for every configuration, made by chance. */

import { strict as assert } from "node:assert";
import fc from "fast-check";
import { stringify } from "yaml";
import { readStackText } from "../../config/files";
import { formatProblems } from "../../config/format";
import { type ConfigRecord, parseSettings } from "../../config/parse";
import type { ReleaseSource } from "../../config/releases";
import { settingKeys } from "../../config/schema";
import { sampleRelease } from "./samples";

const releases: ReleaseSource = { versions: ["1.0.0", "1.1.0"], read: version => stringify(sampleRelease(version)) };

function recordOf(values: { readonly [key: string]: unknown }): ConfigRecord {
    return {
        stack: "dev",
        values: {
            "aws:region": "us-east-1",
            "colorway:activeColor": "blue",
            "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "full", release: "1.1.0" } },
            "colorway:edge": { domain: "dev.colorway.example", hostedZone: "colorway.example" },
            ...values,
        },
    };
}

/** Words that occur in configurations, so that chance comes near the schema. */
const words = [
    ...settingKeys,
    "cidr",
    "zones",
    "zoneCount",
    "nat",
    "nodeGroups",
    "name",
    "minSize",
    "maxSize",
    "blue",
    "green",
    "size",
    "release",
    "full",
    "1.0.0",
    "10.0.0.0/16",
    "us-east-1a",
    "publicPaths",
    "/*",
    "calls",
    "env",
    "port",
    "requests",
    "cpu",
    "secure",
    "floors",
    "api-gateway",
    "kind",
    "canary",
    "steps",
    "weight",
    "seconds",
    "limits",
    "errorPercent",
    "minRequests",
    "",
];
const anything = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom<unknown>(...words),
        fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.string()),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie("value"), { maxKeys: 4 }),
    ),
})).value;

describe("any configuration", () => {
    it("gives settings or problems, never an exception, and every problem is whole", () => {
        const key = fc.oneof(fc.constantFrom(...settingKeys.map(name => `colorway:${name}`), "aws:region"), fc.string());
        fc.assert(
            fc.property(fc.dictionary(key, anything, { maxKeys: 6 }), values => {
                const result = parseSettings(recordOf(values), releases);
                if ("settings" in result) return;
                assert.ok(result.problems.length > 0);
                for (const problem of result.problems) {
                    assert.ok(problem.message !== "" && problem.allowed !== "" && problem.cure !== "", JSON.stringify(problem));
                }
                assert.ok(
                    formatProblems(result.problems).startsWith(
                        result.problems.length === 1 ? "1 problem " : `${result.problems.length} problems `,
                    ),
                );
            }),
            { numRuns: 300 },
        );
    });

    it("is the same as objects and as JSON, in whatever order", () => {
        const key = fc.constantFrom(
            ...settingKeys.filter(name => !["environment", "activeColor"].includes(name)).map(name => `colorway:${name}`),
        );
        const structure = anything.filter(value => typeof value === "object" && value !== null);
        fc.assert(
            fc.property(fc.dictionary(key, structure, { maxKeys: 5 }), values => {
                const asJson = Object.entries(values)
                    .reverse()
                    .map(([name, value]) => [name, JSON.stringify(value)]);
                assert.deepEqual(
                    parseSettings(recordOf(Object.fromEntries(asJson)), releases),
                    parseSettings(recordOf(values), releases),
                );
            }),
            { numRuns: 200 },
        );
    });

    it("accepts weights exactly where both are from 0 to 100 and add up to 100", () => {
        fc.assert(
            fc.property(fc.integer({ min: -20, max: 120 }), fc.integer({ min: -20, max: 120 }), (blue, green) => {
                const result = parseSettings(recordOf({ "colorway:traffic": { blue, green } }), releases);
                assert.equal("settings" in result, blue >= 0 && green >= 0 && blue + green === 100);
                if ("settings" in result) assert.deepEqual(result.settings.traffic, { blue, green });
            }),
        );
    });

    it("accepts sizes of node groups exactly where they are in order", () => {
        const size = fc.integer({ min: 0, max: 6 });
        fc.assert(
            fc.property(size, size, size, (minSize, desiredSize, maxSize) => {
                const nodeGroups = [{ name: "main", minSize, desiredSize, maxSize }];
                const result = parseSettings(recordOf({ "colorway:cluster": { nodeGroups } }), releases);
                assert.equal("settings" in result, minSize <= desiredSize && desiredSize <= maxSize && maxSize >= 1);
            }),
        );
    });

    it("accepts steps exactly where there is one to stop at and each is above the one before", () => {
        fc.assert(
            fc.property(fc.array(fc.integer({ min: -1, max: 102 }), { maxLength: 5 }), weights => {
                const steps = weights.map(weight => ({ weight, seconds: 60 }));
                const result = parseSettings(recordOf({ "colorway:strategy": { kind: "canary", steps } }), releases);
                const right =
                    weights.length > 0 &&
                    weights[0] !== 100 &&
                    weights.every((weight, index) => weight >= 1 && weight <= 100 && (index === 0 || weight > (weights[index - 1] ?? 0)));
                assert.equal("settings" in result, right, weights.join());
                if ("settings" in result) assert.deepEqual(result.settings.strategy.steps, steps);
            }),
            { examples: [[[]], [[100]], [[99, 100]], [[10, 10]], [[1, 2, 3]], [[50, 25]]] },
        );
    });

    it("accepts limits exactly where the floors are not above them", () => {
        const percent = fc.double({ min: 0, max: 100, noNaN: true });
        const milliseconds = fc.integer({ min: 1, max: 60_000 });
        fc.assert(
            fc.property(percent, percent, milliseconds, milliseconds, (errorPercent, floorErrorPercent, latencyMilliseconds, floorLatencyMilliseconds) => {
                const limits = { errorPercent, floorErrorPercent, latencyMilliseconds, floorLatencyMilliseconds };
                const result = parseSettings(recordOf({ "colorway:strategy": { limits } }), releases);
                assert.equal("settings" in result, floorErrorPercent <= errorPercent && floorLatencyMilliseconds <= latencyMilliseconds);
            }),
        );
    });

    it("accepts a floor of a slot exactly from 1 to the most pods of its service", () => {
        fc.assert(
            fc.property(fc.integer({ min: -1, max: 12 }), fc.integer({ min: 1, max: 10 }), (floor, maxReplicas) => {
                const services = [{ name: "api-gateway", port: 8080, publicPaths: ["/*"], minReplicas: 1, maxReplicas }];
                const slots = { blue: { size: "full", release: "1.0.0", floors: { "api-gateway": floor } } };
                const source: ReleaseSource = { ...releases, read: version => stringify(sampleRelease(version, ["api-gateway"])) };
                const result = parseSettings(recordOf({ "colorway:services": services, "colorway:slots": slots }), source);
                assert.equal("settings" in result, floor >= 1 && floor <= maxReplicas);
                if ("settings" in result) assert.deepEqual(result.settings.slots.blue.floors, { "api-gateway": floor });
            }),
        );
    });

    it("accepts autoscaling of storage exactly where it leaves 10 %", () => {
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 65536 }), fc.integer({ min: 0, max: 65536 }), (storageGib, maxStorageGib) => {
                const result = parseSettings(recordOf({ "colorway:database": { storageGib, maxStorageGib } }), releases);
                assert.equal("settings" in result, maxStorageGib === 0 || maxStorageGib * 10 >= storageGib * 11);
            }),
        );
    });
});

describe("any stack file", () => {
    it("is read or refused, never an exception", () => {
        fc.assert(
            fc.property(fc.string(), text => {
                const read = readStackText(`config:\n  colorway:tags: ${text}\n`, "dev");
                assert.ok("problems" in read || "values" in read);
            }),
        );
    });
});
