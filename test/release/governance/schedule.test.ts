import { strict as assert } from "node:assert";
import fc from "fast-check";
import { weekdays } from "../../../config/governance";
import { Calendar, openingAt } from "../../../release/governance/schedule";
import { openingText } from "../../../release/governance/schedule-text";

const minute = 60_000;
const workdays: Calendar = {
    timeZone: "Europe/Berlin",
    windows: [{ days: ["mon", "tue", "wed", "thu"], from: "09:00", to: "16:00" }],
    holidays: [],
    freezes: [],
};

/** `open` or `closed`, and when that changes. */
function answer(calendar: Calendar, now: string): readonly [string, string | undefined] {
    const { open, changes } = openingAt(calendar, Date.parse(now));
    return [open ? "open" : "closed", changes === undefined ? undefined : new Date(changes).toISOString().slice(0, 16)];
}

function words(calendar: Calendar, now: string): string {
    return openingText("prod", calendar, openingAt(calendar, Date.parse(now)), Date.parse(now));
}

function every(from: string, to: string, parts: Partial<Calendar> = {}): Calendar {
    return { ...workdays, windows: [{ days: [...weekdays], from, to }], ...parts };
}

describe("deployment windows", () => {
    it("are open from their first minute to the one before their end", () => {
        assert.deepEqual(answer(workdays, "2026-11-23T07:59:59.999Z"), ["closed", "2026-11-23T08:00"]);
        assert.deepEqual(answer(workdays, "2026-11-23T08:00:00Z"), ["open", "2026-11-23T15:00"]);
        assert.deepEqual(answer(workdays, "2026-11-23T14:59:59.999Z"), ["open", "2026-11-23T15:00"]);
        assert.deepEqual(answer(workdays, "2026-11-23T15:00:00Z"), ["closed", "2026-11-24T08:00"]);
    });

    it("are always open where there are none, and never where all of a year is frozen", () => {
        assert.deepEqual(answer({ ...workdays, windows: [] }, "2026-11-21T03:00:00Z"), ["open", undefined]);
        const freezes = [{ from: "2026-01-01T00:00", to: "2029-01-01T00:00", reason: "sold" }];
        assert.deepEqual(answer({ ...workdays, windows: [], freezes }, "2026-11-21T03:00:00Z"), ["closed", undefined]);
    });

    it("that touch are one, also over midnight", () => {
        assert.deepEqual(answer(every("00:00", "24:00"), "2026-11-21T03:00:00Z"), ["open", undefined]);
        const windows = [{ days: ["fri"], from: "22:00", to: "02:00" }, { days: ["sat"], from: "02:00", to: "04:30" }];
        const nights: Calendar = { ...workdays, windows };
        assert.deepEqual(answer(nights, "2026-11-20T21:00:00Z"), ["open", "2026-11-21T03:30"]);
        assert.deepEqual(answer(nights, "2026-11-21T00:59:00Z"), ["open", "2026-11-21T03:30"]);
    });

    it("never come where the clock skips them", () => {
        // Berlin sets the clock from 02:00 to 03:00 on 2026-03-29, at 01:00 UTC.
        assert.deepEqual(answer(every("02:00", "03:00"), "2026-03-28T12:00:00Z"), ["closed", "2026-03-30T00:00"]);
        assert.deepEqual(answer(every("01:30", "03:30"), "2026-03-29T00:30:00Z"), ["open", "2026-03-29T01:30"]);
    });

    it("come twice where the clock shows them twice", () => {
        // Berlin sets the clock from 03:00 back to 02:00 on 2026-10-25, at 01:00 UTC.
        const half = every("02:15", "02:45");
        assert.deepEqual(answer(half, "2026-10-25T00:00:00Z"), ["closed", "2026-10-25T00:15"]);
        assert.deepEqual(answer(half, "2026-10-25T00:15:00Z"), ["open", "2026-10-25T00:45"]);
        assert.deepEqual(answer(half, "2026-10-25T00:45:00Z"), ["closed", "2026-10-25T01:15"]);
        assert.deepEqual(answer(half, "2026-10-25T01:44:00Z"), ["open", "2026-10-25T01:45"]);
    });

    it("keep to the wall clock through the change of the clock", () => {
        assert.deepEqual(answer(every("09:00", "16:00"), "2026-03-28T15:00:00Z"), ["closed", "2026-03-29T07:00"]);
        assert.deepEqual(answer(every("09:00", "16:00"), "2026-10-24T14:00:00Z"), ["closed", "2026-10-25T08:00"]);
    });

    it("are closed on holidays from midnight to midnight", () => {
        const calendar: Calendar = { ...workdays, windows: [], holidays: ["2026-12-25"] };
        assert.deepEqual(answer(calendar, "2026-12-24T22:59:00Z"), ["open", "2026-12-24T23:00"]);
        assert.deepEqual(answer(calendar, "2026-12-24T23:00:00Z"), ["closed", "2026-12-25T23:00"]);
        assert.equal(openingAt(calendar, Date.parse("2026-12-25T12:00:00Z")).holiday, true);
    });

    it("are closed in a freeze, which does not end in the first of two like hours", () => {
        const freezes = [{ from: "2026-10-25T02:30", to: "2026-10-25T02:45", reason: "clocks" }];
        const calendar: Calendar = { ...workdays, windows: [], freezes };
        assert.deepEqual(answer(calendar, "2026-10-25T00:29:00Z"), ["open", "2026-10-25T00:30"]);
        assert.deepEqual(answer(calendar, "2026-10-25T00:50:00Z"), ["closed", "2026-10-25T01:45"]);
        const never = [{ from: "2026-03-29T02:10", to: "2026-03-29T02:50", reason: "never" }];
        const skipped: Calendar = { ...calendar, freezes: never };
        assert.deepEqual(answer(skipped, "2026-03-29T00:00:00Z"), ["open", undefined]);
    });
});

describe("deployment windows in words", () => {
    it("tell the hours, the time there, and when it changes", () => {
        const may = "prod may be deployed Mon–Thu 09:00–16:00 Europe/Berlin; it is";
        assert.equal(words(workdays, "2026-11-20T16:03:00Z"), `${may} Fri 20 Nov 17:03 there; opens Mon 23 Nov 09:00`);
        assert.equal(words(workdays, "2026-11-23T09:30:00Z"), `${may} Mon 23 Nov 10:30 there; open until Mon 23 Nov 16:00`);
        assert.equal(
            words({ ...workdays, windows: [] }, "2026-11-23T09:30:00Z"),
            "prod may be deployed at any time; it is Mon 23 Nov 10:30 in Europe/Berlin; open",
        );
    });

    it("tell freezes with their reasons, holidays, and the year where it is another", () => {
        const freezes = [{ from: "2026-12-18T18:00", to: "2027-01-04T06:00", reason: "year's end" }];
        const windows = [{ days: ["mon", "wed", "thu", "fri"], from: "09:00", to: "16:00" }];
        const calendar: Calendar = { ...workdays, windows, freezes, holidays: ["2026-12-25"] };
        assert.equal(
            words(calendar, "2026-12-25T10:00:00Z"),
            "prod may be deployed Mon, Wed–Fri 09:00–16:00 Europe/Berlin; it is Fri 25 Dec 11:00 there, a holiday; "
                + "frozen until Mon 4 Jan 2027 06:00: year's end; opens Mon 4 Jan 2027 09:00",
        );
        const sold = [{ from: "2026-01-01T00:00", to: "2029-01-01T00:00", reason: "sold" }];
        const text = words({ ...calendar, freezes: sold }, "2026-12-23T10:00:00Z");
        assert.match(text, /; frozen until Mon 1 Jan 2029 00:00: sold; does not open within 400 days$/);
    });
});

/** What the clock on the wall shows in each minute of six days: `2026-03-29T02:30`. */
class Minutes {
    readonly texts: readonly string[];
    readonly start: number;

    constructor(readonly zone: string, from: string) {
        this.start = Date.parse(from);
        const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
        this.texts = Array.from({ length: 6 * 1440 }, (_, index) => format.format(this.start + index * minute).replace(" ", "T"));
    }

    /** By looking at each minute alone. */
    open({ windows, holidays, freezes }: Calendar): (index: number) => boolean {
        const frozen = freezes.map(({ from, to }) => ({
            first: this.texts.findIndex((each) => each >= from),
            last: this.texts.map((each) => each < to).lastIndexOf(true),
        }));
        return (index) => {
            const [date = "", time = ""] = (this.texts[index] ?? "").split("T");
            const [today, before] = [dayName(date, 0), dayName(date, -1)];
            const covers = windows.some(({ days, from, to }) => {
                const [begun, left] = [days.includes(today) && time >= from, days.includes(before) && time < to];
                return from < to ? begun && time < to : begun || left;
            });
            const free = !holidays.includes(date) && !frozen.some(({ first, last }) => index >= first && index <= last);
            return free && (windows.length === 0 || covers);
        };
    }
}

function dayName(date: string, ahead: number): string {
    const day = new Date(Date.parse(`${date}T00:00Z`) + ahead * 86_400_000).getUTCDay();
    return weekdays[(day + 6) % 7] ?? "";
}

describe("deployment windows, compared with looking at every minute", function () {
    this.timeout(240_000);
    // Weeks in which clocks are set: by an hour, by half an hour, at midnight; and one with an odd offset.
    const weeks = [
        ["Europe/Berlin", "2026-03-26T22:00:00Z"],
        ["Europe/Berlin", "2026-10-22T22:00:00Z"],
        ["America/New_York", "2026-10-29T00:00:00Z"],
        ["Australia/Lord_Howe", "2026-04-02T12:00:00Z"],
        ["America/Santiago", "2026-09-03T12:00:00Z"],
        ["Asia/Kathmandu", "2026-12-29T00:00:00Z"],
    ] as const;

    for (const [zone, from] of weeks) {
        it(`agrees in ${zone} from ${from.slice(0, 10)}`, () => {
            const week = new Minutes(zone, from);
            const time = fc.integer({ min: 0, max: 1439 }).map((at) => new Date(at * minute).toISOString().slice(11, 16));
            const moment = fc.integer({ min: 60, max: week.texts.length - 61 }).map((index) => week.texts[index] ?? "");
            const days = fc.uniqueArray(fc.constantFrom<string>(...weekdays), { minLength: 1 });
            const calendars = fc.record({
                timeZone: fc.constant(zone as string),
                windows: fc.array(
                    fc
                        .record({ days, from: time, to: fc.oneof(time, fc.constant("24:00")) })
                        .filter((window) => window.from !== window.to),
                    { maxLength: 4 },
                ),
                holidays: fc.uniqueArray(moment.map((text) => text.slice(0, 10)), { maxLength: 2 }),
                freezes: fc.array(
                    fc.tuple(moment, moment).filter(([a, b]) => a !== b)
                        .map(([a, b]) => (a < b ? { from: a, to: b, reason: "r" } : { from: b, to: a, reason: "r" })),
                    { maxLength: 2 },
                ),
            });
            fc.assert(
                fc.property(calendars, fc.integer({ min: 0, max: 4 * 1440 }), (calendar, index) => {
                    const found = openingAt(calendar, week.start + index * minute + 30_000);
                    const open = week.open(calendar);
                    assert.equal(found.open, open(index));
                    const changed = week.texts.findIndex((_, later) => later > index && open(later) !== found.open);
                    if (changed >= 0) assert.equal(((found.changes ?? 0) - week.start) / minute, changed);
                    else assert.ok(found.changes === undefined || found.changes >= week.start + week.texts.length * minute);
                }),
                { numRuns: 15 },
            );
        });
    }
});
