/** Judgement of made-up releases whose truth is known; the claims are those of `docs/features/judgement.md`. */

import { strict as assert } from "node:assert";
import { highestShare } from "../../../release/judgement/distributions";
import { requestsForLimit } from "../../../release/judgement/errors";
import { limitsOf, quiet, run, type Run, scenarios, type Scenario } from "./scenarios";

/** Of each kind of release and environment: so many that "less than 1 %" is said with 99 % confidence. */
const seeds = { good: 17, bad: 10 } as const;
const quietSeeds = 4;

interface Found {
    readonly scenario: Scenario;
    readonly run: Run;
}

function runs(list: readonly Scenario[], each?: number): readonly Found[] {
    return (["staging", "prod"] as const).flatMap((environment, place) => list
        .filter(({ judgedAt = 0 }) => judgedAt <= limitsOf[environment].latencyQuantile)
        .flatMap(scenario => Array.from({ length: each ?? seeds[scenario.truth] }, (_, index) => (
            { scenario, run: run(scenario, limitsOf[environment], 1 + index + 100 * place) }
        ))));
}

/** `34 pass; 2 held, pass` of each scenario. */
function courses(found: readonly Found[]): { readonly [scenario: string]: string } {
    const order: readonly Run["course"][] = ["pass", "held, pass", "held out", "held, fail", "fail"];
    const names = [...new Set(found.map(({ scenario }) => scenario.name))];
    return Object.fromEntries(names.map(name => [name, order.flatMap(course => {
        const count = found.filter(({ scenario, run: { course: own } }) => scenario.name === name && own === course).length;
        return count > 0 ? [`${count} ${course}`] : [];
    }).join("; ")]));
}

function told(found: readonly Found[]): readonly string[] {
    return found.map(({ scenario, run: { course, verdict } }) => `${scenario.name}: ${course}; ${verdict.check}: ${verdict.reason}`);
}

/** Usual are 34 that pass and 20 that fail, at the first look. */
const unusual: { readonly [scenario: string]: string } = {
    "both noisy": "32 pass; 2 held, pass",
    "four requests a second": "13 pass; 21 held, pass",
    "errors 0.5 % in both": "24 pass; 10 held, pass",
    "a short step": "33 pass; 1 held, pass",
    "errors 0.9 % beside a good live color": "3 held, fail; 17 fail",
    "errors 1.5 % beside a noisy live color": "5 held, fail; 15 fail",
    "errors 1.5 % of four requests a second": "2 held out; 15 held, fail; 3 fail",
    "errors 5 % of four requests a second": "6 held, fail; 14 fail",
    "errors 100 % from the last two seconds on": "20 held, fail",
    "ten times as slow from the last five seconds on": "20 held, fail",
    "p99 three times as high": "10 fail",
    "errors 1.5 % in a short step": "6 held, fail; 14 fail",
};

describe("judgement of simulated series", function () {
    this.timeout(240_000);
    let found: readonly Found[] = [];
    const of = (truth: Scenario["truth"]): readonly Found[] => found.filter(({ scenario }) => scenario.truth === truth);
    const ended = (truth: Scenario["truth"], ...courses: readonly Run["course"][]): readonly Found[] =>
        of(truth).filter(({ run: { course } }) => courses.includes(course));

    before(() => { found = runs(scenarios); });

    it("takes back none of 476 good releases: less than 1 %, with 99 % confidence", () => {
        assert.deepEqual(told(ended("good", "fail", "held, fail", "held out")), []);
        assert.equal(of("good").length, 476);
        assert.ok(highestShare(0, 470, 0.01) < 0.01);
    });

    it("passes none of 470 bad releases: less than 1 %, with 99 % confidence", () => {
        assert.deepEqual(told(ended("bad", "pass", "held, pass")), []);
        assert.equal(of("bad").length, 470);
    });

    it("decides at the first look, but for 34 good and 77 bad ones", () => {
        const usual = Object.fromEntries(scenarios.map(({ name, truth }) => [name, truth === "good" ? "34 pass" : "20 fail"]));
        assert.deepEqual(courses(found), { ...usual, ...unusual });
        assert.deepEqual([ended("good", "pass").length, ended("bad", "fail").length], [476 - 34, 470 - 77]);
    });

    it("finds a release that fails altogether within three seconds, one with 5 % of errors within 35", () => {
        const slowest = (name: string): number =>
            Math.max(...found.filter(({ scenario }) => scenario.name === name).map(({ run: { broke } }) => broke ?? Infinity));
        assert.deepEqual(["errors 100 %", "errors 20 %", "errors 5 %"].map(slowest), [3, 6, 35]);
    });

    it("never passes on fewer requests than show that the limit is kept", () => {
        const passed = found.filter(({ run: { verdict } }) => verdict.outcome === "pass");
        const fewest = Math.min(...passed.map(({ run: { verdict } }) => verdict.figures?.release.requests ?? 0));
        assert.ok(fewest >= requestsForLimit(1), `${fewest} requests`);
    });

    it("holds what has too little traffic until the time is over, except what certainly fails", () => {
        assert.deepEqual(courses(runs(quiet, quietSeeds)), {
            "little traffic": "8 held out",
            "little traffic, a failed request now and then": "8 held out",
            "little traffic, errors 5 %": "6 held out; 2 held, fail",
            "little traffic, errors 30 %": "8 fail",
            "no traffic": "8 held out",
        });
    });
});
