import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
    ActivePhase, activePhases, initialState, isOver, isResting, next, RolloutEvent, RolloutState, trafficOf,
} from "../../../release/rollout/machine";
import { kinds as machineKinds, reachable } from "../../../tools/generate-rollout-machine";
import { planOf } from "./plans";

const canary = planOf({ steps: [{ weight: 25, seconds: 10 }, { weight: 100, seconds: 10 }] });

function after(state: RolloutState, ...phases: readonly ActivePhase[]): RolloutState {
    return phases.reduce((at, phase) => {
        assert.equal(at.phase, phase);
        return next(at, { type: "succeeded", phase });
    }, state);
}

function failing(state: RolloutState, text = "no"): RolloutState {
    if (isResting(state.phase)) throw new Error("rests");
    return next(state, { type: "failed", phase: state.phase, text });
}

describe("Machine of a rollout", () => {
    const atSecondWatch = after(initialState(canary), "check", "fill", "ready", "smoke", "arm", "shift", "watch", "arm", "shift");

    it("goes through every step of a canary to its end", () => {
        const end = after(atSecondWatch, "watch", "disarm", "activate", "warm", "retire", "close");
        assert.equal(end.phase, "done");
    });

    it("sets the dead-man before each shift", () => {
        assert.equal(after(initialState(canary), "check", "fill", "ready", "smoke").phase, "arm");
        assert.equal(after(atSecondWatch, "watch").phase, "disarm");
    });

    it("is refused by a check with nothing changed", () => {
        const state = failing(initialState(canary), "frozen");
        assert.deepEqual([state.phase, state.exposed, state.cause], ["refused", false, { kind: "error", at: "check", text: "frozen" }]);
    });

    it("puts the configuration back where no traffic had moved, and is failed then", () => {
        const state = failing(after(initialState(canary), "check"));
        assert.equal(state.phase, "restore");
        assert.equal(after(state, "restore", "stand-down").phase, "failed");
    });

    it("brakes first where traffic had moved, and is rolled back then", () => {
        const state = failing(atSecondWatch, "5 % errors");
        assert.deepEqual(trafficOf(state), { blue: 100, green: 0 });
        assert.equal(after(state, "brake", "restore", "stand-down").phase, "rolled-back");
    });

    it("brakes where a shift failed half way", () => {
        const state = failing(after(initialState(canary), "check", "fill", "ready", "smoke", "arm"));
        assert.equal(state.phase, "brake");
    });

    it("lets the engine grow the old slot before the weights move once it may have shrunk", () => {
        const retiring = after(atSecondWatch, "watch", "disarm", "activate", "warm");
        assert.equal(next(retiring, { type: "rollback-asked", reason: "slow", actor: "a" }).phase, "restore");
    });

    it("restores the live weights at Ctrl-C and starts the step anew at resume", () => {
        const pausing = next(atSecondWatch, { type: "interrupted", signal: "SIGINT" });
        assert.deepEqual([pausing.phase, trafficOf(pausing)], ["pause", { blue: 100, green: 0 }]);
        const paused = after(pausing, "pause");
        assert.equal(paused.phase, "paused");
        const resumed = next(paused, { type: "resumed", actor: "a" });
        assert.deepEqual([resumed.phase, resumed.step, resumed.cause], ["arm", 1, undefined]);
    });

    it("leaves the traffic alone at Ctrl-C in the warm window, where the new color is the live one", () => {
        const warm = after(atSecondWatch, "watch", "disarm", "activate");
        const paused = next(warm, { type: "interrupted", signal: "SIGTERM" });
        assert.deepEqual([paused.phase, trafficOf(paused)], ["paused", { blue: 0, green: 100 }]);
    });

    it("does not let Ctrl-C stop a way back", () => {
        const braking = failing(atSecondWatch);
        assert.equal(next(braking, { type: "interrupted", signal: "SIGINT" }), braking);
    });

    it("needs a person where the engine fails with the traffic where it shall be", () => {
        const state = failing(after(atSecondWatch, "watch", "disarm"), "denied");
        assert.deepEqual([state.phase, state.resumeAt], ["needs-person", "activate"]);
        assert.equal(next(state, { type: "resumed", actor: "a" }).phase, "activate");
        assert.equal(next(state, { type: "rollback-asked", reason: "r", actor: "a" }).phase, "brake");
    });

    it("goes back where the release fails while the engine makes it the active one", () => {
        const activating = after(atSecondWatch, "watch", "disarm");
        const state = next(activating, { type: "failed", phase: "activate", text: "errors", kind: "verdict" });
        assert.deepEqual([state.phase, state.goal, state.cause], ["brake", "back", { kind: "verdict", at: "activate", text: "errors" }]);
    });

    it("tells the first cause once, however often the way back fails", () => {
        let state = failing(failing(atSecondWatch, "slow"), "throttled");
        for (const text of ["throttled", "late"]) state = failing(next(state, { type: "resumed", actor: "a" }), text);
        assert.deepEqual(state.cause, { kind: "error", at: "brake", text: "late (on the way back from: slow)", origin: "slow" });
    });

    it("sets the dead-man and shifts again when a killed watch is resumed, since the dead-man may have acted", () => {
        assert.equal(next(atSecondWatch, { type: "resumed", actor: "a" }).phase, "arm");
    });

    it("moves no weight of a rolling update, nor sets a dead-man, wherever it is broken off and resumed", () => {
        const plan = planOf({ kind: "rolling", to: { color: "blue" } });
        assert.equal(after(initialState(plan), "check", "fill", "ready", "watch", "close").phase, "done");
        const phases = new Set<string>();
        for (const state of reachable([plan])) {
            phases.add(state.phase);
            assert.deepEqual(trafficOf(state), { blue: 100, green: 0 });
        }
        for (const phase of ["arm", "shift", "disarm", "activate", "retire", "brake", "pause"]) assert.equal(phases.has(phase), false, phase);
        const watching = after(initialState(plan), "check", "fill", "ready");
        assert.equal(next(watching, { type: "resumed", actor: "a" }).phase, "watch");
        assert.equal(next(next(watching, { type: "interrupted", signal: "SIGINT" }), { type: "resumed", actor: "a" }).phase, "watch");
    });

    describe("of a rollback to a release that was live before", () => {
        const plan = planOf({ kind: "rollback", steps: [{ weight: 100, seconds: 0 }], standing: true, reason: "slow" });
        const whole = ["arm", "shift", "watch", "disarm", "activate", "warm", "retire", "close"] as const;

        it("moves the traffic first where the other slot stands, and fills that first where it has shrunk", () => {
            assert.equal(after(initialState(plan), "check", ...whole).phase, "done");
            assert.equal(after(initialState({ ...plan, standing: false }), "check", "fill", "ready", "smoke", ...whole).phase, "done");
        });

        for (const phase of ["shift", "watch", "disarm", "warm"] as const) {
            it(`needs a person where ${phase} fails: the release that it leaves is the worse place`, () => {
                const before = after(initialState(plan), "check", ...whole.slice(0, whole.indexOf(phase)));
                const state = failing(before, "throttled");
                assert.deepEqual([state.phase, state.goal, trafficOf(state)], ["needs-person", "forward", { blue: 0, green: 100 }]);
                assert.equal(next(state, { type: "resumed", actor: "a" }).phase, phase === "warm" ? "warm" : "arm");
                const back = next(state, { type: "rollback-asked", reason: "worse", actor: "a" });
                assert.deepEqual([back.phase, back.cause], ["brake", { kind: "operator", at: "needs-person", text: "worse" }]);
            });
        }

        it("puts the configuration back where it fails before any traffic moved", () => {
            const filling = after(initialState({ ...plan, standing: false }), "check");
            for (const state of [failing(filling), failing(after(initialState(plan), "check"))]) {
                assert.equal(after(state, "restore", "stand-down").phase, "failed");
            }
        });

        it("leaves the weights alone at Ctrl-C, and shifts anew at resume", () => {
            for (const phases of [["check", "arm"], ["check", "arm", "shift"]] as const) {
                const paused = next(after(initialState(plan), ...phases), { type: "interrupted", signal: "SIGINT" });
                assert.deepEqual([paused.phase, paused.resumeAt, trafficOf(paused)], ["paused", "arm", { blue: 0, green: 100 }]);
                assert.equal(next(paused, { type: "resumed", actor: "a" }).phase, "arm");
            }
        });
    });

    describe("for any order of events", () => {
        const eventOf = fc.oneof(
            { weight: 6, arbitrary: fc.constant("succeeded" as const) },
            { weight: 2, arbitrary: fc.constant("failed" as const) },
            fc.constant("rollback-asked" as const), fc.constant("interrupted" as const), fc.constant("resumed" as const),
        );
        const kinds = fc.constantFrom("canary", "blue-green", "rolling", "rollback");

        function apply(state: RolloutState, type: RolloutEvent["type"]): RolloutState {
            switch (type) {
                case "succeeded": return isResting(state.phase) ? state : next(state, { type, phase: state.phase });
                case "failed": return isResting(state.phase) ? state : next(state, { type, phase: state.phase, text: "no" });
                case "rollback-asked": return next(state, { type, reason: "r", actor: "a" });
                case "interrupted": return next(state, { type, signal: "SIGINT" });
                case "resumed": return next(state, { type, actor: "a" });
            }
        }

        function run(kind: string, events: readonly RolloutEvent["type"][]): readonly RolloutState[] {
            const states = [initialState({ ...canary, kind })];
            for (const event of events) states.push(apply(states.at(-1) ?? states[0]!, event));
            return states;
        }

        it("weights add up to 100, and a way back gives the new release none", () => {
            fc.assert(fc.property(kinds, fc.array(eventOf, { maxLength: 40, size: "max" }), (kind, events) => {
                for (const state of run(kind, events)) {
                    const { blue, green } = trafficOf(state);
                    assert.equal(blue + green, 100);
                    if (kind === "rolling") assert.equal(green, 100);
                    else if (state.goal === "back") assert.equal(green, 0);
                }
            }));
        });

        it("a shift follows the dead-man, and the color becomes active only after the whole bake", () => {
            fc.assert(fc.property(fc.constantFrom("canary", "blue-green", "rollback"), fc.array(eventOf, { maxLength: 40, size: "max" }), (kind, events) => {
                const states = run(kind, events);
                states.forEach((state, index) => {
                    const from = states[index - 1];
                    if (from === undefined || from.phase === state.phase) return;
                    if (state.phase === "shift") assert.equal(from.phase, "arm");
                    if (state.phase === "activate") assert.ok(from.phase === "disarm" || from.phase === "needs-person" || from.phase === "paused");
                    if (state.phase === "disarm") assert.deepEqual([from.phase, from.step], ["watch", canary.steps.length - 1]);
                    if (state.phase === "retire") assert.ok(from.activated);
                });
            }));
        });

        it("nothing leaves an end, and a way back stays one", () => {
            fc.assert(fc.property(kinds, fc.array(eventOf, { maxLength: 40, size: "max" }), (kind, events) => {
                const states = run(kind, events);
                states.forEach((state, index) => {
                    const from = states[index - 1];
                    if (from === undefined) return;
                    if (isOver(from.phase)) assert.equal(state, from);
                    if (from.goal === "back") assert.equal(state.goal, "back");
                });
            }));
        });

        it("every run ends once effects succeed", () => {
            fc.assert(fc.property(kinds, fc.array(eventOf, { maxLength: 40, size: "max" }), (kind, events) => {
                let state = run(kind, events).at(-1) ?? initialState(canary);
                for (let count = 0; !isOver(state.phase); count += 1) {
                    assert.ok(count < 60, `still ${state.phase}`);
                    state = isResting(state.phase) ? next(state, { type: "resumed", actor: "a" }) : next(state, { type: "succeeded", phase: state.phase });
                }
                assert.ok(["done", "rolled-back", "failed", "refused"].includes(state.phase));
            }));
        });

        it("every state that can be reached at all ends once effects succeed and a person goes on", () => {
            const states = machineKinds.flatMap(({ plans }) => reachable(plans));
            assert.ok(states.length > 100, `${states.length} states`);
            for (const from of states) {
                let state = from;
                for (let count = 0; !isOver(state.phase); count += 1) {
                    assert.ok(count < 60, `${from.plan.kind}, ${from.phase}, resume at ${from.resumeAt}: still ${state.phase}`);
                    state = isResting(state.phase) ? next(state, { type: "resumed", actor: "a" }) : next(state, { type: "succeeded", phase: state.phase });
                }
            }
        });

        it("an event of another phase changes nothing", () => {
            fc.assert(fc.property(fc.constantFrom(...activePhases), (phase) => {
                const state = initialState(canary);
                if (phase !== state.phase) assert.equal(next(state, { type: "succeeded", phase }), state);
            }));
        });
    });
});
