/** Times, spans and numbers as people write them on a command line. */
import { CommandFailure, exitCodes } from "./failure";

const units: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A span as `30d`, in milliseconds. @throws CommandFailure */
export function spanIn(option: string, text: string): number {
    const [, count = "", unit = ""] = /^([1-9]\d{0,5})([mhdw])$/.exec(text) ?? [];
    if (count !== "") return Number(count) * (units[unit] ?? 0);
    throw new CommandFailure(
        `${option}: ${JSON.stringify(text)} is no span; allowed: a number with m, h, d or w, as 12h or 30d`,
        exitCodes.usage,
    );
}

/** A date, a time, or how long ago; milliseconds since 1970. What has no time zone is UTC. @throws CommandFailure */
export function timeIn(option: string, text: string, now: number): number {
    if (/^[1-9]\d{0,5}[mhdw]$/.test(text)) return now - spanIn(option, text);
    const zoned = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
    const time = zoned === null ? Number.NaN : Date.parse(text.includes("T") && zoned[4] === undefined ? `${text}Z` : text);
    if (!Number.isNaN(time)) return time;
    const allowed = "a date or time, as 2026-11-01 or 2026-11-01T08:00:00Z, or how long ago, as 30d";
    throw new CommandFailure(`${option}: ${JSON.stringify(text)} is no time; allowed: ${allowed}`, exitCodes.usage);
}

/** @throws CommandFailure */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new CommandFailure(
        `${option}: ${JSON.stringify(text)} is no number for it; allowed: ${least} to ${most}`,
        exitCodes.usage,
    );
}
