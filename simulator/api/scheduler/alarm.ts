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
            const left = time - clock.now();
            timer = left > longestWaitMs ? setTimeout(wait, longestWaitMs) : setTimeout(left > 0 ? again : act, Math.max(0, left));
        };
        // Timers may be early by a part of a millisecond, and the clock of the machine may have been set back.
        const again = (): void => (clock.now() < time ? wait() : act());
        wait();
        return () => clearTimeout(timer);
    };
}
