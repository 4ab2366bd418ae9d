import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { allTo, colorOf, otherColor, weightsOf } from "../../../components/edge/weights";

describe("weightsOf", () => {
    it("names both colors and sums to 100 for every split", () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), blue => {
            const weights = weightsOf({ blue, green: 100 - blue });
            assert.deepEqual(weights.map(({ color }) => color), ["blue", "green"]);
            assert.equal(weights.reduce((sum, { weight }) => sum + weight, 0), 100);
        }));
    });

    it("keeps the color without traffic, with weight 0", () => {
        assert.deepEqual(weightsOf({ blue: 0, green: 100 }), [{ color: "blue", weight: 0 }, { color: "green", weight: 100 }]);
    });

    it("refuses any other sum", () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (blue, green) => {
            fc.pre(blue + green !== 100);
            assert.throws(() => weightsOf({ blue, green }), RangeError);
        }));
        assert.throws(() => weightsOf({ blue: 60, green: 60 }),
            new RangeError("traffic: got blue 60 and green 60, together 120; they must add up to 100"));
    });

    it("refuses a weight that is no whole number from 0 to 100", () => {
        assert.throws(() => weightsOf({ blue: 100.5, green: -0.5 }),
            new RangeError("traffic.blue: got 100.5; a whole number from 0 to 100 is allowed"));
        assert.throws(() => weightsOf({ blue: 110, green: -10 }),
            new RangeError("traffic.blue: got 110; a whole number from 0 to 100 is allowed"));
    });
});

describe("colors", () => {
    it("gives all traffic to one color", () => {
        assert.deepEqual(allTo("green"), { blue: 0, green: 100 });
        assert.deepEqual(allTo(otherColor("green")), { blue: 100, green: 0 });
    });

    it("knows blue and green only", () => {
        assert.equal(colorOf("blue"), "blue");
        assert.throws(() => colorOf("red"), new RangeError('color: got "red"; "blue" or "green" is allowed'));
    });
});
