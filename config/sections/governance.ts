/** `colorway:governance`: when rollouts may begin. */

import { type Checked, type Field, integer, list, object, oneOf, text } from "../fields";
import { type FreezeSettings, type GovernanceSettings, weekdays, type WindowSettings } from "../governance";
import type { Place } from "../problems";

const fromForm = /^([01]\d|2[0-3]):[0-5]\d$/;
const toForm = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const databaseSource = "IANA time zone database, as Node's ICU has it";

export function governanceField(defaults: GovernanceSettings): Field<GovernanceSettings> {
    return object<GovernanceSettings>(
        {
            timeZone: text({
                about: "Time zone of everything below; its summer time is kept.",
                allowed: "a name of the IANA time zone database",
                example: "Europe/Berlin",
                source: databaseSource,
                check: zone => (isTimeZone(zone) ? undefined : "is no time zone that is known here"),
            }),
            windows: list(windowField(), {
                about: "When a rollout may begin; an empty list: at any time.",
                allowed: "a list of windows, at most 50",
                cure: "write [{ days: [mon, tue], from: \"09:00\", to: \"16:00\" }]",
                max: 50,
            }),
            holidays: list(
                text({
                    about: "A date.",
                    allowed: "yyyy-mm-dd, in quotes",
                    example: "\"2026-12-25\"",
                    check: date => (isDate(date) ? undefined : "is no date"),
                }),
                {
                    about: "Dates on which no rollout may begin, from midnight to midnight.",
                    allowed: "a list of dates, at most 366",
                    cure: "write [\"2026-12-25\", \"2026-12-26\"]",
                    max: 366,
                    sameness: date => date,
                },
            ),
            freezes: list(freezeField(), {
                about: "Times in which no rollout may begin, with their reasons.",
                allowed: "a list of freezes, at most 50",
                cure: "write [{ from: \"2026-12-18T18:00\", to: \"2027-01-04T06:00\", reason: year's end }]",
                max: 50,
            }),
            failedRollouts: integer({
                about: "Failed or rolled-back rollouts in a row after which a person has to reset the breaker; 0: never.",
                min: 0,
                max: 100,
                unit: "rollouts",
            }),
        },
        { about: "When rollouts may begin, and when the breaker opens. Rollbacks are never held up.", defaults },
    );
}

function windowField(): Field<WindowSettings> {
    return object<WindowSettings>(
        {
            days: list(oneOf(weekdays, { about: "A weekday." }), {
                about: "Days on which it begins.",
                allowed: "a list of weekdays, at least one",
                cure: "write [mon, tue, wed, thu]",
                min: 1,
                sameness: day => day,
            }),
            from: text({
                about: "When it begins, by the wall clock.",
                allowed: "hh:mm, in quotes",
                example: "\"09:00\"",
                check: time => (fromForm.test(time) ? undefined : "is no time of day"),
            }),
            to: text({
                about: "When it is over, by the wall clock; before `from`: on the next day.",
                allowed: "hh:mm up to 24:00, in quotes",
                example: "\"16:00\"",
                check: time => (toForm.test(time) ? undefined : "is no time of day"),
            }),
        },
        { about: "Hours of some weekdays.", defaults: {} },
    );
}

function freezeField(): Field<FreezeSettings> {
    const moment = (about: string): Field<string> =>
        text({
            about,
            allowed: "yyyy-mm-ddThh:mm, in quotes, without a zone",
            example: "\"2026-12-18T18:00\"",
            check: time => (isMoment(time) ? undefined : "is no date with a time"),
        });
    return object<FreezeSettings>(
        {
            from: moment("When it begins, by the wall clock."),
            to: moment("When it is over, by the wall clock."),
            reason: text({
                about: "Why; everybody who is refused reads it.",
                allowed: "text, at most 200 letters",
                example: "year's end",
                check: reason => {
                    if (reason.trim() === "") return "is empty";
                    return reason.length > 200 ? `has ${reason.length} letters` : undefined;
                },
            }),
        },
        { about: "A time without rollouts.", defaults: {} },
    );
}

/** Times that each are one, and don't fit together. */
export function governanceRules(
    { windows = [], freezes = [] }: Checked<GovernanceSettings>,
    field: Field<GovernanceSettings>,
    place: Place,
): void {
    for (const [index, window] of windows.entries()) {
        if (window?.from === undefined || window.from !== window.to) continue;
        place.member("windows").item(index).member("to").note(
            expected(field, "windows", "to"),
            { message: "is when it begins", cure: "for a whole day write from: \"00:00\", to: \"24:00\"" },
            window.to,
        );
    }
    for (const [index, freeze] of freezes.entries()) {
        if (freeze?.from === undefined || freeze.to === undefined || freeze.from < freeze.to) continue;
        place.member("freezes").item(index).member("to").note(
            expected(field, "freezes", "to"),
            { message: `is not after from, ${freeze.from}`, cure: "write a later time, or exchange the two" },
            freeze.to,
        );
    }
}

function expected(field: Field<GovernanceSettings>, list: string, member: string): Field<unknown> {
    return field.members?.[list]?.items?.members?.[member] ?? field;
}

/** Offsets as +01:00, which some engines take, have no summer time: names only. */
function isTimeZone(zone: string): boolean {
    if (!/^[A-Za-z]/.test(zone)) return false;
    try {
        new Intl.DateTimeFormat("en-US", { timeZone: zone });
        return true;
    } catch {
        return false;
    }
}

/** In the years that are meant: `0026` is a slip. */
function isDate(text: string): boolean {
    return /^2\d{3}-\d\d-\d\d$/.test(text) && isoOf(`${text}T00:00`) === `${text}T00:00`;
}

function isMoment(text: string): boolean {
    return /^2\d{3}-\d\d-\d\dT\d\d:\d\d$/.test(text) && isoOf(text) === text;
}

/** The same text where there is such a time, as not on February 30. */
function isoOf(text: string): string | undefined {
    const time = Date.parse(`${text}Z`);
    return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 16);
}
