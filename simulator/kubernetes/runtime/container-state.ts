import { Props } from "../../cloud/values";

/** Seconds; kubelet, MaxContainerBackOff, also for pulling images: 10 s, doubled up to 5 min, forgotten after 10 min of life. */
export const firstBackOff = 10;
const longestBackOff = 300;
export const forgetAfter = 600;

/** Seconds of the pause after that many earlier ones. */
export function backOff(earlier: number): number {
    return Math.min(firstBackOff * 2 ** earlier, longestBackOff);
}

export type State =
    | { readonly kind: "waiting"; readonly reason: string; readonly message?: string }
    | { readonly kind: "running"; readonly startedAt: string }
    | {
          readonly kind: "terminated";
          readonly exitCode: number;
          readonly reason: string;
          readonly startedAt: string;
          readonly finishedAt: string;
      };

/** As `state` and `lastState` of a container's status show it. */
export function shown(state: State): Props {
    switch (state.kind) {
        case "waiting":
            return { waiting: { reason: state.reason, ...(state.message === undefined ? {} : { message: state.message }) } };
        case "running":
            return { running: { startedAt: state.startedAt } };
        case "terminated": {
            const { exitCode, reason, startedAt, finishedAt } = state;
            return { terminated: { exitCode, reason, startedAt, finishedAt } };
        }
    }
}

/** As Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function duration(seconds: number): string {
    return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
