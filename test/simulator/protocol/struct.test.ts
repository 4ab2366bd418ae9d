import { strict as assert } from "node:assert";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { hasUnknown, isUnknown, Props, sameValue, UNKNOWN, Value } from "../../../simulator/cloud/values";
import { decodeStruct, encodeStruct } from "../../../simulator/protocol/struct";

const secret = (value: string) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

describe("properties on the wire", () => {
    it("come back as they went, for any JSON value", () => {
        // google-protobuf's own map cannot hold it.
        const key = fc.string().filter((name) => name !== "__proto__");
        const leaf = fc.oneof(fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
        const { value } = fc.letrec<{ value: Value }>((tie) => ({
            value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(key, tie("value"), { maxKeys: 4 })),
        }));
        fc.assert(
            fc.property(fc.dictionary(key, value), (props) => {
                assert.ok(sameValue(decodeStruct(encodeStruct(props)), props));
            }),
        );
    });

    it("open secrets and know unknown values, at any depth", () => {
        const wire = Struct.fromJavaScript({
            password: secret("hunter2"),
            list: [{ id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
            count: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        });
        const props = decodeStruct(wire);
        assert.equal(props["password"], "hunter2");
        assert.ok(isUnknown(props["count"]));
        assert.ok(hasUnknown(props["list"]));
    });

    it("show unknown values to the engine as unknown strings", () => {
        const props: Props = { id: UNKNOWN };
        assert.deepEqual(encodeStruct(props).toJavaScript(), { id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
    });

    it("leave absent values out", () => {
        assert.deepEqual(encodeStruct({ a: null, b: 1 }).toJavaScript(), { b: 1 });
    });
});
