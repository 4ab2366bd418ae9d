import { strict as assert } from "node:assert";
import { boundsOf, histogramOf } from "../../../release/adapters/histogram";

describe("histogram from cumulative buckets", () => {
    it("has counts between bounds, in milliseconds", () => {
        const cumulative = new Map([[0.0075, 3], [0.1, 5], [Infinity, 9]]);
        assert.deepEqual(histogramOf([0.0075, 0.1], cumulative), { bounds: [7.5, 100], counts: [3, 2, 4] });
    });

    it("counts requests of a missing bound with the next one, as slower and not as faster", () => {
        const cumulative = new Map([[0.1, 2], [1, 7], [Infinity, 8]]);
        assert.deepEqual(histogramOf([0.1, 0.5, 1], cumulative), { bounds: [100, 500, 1000], counts: [2, 0, 5, 1] });
        assert.deepEqual(histogramOf([0.1], new Map([[0.1, 2]])), { bounds: [100], counts: [2, 0] });
        assert.deepEqual(histogramOf([0.1], new Map()), { bounds: [100], counts: [0, 0] });
    });

    it("never counts less than nothing where a higher bucket has less", () => {
        const cumulative = new Map([[0.1, 2.0000001], [0.5, 2], [Infinity, 3]]);
        assert.deepEqual(histogramOf([0.1, 0.5], cumulative).counts.map(count => Math.round(count * 1e6) / 1e6), [2, 0, 1]);
    });

    it("has every bound once, in order, without infinity", () => {
        assert.deepEqual(boundsOf([1, Infinity, 0.1, 1, 0.5]), [0.1, 0.5, 1]);
    });
});
