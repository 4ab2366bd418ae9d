import { strict as assert } from "node:assert";
import { imageTypeOf } from "../../../components/cluster/instance-types";

describe("image of instance types", () => {
    const known: [string[], string][] = [
        [["t3.medium"], "AL2023_x86_64_STANDARD"],
        [["m6i.large", "m6a.large", "m7i-flex.large"], "AL2023_x86_64_STANDARD"],
        [["g5.xlarge"], "AL2023_x86_64_STANDARD"],
        [["t4g.medium"], "AL2023_ARM_64_STANDARD"],
        [["m7gd.large", "c6gn.xlarge", "m8g.large"], "AL2023_ARM_64_STANDARD"],
        [["a1.large"], "AL2023_ARM_64_STANDARD"],
    ];
    for (const [types, image] of known) {
        it(`is ${image} for ${types.join(", ")}`, () => {
            assert.equal(imageTypeOf(types), image);
        });
    }

    const refused: [string[], string][] = [
        [[], "instanceTypes: got none; give types of one processor, since a group has one image"],
        [["m6i.large", "m6g.large"], "instanceTypes: got m6i.large, m6g.large; give types of one processor, since a group has one image"],
        [["large"], 'instanceTypes: got "large"; a type such as m6i.large is allowed'],
        [["M6I.large"], 'instanceTypes: got "M6I.large"; a type such as m6i.large is allowed'],
    ];
    for (const [types, message] of refused) {
        it(`refuses ${types.join(", ") || "an empty list"}`, () => {
            assert.throws(() => imageTypeOf(types), { name: "RangeError", message });
        });
    }
});
