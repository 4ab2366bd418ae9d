/** Backup and maintenance windows as RDS and ElastiCache write them, in UTC. */

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const day = 24 * 60;
const week = 7 * day;

export const dailyForm = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
export const weeklyForm =
    /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)$/i;

/** Minutes of a daily window, `hh:mm-hh:mm`; it may end after midnight. */
export function dailyMinutes(window: string): number {
    const [from, to] = daily(window);
    return (to - from + day) % day;
}

/** Minutes of a weekly window, `ddd:hh:mm-ddd:hh:mm`. */
export function weeklyMinutes(window: string): number {
    const [from, to] = weekly(window);
    return (to - from + week) % week;
}

/** Whether a daily and a weekly window share a minute. */
export function windowsOverlap(everyDay: string, everyWeek: string): boolean {
    const taken = new Set(minutesFrom(weekly(everyWeek)[0], weeklyMinutes(everyWeek)));
    const [start] = daily(everyDay);
    return days.some((_, index) => minutesFrom(index * day + start, dailyMinutes(everyDay)).some((minute) => taken.has(minute)));
}

function minutesFrom(start: number, length: number): readonly number[] {
    return Array.from({ length }, (_, index) => (start + index) % week);
}

function daily(window: string): readonly [number, number] {
    const [, h1 = "", m1 = "", h2 = "", m2 = ""] = dailyForm.exec(window) ?? [];
    return [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
}

function weekly(window: string): readonly [number, number] {
    const [, d1 = "", h1 = "", m1 = "", d2 = "", h2 = "", m2 = ""] = weeklyForm.exec(window) ?? [];
    const minute = (name: string, hours: string, minutes: string): number =>
        days.indexOf(name.toLowerCase()) * day + Number(hours) * 60 + Number(minutes);
    return [minute(d1, h1, m1), minute(d2, h2, m2)];
}
