/** Beside the golden messages: what must hold whatever their words are. */

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readStackText, releaseFolder } from "../../config/files";
import { parseSettings } from "../../config/parse";
import type { Problem } from "../../config/types";

const releases = releaseFolder(join(__dirname, "releases"));

function problemsOf(name: string): readonly Problem[] {
    const record = readStackText(readFileSync(join(__dirname, "malformed", `${name}.yaml`), "utf8"), "dev");
    assert.ok("values" in record);
    const result = parseSettings(record, releases);
    assert.ok("problems" in result, `${name} is accepted`);
    return result.problems;
}

/** The keys of the problems of a file, in order. */
function keysOf(name: string): readonly string[] {
    return problemsOf(name).map(problem => problem.key);
}

describe("problems", () => {
    it("name the nearest right key for an unknown one", () => {
        assert.deepEqual(problemsOf("member-unknown"), [
            {
                key: "colorway:network.ciddr",
                value: "\"10.1.0.0/16\"",
                message: "is not a known key",
                allowed: "cidr, zones, zoneCount, nat, flowLogRetentionDays, interfaceEndpoints, deletionProtection",
                cure: "write cidr instead, or remove it",
            },
        ]);
        assert.equal(problemsOf("key-unknown")[0]?.cure, "write colorway:network instead, or remove it");
        assert.equal(problemsOf("key-unknown-british")[0]?.cure, "write colorway:activeColor instead, or remove it");
        assert.equal(problemsOf("key-of-no-meaning")[0]?.cure, "remove it");
    });

    it("tell a number in quotes from a number, and a number from text", () => {
        assert.deepEqual(problemsOf("member-number-in-quotes"), [
            {
                key: "colorway:network.zoneCount",
                value: "\"3\"",
                message: "is text, not a whole number",
                allowed: "2 or 3",
                cure: "remove the quotes: 3",
            },
        ]);
        assert.equal(problemsOf("release-as-number")[0]?.cure, "put it into quotes, exactly as it should read");
    });

    it("refuse weights that do not add up to 100 and give the two that do", () => {
        assert.deepEqual(problemsOf("weights-not-100"), [
            {
                key: "colorway:traffic",
                value: "{\"blue\":60,\"green\":60}",
                message: "adds up to 120",
                allowed: "two whole numbers that add up to 100",
                cure: "write {blue: 60, green: 40}",
            },
        ]);
    });

    it("refuse an active color whose slot is not full", () => {
        assert.deepEqual(keysOf("active-slot-off"), ["colorway:slots.green.size"]);
        assert.deepEqual(keysOf("active-slot-reduced"), ["colorway:slots.blue.size"]);
    });

    it("refuse traffic to a slot that is not full", () => {
        assert.deepEqual(keysOf("traffic-to-slot-off"), ["colorway:slots.green.size"]);
        assert.deepEqual(keysOf("traffic-to-slot-reduced"), ["colorway:slots.green.size"]);
    });

    it("refuse a release that is missing, has no file, or names images by tags", () => {
        assert.deepEqual(keysOf("release-missing"), ["colorway:slots.blue.release"]);
        assert.deepEqual(keysOf("release-no-file"), ["colorway:slots.blue.release"]);
        assert.deepEqual(keysOf("release-mutable-tags"), [
            "releases/9.0.1.yaml:images.api-gateway",
            "releases/9.0.1.yaml:images.order-execution",
            "releases/9.0.1.yaml:images.risk-management",
            "releases/9.0.1.yaml:images.strategy-engine",
        ]);
    });

    it("refuse a block that is too small for the zones and one that overlaps the addresses of Services", () => {
        assert.equal(
            problemsOf("cidr-too-small")[0]?.message,
            "is too small for the subnets of the zones: each public one would be a /28, and a load balancer wants /27",
        );
        assert.equal(
            problemsOf("cidr-overlaps-services")[0]?.message,
            "overlaps 172.20.0.0/16, from which the cluster gives its Services their addresses",
        );
    });

    it("refuse names that are too long for what is made from them", () => {
        assert.equal(problemsOf("service-name-long")[0]?.message, "has 22 letters, 2 too many");
        assert.equal(problemsOf("edge-domain-long")[0]?.message, "has 67 letters, 3 too many");
        assert.equal(problemsOf("database-name-long")[0]?.message, "has 64 letters, 1 too many");
    });

    it("come all at once, those of single values and those between them, in the order of the reference", () => {
        assert.deepEqual(keysOf("everything-at-once"), [
            "colorway:traffic",
            "colorway:slots.green.size",
            "colorway:services",
            "colorway:network.cidr",
            "colorway:network.zonecount",
            "colorway:cluster.version",
            "colorway:database.databaseName",
            "colorway:cache.nodes",
            "colorway:edge.domain",
            "colorway:tags[\"aws:x\"]",
        ]);
    });

    it("leave nothing out: key, message, allowed values and cure", () => {
        for (const name of ["everything-at-once", "access-entries", "service-resources", "release-other-version", "empty"]) {
            for (const { key, message, allowed, cure } of problemsOf(name)) {
                for (const part of [key, message, allowed, cure]) assert.notEqual(part, "", `${name}: ${key}`);
                assert.match(message, /^[a-z].*[^.]$/, `${name}: ${message}`);
            }
        }
    });
});
