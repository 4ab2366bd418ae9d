/** Windows and openings in words. Pure. */
import { weekdays, WindowSettings } from "../../config/governance";
import { Calendar, horizonDays, Opening } from "./schedule";
import { WallClock } from "./wall-clock";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `prod may be deployed Mon–Thu 09:00–16:00 Europe/Berlin; it is Fri 20 Nov 17:03 there; opens Mon 23 Nov 09:00`. */
export function openingText(stack: string, calendar: Calendar, opening: Opening, now: number): string {
    const { timeZone, windows } = calendar;
    const clock = new WallClock(timeZone);
    const moment = (at: number): string => momentText(clock, at, now);
    const always = windows.length === 0;
    const when = always ? "at any time" : `${windows.map(windowText).join(" and ")} ${timeZone}`;
    const where = always ? `in ${timeZone}` : "there";
    return [
        `${stack} may be deployed ${when}`,
        `it is ${moment(now)} ${where}${opening.holiday ? ", a holiday" : ""}`,
        ...opening.freezes.map(({ until, reason }) => `frozen until ${moment(until)}: ${reason}`),
        changeText(opening, moment),
    ].join("; ");
}

function changeText({ open, changes }: Opening, moment: (at: number) => string): string {
    if (open) return changes === undefined ? "open" : `open until ${moment(changes)}`;
    return changes === undefined ? `does not open within ${horizonDays} days` : `opens ${moment(changes)}`;
}

function windowText({ days, from, to }: WindowSettings): string {
    return `${daysText(days)} ${from}–${to}`;
}

/** `Mon–Thu, Sat`. */
function daysText(days: readonly string[]): string {
    const names = weekdays.filter((each) => days.includes(each));
    if (names.length === weekdays.length) return "every day";
    const runs: string[][] = [];
    for (const name of names) {
        const run = runs.at(-1);
        if (run !== undefined && weekdays.indexOf(name) === weekdays.findIndex((each) => each === run.at(-1)) + 1) run.push(name);
        else runs.push([name]);
    }
    const runText = (run: readonly string[]): string =>
        run.length < 3 ? run.map((each) => capital(each)).join(", ") : `${capital(run[0])}–${capital(run.at(-1))}`;
    return runs.map(runText).join(", ");
}

/** As the clock there shows it, with the year where it is another one. */
function momentText(clock: WallClock, at: number, now: number): string {
    const shown = (time: number): Date => new Date(clock.wall(Math.floor(time / 60_000)) * 60_000);
    const wall = shown(at);
    const year = wall.getUTCFullYear();
    const name = capital(weekdays[(wall.getUTCDay() + 6) % 7]);
    const date = `${name} ${wall.getUTCDate()} ${months[wall.getUTCMonth()] ?? ""}`;
    return `${date}${year === shown(now).getUTCFullYear() ? "" : ` ${year}`} ${wall.toISOString().slice(11, 16)}`;
}

function capital(word = ""): string {
    return word.slice(0, 1).toUpperCase() + word.slice(1);
}
