/** Fields for the windows of RDS and ElastiCache. */

import { type Field, text } from "../fields";
import type { Place } from "../problems";
import { readDailyWindow, readWeeklyWindow, type Window, windowsOverlap } from "../windows";

/** @param minutes shortest window that the service accepts */
export function dailyWindow(about: string, minutes: number): Field<string> {
    return text({
        about,
        allowed: `hh:mm-hh:mm, at least ${minutes} minutes`,
        example: "03:00-04:00",
        check: written => lengthComplaint(readDailyWindow(written), minutes),
    });
}

export function weeklyWindow(about: string, minutes: number): Field<string> {
    return text({
        about,
        allowed: `ddd:hh:mm-ddd:hh:mm with mon to sun, at least ${minutes} minutes and at most a day`,
        example: "sun:04:30-sun:05:30",
        check: written => lengthComplaint(readWeeklyWindow(written), minutes),
    });
}

function lengthComplaint(window: Window | undefined, minutes: number): string | undefined {
    if (window === undefined) return "is no window of that form";
    if (window.length < minutes) return `lasts ${window.length} minutes`;
    return window.length > 24 * 60 ? "lasts longer than a day" : undefined;
}

/** Notes at the weekly window that the daily one falls into it. */
export function noteOverlap(
    windows: { readonly [name: string]: string | undefined },
    daily: string,
    weekly: string,
    field: Field<unknown>,
    place: Place,
): void {
    const [first, second] = [readDailyWindow(windows[daily] ?? ""), readWeeklyWindow(windows[weekly] ?? "")];
    if (first === undefined || second === undefined || !windowsOverlap(first, second)) return;
    place.member(weekly).note(
        field.members?.[weekly] ?? field,
        {
            message: `overlaps ${daily}, ${windows[daily] ?? ""}`,
            cure: `move one of the two, so that they only touch`,
        },
        windows[weekly],
    );
}
