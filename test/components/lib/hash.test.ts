import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { canonicalJson, contentHash } from "../../../components/lib/hash";

describe("contentHash", () => {
    it("is eight hexadecimal digits of the SHA-256 of canonical JSON", () => {
        // printf '{"a":"1","b":"2"}' | sha256sum
        assert.equal(contentHash({ b: "2", a: "1" }), "21f76dfb");
    });

    it("does not depend on the order of keys", () => {
        assert.equal(contentHash({ a: { x: 1, y: 2 }, b: 3 }), contentHash({ b: 3, a: { y: 2, x: 1 } }));
    });

    it("depends on the order of lists and on every value", () => {
        assert.notEqual(contentHash([1, 2]), contentHash([2, 1]));
        assert.notEqual(contentHash({ a: "1" }), contentHash({ a: 1 }));
    });

    it("takes undefined as absent", () => {
        assert.equal(contentHash({ a: 1, b: undefined }), contentHash({ a: 1 }));
    });

    it("writes JSON that reads back as the same value", () => {
        fc.assert(fc.property(fc.jsonValue(), value => {
            assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
        }));
    });

    it("refuses what JSON cannot carry", () => {
        assert.throws(() => contentHash({ a: Number.NaN }), /value: got NaN, which JSON cannot carry; use a finite number/);
        assert.throws(() => contentHash([() => 1]), /value: got function, which JSON cannot carry; use plain data/);
    });
});
