import { strict as assert } from "node:assert";
import { summaryOf } from "../../../tools/bench/statistics";

describe("the summary of several runs", () => {
    it("has the value in the middle, least and most", () => {
        assert.deepEqual(summaryOf([30, 4, 11]), { runs: 3, median: 11, min: 4, max: 30 });
    });

    it("has the mean of the two in the middle of an even number", () => {
        assert.deepEqual(summaryOf([1, 10, 2, 5]), { runs: 4, median: 3.5, min: 1, max: 10 });
    });

    it("of one run is that run, and of none an error", () => {
        assert.deepEqual(summaryOf([7]), { runs: 1, median: 7, min: 7, max: 7 });
        assert.throws(() => summaryOf([]), new RangeError("no values"));
    });
});
