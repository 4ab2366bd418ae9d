import { strict as assert } from "node:assert";
import {
    affordableQuantile, pool, quantileOf, requestsFor, slowerThan, totalOf,
} from "../../../release/judgement/histogram";

const histogram = { bounds: [100, 200, 400], counts: [50, 30, 15, 5] };

describe("a pool of histograms", () => {
    it("adds counts of the same bounds", () => {
        assert.deepEqual(pool([histogram, histogram]), { bounds: [100, 200, 400], counts: [100, 60, 30, 10] });
    });

    it("keeps the common bounds of different ones, without a loss", () => {
        const other = { bounds: [50, 100, 400], counts: [1, 2, 3, 4] };
        assert.deepEqual(pool([histogram, other]), { bounds: [100, 400], counts: [53, 48, 9] });
    });

    it("keeps the number of requests where no bound is common", () => {
        assert.deepEqual(pool([histogram, { bounds: [300], counts: [1, 2] }]), { bounds: [], counts: [103] });
    });

    it("of none is empty", () => assert.equal(totalOf(pool([])), 0));
});

describe("a quantile", () => {
    it("lies evenly in its bucket", () => {
        assert.equal(quantileOf(histogram, 50), 100);
        assert.equal(quantileOf(histogram, 25), 50);
        assert.equal(quantileOf(histogram, 65), 150);
        assert.equal(quantileOf(histogram, 95), 400);
    });

    it("above the last bound is the last bound", () => assert.equal(quantileOf(histogram, 99), 400));

    it("is unknown without requests or bounds", () => {
        assert.equal(quantileOf({ bounds: [100], counts: [0, 0] }, 99), undefined);
        assert.equal(quantileOf({ bounds: [], counts: [7] }, 99), undefined);
    });

    it("needs ten requests above it", () => {
        assert.deepEqual([99.9, 99, 95, 90, 75, 50].map(requestsFor), [10_000, 1000, 200, 100, 40, 20]);
    });

    it("falls back to the next lower one that there are requests enough for", () => {
        assert.deepEqual([1000, 999, 199, 99].map(requests => affordableQuantile(99, requests)), [99, 95, 90, undefined]);
        assert.deepEqual([9999, 40, 39].map(requests => affordableQuantile(requests > 100 ? 99.9 : 75, requests)), [99, 75, undefined]);
    });
});

describe("the requests slower than a limit", () => {
    it("are counted at a bound and spread between bounds", () => {
        assert.equal(slowerThan(histogram, 200), 20);
        assert.equal(slowerThan(histogram, 300), 12.5);
        assert.equal(slowerThan(histogram, 0), 100);
    });

    it("are unknown above the last bound", () => {
        assert.equal(slowerThan(histogram, 400), 5);
        assert.equal(slowerThan(histogram, 401), 0);
    });
});
