import { strict as assert } from "node:assert";
import { DeadlineExceeded, pause, persist, type Persistence } from "../../../release/adapters/persistent-call";
import { FakeClock } from "../fake-clock";

const how: Persistence = { attempts: 4, deadline: 3_000, patience: 700, firstPause: 100, longestPause: 300 };
const most = (): number => 1;

class Throttled extends Error {}

/** Calls that end as told, at a time of the fake clock. */
class Scripted {
    readonly started: number[] = [];
    readonly aborted: number[] = [];
    readonly clock = new FakeClock(0);

    /** @param script for each attempt the milliseconds that it takes and how it ends: an error, or an answer */
    constructor(private readonly script: readonly (readonly [milliseconds: number, end: Error | string])[]) {}

    run(settings: { losers?: "abort" | "keep"; check?: () => void; how?: Persistence } = {}): Promise<string> {
        const make = async (signal: AbortSignal): Promise<string> => {
            const number = this.started.push(this.clock.now());
            const [milliseconds, end] = this.script[number - 1] ?? [0, new Error("not in the script")];
            signal.addEventListener("abort", () => this.aborted.push(number));
            await this.clock.sleep(milliseconds, signal);
            if (signal.aborted) {
                throw new Error("aborted");
            }
            if (end instanceof Error) {
                throw end;
            }
            return end;
        };
        const call = { make, transient: (error: unknown) => error instanceof Throttled, losers: settings.losers ?? "abort", check: settings.check };
        return this.clock.run(persist(call, settings.how ?? how, this.clock, most));
    }
}

describe("a persistent call", () => {
    it("gives the answer of one call and leaves nothing behind", async () => {
        const calls = new Scripted([[50, "answer"]]);
        assert.equal(await calls.run(), "answer");
        await calls.clock.advance(0);
        assert.deepEqual([calls.started, calls.clock.now(), calls.clock.sleepers], [[0], 50, 0]);
    });

    it("comes back after a throttle with pauses that double up to the longest", async () => {
        const calls = new Scripted([[0, new Throttled()], [0, new Throttled()], [0, new Throttled()], [0, "answer"]]);
        assert.equal(await calls.run(), "answer");
        assert.deepEqual(calls.started, [0, 100, 300, 600]);
    });

    it("leaves half of each pause to chance", () => {
        assert.deepEqual([1, 2, 3, 9].map(failures => pause(failures, how, 0)), [50, 100, 150, 150]);
        assert.deepEqual([1, 2, 3, 9].map(failures => pause(failures, how, 1)), [100, 200, 300, 300]);
    });

    it("fails with the last error when the attempts are used up", async () => {
        const last = new Throttled("last");
        const calls = new Scripted([[0, new Throttled()], [0, new Throttled()], [0, new Throttled()], [0, last], [0, "answer"]]);
        await assert.rejects(calls.run(), last);
        assert.equal(calls.started.length, 4);
    });

    it("fails at once with an error that a repetition cannot cure", async () => {
        const refused = new Error("AccessDenied");
        const calls = new Scripted([[10, refused], [0, "answer"]]);
        await assert.rejects(calls.run(), refused);
        assert.deepEqual([calls.started, calls.clock.now()], [[0], 10]);
    });

    it("asks again beside a call that takes its time, and takes the first answer", async () => {
        const calls = new Scripted([[60_000, "late"], [40, "soon"]]);
        assert.equal(await calls.run(), "soon");
        assert.deepEqual([calls.started, calls.clock.now(), calls.aborted], [[0, 700], 740, [1]]);
    });

    it("takes the answer of the first call where that comes before the second one's", async () => {
        const calls = new Scripted([[900, "first"], [900, "second"]]);
        assert.equal(await calls.run(), "first");
        assert.deepEqual([calls.started, calls.clock.now(), calls.aborted], [[0, 700], 900, [2]]);
    });

    it("waits for the call under way when the one beside it is throttled", async () => {
        const calls = new Scripted([[1_000, "first"], [10, new Throttled()]]);
        assert.equal(await calls.run(), "first");
        assert.deepEqual([calls.started, calls.clock.now()], [[0, 700], 1_000]);
    });

    it("keeps the other calls until they end, where it is told so", async () => {
        const calls = new Scripted([[2_000, "late"], [10, "soon"]]);
        assert.equal(await calls.run({ losers: "keep" }), "soon");
        assert.deepEqual([calls.aborted, calls.clock.sleepers > 0], [[], true]);
        await calls.clock.advance(2_000);
        assert.deepEqual([calls.aborted, calls.clock.sleepers], [[], 0]);
    });

    it("gives a call up at its deadline", async () => {
        const calls = new Scripted([[60_000, "late"]]);
        await assert.rejects(calls.run({ how: { ...how, attempts: 1 } }), new DeadlineExceeded(3_000));
        assert.deepEqual([calls.aborted, calls.clock.now()], [[1], 3_000]);
    });

    it("starts no attempt that the check forbids", async () => {
        const calls = new Scripted([[0, new Throttled()], [0, "answer"]]);
        let checks = 0;
        const check = (): void => {
            checks += 1;
            if (checks === 2) {
                throw new Error("superseded");
            }
        };
        await assert.rejects(calls.run({ check }), new Error("superseded"));
        assert.equal(calls.started.length, 1);
    });
});
