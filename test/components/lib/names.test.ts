import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { fitName } from "../../../components/lib/names";

const part = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,38}[a-zA-Z0-9])?$/);

describe("fitName", () => {
    it("joins with hyphens in lower case", () => {
        assert.equal(fitName(["Dev", "blue", "api-gateway"], 32), "dev-blue-api-gateway");
    });

    it("leaves a name of exactly the allowed length whole", () => {
        assert.equal(fitName(["staging-green-twenty-letters-nam"], 32), "staging-green-twenty-letters-nam");
    });

    it("cuts a longer one and adds a hash of the whole", () => {
        assert.equal(fitName(["staging-green-twenty-letters-nam", "e"], 32), "staging-green-twenty-lett-8f5bc1");
    });

    it("keeps names apart that differ only behind the cut", () => {
        const stem = "a".repeat(40);
        assert.notEqual(fitName([stem, "blue"], 32), fitName([stem, "green"], 32));
    });

    it("never gives two hyphens at the cut", () => {
        assert.match(fitName(["a".repeat(24), "b".repeat(20)], 32), /^a{24}-[0-9a-f]{6}$/);
    });

    it("fits, and is stable, for any parts and any limit", () => {
        fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.integer({ min: 8, max: 64 }), (parts, limit) => {
            const name = fitName(parts, limit);
            assert.ok(name.length <= limit && name.length > 0);
            assert.equal(name, name.toLowerCase());
            assert.ok(!name.startsWith("-") && !name.endsWith("-"));
            assert.equal(fitName(parts, limit), name);
        }));
    });

    it("refuses a limit without room for the hash, and empty names", () => {
        assert.throws(() => fitName(["a"], 7), new RangeError("maxLength: got 7; a whole number of 8 or more is allowed"));
        assert.throws(() => fitName(["", ""], 32), new RangeError("parts: got no letter; give at least one part that is not empty"));
    });
});
