import { strict as assert } from "node:assert";
import { SystemClock } from "../../../release/adapters/system-clock";

describe("the clock of this machine", () => {
    const clock = new SystemClock();

    it("tells the time", () => {
        const before = Date.now();
        const now = clock.now();
        assert.ok(before <= now && now <= Date.now());
    });

    it("sleeps at least as long as asked", async () => {
        const start = performance.now();
        await clock.sleep(20);
        assert.ok(performance.now() - start >= 20);
    });

    it("ends at once, without an error, when the signal is aborted meanwhile or was before", async () => {
        const stop = new AbortController();
        const start = performance.now();
        setImmediate(() => stop.abort());
        await clock.sleep(60_000, stop.signal);
        await clock.sleep(60_000, stop.signal);
        assert.ok(performance.now() - start < 5_000);
    });

    it("takes waits longer than one timer can hold", async () => {
        const stop = new AbortController();
        let awake = false;
        const sleep = clock.sleep(2 ** 40, stop.signal).then(() => { awake = true; });
        await clock.sleep(20);
        assert.equal(awake, false);
        stop.abort();
        await sleep;
    });

    it("does not wait for what lies behind", async () => {
        await clock.sleep(0);
        await clock.sleep(-5);
    });
});
