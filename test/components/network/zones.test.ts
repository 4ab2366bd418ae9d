import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { chooseZones, zoneAt } from "../../../components/network/zones";
import { record, valueOf, type Values } from "../recorder";

class Holder extends pulumi.ComponentResource {
    constructor() {
        super("test:zones:Holder", "holder");
    }
}

const token = "aws:index/getAvailabilityZones:getAvailabilityZones";

describe("zones", () => {
    it("asks for available zones without local ones and without those that EKS cannot use", async () => {
        const asked: Values[] = [];
        const recording = await record(() => chooseZones([], 2, new Holder()), {
            calls: {
                [token]: inputs => {
                    asked.push(inputs);
                    return { names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] };
                },
            },
        });
        assert.deepEqual(asked, [{
            state: "available",
            excludeZoneIds: ["use1-az3", "usw1-az2", "cac1-az3"],
            filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
        }]);
        assert.deepEqual(await Promise.all(recording.result.map(zone => valueOf(zone.zoneName))), ["eu-west-1a", "eu-west-1b"]);
    });

    it("names zones that it found by their place, and zones that are named by their letter", async () => {
        const recording = await record(() => {
            const holder = new Holder();
            return [chooseZones([], 3, holder), chooseZones(["us-east-1c", "us-east-1f"], 3, holder)];
        });
        assert.deepEqual(recording.result.map(zones => zones.map(zone => zone.letter)), [["a", "b", "c"], ["c", "f"]]);
    });

    it("says how many zones there are when they are too few", () => {
        const offered = ["us-west-1a", "us-west-1c"];
        assert.equal(zoneAt(offered, 1, 3), "us-west-1c");
        assert.throws(() => zoneAt(offered, 2, 3), {
            message: "zoneCount: got 3, but the region offers 2 zones (us-west-1a, us-west-1c); use fewer",
        });
    });
});
