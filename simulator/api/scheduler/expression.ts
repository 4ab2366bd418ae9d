import { AwsError, NotModeled } from "../../cloud/errors";

const oneTime = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;

/**
 * When a one-time schedule acts, milliseconds since 1970. Fails with `ValidationException` where AWS does, and as not modeled for
 * `rate` and `cron`. EventBridge Scheduler user guide, "Schedule types on EventBridge Scheduler".
 */
export function timeOf(expression: string, zone: string): number {
    if (/^(rate|cron)\(.*\)$/.test(expression)) throw new NotModeled(`the recurring schedule ${expression}`);
    const wall = Date.parse(`${oneTime.exec(expression)?.[1] ?? ""}Z`);
    // `Date.parse` makes the 2nd of March of a 30th of February.
    if (Number.isNaN(wall) || `at(${new Date(wall).toISOString().slice(0, 19)})` !== expression) {
        throw new AwsError("ValidationException", `Invalid Schedule Expression ${expression}.`);
    }
    const clock = clockOf(zone);
    // The offset that counts is that of the moment itself: near a change of summer time the first guess may be on its other side.
    const guess = wall - offsetAt(clock, wall);
    return wall - offsetAt(clock, guess);
}

function clockOf(zone: string): Intl.DateTimeFormat {
    const date = { year: "numeric", month: "numeric", day: "numeric" } as const;
    const time = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" } as const;
    try {
        return new Intl.DateTimeFormat("en-US", { timeZone: zone, ...date, ...time });
    } catch {
        throw new AwsError("ValidationException", `Invalid Schedule Expression Timezone ${zone}.`);
    }
}

/** How far the zone's wall clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(clock: Intl.DateTimeFormat, moment: number): number {
    const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - moment;
}
