import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { histogramOfQuantiles } from "../../../release/adapters/quantiles";
import { quantileOf } from "../../../release/judgement/histogram";

describe("histogram from quantiles", () => {
    it("spreads requests evenly between two quantiles", () => {
        const known = [{ share: 0.5, milliseconds: 100 }, { share: 0.9, milliseconds: 300 }, { share: 1, milliseconds: 500 }];
        const { bounds, counts } = histogramOfQuantiles(1000, known);
        const upTo = (bound: number): number => Math.round(counts.slice(0, bounds.indexOf(bound) + 1).reduce((sum, count) => sum + count, 0));
        assert.deepEqual([50, 100, 200, 300, 400, 500].map(upTo), [250, 500, 700, 900, 950, 1000]);
        assert.equal(counts.length, bounds.length + 1);
    });

    it("takes what is slower than the last quantile for as slow as that one, and a lower value after a higher one for equal", () => {
        const last = histogramOfQuantiles(100, [{ share: 0.5, milliseconds: 100 }, { share: 0.9, milliseconds: 90 }]);
        assert.deepEqual([last.counts[last.bounds.indexOf(100)], last.counts.slice(last.bounds.indexOf(100) + 1).every(count => count === 0)], [62.5, true]);
    });

    it("counts what took longer than the last bound above it", () => {
        assert.equal(histogramOfQuantiles(10, [{ share: 1, milliseconds: 120_000 }]).counts.at(-1), 5);
    });

    it("knows nothing of requests without quantiles", () => {
        assert.ok(histogramOfQuantiles(10, []).counts.every(count => count === 0));
    });

    it("keeps all requests, and gives back each quantile within the bucket that it lies in", () => {
        const values = fc.array(fc.double({ min: 0.1, max: 50_000, noNaN: true }), { minLength: 3, maxLength: 3 });
        fc.assert(fc.property(values, fc.integer({ min: 1, max: 1_000_000 }), (unsorted, requests) => {
            const [p50, p90, p99] = [...unsorted].sort((a, b) => a - b);
            const known = [{ share: 0.5, milliseconds: p50 }, { share: 0.9, milliseconds: p90 }, { share: 0.99, milliseconds: p99 }];
            const histogram = histogramOfQuantiles(requests, known);
            assert.ok(histogram.counts.every(count => count >= 0));
            const total = histogram.counts.reduce((sum, count) => sum + count, 0);
            assert.ok(Math.abs(total - requests) < 1e-6 * requests);
            for (const { share, milliseconds } of known) {
                const at = histogram.bounds.findIndex(bound => bound >= milliseconds);
                const read = quantileOf(histogram, 100 * share) ?? NaN;
                const low = histogram.bounds[at - 1] ?? 0;
                assert.ok(read >= low - 1e-6 && read <= histogram.bounds[at] + 1e-6, `${share}: ${milliseconds} read as ${read}`);
            }
        }));
    });
});
