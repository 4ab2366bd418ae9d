import { strict as assert } from "node:assert";
import type { CheckId } from "../../../release/checks/catalog";
import type { ReleaseCheck } from "../../../release/checks/check";
import { RolloutEffects, RolloutPorts } from "../../../release/rollout/effects";
import { ActivePhase, initialState, RolloutState } from "../../../release/rollout/machine";
import type { RolloutPlan } from "../../../release/rollout/plan";
import type { EffectOutcome } from "../../../release/rollout/runner";
import { planOf } from "./plans";
import { World } from "./world";

const services = [{ name: "api-gateway", required: true }, { name: "order-execution", required: false }, { name: "risk-management", required: false }];
const publicServices = [{ name: "api-gateway", path: "/" }];
const floors = "colorway:slots.green.floors";

function planned(parts: Partial<RolloutPlan> = {}): RolloutPlan {
    return planOf({ services, publicServices, steps: [{ weight: 50, seconds: 30 }, { weight: 100, seconds: 30 }], ...parts });
}

describe("Effects of a rollout", () => {
    let world: World;
    let effects: RolloutEffects;
    const state = (parts: Partial<RolloutPlan> = {}, more: Partial<RolloutState> = {}): RolloutState => ({ ...initialState(planned(parts)), ...more });
    const run = (phase: ActivePhase, at = state(), signal = new AbortController().signal): Promise<EffectOutcome> => effects.run(phase, at, signal);
    const open = (parts: Partial<RolloutPorts> = {}): RolloutEffects => new RolloutEffects({
        ...world.ports(), maxReplicas: { "api-gateway": 3, "order-execution": 4, "risk-management": 4 },
        onRun: async ({ version }) => void world.done.push(`run ${version}`), ...parts,
    });
    beforeEach(() => {
        world = new World();
        effects = open();
    });

    describe("check", () => {
        const check = (id: CheckId, passed: boolean): ReleaseCheck => ({ id, run: async () => ({ passed, text: `${id} is ${passed ? "well" : "not well"}` }) });

        it("passes where all checks do, and keeps them", async () => {
            effects = open({ checks: [check("line", true), check("window", true)] });
            const checks = [
                { name: "deployment window", passed: true, text: "window is well" }, { name: "line not stopped", passed: true, text: "line is well" },
            ];
            assert.deepEqual(await run("check"), { ok: true, figures: { checks } });
        });

        it("names every check that refuses", async () => {
            effects = open({ checks: [check("line", false), check("breaker", true), check("pods", false)] });
            const outcome = await run("check");
            assert.deepEqual([outcome.ok, !outcome.ok && outcome.text], [false, "line not stopped: line is not well\nlive pods counted: pods is not well"]);
        });
    });

    describe("fill", () => {
        it("tells that the release runs before its first pod can start, and starts nothing where that fails", async () => {
            assert.equal((await run("fill")).ok, true);
            assert.deepEqual(world.done, ["run 1.1.0", "up"]);
            const before = { ...world.file };
            effects = open({ onRun: () => Promise.reject(new Error("no bucket")) });
            await assert.rejects(run("fill"), /no bucket/);
            assert.deepEqual([world.done, world.file], [["run 1.1.0", "up"], before]);
        });

        it("asks for as many pods as the live color runs, at most the autoscaler's bound, and for none of a service that runs none", async () => {
            world.running = { "api-gateway": 5, "order-execution": 2, "risk-management": 0 };
            const outcome = await run("fill");
            assert.deepEqual(world.file[floors], { "api-gateway": 3, "order-execution": 2 });
            assert.deepEqual([world.file["colorway:slots.green.release"], world.file["colorway:slots.green.size"]], ["1.1.0", "full"]);
            assert.deepEqual(outcome.figures?.["floors"], { "api-gateway": 3, "order-execution": 2 });
        });

        it("names no floors where nothing runs", async () => {
            world.running = {};
            world.file[floors] = { "api-gateway": 2 };
            await run("fill");
            assert.equal(floors in world.file, false);
        });

        it("only changes the release where it is rolling", async () => {
            const before = { ...world.file };
            await run("fill", state({ kind: "rolling", to: { color: "blue" } }));
            assert.deepEqual(world.file, { ...before, "colorway:slots.blue.release": "1.1.0" });
        });
    });

    describe("the dead-man", () => {
        it("is set to the live weights before a shift, so many seconds ahead", async () => {
            const { plan } = state();
            const at = world.clock.now() + plan.strategy.deadManSeconds * 1000;
            assert.deepEqual(await run("arm"), { ok: true, figures: { actsAt: new Date(at).toISOString() } });
            assert.deepEqual([world.order?.rollout, world.order?.traffic, world.order?.at], [plan.id, { blue: 100, green: 0 }, at]);
        });

        it("is not set by a rollback: nobody wants those weights again", async () => {
            assert.deepEqual(await run("arm", state({ kind: "rollback" })), { ok: true });
            world.weights = { blue: 0, green: 100 };
            await world.clock.run(run("watch", state({ kind: "rollback", steps: [{ weight: 100, seconds: 0 }] })));
            assert.deepEqual([world.done, world.order], [[], undefined]);
        });

        it("is moved on while the watch runs", async () => {
            world.weights = { blue: 50, green: 50 };
            const began = world.clock.now();
            await run("arm");
            await world.clock.run(run("watch"));
            const { deadManSeconds } = state().plan.strategy;
            assert.ok(world.done.filter((what) => what.startsWith("arm")).length >= 6, world.done.join());
            assert.ok((world.order?.at ?? 0) > began + (deadManSeconds + 20) * 1000);
        });

        for (const [late, what] of [["its own API", "arm 100/0"], ["the load balancer's", "rules"]] as const) {
            it(`does not come back by a renewal that is late by ${late}`, async () => {
                let go = (): void => undefined;
                const gate = new Promise<void>((resolve) => void (go = resolve));
                if (what === "rules") {
                    const rules = await world.rules();
                    effects = open({ loadBalancer: { rules: async () => (await gate, rules), write: (rule, traffic) => world.write(rule, traffic), targets: (arn) => world.targets(arn) } });
                } else {
                    world.held.set(what, () => gate);
                }
                const renewal = run("arm");
                const end = run("disarm");
                go();
                await Promise.all([renewal, end]);
                assert.deepEqual([world.done, world.order], [["arm 100/0", "disarm"], undefined]);
            });
        }

        it("is taken away although the renewal before it failed", async () => {
            world.broken.set("arm 100/0", "throttled");
            const renewal = run("arm");
            const end = run("disarm");
            await assert.rejects(renewal, /throttled/);
            assert.deepEqual([await end, world.done], [{ ok: true }, ["arm 100/0 fails", "disarm"]]);
        });
    });

    describe("shift and brake", () => {
        it("shift names the weights in the stack file before it writes them, and keeps its times", async () => {
            world.held.set("weights 50/50", async () => assert.deepEqual(world.file["colorway:traffic"], { blue: 50, green: 50 }));
            const { ok, figures } = await run("shift");
            assert.deepEqual([ok, figures?.["traffic"], world.weights], [true, { blue: 50, green: 50 }, { blue: 50, green: 50 }]);
            assert.deepEqual(Object.keys(figures?.["times"] ?? {}), ["decide", "write", "readBack", "dataPlane"]);
        });

        it("brake writes first, then the stack file as it was", async () => {
            world.weights = { blue: 50, green: 50 };
            world.file["colorway:traffic"] = { blue: 50, green: 50 };
            world.held.set("weights 100/0", async () => assert.deepEqual(world.file["colorway:traffic"], { blue: 50, green: 50 }));
            assert.equal((await run("brake")).ok, true);
            assert.deepEqual([world.weights, "colorway:traffic" in world.file], [{ blue: 100, green: 0 }, false]);
        });

        it("brake to a color without healthy targets leaves weights and stack file as they are, and takes the dead-man away", async () => {
            await run("arm");
            world.weights = { blue: 50, green: 50 };
            world.file["colorway:traffic"] = { blue: 50, green: 50 };
            world.healthy = { blue: 0, green: 2 };
            const none = "api-gateway in blue: 0 of 0 targets healthy, 1 needed; no weight was written";
            const outcome = await world.clock.run(run("brake"));
            assert.deepEqual([outcome.ok, !outcome.ok && outcome.text], [false, `${none}; the dead-man was taken away, it would have sent all traffic there`]);
            assert.deepEqual([world.weights, world.file["colorway:traffic"], world.order], [{ blue: 50, green: 50 }, { blue: 50, green: 50 }, undefined]);

            world.broken.set("disarm", "throttled");
            const armed = await world.clock.run(run("brake"));
            assert.equal(!armed.ok && armed.text, `${none}; the dead-man could not be taken away and will send all traffic there: throttled`);
        });

        it("a shift to a color without healthy targets writes nothing and says so", async () => {
            world.healthy = { blue: 2, green: 0 };
            const outcome = await run("shift");
            assert.deepEqual(outcome, {
                ok: false, text: "api-gateway in green: 0 of 0 targets healthy, 1 needed; no weight was written",
                figures: { traffic: { blue: 50, green: 50 }, written: false, liveWindow: outcome.figures?.["liveWindow"] },
            });
            assert.deepEqual(world.done, []);
        });
    });

    describe("the end", () => {
        it("activate names the color, and the weights only where the file named them before", async () => {
            world.file["colorway:traffic"] = { blue: 0, green: 100 };
            await run("activate");
            assert.deepEqual([world.file["colorway:activeColor"], "colorway:traffic" in world.file], ["green", false]);
            await run("activate", state({ before: { "colorway:traffic": { blue: 100, green: 0 } } }));
            assert.deepEqual(world.file["colorway:traffic"], { blue: 0, green: 100 });
        });

        it("activate is broken off by a release that fails during the update, which is a verdict", async () => {
            world.weights = { blue: 0, green: 100 };
            world.errorPercent = 50;
            world.held.set("up", () => world.clock.sleep(600_000, world.upSignal));
            const began = world.clock.now();
            const outcome = await world.clock.run(run("activate"));
            assert.deepEqual([outcome.ok, !outcome.ok && outcome.kind, world.clock.now() - began < 30_000], [false, "verdict", true]);
            assert.match(outcome.ok ? "" : outcome.text, /^api-gateway: errors /);
        });

        it("activate lasts as long as its update where the release is well, whatever else the watch sees", async () => {
            world.held.set("up", () => world.clock.sleep(60_000, world.upSignal));
            world.weights = { blue: 10, green: 90 };
            const outcome = await world.clock.run(run("activate"));
            assert.deepEqual([outcome.ok, outcome.figures], [true, { milliseconds: 60_000 }]);
        });

        it("retire shrinks the old slot and puts the floors back as they were", async () => {
            world.file[floors] = { "api-gateway": 3 };
            await run("retire");
            assert.deepEqual([world.file["colorway:slots.blue.size"], floors in world.file], [state().plan.strategy.retireTo, false]);
            await run("retire", state({ before: { [floors]: { "api-gateway": 2 } } }));
            assert.deepEqual(world.file[floors], { "api-gateway": 2 });
        });

        it("restore puts all of the stack file back", async () => {
            const before = Object.fromEntries(Object.entries({ "colorway:traffic": null, [floors]: null, ...world.file }));
            const file = { ...world.file };
            await run("fill");
            await run("shift");
            await run("restore", state({ before: { ...before, "colorway:slots.green.release": null } }));
            assert.deepEqual(world.file, file);
        });

        it("restore writes the weights once more where somebody moved them after the brake, as an engine that outlived its command", async () => {
            world.held.set("up", async () => void (world.weights = { blue: 0, green: 100 }));
            const { ok, figures } = await run("restore");
            assert.deepEqual([ok, figures?.["traffic"], world.weights], [true, { blue: 100, green: 0 }, { blue: 100, green: 0 }]);
            world.done.length = 0;
            world.held.clear();
            await run("restore");
            assert.deepEqual(world.done, ["up"]);
        });

        it("close is refused where somebody has moved the weights meanwhile", async () => {
            world.weights = { blue: 0, green: 100 };
            assert.deepEqual(await run("close"), { ok: true });
            world.weights = { blue: 10, green: 90 };
            assert.deepEqual(await run("close"), {
                ok: false, text: "the weights are not the rollout's: rule has blue 10, green 90; expected blue 0, green 100; `colorway up` writes the configuration's",
            });
            assert.deepEqual(await run("close", state({ kind: "rolling" })), { ok: true });
        });

        it("the warm window of a rollback is one look, and a failing target ends it", async () => {
            world.weights = { blue: 0, green: 100 };
            const began = world.clock.now();
            assert.deepEqual(await run("warm", state({ kind: "rollback" })), { ok: true });
            assert.equal(world.clock.now(), began);
            world.healthy = { blue: 2, green: 0 };
            assert.deepEqual(await run("warm", state({ kind: "rollback" })), {
                ok: false, text: "api-gateway in green has 100 % of the traffic and no healthy target of 0",
            });
        });

        it("needs a stack that was made", async () => {
            effects = open({ engine: { edit: () => undefined, read: () => ({}), up: async () => undefined, deployed: async () => undefined } });
            await assert.rejects(run("arm"), /^Error: the stack has no outputs: `colorway up` first$/);
        });
    });
});
