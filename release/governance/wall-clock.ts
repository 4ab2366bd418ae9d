/** What the clock on the wall shows in a time zone, and when it is set. Pure. Times are whole minutes since 1970. */

/** A stretch of at most a day in which the clock is not set. */
export interface Stretch {
    /** Minutes since 1970, UTC. */
    readonly from: number;
    /** No part of it. */
    readonly to: number;
    /** What the wall clock is ahead of UTC, in minutes. */
    readonly offset: number;
}

const day = 1440;
/** More than any zone is ahead of UTC or behind it, 14 hours (IANA time zone database, Pacific/Kiritimati). */
const farthest = 15 * 60;

export class WallClock {
    private readonly format: Intl.DateTimeFormat;

    /** @param zone name in the IANA time zone database */
    constructor(zone: string) {
        const numeric = "numeric";
        const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric } as const;
        this.format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", calendar: "gregory", ...parts });
    }

    /** Minutes since 1970 as the wall clock has them. */
    wall(minute: number): number {
        const parts = this.format.formatToParts(minute * 60_000);
        const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
        return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")) / 60_000;
    }

    /** In order, without gaps. No zone sets its clock twice within a day. */
    *stretches(from: number, to: number): Generator<Stretch> {
        let offset = this.offset(from);
        for (let start = from; start < to; ) {
            const end = Math.min(start + day, to);
            const after = this.offset(end);
            const change = after === offset ? end : this.change(start, end, offset);
            yield { from: start, to: change, offset };
            if (change < end) yield { from: change, to: end, offset: after };
            start = end;
            offset = after;
        }
    }

    /** The first minute in which the clock shows that time or a later one. */
    reaches(wall: number): number {
        for (const { from, to, offset } of this.stretches(wall - farthest - day, wall + farthest + day)) {
            const first = Math.max(from, wall - offset);
            if (first < to) return first;
        }
        throw new RangeError(`no minute reaches ${wall}`);
    }

    /** The minute after the last one in which the clock shows an earlier time: of two like hours the second one counts. */
    leaves(wall: number): number {
        let left = wall - farthest;
        for (const { from, to, offset } of this.stretches(wall - farthest - day, wall + farthest + day)) {
            const end = Math.min(to, wall - offset);
            if (end > from) left = end;
        }
        return left;
    }

    private offset(minute: number): number {
        return this.wall(minute) - minute;
    }

    /** The minute in which the clock is set. */
    private change(start: number, end: number, before: number): number {
        let [low, high] = [start, end];
        while (high - low > 1) {
            const middle = Math.floor((low + high) / 2);
            if (this.offset(middle) === before) low = middle;
            else high = middle;
        }
        return high;
    }
}
