import { Clock } from "../../cloud/clock";

/** Calls back at a time, milliseconds since 1970; at once where that is past. Returns what takes it back. */
export type Alarm = (time: number, act: () => void) => () => void;

// A timer cannot wait longer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const longestWaitMs = 2 ** 31 - 1;

/** Real timers by the cloud's clock. */
export function timerAlarm(clock: Clock): Alarm {
    return (time, act) => {
        let timer: NodeJS.Timeout;
        const wait = (): void => {
            timer = setTimeout(look, Math.min(longestWaitMs, Math.max(0, time - clock.now())));
        };
        // A timer may be early by a part of a millisecond, and the clock of the machine may have been set back meanwhile.
        const look = (): void => (clock.now() < time ? wait() : act());
        wait();
        return () => clearTimeout(timer);
    };
}
