/**
 * The machine against a cloud: effects that succeed, fail or are killed in their middle, events at any time, a dead-man that acts when
 * nobody runs the rollout. Users must always reach pods.
 */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { ActivePhase, initialState, isOver, isResting, next, RolloutEvent, RolloutState, trafficWith } from "../../../release/rollout/machine";
import type { RolloutPlan } from "../../../release/rollout/plan";
import { planOf } from "./plans";

/** One turn: how much of the effect is done, and what then comes. */
interface Turn {
    /** Parts of the effect that are done before it fails or is broken off; all of them where it succeeds. */
    readonly parts: number;
    readonly then: "succeeded" | "failed" | "rollback-asked" | "interrupted" | "killed";
    /** After a kill or in a rest: who comes, and whether the dead-man was faster. */
    readonly follower: "resumed" | "rollback-asked";
    readonly deadManActs: boolean;
}

/** The old color is blue, the new one green; a weight is green's. */
class Cloud {
    weight = 0;
    readonly full = { blue: true, green: false };
    armed = false;

    constructor(plan: RolloutPlan) {
        this.full.green = plan.standing === true;
    }

    /** The effect of a phase as parts that each may be the last one; a part that can't be done answers false. */
    parts({ phase, plan, step }: RolloutState): readonly (() => boolean)[] {
        const move = (weight: number) => () => this.move(weight);
        const grow = (color: "blue" | "green") => () => (this.full[color] = true);
        const shrink = (color: "blue" | "green") => () => ((this.full[color] = false), true);
        const arm = (value: boolean) => () => ((this.armed = value), true);
        switch (phase) {
            case "fill": return [grow("green")];
            case "arm": return plan.kind === "rollback" ? [] : [arm(true)];
            case "shift": return [move(plan.steps[step]?.weight ?? 0)];
            case "disarm": case "stand-down": return [arm(false)];
            // An update writes the configuration's weights: by then they are all green's.
            case "activate": return [move(100)];
            case "retire": return [shrink("blue")];
            case "brake": case "pause": return [move(0)];
            // The engine grows what gains, moves the weights, then shrinks what loses.
            case "restore": return [grow("blue"), move(0), ...(plan.standing === true ? [] : [shrink("green")])];
            default: return [];
        }
    }

    /** Nothing is written where a color that gets traffic has no pods, nor by an update, which waits for them. */
    private move(weight: number): boolean {
        if ((weight > 0 && !this.full.green) || (weight < 100 && !this.full.blue)) return false;
        this.weight = weight;
        return true;
    }

    /** Writes whatever the pods are. */
    deadMan(): void {
        if (this.armed) this.weight = 0;
        this.armed = false;
    }

    check(where: string): void {
        assert.ok(this.weight === 0 || this.full.green, `green has ${this.weight} % and no pods ${where}`);
        assert.ok(this.weight === 100 || this.full.blue, `blue has ${100 - this.weight} % and no pods ${where}`);
    }
}

function eventOf(type: RolloutEvent["type"], phase: ActivePhase): RolloutEvent {
    switch (type) {
        case "succeeded": return { type, phase };
        case "failed": return { type, phase, text: "no" };
        case "rollback-asked": return { type, reason: "r", actor: "a" };
        case "interrupted": return { type, signal: "SIGINT" };
        case "resumed": return { type, actor: "a" };
    }
}

function turned(state: RolloutState, cloud: Cloud, turn: Turn): RolloutState {
    const come = (): RolloutState => {
        if (turn.deadManActs) cloud.deadMan();
        cloud.check(`after the dead-man in ${state.phase}`);
        return next(state, eventOf(turn.follower, "check"));
    };
    if (isResting(state.phase)) return come();
    const { phase } = state;
    const parts = cloud.parts(state);
    const wanted = turn.then === "succeeded" ? parts.length : Math.min(turn.parts, parts.length);
    let possible = true;
    for (const part of parts.slice(0, wanted)) {
        possible &&= part();
        cloud.check(`in ${phase}`);
    }
    if (turn.then === "killed") return come();
    return next(state, eventOf(possible ? turn.then : "failed", phase));
}

const turns = fc.array(
    fc.record({
        parts: fc.nat({ max: 3 }),
        then: fc.oneof({ weight: 8, arbitrary: fc.constant("succeeded" as const) }, fc.constantFrom("failed", "rollback-asked", "interrupted", "killed")),
        follower: fc.constantFrom("resumed", "rollback-asked"),
        deadManActs: fc.boolean(),
    }),
    { maxLength: 60 },
);
const steps = [{ weight: 25, seconds: 1 }, { weight: 100, seconds: 1 }];
const plans = fc.constantFrom(
    planOf({ steps }), planOf({ kind: "blue-green" }), planOf({ kind: "rollback", standing: true }), planOf({ kind: "rollback", standing: false }),
);

describe("Machine of a rollout in a cloud where anything may happen", () => {
    it("never leaves a color with traffic and no pods, and comes to an end at which everything agrees", () => {
        fc.assert(
            fc.property(plans, turns, (plan, list) => {
                const cloud = new Cloud(plan);
                let state = initialState(plan);
                for (const turn of list) state = turned(state, cloud, turn as Turn);
                const well: Turn = { parts: 3, then: "succeeded", follower: "resumed", deadManActs: false };
                for (let count = 0; !isOver(state.phase); count += 1) {
                    assert.ok(count < 60, `still ${state.phase}`);
                    state = turned(state, cloud, well);
                }
                assert.equal(cloud.weight, state.phase === "done" ? 100 : 0, state.phase);
                assert.equal(trafficWith(plan, cloud.weight).green, cloud.weight);
                assert.equal(cloud.armed, false, "the dead-man is still armed");
            }),
            { numRuns: 3000 },
        );
    });
});
