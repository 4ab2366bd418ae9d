/**
 * When rollouts may begin: windows less holidays less freezes. Pure. What the clock on the wall shows counts: a time that is
 * skipped when the clock is set forward never comes, an hour that comes twice counts twice.
 */
import { FreezeSettings, GovernanceSettings, weekdays } from "../../config/governance";
import { WallClock } from "./wall-clock";

export type Calendar = Pick<GovernanceSettings, "timeZone" | "windows" | "holidays" | "freezes">;

/** Whether a rollout may begin, and when that changes. Milliseconds since 1970. */
export interface Opening {
    readonly open: boolean;
    /** When it closes, or opens, next; absent: not within `horizonDays`. */
    readonly changes?: number;
    /** Freezes that are in force. */
    readonly freezes: readonly FrozenUntil[];
    readonly holiday: boolean;
}

export interface FrozenUntil {
    readonly until: number;
    readonly reason: string;
}

/** From–to in minutes; `to` is no part of it. */
interface Span {
    readonly from: number;
    readonly to: number;
}

/** A year and the holidays around its end. */
export const horizonDays = 400;
const day = 1440;
const minute = 60_000;

export function openingAt(calendar: Calendar, now: number): Opening {
    const clock = new WallClock(calendar.timeZone);
    const at = Math.floor(now / minute);
    const end = at + horizonDays * day;
    const frozen = calendar.freezes.map((freeze) => ({ ...frozenSpan(clock, freeze), reason: freeze.reason }));
    const [first] = merged(openSpans(calendar, clock, frozen, at, end));
    const open = first !== undefined && first.from <= at;
    const changes = open ? first.to : first?.from;
    return {
        open,
        ...(changes === undefined || changes >= end ? {} : { changes: changes * minute }),
        freezes: frozen
            .filter(({ from, to }) => from <= at && at < to)
            .map(({ to, reason }) => ({ until: to * minute, reason })),
        holiday: holidaysIn(calendar).has(Math.floor(clock.wall(at) / day)),
    };
}

function* openSpans(calendar: Calendar, clock: WallClock, frozen: readonly Span[], from: number, to: number): Generator<Span> {
    const holidays = [...holidaysIn(calendar)].map((date) => ({ from: date * day, to: (date + 1) * day }));
    for (const { from: start, to: end, offset } of clock.stretches(from, to)) {
        const shown = { from: start + offset, to: end + offset };
        const open = without(windowsIn(calendar, shown), holidays);
        yield* without(open.map((span) => ({ from: span.from - offset, to: span.to - offset })), frozen);
    }
}

/** The parts of windows within a stretch of the wall clock, in order. */
function windowsIn({ windows }: Calendar, within: Span): readonly Span[] {
    if (windows.length === 0) return [within];
    const spans: Span[] = [];
    // A window may have begun the day before.
    for (let date = Math.floor(within.from / day) - 1; date * day < within.to; date += 1) {
        for (const { days, from, to } of windows) {
            if (!days.includes(weekdayOf(date))) continue;
            const begin = date * day + minutesOf(from);
            const length = (minutesOf(to) - minutesOf(from) + day) % day || day;
            const cut = { from: Math.max(begin, within.from), to: Math.min(begin + length, within.to) };
            if (cut.from < cut.to) spans.push(cut);
        }
    }
    return [...merged(spans.sort((a, b) => a.from - b.from))];
}

/** Spans that touch or overlap as one; each as soon as it is known to be over. @param spans sorted by their begin */
function* merged(spans: Iterable<Span>): Generator<Span> {
    let open: Span | undefined;
    for (const span of spans) {
        if (open !== undefined && span.from <= open.to) {
            open = { from: open.from, to: Math.max(open.to, span.to) };
            continue;
        }
        if (open !== undefined) yield open;
        open = span;
    }
    if (open !== undefined) yield open;
}

function without(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
    return taken.reduce<readonly Span[]>(
        (left, { from, to }) =>
            left.flatMap((span) =>
                [
                    { from: span.from, to: Math.min(span.to, from) },
                    { from: Math.max(span.from, to), to: span.to },
                ].filter((part) => part.from < part.to),
            ),
        spans,
    );
}

/** It never ends early: where its end comes twice, the second time counts. */
function frozenSpan(clock: WallClock, { from, to }: FreezeSettings): Span {
    return { from: clock.reaches(wallOf(from)), to: clock.leaves(wallOf(to)) };
}

function holidaysIn({ holidays }: Calendar): ReadonlySet<number> {
    return new Set(holidays.map((date) => wallOf(`${date}T00:00`) / day));
}

function wallOf(moment: string): number {
    return Date.parse(`${moment}Z`) / minute;
}

/** Of a day since 1970, which began on a Thursday. */
function weekdayOf(date: number): string {
    return weekdays[(((date + 3) % 7) + 7) % 7] ?? "";
}

function minutesOf(time: string): number {
    const [hours = 0, minutes = 0] = time.split(":").map(Number);
    return hours * 60 + minutes;
}
