/** What a diagnosis looks at: one moment of a stack, gathered by the adapters. Plain values; what could not be read is named. */
import type { Color, Traffic } from "../../config/types";
import type { LiveRule, TargetState } from "../ports/load-balancer";

export interface Snapshot {
    readonly stack: string;
    /** Milliseconds since 1970. */
    readonly at: number;
    /** Absent where there was none. */
    readonly rollout?: RolloutSeen;
    readonly lease?: LeaseSeen;
    readonly slots: readonly SlotSeen[];
    /** What the configuration gives each color. */
    readonly traffic: Traffic;
    /** Rules that split traffic between the colors; absent where they could not be read. */
    readonly rules?: readonly LiveRule[];
    readonly engine: EngineSeen;
    /** Where configuration and cloud differ, in words. */
    readonly differences: readonly string[];
    /** What could not be read, and why. */
    readonly unseen: readonly string[];
}

/** The rollout that is asked about, as its journal has it. */
export interface RolloutSeen {
    readonly id: string;
    readonly version: string;
    readonly kind: string;
    readonly phase: string;
    /** Whether no process has anything to do. */
    readonly resting: boolean;
    readonly goal: "forward" | "back";
    readonly from: Color;
    readonly to: Color;
    /** The weights that it stands for. */
    readonly traffic: Traffic;
    readonly cause?: { readonly kind: string; readonly at: string; readonly text: string; readonly origin?: string };
    /** Outcome and reason of the last judgement. */
    readonly verdict?: { readonly outcome: string; readonly reason: string };
    /** Conditions that refused it. */
    readonly refused: readonly { readonly name: string; readonly text: string }[];
    /** When the newest entry was written, milliseconds since 1970. */
    readonly lastEntry: number;
}

/** Who has or had the right to run a rollout. */
export interface LeaseSeen {
    readonly owner: string;
    /** Whether that process may still live. */
    readonly running: boolean;
    /** As `last heartbeat 40 s ago`. */
    readonly heartbeat: string;
}

export interface SlotSeen {
    readonly color: Color;
    readonly namespace: string;
    readonly size: string;
    /** Targets of each public service's group. */
    readonly targets: { readonly [service: string]: readonly TargetState[] };
    /** Fewest healthy targets that a group needs to get traffic. */
    readonly minHealthy: number;
    /** Absent where the cluster could not be asked. */
    readonly cluster?: ClusterSeen;
}

/** What a namespace's objects say. */
export interface ClusterSeen {
    readonly pods: readonly PodSeen[];
    /** Warnings, oldest first. */
    readonly warnings: readonly EventSeen[];
    readonly quotas: readonly { readonly name: string; readonly resource: string; readonly used: string; readonly hard: string }[];
}

export interface PodSeen {
    readonly name: string;
    readonly phase: string;
    readonly ready: boolean;
    readonly image: string;
    readonly restarts: number;
    /** Why its containers wait, as `CrashLoopBackOff`. */
    readonly waiting?: { readonly reason: string; readonly message: string };
    /** How its last container ended. */
    readonly ended?: { readonly reason: string; readonly exitCode: number };
    /** Why no node takes it. */
    readonly unscheduled?: string;
    /** Conditions of its readiness gates; empty: it has none. */
    readonly gates: readonly { readonly open: boolean; readonly text: string }[];
    readonly containersReady: boolean;
    /** Seconds that it has been on its way out longer than its grace period; absent where it is not. */
    readonly overdue?: number;
}

export interface EventSeen {
    readonly about: string;
    readonly reason: string;
    readonly message: string;
}

export interface EngineSeen {
    readonly locks: readonly { readonly text: string; readonly state: "running" | "dead" | "elsewhere" }[];
    /** As `creating aws:lb/listener:Listener https`. */
    readonly pending: readonly string[];
    /** Whether the last update came to its end. */
    readonly lastFailed: boolean;
}

