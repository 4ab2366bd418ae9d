/**
 * The machine against a cloud: effects that succeed, fail or are killed in their middle, events at any time, a dead-man that acts when
 * nobody runs the rollout. Users must always reach pods. All that can happen is walked through, not a sample of it.
 */
import { strict as assert } from "node:assert";
import { initialState, isOver, isResting, next, RolloutState, trafficOf } from "../../../release/rollout/machine";
import type { RolloutPlan } from "../../../release/rollout/plan";
import { eventOf } from "../../../tools/generate-rollout-machine";
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

    constructor(private readonly plan: RolloutPlan) {
        this.full.green = plan.standing === true;
    }

    copy(): Cloud {
        const copy = new Cloud(this.plan);
        Object.assign(copy, { weight: this.weight, armed: this.armed });
        Object.assign(copy.full, this.full);
        return copy;
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

const whole: Turn = { parts: 3, then: "succeeded", follower: "resumed", deadManActs: false };
const turns: readonly Turn[] = [
    whole,
    ...[0, 1, 2, 3].flatMap((parts) => [
        ...(["failed", "rollback-asked", "interrupted"] as const).map((then): Turn => ({ ...whole, parts, then })),
        ...(["resumed", "rollback-asked"] as const).flatMap((follower) =>
            [false, true].map((deadManActs): Turn => ({ parts, then: "killed", follower, deadManActs }))),
    ]),
];
const steps = [{ weight: 25, seconds: 1 }, { weight: 100, seconds: 1 }];

interface Reached {
    readonly state: RolloutState;
    readonly cloud: Cloud;
}

/** Every state of machine and cloud together that any order of turns leads to. */
function reached(plan: RolloutPlan): readonly Reached[] {
    const found = new Map<string, Reached>();
    const open: Reached[] = [{ state: initialState(plan), cloud: new Cloud(plan) }];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
        const { state: { plan: _plan, cause: _cause, ...state }, cloud: { weight, armed, full } } = each;
        const key = JSON.stringify([state, weight, armed, full]);
        if (found.has(key)) continue;
        found.set(key, each);
        for (const turn of turns) {
            const cloud = each.cloud.copy();
            open.push({ state: turned(each.state, cloud, turn), cloud });
        }
    }
    return [...found.values()];
}

describe("Machine of a rollout in a cloud where anything may happen", () => {
    for (const [name, plan] of [
        ["a canary", planOf({ steps })], ["blue-green", planOf({ kind: "blue-green" })],
        ["a rollback to a slot that stands", planOf({ kind: "rollback", standing: true })],
        ["a rollback to a slot that has shrunk", planOf({ kind: "rollback", standing: false })],
    ] as const) {
        it(`never leaves a color with traffic and no pods, and comes to an end at which everything agrees: ${name}`, () => {
            const all = reached(plan);
            assert.ok(all.length > 50, `${all.length} states`);
            for (const from of all) {
                const cloud = from.cloud.copy();
                let { state } = from;
                for (let count = 0; !isOver(state.phase); count += 1) {
                    assert.ok(count < 60, `from ${from.state.phase} still ${state.phase}`);
                    state = turned(state, cloud, whole);
                }
                assert.equal(cloud.weight, state.phase === "done" ? 100 : 0, `from ${from.state.phase} to ${state.phase}`);
                assert.deepEqual(trafficOf(state)[plan.to.color], cloud.weight);
                assert.equal(cloud.armed, false, "the dead-man is still armed");
            }
        });
    }
});
