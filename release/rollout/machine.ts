/**
 * The state machine of a rollout. Pure: a state and an event make the next state, and each state names the one effect that is to be done
 * in it. Whoever drives it writes down what it does, so the state can be made again from the journal.
 */
import type { Traffic } from "../../config/types";
import type { RolloutPlan } from "./plan";

/** States with an effect of their own: the state is left when it has succeeded or failed. */
export const activePhases = [
    "check", "fill", "ready", "smoke", "arm", "shift", "watch", "disarm", "activate", "warm", "retire", "close",
    "brake", "restore", "stand-down", "pause",
] as const;
/** States in which nothing is left to do, or a person has to say how it goes on. */
export const restingPhases = ["done", "rolled-back", "failed", "refused", "paused", "needs-person"] as const;

export type ActivePhase = (typeof activePhases)[number];
export type RestingPhase = (typeof restingPhases)[number];
export type Phase = ActivePhase | RestingPhase;

/** Why a rollout left the way forward. */
export interface Cause {
    /** `verdict`, `error`, `operator`, `interrupt`. */
    readonly kind: string;
    /** Where it was: `shift 25 %`. */
    readonly at: string;
    readonly text: string;
    /** Why it was on its way back, where that failed too: the text of the first cause. */
    readonly origin?: string;
}

export interface RolloutState {
    readonly plan: RolloutPlan;
    readonly phase: Phase;
    /** Index into the plan's steps. */
    readonly step: number;
    /** Whether the new release may have got traffic: set before the first write. */
    readonly exposed: boolean;
    /** Whether configuration may already call the new color active: set before it is edited. */
    readonly activated: boolean;
    /** Whether the old slot may have begun to shrink: from then on it has to grow before it gets traffic again. */
    readonly retiring: boolean;
    readonly goal: "forward" | "back";
    readonly cause?: Cause;
    /** Where `resume` goes on; of `paused` and `needs-person`. */
    readonly resumeAt?: ActivePhase;
}

export type RolloutEvent =
    | { readonly type: "succeeded"; readonly phase: ActivePhase }
    | {
          readonly type: "failed";
          readonly phase: ActivePhase;
          readonly text: string;
          /** `verdict` where the release was judged, else `error`. */
          readonly kind?: string | undefined;
      }
    | { readonly type: "rollback-asked"; readonly reason: string; readonly actor: string }
    | { readonly type: "interrupted"; readonly signal: string }
    | { readonly type: "resumed"; readonly actor: string };

export function initialState(plan: RolloutPlan): RolloutState {
    return { plan, phase: "check", step: 0, exposed: false, activated: false, retiring: false, goal: "forward" };
}

export function isResting(phase: Phase): phase is RestingPhase {
    return restingPhases.some((resting) => resting === phase);
}

/** Whether nothing can happen any more. */
export function isOver(phase: Phase): boolean {
    return phase === "done" || phase === "rolled-back" || phase === "failed" || phase === "refused";
}

/** The next state. An event that has no meaning in a state leaves it as it is. */
export function next(state: RolloutState, event: RolloutEvent): RolloutState {
    switch (event.type) {
        case "succeeded": return event.phase === state.phase ? succeeded(state, event.phase) : state;
        case "failed": return event.phase === state.phase ? failed(state, event.phase, event) : state;
        case "rollback-asked": return rollbackAsked(state, event.reason);
        case "interrupted": return interrupted(state, event.signal);
        case "resumed": return resumed(state);
    }
}

function succeeded(state: RolloutState, phase: ActivePhase): RolloutState {
    const rolling = state.plan.kind === "rolling";
    switch (phase) {
        case "check": return enter(state, state.plan.standing === true ? "arm" : "fill");
        case "fill": return enter(state, "ready");
        // A rolling update is in front of users as soon as its pods are.
        case "ready": return rolling ? enter(state, "watch") : enter(state, "smoke");
        case "smoke": return enter(state, "arm");
        case "arm": return enter(state, "shift");
        case "shift": return enter(state, "watch");
        case "watch": return afterWatch(state, rolling);
        case "disarm": return enter(state, "activate");
        case "activate": return enter(state, "warm");
        case "warm": return enter(state, "retire");
        case "retire": return enter(state, "close");
        case "close": return { ...state, phase: "done" };
        case "brake": return enter(state, "restore");
        case "restore": return enter(state, "stand-down");
        case "stand-down": return { ...state, phase: state.exposed ? "rolled-back" : "failed" };
        case "pause": return { ...state, phase: "paused" };
    }
}

function afterWatch(state: RolloutState, rolling: boolean): RolloutState {
    if (rolling) return enter(state, "close");
    const more = state.step + 1 < state.plan.steps.length;
    return more ? enter({ ...state, step: state.step + 1 }, "arm") : enter(state, "disarm");
}

/** Marks what an effect may do before it is done, since a kill may come in its middle. */
function enter(state: RolloutState, phase: ActivePhase): RolloutState {
    const rolling = state.plan.kind === "rolling";
    const { resumeAt: _resumeAt, ...rest } = state;
    return {
        ...rest,
        phase,
        exposed: state.exposed || phase === "shift" || (rolling && phase === "fill"),
        activated: state.activated || phase === "activate",
        retiring: state.retiring || phase === "retire",
    };
}

function failed(state: RolloutState, phase: ActivePhase, event: { readonly text: string; readonly kind?: string | undefined }): RolloutState {
    const cause: Cause = { kind: event.kind ?? "error", at: placeText(state), text: event.text };
    switch (phase) {
        case "check": return { ...state, phase: "refused", cause };
        case "fill": case "ready": case "smoke": case "arm": case "shift": case "watch": case "disarm": case "warm":
            // The release that a rollback leaves is the worse place: no traffic goes there again unless a person says so.
            return state.plan.kind === "rollback" && state.exposed ? { ...state, phase: "needs-person", resumeAt: againAt(phase, state.plan), cause } : goBack(state, cause);
        case "activate": case "retire": case "close":
            if (event.kind === "verdict") return goBack(state, cause);
            // The traffic is where it shall be; a person decides whether to try again or to go back.
            return { ...state, phase: "needs-person", resumeAt: phase, cause };
        // The rest that Ctrl-C asked for was not reached: going on is still going on where it was.
        case "pause":
            return { ...state, phase: "needs-person", resumeAt: state.resumeAt ?? "arm", cause: both(state.cause, cause) };
        case "brake": case "restore": case "stand-down":
            return { ...state, phase: "needs-person", resumeAt: phase, cause: both(state.cause, cause) };
    }
}

function both(first: Cause | undefined, second: Cause): Cause {
    if (first === undefined) return second;
    const origin = first.origin ?? first.text;
    return { ...second, text: `${second.text} (on the way back from: ${origin})`, origin };
}

/** Weights first where they are all that has to move; else the engine, which grows the old slot before it moves them. */
function goBack(state: RolloutState, cause: Cause): RolloutState {
    const byWeights = state.exposed && !state.retiring && state.plan.kind !== "rolling";
    return enter({ ...state, goal: "back", cause }, byWeights ? "brake" : "restore");
}

function rollbackAsked(state: RolloutState, reason: string): RolloutState {
    if (isOver(state.phase)) return state;
    const cause: Cause = { kind: "operator", at: placeText(state), text: reason };
    if (state.goal === "back") return state.phase === "needs-person" ? again(state) : state;
    return goBack(state, cause);
}

/** Traffic that is not yet the new release's for good goes back to the live color before the process ends. */
function interrupted(state: RolloutState, signal: string): RolloutState {
    if (isResting(state.phase)) return state;
    const cause: Cause = { kind: "interrupt", at: placeText(state), text: `interrupted by ${signal}` };
    if (state.goal === "back" || state.phase === "pause") return state;
    const resumeAt = againAt(state.phase, state.plan);
    const moves = state.exposed && !state.activated && state.plan.kind !== "rolling" && state.plan.kind !== "rollback";
    if (!moves) return { ...state, phase: "paused", resumeAt, cause };
    return { ...enter(state, "pause"), resumeAt, cause };
}

function resumed(state: RolloutState): RolloutState {
    if (isOver(state.phase)) return state;
    return again(state);
}

function again(state: RolloutState): RolloutState {
    if (isOver(state.phase) || (isResting(state.phase) && state.resumeAt === undefined)) return state;
    // A process killed while it paused has not said that it did: the brake comes first then, too.
    const at = state.phase === "pause" ? (state.resumeAt ?? "arm") : isResting(state.phase) ? state.resumeAt : againAt(state.phase, state.plan);
    const { cause: _cause, ...rest } = state;
    return enter(state.goal === "back" ? state : rest, at ?? "arm");
}

/** Where an effect that was broken off starts again. The dead-man may have acted since, so a shift is done anew. */
function againAt(phase: Phase, { kind }: RolloutPlan): ActivePhase {
    if (isResting(phase)) return "check";
    const shifting = phase === "watch" || phase === "shift" || phase === "disarm";
    // A rolling update moves no weights.
    return shifting && kind !== "rolling" ? "arm" : phase;
}

/** The weights that the rollout stands for in this state. */
export function trafficOf(state: RolloutState): Traffic {
    const { plan, phase, goal } = state;
    // All of it stays where it is.
    if (plan.kind === "rolling") return trafficWith(plan, 100);
    const back = goal === "back" || (!state.activated && plan.kind !== "rollback" && (phase === "pause" || phase === "paused"));
    const current = plan.steps[state.step]?.weight ?? 0;
    const earlier = state.step > 0 ? (plan.steps[state.step - 1]?.weight ?? 0) : 0;
    const weight = state.activated && !back ? 100 : back || !state.exposed ? 0 : phase === "arm" ? earlier : current;
    return trafficWith(plan, weight);
}

/** `weight` percent for the new color, the rest for the old one. */
export function trafficWith(plan: RolloutPlan, weight: number): Traffic {
    const toBlue = plan.to.color === "blue" ? weight : 100 - weight;
    return { blue: toBlue, green: 100 - toBlue };
}

/** As `shift 25 %`. */
export function placeText({ plan, phase, step }: RolloutState): string {
    const withWeight = phase === "arm" || phase === "shift" || phase === "watch";
    return withWeight ? `${phase} ${plan.steps[step]?.weight ?? 0} %` : phase;
}
