/** Judgement on made-up releases whose truth is known; the claims are those of `docs/features/judgement.md`. */

import { strict as assert } from "node:assert";
import { limitsOf, quiet, run, type Run, scenarios, type Scenario } from "./scenarios";

/** 28 kinds of release, 15 seeds each and environment: 840 series, and 150 of little traffic. */
const seedsEach = 15;

function runs(list: readonly Scenario[]): readonly { readonly scenario: Scenario; readonly run: Run }[] {
    return (["staging", "prod"] as const).flatMap(environment => list
        .filter(({ judgedAt = 0 }) => judgedAt <= limitsOf[environment].latencyQuantile)
        .flatMap(scenario => Array.from({ length: seedsEach }, (_, index) => (
            { scenario, run: run(scenario, limitsOf[environment], 1 + index) }
        ))));
}

describe("judgement of simulated series", function () {
    this.timeout(300_000);
    let found: ReturnType<typeof runs> = [];
    const of = (truth: Scenario["truth"]): ReturnType<typeof runs> => found.filter(({ scenario }) => scenario.truth === truth);
    const named = (list: ReturnType<typeof runs>): readonly string[] =>
        list.map(({ scenario, run: { verdict } }) => `${scenario.name}: ${verdict.outcome}, ${verdict.reason}`);

    before(() => { found = runs(scenarios); });

    it("is of enough series", () => {
        assert.ok(of("good").length >= 300 && of("bad").length >= 400, `${of("good").length} good, ${of("bad").length} bad`);
    });

    it("takes back less than 1 % of the good releases", () => {
        const wrong = of("good").filter(({ run: { verdict } }) => verdict.outcome === "fail");
        assert.ok(wrong.length < of("good").length / 100, named(wrong).join("\n"));
    });

    it("passes more than 95 % of the good releases at the first look", () => {
        const held = of("good").filter(({ run: { verdict } }) => verdict.outcome !== "pass");
        assert.ok(held.length < of("good").length / 20, named(held).join("\n"));
    });

    it("passes less than 1 % of the bad releases", () => {
        const wrong = of("bad").filter(({ run: { verdict } }) => verdict.outcome === "pass");
        assert.ok(wrong.length < of("bad").length / 100, named(wrong).join("\n"));
    });

    it("takes back nine of ten bad releases at the first look", () => {
        const failed = of("bad").filter(({ run: { verdict } }) => verdict.outcome === "fail");
        assert.ok(failed.length > 0.9 * of("bad").length, `${failed.length} of ${of("bad").length}`);
    });

    it("finds a release that fails altogether within four seconds, one with 5 % of errors within a minute", () => {
        const slowest = (name: string): number =>
            Math.max(...found.filter(({ scenario }) => scenario.name === name).map(({ run: { broke } }) => broke ?? Infinity));
        assert.ok(slowest("errors 100 %") <= 4);
        assert.ok(slowest("errors 5 %") <= 60);
    });

    it("neither passes nor takes back what has too little traffic, except what certainly fails", () => {
        const outcomes = (name: string): ReadonlySet<string> =>
            new Set(runs(quiet.filter(scenario => scenario.name === name)).map(({ run: { verdict } }) => verdict.outcome));
        assert.deepEqual([...outcomes("little traffic")], ["inconclusive"]);
        assert.deepEqual([...outcomes("little traffic, a failed request now and then")], ["inconclusive"]);
        assert.deepEqual([...outcomes("little traffic, errors 5 %")], ["inconclusive"]);
        assert.deepEqual([...outcomes("little traffic, errors 30 %")], ["fail"]);
        assert.deepEqual([...outcomes("no traffic")], ["noData"]);
    });
});
