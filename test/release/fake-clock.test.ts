import { strict as assert } from "node:assert";
import { FakeClock } from "./fake-clock";

describe("the fake clock", () => {
    it("stands still until it is moved", async () => {
        const clock = new FakeClock("2026-01-02T03:04:05Z");
        let awake = false;
        void clock.sleep(1000).then(() => { awake = true; });
        await clock.advance(999);
        assert.deepEqual([awake, clock.sleepers, clock.now()], [false, 1, Date.parse("2026-01-02T03:04:05.999Z")]);
        await clock.advance(1);
        assert.deepEqual([awake, clock.sleepers], [true, 0]);
    });

    it("wakes each sleeper at its own time, and again who falls asleep again", async () => {
        const clock = new FakeClock(0);
        const seen: string[] = [];
        const ticker = async (name: string, every: number): Promise<void> => {
            for (let count = 0; count < 3; count++) {
                await clock.sleep(every);
                seen.push(`${name}${clock.now()}`);
            }
        };
        const both = Promise.all([ticker("a", 20), ticker("b", 30)]);
        await clock.advance(100);
        await both;
        assert.deepEqual(seen, ["a20", "b30", "a40", "b60", "a60", "b90"]);
        assert.deepEqual(clock.sleeps, [20, 30, 20, 30, 20, 30]);
    });

    it("wakes at once when the signal is aborted", async () => {
        const clock = new FakeClock(0);
        const stop = new AbortController();
        const sleep = clock.sleep(1000, stop.signal);
        stop.abort();
        await sleep;
        await clock.sleep(1000, stop.signal);
        assert.deepEqual([clock.sleepers, clock.now()], [0, 0]);
    });

    it("jumps without waking anybody", async () => {
        const clock = new FakeClock(0);
        const sleep = clock.sleep(10);
        clock.jump(1000);
        assert.deepEqual([clock.sleepers, clock.now()], [1, 1000]);
        await clock.advance(0);
        await sleep;
        assert.equal(clock.now(), 1000);
    });

    it("tells when somebody sleeps", async () => {
        const clock = new FakeClock(0);
        setImmediate(() => void clock.sleep(5));
        await clock.untilSleepers(1);
        assert.equal(clock.nextWake, 5);
        await clock.advance(5);
        assert.equal(clock.nextWake, undefined);
    });

    it("runs work that sleeps to its end, and passes its error on", async () => {
        const clock = new FakeClock(0);
        const work = async (): Promise<string> => {
            await clock.sleep(60_000);
            await clock.sleep(60_000);
            return `at ${clock.now()}`;
        };
        assert.equal(await clock.run(work()), "at 120000");
        await assert.rejects(clock.run(clock.sleep(1).then(() => { throw new Error("late"); })), new Error("late"));
    });
});
