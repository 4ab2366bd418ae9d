import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { Latencies } from "../../../tools/load/latencies";

describe("latencies", () => {
    it("answers 0 where nothing was counted", () => {
        const latencies = new Latencies();
        assert.deepEqual([latencies.count, latencies.quantile(0.99), latencies.max, latencies.mean], [0, 0, 0, 0]);
    });

    it("gives every quantile at most 1% too high and never too low", () => {
        const milliseconds = fc.double({ min: 0.001, max: 100_000, noNaN: true });
        fc.assert(
            fc.property(
                fc.array(milliseconds, { minLength: 1, maxLength: 300 }),
                fc.double({ min: 0, max: 1, noNaN: true }),
                (values, q) => {
                    const latencies = new Latencies();
                    values.forEach((value) => latencies.add(value));
                    const exact = [...values].sort((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1];
                    const got = latencies.quantile(q);
                    assert.ok(got >= exact - 1e-9 && got <= Math.max(exact * 1.01, exact + 0.0011), `${got} for ${exact}`);
                },
            ),
        );
    });

    it("merges two counts into what one would have counted", () => {
        const [one, two, both] = [new Latencies(), new Latencies(), new Latencies()];
        [1, 5, 9].forEach((value) => {
            one.add(value);
            both.add(value);
        });
        [2, 70].forEach((value) => {
            two.add(value);
            both.add(value);
        });
        one.merge(two);
        assert.deepEqual([one.count, one.max, one.mean, one.quantile(0.5)], [5, 70, both.mean, both.quantile(0.5)]);
    });
});
