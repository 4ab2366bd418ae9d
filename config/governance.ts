/** Types of `colorway:governance`: when rollouts may begin. Imports nothing, like the other types of settings. */

/** Weekdays, as the words of the configuration, Monday first. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Hours in which a rollout may begin, by the wall clock of the time zone. */
export interface WindowSettings {
    /** `mon` to `sun`: the days on which the window begins. */
    readonly days: readonly string[];
    /** `hh:mm`, part of the window. */
    readonly from: string;
    /** `hh:mm` up to `24:00`, no part of the window. Before `from`: on the next day. */
    readonly to: string;
}

/** A time in which no rollout may begin, by the wall clock of the time zone. */
export interface FreezeSettings {
    /** `yyyy-mm-ddThh:mm`, part of the freeze. */
    readonly from: string;
    /** `yyyy-mm-ddThh:mm`, no part of the freeze. */
    readonly to: string;
    readonly reason: string;
}

export interface GovernanceSettings {
    /** Name in the IANA time zone database, as `Europe/Berlin`. */
    readonly timeZone: string;
    /** Empty: at any time. */
    readonly windows: readonly WindowSettings[];
    /** Dates, `yyyy-mm-dd`, on which no window is open, from midnight to midnight. */
    readonly holidays: readonly string[];
    readonly freezes: readonly FreezeSettings[];
    /** Failed rollouts in a row after which the breaker refuses further ones, 1–100; 0: never. */
    readonly failedRollouts: number;
}
