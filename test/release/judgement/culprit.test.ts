/** Which service and which zone a verdict names, where several fail. */

import { strict as assert } from "node:assert";
import type { LimitSettings } from "../../../config/types";
import { hardBreach } from "../../../release/judgement/breach";
import { judge, judgeService } from "../../../release/judgement/judge";
import { overall, type ServiceVerdict } from "../../../release/judgement/verdict";
import { seconds, series } from "./samples";

const limits: LimitSettings = {
    errorPercent: 1, latencyQuantile: 99, latencyMilliseconds: 500, relativeErrors: 2, floorErrorPercent: 0.5, relativeLatency: 2,
    floorLatencyMilliseconds: 50, minRequests: 100, confidencePercent: 98,
};

function verdict(service: string, check: ServiceVerdict["check"], outcome: ServiceVerdict["outcome"] = "fail"): ServiceVerdict {
    return { service, required: true, outcome, check, reason: `${service} is ill` };
}

describe("the service that a verdict names", () => {
    const calls = new Map([["gateway", ["strategy", "orders"]], ["strategy", ["orders", "risk"]], ["orders", ["risk"]], ["risk", []]]);
    const failing = (...names: readonly string[]): ServiceVerdict[] =>
        ["gateway", "strategy", "orders", "risk"].map(name => verdict(name, names.includes(name) ? "breach" : "all", names.includes(name) ? "fail" : "pass"));

    it("is the one that calls no other that fails, however far down it is", () => {
        assert.equal(overall(failing("gateway", "strategy", "orders", "risk"), calls).service, "risk");
        assert.equal(overall(failing("gateway", "risk"), calls).service, "risk");
        assert.equal(overall(failing("gateway", "orders"), calls).service, "orders");
        assert.equal(overall(failing("gateway"), calls).reason, "gateway: gateway is ill");
    });

    it("is the first where calls go round in a circle", () => {
        assert.equal(overall(failing("orders", "risk"), new Map([["orders", ["risk"]], ["risk", ["orders"]]])).service, "orders");
    });

    it("is the called one though only its caller is certain yet; the certain breach ends the watch all the same", () => {
        const found = overall([verdict("gateway", "breach"), verdict("risk", "errorLimit")], new Map([["gateway", ["risk"]]]));
        assert.deepEqual([found.service, found.check, found.reason], ["risk", "breach", "risk: risk is ill"]);
    });

    it("is one with a certain breach before any other that fails and has nothing to do with it", () => {
        const found = overall([verdict("gateway", "errorsAgainstLive"), verdict("risk", "breach")]);
        assert.deepEqual([found.service, found.check], ["risk", "breach"]);
    });

    it("comes with the calls of the services that are judged", () => {
        const bad = series(20, { requests: 100, errors: 20 });
        const services = [{ service: "gateway", calls: ["risk"], release: bad }, { service: "risk", release: bad }];
        assert.equal(judge(services, seconds(20), limits).reason, "risk: errors 20 % (400 of 2000), certainly above the limit of 1 %");
    });
});

describe("the zone that a verdict names", () => {
    const zones = (a: number, b: number) => ({ requests: 200, errors: a + b, zones: { a: { requests: 100, errors: a }, b: { requests: 100, errors: b } } });

    it("is the one that is bad alone, though all together are above the limit, too", () => {
        const found = hardBreach(series(20, zones(0, 20)), limits, seconds(20));
        assert.deepEqual([found?.zone, found?.reason], ["b", "zone b: errors 20 % (400 of 2000), certainly above the limit of 1 %"]);
    });

    it("is none where others are bad as well", () => {
        const found = hardBreach(series(20, zones(10, 20)), limits, seconds(20));
        assert.deepEqual([found?.zone, found?.reason], [undefined, "errors 15 % (600 of 4000), certainly above the limit of 1 %"]);
    });

    it("goes before what all together have above the live color", () => {
        const release = series(30, index => zones(0, index % 4 === 3 ? 1 : 2));
        const found = judgeService({ service: "gateway", release, live: series(30, zones(0, 0)) }, seconds(30), limits);
        assert.deepEqual([found.outcome, found.check], ["fail", "zone"]);
        assert.match(found.reason, /^zone b: errors 1\.77 % \(53 of 3000\) above /);
    });
});
