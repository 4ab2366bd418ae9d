import { strict as assert } from "node:assert";
import {
    chanceOfAtLeast, chanceOfRatio, highestShare, normalTail, regularizedBeta,
} from "../../../release/judgement/distributions";

function near(actual: number, expected: number, relative = 1e-9): void {
    assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} instead of ${expected}`);
}

// The expected values are sums of exact fractions.
describe("the binomial tail", () => {
    const cases: readonly (readonly [number, number, number, number])[] = [
        [3, 3, 0.01, 1e-6],
        [5, 100, 0.01, 0.003432321587754515],
        [1, 10, 0.1, 0.6513215599],
        [60, 1200, 0.01, 1.9671803503013896e-23],
        [20, 2000, 0.01, 0.5301894837340014],
        [700, 1000, 0.7, 0.5155935198141199],
    ];
    for (const [bad, requests, share, expected] of cases) {
        it(`of ${bad} of ${requests} at ${share}`, () => near(chanceOfAtLeast(bad, requests, share), expected));
    }

    it("is certain for none, impossible at a share of nothing", () => {
        assert.equal(chanceOfAtLeast(0, 10, 0.5), 1);
        assert.equal(chanceOfAtLeast(1, 10, 0), 0);
        assert.equal(chanceOfAtLeast(10, 10, 1), 1);
    });

    it("lies between the whole numbers for fractions of a request", () => {
        const [four, half, five] = [4, 4.5, 5].map(bad => chanceOfAtLeast(bad, 100, 0.01));
        assert.ok(four !== undefined && half !== undefined && five !== undefined && four > half && half > five);
    });

    it("keeps within 0 and 1 up to a million requests", () => {
        near(regularizedBeta(0.5, 500_000, 500_000), 0.5, 1e-6);
        assert.ok(chanceOfAtLeast(12_000, 1_000_000, 0.01) < 1e-80);
        assert.ok(chanceOfAtLeast(8_000, 1_000_000, 0.01) > 0.999999);
    });
});

describe("the highest share that is still credible", () => {
    const cases: readonly (readonly [number, number, number, number])[] = [
        [0, 459, 0.01, 0.00998288736612909],
        [0, 100, 0.01, 0.045007413978564094],
        [3, 1000, 0.01, 0.010009791991707753],
        [1, 10, 0.05, 0.39416330243650477],
    ];
    for (const [bad, requests, risk, expected] of cases) {
        it(`after ${bad} of ${requests} at a risk of ${risk}`, () => near(highestShare(bad, requests, risk), expected));
    }

    it("is everything where all are bad", () => assert.equal(highestShare(5, 5, 0.01), 1));
});

describe("the comparison of two rates", () => {
    it("is binomial given the errors together", () => {
        near(chanceOfRatio({ requests: 1000, errors: 9 }, { requests: 3000, errors: 4 }, 2), 0.032084328448);
    });

    it("finds nothing where there are no requests", () => {
        assert.equal(chanceOfRatio({ requests: 0, errors: 0 }, { requests: 0, errors: 0 }, 2), 1);
    });
});

describe("the normal tail", () => {
    const cases: readonly (readonly [number, number])[] = [
        [0, 0.5],
        [1, 0.15865525393145707],
        [1.96, 0.024997895148220435],
        [2.9999, 0.0013503412829549248],
        [3.0001, 0.001349454913260717],
        [5, 2.866515718791946e-7],
        [-1, 0.8413447460685429],
    ];
    for (const [z, expected] of cases) {
        it(`above ${z}`, () => near(normalTail(z), expected));
    }
});
