/** Daily and weekly windows in UTC, as RDS and ElastiCache write them. */

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

/** A window in minutes since Monday 00:00; `repeats` is a day or a week. */
export interface Window {
    readonly start: number;
    readonly length: number;
    readonly repeats: number;
}

/** Reads `hh:mm-hh:mm`; the end may be on the next day. */
export function readDailyWindow(written: string): Window | undefined {
    const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(written);
    if (match === null) return undefined;
    const [from = 0, fromMinute = 0, to = 0, toMinute = 0] = match.slice(1).map(Number);
    return span(from * 60 + fromMinute, to * 60 + toMinute, minutesOfDay);
}

/** Reads `ddd:hh:mm-ddd:hh:mm`; the end may be in the next week. */
export function readWeeklyWindow(written: string): Window | undefined {
    const match = /^([a-z]{3}):([01]\d|2[0-3]):([0-5]\d)-([a-z]{3}):([01]\d|2[0-3]):([0-5]\d)$/.exec(written);
    if (match === null) return undefined;
    const from = days.indexOf(match[1] ?? "");
    const to = days.indexOf(match[4] ?? "");
    if (from < 0 || to < 0) return undefined;
    return span(
        from * minutesOfDay + Number(match[2]) * 60 + Number(match[3]),
        to * minutesOfDay + Number(match[5]) * 60 + Number(match[6]),
        minutesOfWeek,
    );
}

function span(start: number, end: number, repeats: number): Window {
    return { start, length: (end - start + repeats) % repeats, repeats };
}

/** Whether there is a minute of the week in both windows; windows that only touch do not overlap. */
export function windowsOverlap(left: Window, right: Window): boolean {
    if (left.length === 0 || right.length === 0) return false;
    return starts(left).some(from =>
        starts(right).some(other => {
            const ahead = (other - from + minutesOfWeek) % minutesOfWeek;
            return ahead < left.length || minutesOfWeek - ahead < right.length;
        }),
    );
}

function starts(window: Window): readonly number[] {
    return Array.from({ length: minutesOfWeek / window.repeats }, (_, index) => window.start + index * window.repeats);
}
