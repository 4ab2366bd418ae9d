import { strict as assert } from "node:assert";
import { overrideOf } from "../../cli/commands/deploy";
import { CommandFailure, exitCodes } from "../../cli/failure";

describe("the options that override a window", () => {
    it("are all three or none", () => {
        assert.equal(overrideOf({}), undefined);
        const given = overrideOf({ overrideWindow: true, reason: "prices are wrong", secondPerson: "maria" });
        assert.deepEqual(given, { reason: "prices are wrong", secondPerson: "maria" });
    });

    const all = "an override of the window is --override-window --reason TEXT --second-person NAME, all three";
    const cases = [
        [{ overrideWindow: true }, "--reason, --second-person"],
        [{ overrideWindow: true, reason: "r" }, "--second-person"],
        [{ reason: "r", secondPerson: "maria" }, "--override-window"],
    ] as const;
    for (const [options, lacking] of cases) {
        it(`are wrong use without ${lacking}`, () => {
            assert.throws(() => overrideOf(options), new CommandFailure(`${lacking} is missing: ${all}`, exitCodes.usage));
        });
    }
});
