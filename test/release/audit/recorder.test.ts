import { strict as assert } from "node:assert";
import { AuditLog } from "../../../release/audit/log";
import { RolloutRecorder } from "../../../release/audit/recorder";
import { AuditTrail } from "../../../release/audit/trail";
import type { AuditEntry } from "../../../release/audit/chain";
import type { JournalStore } from "../../../release/ports/journal";
import { RolloutRefused, Rollouts } from "../../../release/rollout/rollouts";
import { refusing, World } from "../rollout/world";
import { MemoryAuditStore } from "./memory-audit";

/** A world whose rollouts are recorded. */
class Recorded extends World {
    readonly store = new MemoryAuditStore();
    readonly problems: string[] = [];
    readonly log = new AuditLog("stacks/dev", this.store, this.journals);

    recorder(journals: JournalStore = this.journals): RolloutRecorder {
        const trail = new AuditTrail(this.store, this.clock, "stacks/dev");
        return new RolloutRecorder({ trail, journals, context: async ({ version }) => ({ commit: `commit of ${version}` }), onProblem: (text) => this.problems.push(text) });
    }

    recorded(): Rollouts {
        return this.rollouts({ audit: this.recorder() });
    }

    async entries(): Promise<readonly AuditEntry[]> {
        return (await this.log.read()).entries;
    }

    async told(): Promise<readonly string[]> {
        return (await this.entries()).map(({ type, data }) => [type, data["version"], data["result"]].filter((part) => part !== undefined).join(" "));
    }

    async findings(): Promise<readonly string[]> {
        return (await this.log.verify()).findings.map(({ text }) => text);
    }
}

describe("the record of rollouts", () => {
    it("has begin and end of each, with who, what, every step and its figures", async () => {
        const world = new Recorded();
        const { state } = await world.clock.run(world.recorded().deploy("1.1.0"));
        assert.deepEqual(await world.told(), ["genesis", "rollout-started 1.1.0", "rollout-ended done"]);
        const [, begin, end] = await world.entries();
        const { plan } = state;
        assert.deepEqual(begin?.data, {
            rollout: plan.id, happened: plan.started, actor: plan.actor, kind: "canary", version: "1.1.0", digest: plan.digest, commit: "commit of 1.1.0",
            from: { color: "blue", version: "1.0.0" }, to: { color: "green" }, steps: [{ weight: 50, seconds: 0 }, { weight: 100, seconds: 0 }],
            strategy: JSON.parse(JSON.stringify({
                limits: plan.strategy.limits, holdSeconds: plan.strategy.holdSeconds, warmSeconds: plan.strategy.warmSeconds, deadManSeconds: plan.strategy.deadManSeconds,
            })) as unknown,
        });
        const { steps, live, result } = end?.data as { readonly [name: string]: unknown };
        assert.deepEqual([result, live], ["done", { color: "green", version: "1.1.0", traffic: { blue: 0, green: 100 } }]);
        const done = steps as readonly { readonly phase: string; readonly weight?: number; readonly outcome: string; readonly figures?: { readonly times?: object; readonly checks?: readonly unknown[] } }[];
        assert.deepEqual(done.map(({ phase, weight }) => (weight === undefined ? phase : `${phase} ${weight}`)), [
            "check", "fill", "ready", "smoke", "arm 50", "shift 50", "watch 50", "arm 100", "shift 100", "watch 100", "disarm", "activate", "warm", "retire", "close",
        ]);
        assert.ok(done.every(({ outcome }) => outcome === "succeeded"));
        assert.equal(done[0]?.figures?.checks?.length, 4);
        assert.deepEqual(Object.keys(done[5]?.figures?.times ?? {}), ["dataPlane", "decide", "readBack", "write"]);
        assert.deepEqual([await world.findings(), world.problems], [[], []]);
    });

    it("tells refusals, ways back with their cause, and rollbacks of their own", async () => {
        const world = new Recorded();
        const { checks } = world;
        world.checks = refusing("until Monday");
        await world.clock.run(world.recorded().deploy("1.1.0"));
        world.checks = checks;
        world.broken.set("weights 50/50", "throttled");
        await world.clock.run(world.recorded().deploy("1.1.0"));
        world.broken.clear();
        await world.clock.run(world.recorded().deploy("1.2.0"));
        await world.clock.run(world.recorded().rollback("orders are slow"));
        const told = (await world.log.history()).map(({ strategy, version, result, reason, asked, live, restored, exposed }) => [strategy, version, result, reason, asked, live !== undefined, restored !== undefined, exposed]);
        assert.deepEqual(told, [
            ["rollback", "1.0.0", "done", "orders are slow", "orders are slow", true, false, true],
            ["canary", "1.2.0", "done", undefined, undefined, true, false, true],
            ["canary", "1.1.0", "rolled-back", "error at shift 50 %: throttled", undefined, false, true, true],
            ["canary", "1.1.0", "refused", "error at check: line not stopped: until Monday", undefined, false, false, false],
        ]);
        assert.deepEqual(await world.findings(), []);
    });

    it("tells who resumed one that waited for a person", async () => {
        const world = new Recorded();
        world.broken.set("disarm", "throttled").set("weights 100/0", "throttled");
        await world.clock.run(world.recorded().deploy("1.1.0"));
        assert.deepEqual((await world.told()).slice(1), ["rollout-started 1.1.0", "rollout-waits needs-person"]);
        world.broken.clear();
        await world.clock.run(world.recorded().rollback("take it back"));
        assert.deepEqual((await world.told()).slice(3), ["rollback-asked", "rollout-ended rolled-back"]);
        assert.deepEqual(await world.findings(), []);
    });

    it("stops what can't be recorded before anything is done, with no journal", async () => {
        const world = new Recorded();
        world.store.broken = new Error("access denied");
        const refused = world.clock.run(world.recorded().deploy("1.1.0"));
        await assert.rejects(refused, new RolloutRefused(["the audit log can't be written: access denied; nothing begins without its record"]));
        assert.deepEqual([world.done, await world.journals.rollouts(), await world.lease.read(), world.worldOpen], [[], [], undefined, 0]);
    });

    it("never holds up a rollback: it is told, and the next rollout writes it", async () => {
        const world = new Recorded();
        await world.clock.run(world.recorded().deploy("1.1.0"));
        world.store.broken = new Error("access denied");
        const { state } = await world.clock.run(world.recorded().rollback("orders are slow"));
        assert.deepEqual([state.phase, world.weights], ["done", { blue: 100, green: 0 }]);
        const { id } = state.plan;
        const later = "access denied; the next rollout or `colorway audit catch-up` writes it";
        assert.deepEqual(world.problems, [
            `the record of rollout ${id} can't be written in the audit log: ${later}`, `the record of rollout ${id} is not whole in the audit log: ${later}`,
        ]);
        world.store.broken = undefined;
        assert.deepEqual(await world.findings(), [
            `rollout ${id} has a journal, but the log lacks rollout-started, rollout-ended: cut off, or not written yet: \`colorway audit catch-up\` writes what was not`,
        ]);
        await world.clock.run(world.recorded().deploy("1.2.0"));
        assert.deepEqual((await world.told()).slice(3), ["rollout-started 1.0.0", "rollout-ended done", "rollout-started 1.2.0", "rollout-ended done"]);
        assert.deepEqual(await world.findings(), []);
        assert.equal(await world.recorder().catchUp(), 0);
    });

    it("writes the end of a rollout whose process was killed, when the next one goes on", async () => {
        const world = new Recorded();
        const killed = new Error("killed");
        const rollouts = world.rollouts({ audit: world.recorder(), onState: ({ phase }) => { if (phase === "watch") throw killed; } });
        await assert.rejects(world.clock.run(rollouts.deploy("1.1.0")), killed);
        assert.deepEqual((await world.told()).slice(1), ["rollout-started 1.1.0"]);
        assert.deepEqual((await world.log.history()).map(({ result }) => result), ["under way"]);
        await world.clock.run(world.recorded().resume());
        assert.deepEqual((await world.told()).slice(1), ["rollout-started 1.1.0", "rollout-resumed", "rollout-ended done"]);
        const [change] = await world.log.history();
        assert.deepEqual(change?.steps.filter(({ outcome }) => outcome === "broken-off").map(({ phase, text }) => [phase, text]), []);
        assert.deepEqual(await world.findings(), []);
    });

    it("takes in the journals of before there was a log", async () => {
        const world = new Recorded();
        await world.clock.run(world.rollouts().deploy("1.1.0"));
        assert.equal(await world.recorder().catchUp(), 2);
        assert.deepEqual(await world.told(), ["genesis", "rollout-started 1.1.0", "rollout-ended done"]);
        assert.deepEqual(await world.findings(), []);
    });

    it("shows a journal that was changed, cut off or removed, and a log that was cut off with its head", async () => {
        const world = new Recorded();
        const { state } = await world.clock.run(world.recorded().deploy("1.1.0"));
        const { id } = state.plan;
        const entries = await world.journals.read(id);
        const verifiedWith = async (journals: Pick<JournalStore, "read" | "rollouts">): Promise<readonly string[]> => {
            const log = new AuditLog("stacks/dev", world.store, { ...journals, append: async () => undefined });
            return (await log.verify()).findings.map(({ text }) => text);
        };
        const rollouts = async (): Promise<readonly string[]> => [id];
        const changed = entries.map((entry) => (entry.sequence === 7 ? { ...entry, at: "2026-01-02T03:04:06.000Z" } : entry));
        assert.deepEqual(await verifiedWith({ rollouts, read: async () => changed }), [`entry 3: the journal of rollout ${id} was changed after it was recorded`]);
        assert.deepEqual(await verifiedWith({ rollouts, read: async () => entries.slice(0, 7) }), [
            `entry 3: the journal of rollout ${id} was cut off: it has 7 entries, ${entries.length} were recorded`,
        ]);
        assert.deepEqual(await verifiedWith({ rollouts: async () => [], read: async () => [] }), [`entry 3: the journal of rollout ${id} is gone`]);
        const { hash } = (await new AuditLog("stacks/dev", world.store).verify()).head;
        world.store.links.delete(3);
        world.store.headRecord = { sequence: 2, hash: JSON.parse(world.store.links.get(2) ?? "").hash as string };
        assert.deepEqual(await world.findings(), [
            `rollout ${id} has a journal, but the log lacks rollout-ended: cut off, or not written yet: \`colorway audit catch-up\` writes what was not`,
        ]);
        assert.deepEqual((await new AuditLog("stacks/dev", world.store).verify({ head: { sequence: 3, hash } })).findings.map(({ text }) => text), [
            `entry 3 is cut off: the head 3:${hash} that was given names entry 3, the log ends with 2`,
        ]);
        assert.deepEqual((await world.log.verify({ running: id })).findings, []);
    });
});
