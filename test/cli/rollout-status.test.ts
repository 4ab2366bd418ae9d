import { strict as assert } from "node:assert";
import { printStack } from "../../cli/commands/status";
import { printRollout, RolloutStatus, rolloutStatus, statusIn } from "../../cli/rollout-status";
import { projectAt } from "../../release/engine/project";
import { LeaseHolder } from "../../release/ports/lease";
import { initialState, next, RolloutEvent } from "../../release/rollout/machine";
import { planOf } from "../release/rollout/plans";
import { MemoryJournalStore, MemoryLeaseStore } from "../release/memory-stores";
import { Capture } from "./capture";

const at = "2026-01-02T03:05:00.000Z";
const now = Date.parse(at);
const plan = planOf({ steps: [{ weight: 25, seconds: 10 }, { weight: 100, seconds: 10 }] });
const holder: LeaseHolder = {
    token: "t", owner: "maria@build-7 (process 4711)", host: "build-7", pid: 4711, process: "p", rollout: "deploy of 1.1.0 to dev",
    since: "2026-01-02T03:04:05.000Z", renewed: "2026-01-02T03:04:55.000Z", expires: "2026-01-02T03:05:25.000Z",
};
const toShift = (["check", "fill", "ready", "smoke", "arm"] as const).map((phase): RolloutEvent => ({ type: "succeeded", phase }));

class Stores {
    readonly journals = new MemoryJournalStore();
    readonly lease = new MemoryLeaseStore();

    static async of(events: readonly RolloutEvent[], parts: Partial<typeof plan> = {}): Promise<Stores> {
        const stores = new Stores();
        const data = [{ type: "planned", plan: { ...plan, ...parts } }, ...events.map((event) => ({ type: "event", event }))];
        for (const [index, each] of data.entries()) await stores.journals.append(plan.id, { sequence: index + 1, at, data: each });
        return stores;
    }

    status(time = now, ended = false): Promise<RolloutStatus | undefined> {
        return statusIn(this, time, () => ended);
    }
}

function text(status: RolloutStatus | undefined): readonly string[] {
    const output = new Capture();
    assert.ok(status !== undefined);
    printRollout(output, status, now);
    return output.lines;
}

describe("the rollout that status shows", () => {
    it("is one that a process runs: where it is, since when, who, and how to take it back", async () => {
        const stores = await Stores.of(toShift);
        await stores.lease.write(holder, undefined);
        const status = await stores.status();
        const { owner, since, renewed, expires } = holder;
        assert.deepEqual(status, {
            id: plan.id, version: "1.1.0", kind: "canary", phase: "shift", place: "shift 25 %", goal: "forward", traffic: { blue: 75, green: 25 },
            from: { color: "blue", version: "1.0.0" }, to: { color: "green" }, started: plan.started, startedBy: "maria@build-7",
            holder: { owner, since, renewed, expires }, running: true, next: ["`colorway rollback --stack dev --reason …` goes back"],
        });
        assert.deepEqual(text(status), [
            "rollout 20260102-030405-abcd: 1.1.0 by canary, from blue (1.0.0) to green, started 2026-01-02T03:04:05.000Z by maria@build-7",
            "  shift 25 %: blue 75 %, green 25 %",
            "  run by maria@build-7 (process 4711) since 2026-01-02T03:04:05.000Z, last heartbeat 2026-01-02T03:04:55.000Z (5 s ago)",
            "  `colorway rollback --stack dev --reason …` goes back",
        ]);
    });

    it("is one that nobody runs, with why and both ways on", async () => {
        const stores = await Stores.of([...toShift, { type: "interrupted", signal: "SIGINT" }, { type: "succeeded", phase: "pause" }]);
        assert.deepEqual(text(await stores.status()), [
            "rollout 20260102-030405-abcd: 1.1.0 by canary, from blue (1.0.0) to green, started 2026-01-02T03:04:05.000Z by maria@build-7",
            "  paused: blue 100 %, green 0 %",
            "  interrupt at shift 25 %: interrupted by SIGINT",
            "  no process runs it",
            "  `colorway resume --stack dev` goes on",
            "  `colorway rollback --stack dev --reason …` goes back",
        ]);
    });

    for (const [how, time, ended] of [["has ended", now, true], ["has sent no heartbeat for too long", Date.parse(holder.expires) + 5_000, false]] as const) {
        it(`is one whose process ${how}`, async () => {
            const stores = await Stores.of(toShift);
            await stores.lease.write(holder, undefined);
            const status = await stores.status(time, ended);
            assert.deepEqual([status?.running, status?.next.length], [false, 2]);
            assert.equal(text(status)[2], "  no process runs it: maria@build-7 (process 4711) is dead, last heartbeat 2026-01-02T03:04:55.000Z (5 s ago)");
        });
    }

    it("is one on the way back, which is not left any more", async () => {
        const stores = await Stores.of([...toShift, { type: "failed", phase: "shift", text: "throttled" }]);
        const [, place, cause, , step] = text(await stores.status());
        assert.deepEqual([place, cause, step], [
            "  brake, on the way back: blue 100 %, green 0 %", "  error at shift 25 %: throttled",
            "  `colorway rollback --stack dev --reason …` tries once more to go back",
        ]);
        await stores.lease.write(holder, undefined);
        assert.deepEqual((await stores.status())?.next, []);
    });

    it("is a rollback, which only the name of the release that it leaves takes back", async () => {
        const stores = await Stores.of([], { kind: "rollback" });
        assert.deepEqual((await stores.status())?.next, ["`colorway resume --stack dev` goes on", "`colorway rollback --stack dev --to 1.0.0 --reason …` goes back"]);
        await stores.lease.write(holder, undefined);
        assert.deepEqual((await stores.status())?.next, []);
    });

    it("is one inside a color", async () => {
        const [first] = text(await (await Stores.of([], { kind: "rolling", to: { color: "blue" } })).status());
        assert.equal(first, "rollout 20260102-030405-abcd: 1.1.0 by rolling, inside blue, started 2026-01-02T03:04:05.000Z by maria@build-7");
    });

    it("is none where there was none or the newest is over", async () => {
        assert.equal(await new Stores().status(), undefined);
        const refused: RolloutEvent = { type: "failed", phase: "check", text: "frozen" };
        assert.equal(next(initialState(plan), refused).phase, "refused");
        assert.equal(await (await Stores.of([refused])).status(), undefined);
    });

    it("is not looked for in an account whose journals have no bucket", async () => {
        const before = process.env["COLORWAY_RECORDS"];
        delete process.env["COLORWAY_RECORDS"];
        try {
            const target = { kind: "aws", account: "123456789012", region: "us-east-1" } as const;
            assert.equal(await rolloutStatus({ target, project: projectAt("/nowhere") }, "prod"), undefined);
        } finally {
            if (before !== undefined) process.env["COLORWAY_RECORDS"] = before;
        }
    });

    it("stands below the slots, also where nothing is deployed", async () => {
        const rollout = await (await Stores.of(toShift)).status();
        assert.ok(rollout !== undefined);
        const output = new Capture();
        printStack(output, { stack: "dev", exists: false, activeColor: "blue", slots: [], differences: ["nothing is deployed"], rollout });
        assert.deepEqual(output.lines.slice(0, 2), ["dev: nothing is deployed; `colorway up --stack dev` makes it", text(rollout)[0]]);
    });
});
