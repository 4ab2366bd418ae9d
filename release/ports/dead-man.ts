import type { Traffic } from "../../config/types";
import type { SplitRule } from "./load-balancer";

/** The weights that come back by themselves when nobody renews. */
export interface DeadManOrder {
    /** Rollout that it belongs to. */
    readonly rollout: string;
    readonly rules: readonly SplitRule[];
    /** Weights to restore. */
    readonly traffic: Traffic;
    /** When it acts, milliseconds since 1970. */
    readonly at: number;
}

/** A one-time schedule outside this process that restores the live weights when this process is lost. */
export interface DeadMan {
    /** Sets the order, or moves it to another time; one order a rollout. */
    arm(order: DeadManOrder): Promise<void>;
    /** Takes the order away; nothing happens where there is none. */
    disarm(rollout: string): Promise<void>;
    /** When it will act; undefined where none is armed. */
    armed(rollout: string): Promise<number | undefined>;
}
