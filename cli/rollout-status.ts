/** The rollout of a stack that is not over, for `colorway status`. */
import { Traffic } from "../config/types";
import { freeAt, heartbeatText, thisProcess } from "../release/journal/lease";
import { JournalStore } from "../release/ports/journal";
import { LeaseRecord, LeaseStore } from "../release/ports/lease";
import { Cause, isResting, placeText, RolloutState, trafficOf } from "../release/rollout/machine";
import { wayText } from "../release/rollout/plan";
import { unfinishedRollout, waysOn } from "../release/rollout/unfinished";
import { Output } from "./output";
import { recordsPlace } from "./release-records";
import { rolloutStores } from "./rollout-ports";
import { Session } from "./session";

/** A rollout that is not over. */
export interface RolloutStatus {
    readonly id: string;
    readonly version: string;
    /** `blue-green`, `canary`, `rolling`, `rollback`. */
    readonly kind: string;
    readonly phase: string;
    /** The phase with its weight, as `watch 25 %`. */
    readonly place: string;
    /** `back`: the live color of before gets all traffic again. */
    readonly goal: "forward" | "back";
    /** The weights that it stands for in this phase. */
    readonly traffic: Traffic;
    readonly from: { readonly color: string; readonly version: string };
    readonly to: { readonly color: string };
    /** ISO 8601. */
    readonly started: string;
    readonly startedBy: string;
    /** Why it left the way forward; absent on it. */
    readonly cause?: Cause;
    /** Who holds the lease, or held it last; absent: nobody. */
    readonly holder?: { readonly owner: string; readonly since: string; readonly renewed: string; readonly expires: string };
    /** Whether that process may still live. False: the rollout goes on only with one of the commands of `next`. */
    readonly running: boolean;
    /** What can be done. */
    readonly next: readonly string[];
}

/** Undefined where none is under way; in an account without a bucket for records nothing is read. */
export async function rolloutStatus(session: Pick<Session, "target" | "project">, stack: string): Promise<RolloutStatus | undefined> {
    if (session.target.kind === "aws" && recordsPlace() === undefined) return undefined;
    return statusIn(rolloutStores(session, stack), Date.now());
}

/**
 * @param now milliseconds since 1970
 * @param hasEnded whether a holder's process has certainly ended
 */
export async function statusIn(
    { journals, lease }: { readonly journals: JournalStore; readonly lease: LeaseStore }, now: number, hasEnded = thisProcess().hasEnded,
): Promise<RolloutStatus | undefined> {
    const found = await unfinishedRollout(journals);
    if (found === undefined) return undefined;
    const record = await lease.read();
    const running = record !== undefined && isRunning(record, now, hasEnded);
    const holder = record?.holder;
    const { state } = found;
    const { plan, phase, goal, cause } = state;
    return {
        id: plan.id, version: plan.version, kind: plan.kind, phase, place: placeText(state), goal, traffic: trafficOf(state),
        from: plan.from, to: plan.to, started: plan.started, startedBy: plan.actor,
        ...(cause === undefined ? {} : { cause }),
        ...(holder === undefined ? {} : { holder: { owner: holder.owner, since: holder.since, renewed: holder.renewed, expires: holder.expires } }),
        running, next: nextSteps(state, running),
    };
}

/** Whether the holder of a lease may still be at it. */
export function isRunning(record: LeaseRecord, now: number, hasEnded = thisProcess().hasEnded): boolean {
    return !hasEnded(record.holder) && now < freeAt(record, now);
}

function nextSteps(state: RolloutState, running: boolean): readonly string[] {
    const ways = waysOn(state);
    if (!running || isResting(state.phase)) return ways;
    // Whoever runs it does the rest; what is left is to take it back, where that means anything.
    return state.goal === "back" || state.plan.kind === "rollback" ? [] : ways.slice(-1);
}

/** @param now milliseconds since 1970 */
export function printRollout(output: Output, status: RolloutStatus, now: number): void {
    const { id, version, kind, place, goal, traffic, started, startedBy, cause, next } = status;
    output.line(`rollout ${id}: ${version} by ${kind}, ${wayText(status)}, started ${started} by ${startedBy}`);
    output.line(`  ${place}${goal === "back" ? ", on the way back" : ""}: blue ${traffic.blue} %, green ${traffic.green} %`);
    if (cause !== undefined) output.line(`  ${cause.kind} at ${cause.at}: ${cause.text}`);
    output.line(`  ${holderText(status, now)}`);
    for (const step of next) output.line(`  ${step}`);
}

function holderText({ holder, running }: RolloutStatus, now: number): string {
    if (holder === undefined) return "no process runs it";
    const heartbeat = heartbeatText(holder, now);
    return running ? `run by ${holder.owner} since ${holder.since}, ${heartbeat}` : `no process runs it: ${holder.owner} is dead, ${heartbeat}`;
}
