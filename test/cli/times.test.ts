import { strict as assert } from "node:assert";
import { CommandFailure } from "../../cli/failure";
import { spanIn, timeIn, wholeNumber } from "../../cli/times";

const now = Date.parse("2026-11-21T12:00:00Z");

describe("times and numbers on a command line", () => {
    for (const [text, time] of [
        ["2026-11-01", "2026-11-01T00:00:00Z"], ["2026-11-01T08:00", "2026-11-01T08:00:00Z"], ["2026-11-01T08:00:00+01:00", "2026-11-01T07:00:00Z"],
        ["2026-11-01T08:00:00.5Z", "2026-11-01T08:00:00.500Z"], ["30m", "2026-11-21T11:30:00Z"], ["12h", "2026-11-21T00:00:00Z"], ["2d", "2026-11-19T12:00:00Z"], ["1w", "2026-11-14T12:00:00Z"],
    ] as const) {
        it(`mean a moment: ${text}`, () => assert.equal(timeIn("--since", text, now), Date.parse(time)));
    }

    for (const text of ["", "yesterday", "2026-13-01", "0d", "3y", "2026-11-01 08:00", "-1d"]) {
        it(`are refused: ${JSON.stringify(text)}`, () => {
            const allowed = "a date or time, as 2026-11-01 or 2026-11-01T08:00:00Z, or how long ago, as 30d";
            assert.throws(() => timeIn("--since", text, now), new CommandFailure(`--since: ${JSON.stringify(text)} is no time; allowed: ${allowed}`, 2));
        });
    }

    it("name a span with its unit", () => {
        assert.deepEqual(["90m", "24h", "30d", "2w"].map((text) => spanIn("--period", text) / 60_000), [90, 1440, 43_200, 20_160]);
        assert.throws(() => spanIn("--period", "30"), new CommandFailure('--period: "30" is no span; allowed: a number with m, h, d or w, as 12h or 30d', 2));
    });

    it("are whole and within their bounds", () => {
        assert.deepEqual([wholeNumber("--limit", "1", 1, 9), wholeNumber("--limit", "9", 1, 9)], [1, 9]);
        for (const text of ["0", "10", "1.5", "x", ""]) {
            assert.throws(() => wholeNumber("--limit", text, 1, 9), new CommandFailure(`--limit: ${JSON.stringify(text)} is no number for it; allowed: 1 to 9`, 2));
        }
    });
});
