import { strict as assert } from "node:assert";
import { dailyMinutes, weeklyMinutes, windowsOverlap } from "../../../simulator/aws/windows";

describe("windows of RDS and ElastiCache", () => {
    it("a window's length counts past midnight and past the week's end", () => {
        assert.equal(dailyMinutes("03:00-04:00"), 60);
        assert.equal(dailyMinutes("23:45-00:30"), 45);
        assert.equal(weeklyMinutes("sun:23:00-mon:00:15"), 75);
        assert.equal(weeklyMinutes("Mon:03:00-Tue:03:00"), 1440);
    });

    const cases: readonly (readonly [string, string, boolean])[] = [
        ["03:00-04:00", "sun:04:00-sun:05:00", false],
        ["03:00-04:00", "sun:03:59-sun:05:00", true],
        ["03:00-04:00", "wed:01:00-wed:03:00", false],
        ["23:30-00:30", "mon:00:00-mon:00:30", true],
        ["23:30-00:30", "sun:23:00-mon:00:00", true],
        ["00:30-01:30", "sun:23:00-mon:00:30", false],
        ["12:00-12:30", "mon:00:00-mon:12:15", true],
    ];
    for (const [daily, weekly, expected] of cases) {
        it(`${daily} and ${weekly} ${expected ? "overlap" : "do not overlap"}`, () => {
            assert.equal(windowsOverlap(daily, weekly), expected);
        });
    }
});
