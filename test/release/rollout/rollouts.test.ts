import { strict as assert } from "node:assert";
import { LeaseHeld } from "../../../release/journal/lease";
import { PlanRefused } from "../../../release/rollout/plan";
import { RolloutInterrupted, RolloutRefused } from "../../../release/rollout/rollouts";
import { refusing, World } from "./world";

/** Ways that a rollout of 1.1.0 stops half way, each with what has been written by then. */
const canary = ["run 1.1.0", "up", "arm 100/0", "weights 50/50", "arm 100/0", "weights 0/100", "disarm", "up", "up"];

describe("Rollouts of a stack", () => {
    describe("deploy", () => {
        it("goes to its end, and configuration, weights, journal and lease agree then", async () => {
            const world = new World();
            const before = { ...world.file };
            const { state, entries } = await world.clock.run(world.rollouts().deploy("1.1.0"));
            assert.equal(state.phase, "done");
            assert.deepEqual(world.done, canary);
            assert.deepEqual(world.weights, { blue: 0, green: 100 });
            assert.deepEqual(world.file, {
                ...before, "colorway:activeColor": "green", "colorway:slots.green.release": "1.1.0", "colorway:slots.green.size": "full",
                "colorway:slots.blue.size": world.settings().strategy.retireTo,
            });
            assert.deepEqual(await world.journals.read(state.plan.id), entries);
            assert.deepEqual([await world.lease.read(), world.order, world.worldOpen], [undefined, undefined, 0]);
        });

        it("takes another strategy than the configuration's", async () => {
            const world = new World();
            const { state } = await world.clock.run(world.rollouts().deploy("1.1.0", { kind: "blue-green" }));
            assert.deepEqual([state.phase, state.plan.kind, state.plan.steps], ["done", "blue-green", [{ weight: 100, seconds: 0 }]]);
            assert.deepEqual(world.done.filter((what) => what.startsWith("weights")), ["weights 0/100"]);
        });

        it("is refused by a check with nothing changed", async () => {
            const world = new World();
            world.checks = refusing("until Monday");
            const before = { ...world.file };
            const { state } = await world.clock.run(world.rollouts().deploy("1.1.0"));
            assert.deepEqual([state.phase, state.cause?.text, world.done, world.file], ["refused", "line not stopped: until Monday", [], before]);
        });

        it("is refused where the plan can't be made, with no journal", async () => {
            const world = new World();
            const refused = world.clock.run(world.rollouts().deploy("1.0.0", { kind: "sideways" }));
            await assert.rejects(refused, new PlanRefused([
                "strategy: \"sideways\" is none; allowed: blue-green, canary, rolling", "release 1.0.0 is live already, in blue",
            ]));
            assert.deepEqual([await world.journals.rollouts(), await world.lease.read()], [[], undefined]);
        });

        it("is refused while another one is not over, whatever became of it", async () => {
            const world = new World();
            world.broken.set("disarm", "throttled").set("weights 100/0", "throttled");
            const { state } = await world.clock.run(world.rollouts().deploy("1.1.0"));
            assert.equal(state.phase, "needs-person");
            const changes = [...world.done];
            const problem =
                `rollout ${state.plan.id} of release 1.1.0 is not over (needs-person: throttled (on the way back from: throttled)); ` +
                "`colorway rollback --stack dev --reason …` tries once more to go back";
            await assert.rejects(world.clock.run(world.rollouts().deploy("1.2.0")), new RolloutRefused([problem]));
            assert.deepEqual([world.done, await world.journals.rollouts()], [changes, [state.plan.id]]);
        });

        it("is refused while another process runs one; the lease says who", async () => {
            const world = new World();
            const reached = world.before("weights 50/50");
            const first = world.rollouts().deploy("1.1.0");
            await reached;
            await assert.rejects(world.rollouts().deploy("1.1.0"), (error: unknown) => {
                assert.ok(error instanceof LeaseHeld);
                assert.match(error.message, /^rollout deploy of 1\.1\.0 to dev is being run by \S+ \(process \d+\) since 2026-01-02T03:04:05\.\d+Z; last heartbeat /);
                return true;
            });
            assert.equal((await world.clock.run(first)).state.phase, "done");
        });

        it("tells every state with the entry that led to it, and every look of the watch", async () => {
            const world = new World();
            const told: string[] = [];
            const ticks: string[] = [];
            const settings = (): ReturnType<World["settings"]> => {
                const plain = world.settings();
                return { ...plain, strategy: { ...plain.strategy, kind: "blue-green", bakeSeconds: 60 } };
            };
            const { state, entries } = await world.clock.run(world.rollouts({
                settings,
                onState: ({ phase }, { sequence }) => told.push(`${sequence} ${phase}`),
                onTick: ({ phase }, { verdict }) => ticks.push(`${phase} ${verdict.outcome}`),
            }).deploy("1.1.0"));
            assert.equal(state.phase, "done", state.cause?.text);
            assert.equal(told.length, entries.length);
            assert.deepEqual([told[0], told[1], told.at(-1)], ["1 check", "2 check", `${entries.length} done`]);
            assert.ok(ticks.length >= 60, `${ticks.length} ticks`);
            assert.deepEqual([ticks[0], ticks.at(-1)], ["watch noData", "watch pass"]);
        });

        it("goes back by itself where the release fails, and is told by its verdict", async () => {
            const world = new World();
            world.errorPercent = 20;
            const before = { ...world.file };
            const settings = (): ReturnType<World["settings"]> => {
                const plain = world.settings();
                return { ...plain, strategy: { ...plain.strategy, kind: "canary", steps: [{ weight: 50, seconds: 60 }] } };
            };
            const { state } = await world.clock.run(world.rollouts({ settings }).deploy("1.1.0"));
            assert.deepEqual([state.phase, state.cause?.kind, state.cause?.at], ["rolled-back", "verdict", "watch 50 %"]);
            assert.deepEqual([world.weights, world.file, world.order], [{ blue: 100, green: 0 }, before, undefined]);
        });

        it("counts rollouts in the order in which they began, also within one second or by clocks that differ", async () => {
            const world = new World();
            const ids: string[] = [];
            for (let count = 0; count < 4; count += 1) {
                world.checks = refusing("no");
                ids.push((await world.clock.run(world.rollouts().deploy("1.1.0"))).state.plan.id);
                if (count === 2) world.clock.jump(-90_000);
            }
            assert.deepEqual([...ids].sort(), ids);
            assert.equal((await world.rollouts().newest())?.state.plan.id, ids[3]);
        });
    });

    describe("dry run", () => {
        it("shows plan and checks, and changes nothing", async () => {
            const world = new World();
            const before = { ...world.file };
            const { plan, checks } = await world.rollouts().dryRun("1.1.0", { kind: "blue-green" });
            assert.deepEqual([plan.kind, plan.version, plan.from, plan.to], ["blue-green", "1.1.0", { color: "blue", version: "1.0.0" }, { color: "green" }]);
            assert.deepEqual(checks, [
                { name: "no other rollout", passed: true, text: "none is under way" },
                { name: "standby without traffic", passed: true, text: "green has weight 0 in 1 rules" },
                { name: "live color healthy", passed: true, text: "blue has healthy targets" },
                { name: "live pods counted", passed: true, text: "3 pods are ready in blue" },
            ]);
            assert.deepEqual([world.done, world.file, await world.journals.rollouts(), await world.lease.read(), world.worldOpen], [[], before, [], undefined, 0]);
        });

        it("shows what stands in the way, a rollout under way too", async () => {
            const world = new World();
            world.broken.set("disarm", "no").set("weights 100/0", "no");
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            world.edit({ "colorway:traffic": undefined });
            world.healthy = { blue: 0, green: 2 };
            const { checks } = await world.rollouts().dryRun("1.2.0");
            assert.deepEqual(checks.map(({ name, passed }) => [name, passed]), [
                ["no other rollout", false], ["standby without traffic", false], ["live color healthy", false], ["live pods counted", true],
            ]);
            assert.equal(checks[1]?.text, "rule gives green 100; `colorway up` writes the configuration's weights");
            assert.equal(checks[2]?.text, "api-gateway: 0 of 0 targets healthy; there would be no way back");
        });
    });

    describe("a signal", () => {
        it("brings the live weights back, and the rollout rests as paused", async () => {
            const world = new World();
            const aborted = new AbortController();
            world.held.set("weights 0/100", async () => aborted.abort("SIGTERM"));
            const { state } = await world.clock.run(world.rollouts({ signal: aborted.signal }).deploy("1.1.0"));
            assert.deepEqual([state.phase, state.cause], ["paused", { kind: "interrupt", at: "shift 100 %", text: "interrupted by SIGTERM" }]);
            assert.deepEqual([world.weights, await world.lease.read()], [{ blue: 100, green: 0 }, undefined]);
            assert.deepEqual(world.done.slice(-2), ["weights 0/100", "weights 100/0"]);
        });

        it("before anything was done ends it with nothing changed and no journal", async () => {
            const world = new World();
            const signal = AbortSignal.abort("SIGINT");
            await assert.rejects(world.rollouts({ signal }).deploy("1.1.0"), new RolloutInterrupted("interrupted; nothing was changed"));
            assert.deepEqual([world.done, await world.journals.rollouts(), world.worldOpen, await world.lease.read()], [[], [], 0, undefined]);
        });
    });

    describe("resume", () => {
        it("is refused where nothing is under way", async () => {
            const world = new World();
            await assert.rejects(world.rollouts().resume(), new RolloutRefused(["resume: no rollout of dev is under way"]));
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            await assert.rejects(world.rollouts().resume(), new RolloutRefused(["resume: no rollout of dev is under way"]));
        });

        for (const [where, what] of [["in its first update", "up"], ["before its first shift", "weights 50/50"], ["before its last one", "weights 0/100"]] as const) {
            it(`goes on with one that was interrupted ${where}`, async () => {
                const world = new World();
                const aborted = new AbortController();
                world.held.set(what, async () => aborted.abort("SIGINT"));
                assert.equal((await world.clock.run(world.rollouts({ signal: aborted.signal }).deploy("1.1.0"))).state.phase, "paused");
                world.held.clear();
                const { state } = await world.clock.run(world.rollouts().resume());
                assert.deepEqual([state.phase, world.weights, world.order], ["done", { blue: 0, green: 100 }, undefined]);
            });
        }

        it("tries the update again that needed a person", async () => {
            const world = new World();
            let ups = 0;
            world.held.set("up", async () => void ((ups += 1) === 2 ? world.broken.set("up", "denied") : world.broken.delete("up")));
            const stopped = await world.clock.run(world.rollouts().deploy("1.1.0"));
            assert.deepEqual([stopped.state.phase, stopped.state.cause?.text, world.weights], ["needs-person", "denied", { blue: 0, green: 100 }]);
            assert.equal((await world.clock.run(world.rollouts().resume())).state.phase, "done");
        });
    });

    describe("rollback of a rollout under way", () => {
        for (const [where, what, phase] of [
            ["in its first update", "up", "failed"], ["before its first shift", "weights 50/50", "rolled-back"], ["before its last one", "weights 0/100", "rolled-back"],
        ] as const) {
            it(`takes one back that was interrupted ${where}`, async () => {
                const world = new World();
                const before = { ...world.file };
                const aborted = new AbortController();
                world.held.set(what, async () => aborted.abort("SIGINT"));
                await world.clock.run(world.rollouts({ signal: aborted.signal }).deploy("1.1.0"));
                world.held.clear();
                const { state } = await world.clock.run(world.rollouts().rollback("slow"));
                assert.deepEqual([state.phase, state.cause?.kind, state.cause?.text], [phase, "operator", "slow"]);
                assert.deepEqual([world.weights, world.file, world.order], [{ blue: 100, green: 0 }, before, undefined]);
            });
        }

        it("takes one back that needed a person", async () => {
            const world = new World();
            const before = { ...world.file };
            let ups = 0;
            world.held.set("up", async () => void ((ups += 1) === 2 ? world.broken.set("up", "denied") : world.broken.delete("up")));
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            const { state } = await world.clock.run(world.rollouts().rollback("enough"));
            assert.deepEqual([state.phase, world.weights, world.file], ["rolled-back", { blue: 100, green: 0 }, before]);
        });

        it("goes nowhere else than to the release that it began from", async () => {
            const world = new World();
            const aborted = new AbortController();
            world.held.set("weights 0/100", async () => aborted.abort("SIGINT"));
            const { state: { plan: { id } } } = await world.clock.run(world.rollouts({ signal: aborted.signal }).deploy("1.1.0"));
            const refused = new RolloutRefused([`--to 0.9.0: rollout ${id} is under way and goes back to 1.0.0; take it back first, then roll back to 0.9.0`]);
            await assert.rejects(world.rollouts().rollback("slow", "0.9.0"), refused);
            await assert.rejects(world.rollouts().rollbackTarget("0.9.0"), refused);
            assert.deepEqual(await world.rollouts().rollbackTarget("1.0.0"), { version: "1.0.0", rollout: id, goesOn: false });
            assert.equal((await world.clock.run(world.rollouts().rollback("slow", "1.0.0"))).state.phase, "rolled-back");
        });
    });

    describe("rollback without a rollout under way", () => {
        it("brings back the release before the live one; it stands at its full size, so the traffic moves first", async () => {
            const world = new World();
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            world.edit({ "colorway:slots.blue.size": "full" });
            assert.deepEqual(await world.rollouts().rollbackTarget(), { version: "1.0.0" });
            const changes = world.done.length;
            const { state } = await world.clock.run(world.rollouts().rollback("orders are slow"));
            assert.deepEqual([state.phase, state.plan.kind, state.plan.reason, state.plan.standing], ["done", "rollback", "orders are slow", true]);
            assert.deepEqual(world.done.slice(changes), ["weights 100/0", "disarm", "up", "up"]);
            assert.deepEqual([world.weights, world.file["colorway:activeColor"]], [{ blue: 100, green: 0 }, "blue"]);
        });

        it("fills the slot first where it has shrunk", async () => {
            const world = new World();
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            world.edit({ "colorway:slots.blue.size": "reduced" });
            const changes = world.done.length;
            const { state } = await world.clock.run(world.rollouts().rollback("slow"));
            assert.deepEqual([state.phase, state.plan.standing], ["done", false]);
            assert.deepEqual(world.done.slice(changes), ["run 1.0.0", "up", "weights 100/0", "disarm", "up", "up"]);
        });

        it("brings back the release that is named, and is refused for the live one", async () => {
            const world = new World();
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            await assert.rejects(world.rollouts().rollback("slow", "1.1.0"), new PlanRefused(["release 1.1.0 is live already, in green"]));
            const { state } = await world.clock.run(world.rollouts().rollback("slow", "0.9.0"));
            assert.deepEqual([state.phase, world.settings().slots.blue.release?.version], ["done", "0.9.0"]);
        });

        it("is refused where nothing tells what was before, also after a rollback", async () => {
            const world = new World();
            const refused = (version: string): RolloutRefused =>
                new RolloutRefused([`rollback: no rollout of dev brought ${version} there, so nothing tells what was before; name it: --to VERSION`]);
            await assert.rejects(world.rollouts().rollback("slow"), refused("1.0.0"));
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            await world.clock.run(world.rollouts().rollback("slow"));
            // What a rollback left is not brought back by the next one.
            await assert.rejects(world.rollouts().rollback("slow"), refused("1.0.0"));
        });

        it("knows the release before after several rollouts, whatever came of the others", async () => {
            const world = new World();
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            world.broken.set("weights 50/50", "throttled");
            assert.equal((await world.clock.run(world.rollouts().deploy("1.2.0"))).state.phase, "rolled-back");
            world.broken.clear();
            assert.equal((await world.clock.run(world.rollouts().deploy("1.2.0"))).state.phase, "done");
            assert.equal((await world.clock.run(world.rollouts().rollback("slow"))).state.plan.version, "1.1.0");
            assert.deepEqual(await world.rollouts().rollbackTarget(), { version: "1.0.0" });
        });

        it("run once more goes on with itself, and never to what it leaves unless that is named", async () => {
            const world = new World();
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            const aborted = new AbortController();
            world.held.set("weights 100/0", async () => aborted.abort("SIGINT"));
            const { state } = await world.clock.run(world.rollouts({ signal: aborted.signal }).rollback("slow"));
            assert.deepEqual([state.phase, state.goal], ["paused", "forward"]);
            world.held.clear();
            assert.deepEqual(await world.rollouts().rollbackTarget(), { version: "1.0.0", rollout: state.plan.id, goesOn: true });
            assert.deepEqual(await world.rollouts().rollbackTarget("1.1.0"), { version: "1.1.0", rollout: state.plan.id, goesOn: false });
            const again = await world.clock.run(world.rollouts().rollback("slow"));
            assert.deepEqual([again.state.plan.id, again.state.phase, world.weights], [state.plan.id, "done", { blue: 100, green: 0 }]);
        });
    });

    describe("rollback of what another process runs", () => {
        it("is done by that process, told here step by step, and both end alike", async () => {
            const world = new World();
            const before = { ...world.file };
            let seen = 0;
            const settings = (): ReturnType<World["settings"]> => {
                const plain = world.settings();
                return { ...plain, strategy: { ...plain.strategy, kind: "blue-green", bakeSeconds: 600 } };
            };
            const reached = new Promise<void>((resolve) => void world.held.set("weights 0/100", async () => resolve()));
            const first = world.rollouts({ settings }).deploy("1.1.0");
            await reached;
            await world.clock.advance(5_000);
            const second = world.rollouts({ onState: () => void (seen += 1) }).rollback("orders are slow");
            const [there, here] = await world.clock.run(Promise.all([first, second]));
            assert.deepEqual([here.state, here.entries], [there.state, there.entries]);
            assert.deepEqual([there.state.phase, there.state.cause?.kind, there.state.cause?.text], ["rolled-back", "operator", "orders are slow"]);
            assert.deepEqual([world.weights, world.file, await world.lease.read()], [{ blue: 100, green: 0 }, before, undefined]);
            assert.ok(seen >= 7, `${seen} states told`);
        });

        it("is refused for another release than the one that it began from, and where nothing was planned yet", async () => {
            const world = new World();
            const reached = world.before("weights 50/50");
            const first = world.rollouts().deploy("1.1.0");
            await reached;
            await assert.rejects(world.rollouts().rollback("slow", "0.9.0"), RolloutRefused);
            await world.clock.run(first);
            world.edit({ "colorway:slots.blue.size": "full" });
            const held = world.rollouts({ world: () => new Promise(() => undefined) }).deploy("1.2.0");
            void held;
            while ((await world.lease.read()) === undefined) await new Promise((resolve) => setImmediate(resolve));
            const { id } = (await world.rollouts().newest())?.state.plan ?? {};
            await assert.rejects(world.rollouts().rollback("slow"), LeaseHeld);
            assert.deepEqual(await world.requests.read(id ?? ""), []);
        });

        it("is done here once that process is dead and its lease has ended", async () => {
            const world = new World();
            const stop = new Promise<never>(() => undefined);
            const reached = new Promise<void>((resolve) => void world.held.set("weights 0/100", () => (resolve(), stop)));
            void world.rollouts().deploy("1.1.0");
            await reached;
            // Its heartbeats end, too: another process than this one, on another host.
            const dead = new World();
            const record = await world.lease.read();
            assert.ok(record !== undefined);
            await dead.lease.write({ ...record.holder, host: "elsewhere", token: "t" }, undefined);
            for (const { sequence, at, data } of await world.journals.read((await world.journals.rollouts())[0] ?? "")) {
                await dead.journals.append((await world.journals.rollouts())[0] ?? "", { sequence, at, data });
            }
            dead.weights = { blue: 50, green: 50 };
            const began = dead.clock.now();
            const { state } = await dead.clock.run(dead.rollouts().rollback("its host is gone"));
            assert.deepEqual([state.phase, state.cause?.text, dead.weights], ["rolled-back", "its host is gone", { blue: 100, green: 0 }]);
            const waited = (dead.clock.now() - began) / 1000;
            assert.ok(waited >= 35 && waited < 40, `${waited} s`);
        });

        it("is done here at once where that process has paused meanwhile", async () => {
            const world = new World();
            const aborted = new AbortController();
            const released = new Promise<void>((resolve) => void world.held.set("weights 0/100", async () => {
                aborted.abort("SIGINT");
                resolve();
            }));
            const first = world.rollouts({ signal: aborted.signal }).deploy("1.1.0");
            await released;
            const began = world.clock.now();
            const [, { state }] = await world.clock.run(Promise.all([first, world.rollouts().rollback("slow")]));
            assert.deepEqual([state.phase, world.weights], ["rolled-back", { blue: 100, green: 0 }]);
            assert.ok(world.clock.now() - began < 10_000, `${world.clock.now() - began} ms`);
        });

        it("ends where that rollout was refused or done before it could be taken back", async () => {
            for (const [how, text] of [
                ["refused", /^rollout \S+ was refused, nothing changed: line not stopped: no$/],
                ["done", /^rollout \S+ was done before it could be taken back; `colorway rollback --stack dev --reason …` once more brings 1\.0\.0 back$/],
            ] as const) {
                const world = new World();
                let go = (): void => undefined;
                const gate = new Promise<void>((resolve) => void (go = resolve));
                world.checks = [{ id: "line", run: async () => (await gate, { passed: how === "done", text: "no" }) }];
                // Its requests are kept elsewhere, so that it hears of none.
                const first = world.rollouts({ requests: new World().requests }).deploy("1.1.0");
                while ((await world.journals.rollouts()).length === 0) await new Promise((resolve) => setImmediate(resolve));
                const second = world.rollouts().rollback("slow");
                second.catch(() => undefined);
                await world.clock.untilSleepers(3);
                go();
                assert.equal((await world.clock.run(first)).state.phase, how);
                await assert.rejects(world.clock.run(second), (error: unknown) => error instanceof RolloutRefused && text.test(error.message));
            }
        });

        it("says that it is asked all the same when it is interrupted itself", async () => {
            const world = new World();
            const reached = new Promise<void>((resolve) => void world.held.set("up", () => (resolve(), new Promise(() => undefined))));
            void world.rollouts().deploy("1.1.0");
            await reached;
            const aborted = new AbortController();
            const asking = world.rollouts({ signal: aborted.signal }).rollback("slow");
            asking.catch(() => undefined);
            await world.clock.untilSleepers(3);
            aborted.abort("SIGINT");
            await assert.rejects(asking, (error: unknown) => error instanceof RolloutInterrupted && /^interrupted; the rollback is asked of \S+ \(process \d+\) all the same$/.test(error.message));
            const [id = ""] = await world.journals.rollouts();
            assert.deepEqual((await world.requests.read(id)).map(({ data }) => [data["type"], data["reason"]]), [["rollback-asked", "slow"]]);
        });

        it("leaves a rollback that is under way alone: two who press at once mean the same", async () => {
            const world = new World();
            await world.clock.run(world.rollouts().deploy("1.1.0"));
            const reached = world.before("weights 100/0");
            const first = world.rollouts().rollback("slow");
            await reached;
            await assert.rejects(world.rollouts().rollback("slow"), LeaseHeld);
            const { state } = await world.clock.run(first);
            assert.deepEqual([state.phase, world.weights], ["done", { blue: 100, green: 0 }]);
        });
    });

    it("stops at once, touching nothing more, when the lease is lost", async () => {
        const world = new World();
        const taken = async (): Promise<void> => {
            const found = await world.lease.read();
            assert.ok(found !== undefined);
            await world.lease.write({ ...found.holder, token: "another" }, found.tag);
            await world.clock.sleep(60_000);
        };
        world.held.set("up", taken);
        await assert.rejects(world.clock.run(world.rollouts().deploy("1.1.0")), /^LeaseLost: lease of rollout deploy of 1\.1\.0 to dev lost: .* took it/);
        assert.deepEqual(world.done, ["run 1.1.0", "up"]);
        assert.deepEqual([(await world.lease.read())?.holder.token, world.worldOpen], ["another", 0]);
    });
});
