import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { clockMargin, LeaseHeld, LeaseSelf, leaseTtl } from "../../../release/journal/lease";
import { LeaseStore } from "../../../release/ports/lease";
import { FakeClock } from "../fake-clock";
import { MemoryLeaseStore } from "../memory-stores";
import { LeaseProcess } from "./lease-world";

const nobodyEnded = (): boolean => false;

async function heldError(work: Promise<void>): Promise<LeaseHeld> {
    const error: unknown = await work.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof LeaseHeld, String(error));
    return error;
}

describe("the lease of a rollout", () => {
    it("goes to the first, and tells the others who holds it, since when, and until when at least", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock("2026-01-02T03:04:05Z")];
        const [first, second] = [4711, 4712].map((pid) => new LeaseProcess(store, clock, pid, nobodyEnded)) as [LeaseProcess, LeaseProcess];
        await first.lease.acquire("20260102-030405-a1b2");
        await clock.advance(12_000);
        const error = await heldError(second.lease.acquire("20260102-030405-ffff"));
        assert.equal(
            error.message,
            "rollout 20260102-030405-a1b2 is being run by maria@build-7 (process 4711) since 2026-01-02T03:04:05.000Z; " +
                "last heartbeat 2026-01-02T03:04:15.000Z (2 s ago); " +
                "wait for its end, or, should that process be dead, until 2026-01-02T03:04:50.000Z",
        );
        assert.deepEqual([error.holder.pid, error.freeAt], [4711, Date.parse("2026-01-02T03:04:50Z")]);
        assert.deepEqual([first.lease.held, second.lease.held], [true, false]);
        await first.lease.release();
        await second.lease.acquire("20260102-030405-ffff");
        assert.deepEqual([first.lease.held, second.lease.held], [false, true]);
        await second.lease.release();
    });

    it("lasts as long as its holder lives", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const holder = new LeaseProcess(store, clock, 1, nobodyEnded);
        await holder.lease.acquire("r");
        for (let minute = 0; minute < 10; minute++) {
            await clock.advance(60_000);
            assert.equal(holder.lease.held, true);
        }
        assert.deepEqual(holder.lost, []);
        assert.equal(await holder.lease.release(), true);
        assert.deepEqual([await store.read(), clock.sleepers], [undefined, 0]);
    });

    it("can be taken from a holder that fell silent once it has expired, by the margin of the clocks, and not before", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const silent = new LeaseProcess(store, clock, 1, nobodyEnded, { free: false });
        const taken = silent.lease.acquire("r1");
        for (let turn = 0; turn < 4; turn++) {
            silent.turn();
            await clock.advance(0);
        }
        await taken;
        const other = new LeaseProcess(store, clock, 2, nobodyEnded);
        await clock.advance(leaseTtl + clockMargin - 1);
        await heldError(other.lease.acquire("r2"));
        assert.deepEqual(silent.lost.map(({ message }) => message), ["lease of rollout r1 lost: no heartbeat got through for 30 s: the store does not answer"]);
        await clock.advance(1);
        await other.lease.acquire("r2");
        assert.equal(other.lease.held, true);
        await other.lease.release();
    });

    it("goes by the store's clock where it has one, however wrong the host's are", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const holder = new LeaseProcess(store, clock, 1, nobodyEnded, { clocked: true });
        await holder.lease.acquire("r1");
        for (const skew of [-3_600_000, 3_600_000]) {
            const other = new LeaseProcess(store, clock, 2, nobodyEnded, { clocked: true, skew });
            const { freeAt } = await heldError(other.lease.acquire("r2"));
            assert.equal(freeAt, clock.now() + skew + leaseTtl + clockMargin);
        }
        await holder.lease.release();
    });

    it("is taken at once from a process of this host that has ended", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const dead = new LeaseProcess(store, clock, 1, nobodyEnded);
        await dead.lease.acquire("r1");
        const other = new LeaseProcess(store, clock, 2, ({ host, pid }) => host === "build-7" && pid === 1);
        await other.lease.acquire("r2");
        assert.equal(other.lease.held, true);
        await clock.advance(10_000);
        assert.deepEqual([dead.lease.held, dead.lost.map(({ message }) => message)], [
            false,
            ["lease of rollout r1 lost: maria@build-7 (process 2) took it for rollout r2 at 2026-01-02T03:04:05.000Z"],
        ]);
        await other.lease.release();
    });

    it("is not held beyond its end by a process that stood still, heartbeat or not", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const holder = new LeaseProcess(store, clock, 1, nobodyEnded);
        await holder.lease.acquire("r1");
        clock.jump(leaseTtl - 1);
        assert.equal(holder.lease.held, true);
        clock.jump(1);
        assert.equal(holder.lease.held, false);
        await clock.advance(0);
        assert.deepEqual(holder.lost.map(({ message }) => message), ["lease of rollout r1 lost: no heartbeat got through for 30 s: this process stood still"]);
    });

    it("is lost when its record is gone", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const holder = new LeaseProcess(store, clock, 1, nobodyEnded);
        await holder.lease.acquire("r1");
        await store.remove((await store.read())?.tag ?? "");
        await clock.advance(10_000);
        assert.deepEqual(holder.lost.map(({ message }) => message), ["lease of rollout r1 lost: its record was removed"]);
        assert.equal(clock.sleepers, 0);
    });

    it("outlives a store that fails for less than its time, and ends with one that fails for longer", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        let down = false;
        const failing: LeaseStore = {
            read: async () => {
                if (down) throw new Error("503 Slow Down");
                return store.read();
            },
            write: (holder, expected) => store.write(holder, expected),
            remove: (expected) => store.remove(expected),
        };
        const holder = new LeaseProcess(failing, clock, 1, nobodyEnded);
        await holder.lease.acquire("r1");
        await clock.advance(10_000);
        down = true;
        await clock.advance(27_000);
        assert.equal(holder.lease.held, true);
        down = false;
        await clock.advance(4_000);
        assert.equal(holder.lease.held, true, "the last attempt got through");
        down = true;
        await clock.advance(30_000);
        assert.deepEqual([holder.lease.held, holder.lost.map(({ message }) => message)], [
            false,
            ["lease of rollout r1 lost: no heartbeat got through for 30 s: 503 Slow Down"],
        ]);
        assert.equal(await holder.lease.release(), true, "there is nothing to release any more");
    });

    it("says where the store did not take it back", async () => {
        const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
        const holder = new LeaseProcess({ ...bound(store), remove: () => Promise.reject(new Error("down")) }, clock, 1, nobodyEnded);
        await holder.lease.acquire("r1");
        assert.equal(await holder.lease.release(), false);
        assert.deepEqual([holder.lease.held, clock.sleepers, holder.lost], [false, 0, []]);
    });

    it("is held by one process at most, in any order of calls, answers, silence, kills and time", async () => {
        await fc.assert(fc.asyncProperty(worlds, commands, oneHolderAtMost), { numRuns: 300 });
    });
});

function bound(store: LeaseStore): LeaseStore {
    return { read: () => store.read(), write: (holder, expected) => store.write(holder, expected), remove: (expected) => store.remove(expected) };
}

const processes = 3;
const worlds = fc.record({
    clocked: fc.boolean(),
    hosts: fc.array(fc.constantFrom("a", "b"), { minLength: processes, maxLength: processes }),
    skews: fc.array(fc.constantFrom(0, 1000, clockMargin), { minLength: processes, maxLength: processes }),
});
const actor = fc.nat(processes - 1);
const commands = fc.array(
    fc.oneof(
        { weight: 3, arbitrary: fc.record({ kind: fc.constant("acquire" as const), actor }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("release" as const), actor }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("kill" as const), actor }) },
        { weight: 12, arbitrary: fc.record({ kind: fc.constant("turn" as const), actor, turns: fc.integer({ min: 1, max: 4 }) }) },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant("time" as const), actor, seconds: fc.constantFrom(1, 2, 5, 10, 28, 30) }) },
    ),
    { minLength: 10, maxLength: 80, size: "max" },
);

type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;
type Commands = typeof commands extends fc.Arbitrary<infer C> ? C : never;

async function oneHolderAtMost({ clocked, hosts, skews }: World, steps: Commands): Promise<void> {
    const [store, clock] = [new MemoryLeaseStore(), new FakeClock()];
    const all: LeaseProcess[] = [];
    const begin = (index: number): LeaseProcess => {
        const host = hosts[index] ?? "a";
        const pid = all.length;
        const ended: LeaseSelf["hasEnded"] = (other) => other.host === host && all[other.pid]?.killed === true;
        // With a clock of the store's, those of the hosts may be as wrong as they like.
        const skew = (skews[index] ?? 0) * (clocked ? 1000 : 1);
        const begun = new LeaseProcess(store, clock, pid, ended, { host, skew, free: false, clocked });
        all.push(begun);
        return begun;
    };
    const actors = Array.from({ length: processes }, (_, index) => begin(index));
    const check = (): void => {
        const holders = all.filter(({ acts }) => acts).length;
        assert.ok(holders <= 1, `${holders} hold it`);
    };
    for (const step of steps) {
        const process = actors[step.actor];
        if (process === undefined) continue;
        if (step.kind === "acquire") void process.tryAcquire(`r${step.actor}`);
        if (step.kind === "release") void process.lease.release();
        if (step.kind === "kill") {
            process.killed = true;
            actors[step.actor] = begin(step.actor);
        }
        if (step.kind === "turn") {
            for (let turn = 0; turn < step.turns; turn++) {
                process.turn();
                await clock.advance(0);
                check();
            }
        }
        for (let second = 0; step.kind === "time" && second < step.seconds; second++) {
            await clock.advance(1000);
            check();
        }
        await clock.advance(0);
        check();
    }
}
