import { strict as assert } from "node:assert";
import { failing, failLevels } from "../../../cli/compliance/fail-on";
import { Result } from "../../../policies/core/assess";

describe("what makes a compliance report's command fail", () => {
    const result = (severity: Result["severity"], state: Result["state"] = "not met"): Pick<Result, "severity" | "state"> => ({ severity, state });
    const results = [
        result("low"), result("medium"), result("medium"), result("high"), result("critical"),
        result("critical", "excepted"), result("critical", "not yet known"), result("critical", "met"), result("critical", "not applicable"),
    ];

    it("is what is not met, of the severity or above; never what is excepted or not yet known", () => {
        assert.deepEqual(failLevels.map((level) => [level, failing(results, level)]), [["none", 0], ["low", 5], ["medium", 4], ["high", 2], ["critical", 1]]);
    });
});
