import { strict as assert } from "node:assert";
import type { JournalEntry } from "../../../release/ports/journal";
import { ActivePhase, isOver, next, RolloutState } from "../../../release/rollout/machine";
import { EffectOutcome, Effects, Record as EntryLog, Runner, stateOf } from "../../../release/rollout/runner";
import { planOf } from "./plans";

class Entries implements EntryLog {
    constructor(readonly list: JournalEntry[] = []) {}

    async record(data: JournalEntry["data"]): Promise<JournalEntry> {
        const entry = { sequence: this.list.length + 1, at: "2026-01-02T03:04:05.000Z", data: JSON.parse(JSON.stringify(data)) as JournalEntry["data"] };
        this.list.push(entry);
        return entry;
    }

    entries(): readonly JournalEntry[] {
        return this.list;
    }
}

/** Remembers what was done; answers as told, else with success. */
class Doing implements Effects {
    readonly done: ActivePhase[] = [];

    constructor(private readonly answer: (phase: ActivePhase, signal: AbortSignal) => EffectOutcome | undefined | Promise<EffectOutcome | undefined> = () => undefined) {}

    async run(phase: ActivePhase, _state: RolloutState, signal: AbortSignal): Promise<EffectOutcome> {
        this.done.push(phase);
        return (await this.answer(phase, signal)) ?? { ok: true };
    }
}

const plan = planOf({ steps: [{ weight: 50, seconds: 1 }, { weight: 100, seconds: 1 }] });

describe("Runner of a rollout", () => {
    it("writes down before each effect what it will do, and after it what came of it", async () => {
        const journal = new Entries();
        const state = await new Runner({ journal, effects: new Doing() }).start(plan);
        assert.equal(state.phase, "done");
        const told = journal.list.map(({ data }) => data["type"]);
        assert.deepEqual(told, ["planned", ...Array<string[]>(15).fill(["intent", "event"]).flat()]);
        assert.deepEqual(stateOf(journal.list), JSON.parse(JSON.stringify(state)));
    });

    it("an effect that throws has failed with its message", async () => {
        const effects = new Doing((phase) => (phase === "shift" ? Promise.reject(new Error("throttled")) : undefined));
        const state = await new Runner({ journal: new Entries(), effects }).start(plan);
        assert.deepEqual([state.phase, state.cause], ["rolled-back", { kind: "error", at: "shift 50 %", text: "throttled" }]);
        assert.deepEqual(effects.done.slice(-4), ["shift", "brake", "restore", "stand-down"]);
    });

    it("breaks the effect off at an event from outside; one without a meaning breaks nothing off", async () => {
        const seen: boolean[] = [];
        const runner: Runner = new Runner({
            journal: new Entries(),
            effects: new Doing(async (phase, signal) => {
                if (phase === "watch" || phase === "pause") runner.tell({ type: "interrupted", signal: "SIGINT" });
                seen.push(signal.aborted);
                return undefined;
            }),
        });
        const state = await runner.start(plan);
        assert.equal(state.phase, "paused");
        assert.deepEqual(seen, [false, false, false, false, false, false, true, false]);
    });

    it("does nothing more once another process has the lease", async () => {
        const effects = new Doing((phase) => {
            if (phase === "fill") runner.lose(new Error("lease lost"));
            return undefined;
        });
        const runner: Runner = new Runner({ journal: new Entries(), effects });
        await assert.rejects(runner.start(plan), /lease lost/);
        assert.deepEqual(effects.done, ["check", "fill"]);
    });

    it("ends in the same state wherever it was killed, whether it is resumed or rolled back", async () => {
        const whole = new Entries();
        await new Runner({ journal: whole, effects: new Doing() }).start(plan);
        const back = new Entries();
        await new Runner({ journal: back, effects: new Doing((phase) => (phase === "watch" ? { ok: false, text: "bad" } : undefined)) }).start(plan);
        for (const full of [whole, back]) {
            for (let kept = 1; kept < full.list.length; kept += 1) {
                const killed = full.list.slice(0, kept);
                const before = stateOf(killed);
                assert.ok(before !== undefined);
                const resumed = await new Runner({ journal: new Entries([...killed]), effects: new Doing() }).goOn({ type: "resumed", actor: "a" });
                assert.equal(resumed.phase, before.goal === "back" ? (before.exposed ? "rolled-back" : "failed") : "done", `resumed after entry ${kept}`);
                const asked = { type: "rollback-asked", reason: "r", actor: "a" } as const;
                if (isOver(before.phase) || next(before, asked) === before) continue;
                const returned = await new Runner({ journal: new Entries([...killed]), effects: new Doing() }).goOn(asked);
                assert.equal(returned.phase, before.exposed ? "rolled-back" : "failed", `rolled back after entry ${kept}`);
            }
        }
    });

    it("finds no plan in an empty journal", () => assert.equal(stateOf([]), undefined));
});
