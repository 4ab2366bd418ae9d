import { strict as assert } from "node:assert";
import { type Tick, watch, type WatchOptions, type WatchResult } from "../../../release/judgement/watch";
import type { Probe, ProbeAnswer } from "../../../release/ports/load-balancer";
import type { MetricsQuery, Series } from "../../../release/ports/metrics";
import { FakeClock } from "../fake-clock";
import { bySecond, type Each, FakeMetrics, limits, start } from "./samples";

const steady = (): Each => ({ requests: 50 });
const down: Series = { kind: "unavailable", reason: "connection refused" };

/** A watch of green beside blue for a minute, which may be held for half a minute. */
class Watched {
    readonly clock = new FakeClock(start);
    readonly ticks: Tick[] = [];
    /** What green does. */
    release: (second: number) => Each | undefined = steady;
    live: (second: number) => Each | undefined = steady;
    /** Seconds from an event until the source tells of it. */
    delay = 0;
    /** Instead of the figures. */
    source: ((query: MetricsQuery) => Series | Promise<Series> | undefined) | undefined;
    /** What our own requests are answered with. */
    answer: ((second: number) => ProbeAnswer | Promise<ProbeAnswer>) | undefined;
    metrics = new FakeMetrics(() => down);

    get second(): number {
        return (this.clock.now() - start) / 1000;
    }

    run(parts: Partial<WatchOptions> = {}): Promise<WatchResult> {
        const { clock, answer } = this;
        this.metrics = new FakeMetrics(query => this.source?.(query) ?? this.figures(query), this.delay);
        const probe: Probe | undefined = answer && {
            ask: async () => answer(this.second),
            addresses: async () => [],
        };
        return clock.run(watch({
            metrics: this.metrics, clock, ...(probe && { probe }), services: [{ name: "orders", required: true }], release: "green", live: "blue",
            limits, seconds: 60, holdSeconds: 30, onTick: tick => this.ticks.push(tick), ...parts,
        }));
    }

    /** Up to what the source can know at this time. */
    private figures(query: MetricsQuery): Series {
        const to = Math.min(query.to, this.clock.now() - this.delay * 1000);
        return bySecond({ green: this.release, blue: this.live })({ ...query, to });
    }

    /** Lets something happen at a second of the watch. */
    at(second: number, act: () => void): void {
        void this.clock.sleep(second * 1000).then(act);
    }
}

function told({ ended, verdict }: WatchResult): readonly string[] {
    return [ended, verdict.outcome, verdict.check, verdict.reason];
}

function secondsOf({ window }: WatchResult): readonly number[] {
    return [window.from, window.to].map(time => (time - start) / 1000);
}

describe("a watch", () => {
    let watched: Watched;
    beforeEach(() => { watched = new Watched(); });

    it("passes at its time, with a look each second", async () => {
        const result = await watched.run();
        assert.deepEqual(told(result), ["judged", "pass", "all", "1 of 1 services judged, all pass"]);
        assert.deepEqual([watched.second, secondsOf(result), result.secondsToDetect], [60, [0, 60], undefined]);
        assert.deepEqual(watched.ticks.map(({ at }) => (at - start) / 1000), Array.from({ length: 61 }, (_, second) => second));
        assert.deepEqual(watched.ticks.slice(0, 3).map(({ phase, secondsLeft }) => [phase, secondsLeft]), [["watch", 60], ["watch", 59], ["watch", 58]]);
    });

    it("ends at the first certain breach, and tells how long that took", async () => {
        watched.release = second => ({ requests: 50, errors: second < 20 ? 0 : 50 });
        const result = await watched.run();
        assert.deepEqual(told(result), ["breach", "fail", "breach", "orders: errors 100 % (150 of 150), certainly above the limit of 1 %"]);
        assert.deepEqual([watched.second, result.secondsToDetect, secondsOf(result)], [23, 3, [0, 23]]);
        assert.equal(result.verdict.since, start + 20_000);
    });

    it("counts the time to detect with the delay of the source", async () => {
        watched.delay = 5;
        watched.release = second => ({ requests: 50, errors: second < 20 ? 0 : 50 });
        assert.deepEqual([(await watched.run()).secondsToDetect, watched.second], [8, 28]);
    });

    it("fails at its time for what is no certain breach", async () => {
        watched.release = second => ({ requests: 50, errors: second % 2 });
        const result = await watched.run();
        assert.deepEqual(told(result), ["judged", "fail", "errorsAgainstLive",
            "orders: errors 1 % (30 of 3000) above 0.5 %, allowed where the live color has 0 % (0 of 3000)"]);
        assert.deepEqual([watched.second, result.secondsToDetect], [60, 60]);
    });

    it("waits for figures that come late, and judges all of them", async () => {
        watched.delay = 10;
        const result = await watched.run();
        assert.deepEqual([result.ended, result.verdict.outcome, watched.second, secondsOf(result)], ["judged", "pass", 70, [0, 60]]);
        assert.equal(result.verdict.services[0]?.figures?.release.requests, 3000);
        assert.deepEqual(watched.ticks.slice(59, 62).map(({ phase, secondsLeft }) => [phase, secondsLeft]), [["watch", 1], ["settle", 10], ["settle", 9]]);
    });

    it("looks at the ends of its phases in time, wherever the ticks fall", async () => {
        watched.delay = 3;
        watched.release = () => ({ requests: 1 });
        const result = await watched.run({ intervalSeconds: 25 });
        assert.deepEqual(watched.ticks.map(({ at, phase }) => [(at - start) / 1000, phase]),
            [[0, "watch"], [25, "watch"], [50, "watch"], [63, "hold"], [88, "hold"], [93, "hold"]]);
        assert.equal(result.ended, "held");
    });

    it("counts from when the release got its share", async () => {
        const result = await watched.run({ from: start - 20_000 });
        assert.deepEqual([watched.second, secondsOf(result)], [40, [-20, 40]]);
    });

    describe("that decides nothing at its time", () => {
        it("is held until there are requests enough, and passes", async () => {
            watched.release = () => ({ requests: 6 });
            const result = await watched.run();
            // 459 are enough, which there are after 77 seconds; looked again when a tenth more has passed: after 66, 73 and 81.
            assert.deepEqual([...told(result).slice(0, 2), watched.second, secondsOf(result)], ["judged", "pass", 81, [0, 81]]);
            assert.deepEqual(watched.ticks.slice(60, 62).map(({ phase, secondsLeft }) => [phase, secondsLeft]), [["hold", 30], ["hold", 29]]);
        });

        it("is held, and fails once that is certain", async () => {
            watched.release = second => ({ requests: 50, errors: second % 5 < 2 || (second > 60 && second % 5 < 4) ? 1 : 0 });
            assert.deepEqual([...told(await watched.run()).slice(0, 3), watched.second], ["judged", "fail", "errorRanks", 73]);
        });

        it("ends at a breach while it is held", async () => {
            watched.release = second => ({ requests: 6, errors: second < 70 ? 0 : 6 });
            const result = await watched.run();
            assert.deepEqual([result.ended, watched.second, result.secondsToDetect], ["breach", 73, 3]);
        });

        it("is given up when its patience is at its end", async () => {
            watched.release = () => ({ requests: 2 });
            const result = await watched.run();
            assert.deepEqual(told(result), ["held", "inconclusive", "minimum", "orders: 180 requests, 200 needed; errors 0 % (0 of 180)"]);
            assert.deepEqual([watched.second, result.secondsToDetect], [90, undefined]);
        });

        it("is judged once where it may not be held", async () => {
            watched.release = () => undefined;
            assert.deepEqual([...told(await watched.run({ holdSeconds: 0 })), watched.second],
                ["held", "noData", "traffic", "orders: no requests, while the live color had 3000", 60]);
        });
    });

    describe("of metrics that do not answer", () => {
        it("never passes, and says why", async () => {
            watched.source = () => down;
            assert.deepEqual([...told(await watched.run()), watched.second],
                ["held", "metricsUnavailable", "source", "orders: metrics of the release color: connection refused", 90]);
        });

        it("passes as soon as they answer again", async () => {
            watched.source = () => (watched.second < 75 ? down : undefined);
            const result = await watched.run();
            assert.deepEqual([result.ended, result.verdict.outcome, watched.second], ["judged", "pass", 75]);
        });

        it("takes an error for no answer", async () => {
            watched.source = () => Promise.reject(new Error("parse error"));
            assert.equal((await watched.run()).verdict.reason, "orders: metrics of the release color: parse error");
        });

        it("waits ten seconds for each, not for ever", async () => {
            watched.source = () => new Promise<Series>(() => undefined);
            const result = await watched.run();
            assert.deepEqual(told(result), ["held", "metricsUnavailable", "source", "orders: metrics of the release color: no answer within 10 s"]);
            assert.deepEqual([watched.second, watched.ticks.length], [100, 10]);
        });
    });

    describe("with requests of our own", () => {
        const status = (code: number, color?: "blue" | "green"): ProbeAnswer =>
            ({ kind: "answer", status: code, ...(color && { color }), milliseconds: 1 });

        it("ends at failures that no service counts", async () => {
            watched.answer = second => (second < 10 ? status(200, "green") : status(503));
            const result = await watched.run();
            assert.deepEqual(told(result), ["breach", "fail", "probe",
                "load balancer: 100 % (6 of 6) of our own requests failed, last with status 503, above the limit of 1 %"]);
            assert.deepEqual([watched.second, result.secondsToDetect, result.probes], [15, 5, { asked: 16, failed: 6 }]);
        });

        it("blames the release for nothing that the live color answered", async () => {
            watched.answer = () => status(500, "blue");
            const { ended, verdict, probes } = await watched.run();
            assert.deepEqual([ended, verdict.outcome, probes], ["judged", "pass", { asked: 61, failed: 0 }]);
        });

        it("takes silence for our own network's, unless the metrics are silent too", async () => {
            watched.answer = () => ({ kind: "noAnswer", reason: "ECONNREFUSED" });
            assert.equal((await watched.run()).verdict.outcome, "pass");
            const alone = new Watched();
            alone.answer = watched.answer;
            alone.source = () => down;
            const result = await alone.run();
            assert.deepEqual([...told(result), alone.second], ["breach", "fail", "probe", "load balancer: 100 % (5 of 5) of our own requests failed, "
                + "last with no answer (ECONNREFUSED), above the limit of 1 %, and the metrics do not answer", 4]);
        });

        it("names the service that fails rather than the load balancer", async () => {
            watched.answer = () => status(500, "green");
            watched.release = () => ({ requests: 50, errors: 50 });
            assert.equal((await watched.run()).verdict.check, "breach");
        });
    });

    describe("with a guard", () => {
        const moved = { reason: "somebody else changed the weights", since: start + 18_000 };

        it("ends at its alarm", async () => {
            const result = await watched.run({ guard: () => (watched.second >= 20 ? moved : undefined) });
            assert.deepEqual(told(result), ["guard", "fail", "guard", moved.reason]);
            assert.deepEqual([watched.second, result.secondsToDetect, result.verdict.services.length], [20, 2, 1]);
        });

        it("tells of a breach first", async () => {
            watched.release = () => ({ requests: 50, errors: 50 });
            assert.equal((await watched.run({ guard: () => (watched.second >= 3 ? moved : undefined) })).verdict.check, "breach");
        });
    });

    describe("that is interrupted", () => {
        it("ends at once, with the figures of the last look", async () => {
            const abort = new AbortController();
            watched.at(20.5, () => abort.abort());
            const result = await watched.run({ signal: abort.signal });
            assert.deepEqual([...told(result), watched.second],
                ["interrupted", "inconclusive", "interrupted", "the watch was interrupted", 20.5]);
            assert.equal(result.verdict.services[0]?.figures?.release.requests, 1000);
            assert.equal(watched.ticks.length, 21);
        });

        it("does not wait for metrics that hang", async () => {
            const abort = new AbortController();
            watched.source = () => (watched.second < 10 ? undefined : new Promise<Series>(() => undefined));
            watched.at(12, () => abort.abort());
            const result = await watched.run({ signal: abort.signal });
            assert.deepEqual([result.ended, watched.second, watched.ticks.length], ["interrupted", 12, 10]);
            assert.equal(result.verdict.services[0]?.figures?.release.requests, 450);
        });

        it("before its first look knows nothing", async () => {
            const { ended, verdict } = await watched.run({ signal: AbortSignal.abort() });
            assert.deepEqual([ended, verdict.outcome, verdict.services], ["interrupted", "inconclusive", []]);
        });
    });

    describe("of a release that has all the traffic", () => {
        const liveWindow = { from: start - 120_000, to: start };
        const fast: Each = { requests: 50, counts: [40, 10, 0, 0, 0, 0] };

        beforeEach(() => { watched.live = second => (second < 0 ? fast : undefined); });

        it("compares with the time before, which it asks for once", async () => {
            const result = await watched.run({ liveWindow });
            assert.equal(result.verdict.outcome, "pass");
            assert.equal(result.verdict.services[0]?.figures?.live?.requests, 6000);
            assert.deepEqual(watched.metrics.queries.filter(({ color }) => color === "blue"), [{ service: "orders", color: "blue", ...liveWindow }]);
        });

        it("goes back for what is far worse than before", async () => {
            watched.release = () => ({ requests: 50, counts: [0, 40, 4, 6, 0, 0] });
            assert.equal((await watched.run({ liveWindow })).verdict.check, "latencyAgainstLive");
            const without = new Watched();
            without.release = watched.release;
            without.live = () => undefined;
            assert.equal((await without.run()).verdict.outcome, "pass");
        });

        it("asks again where there was no answer", async () => {
            watched.source = ({ color }) => (color === "blue" && watched.second < 5 ? down : undefined);
            const result = await watched.run({ liveWindow });
            assert.deepEqual([result.verdict.outcome, watched.metrics.queries.filter(({ color }) => color === "blue").length], ["pass", 6]);
        });
    });

    describe("that lasts longer than a quarter of an hour", () => {
        const long = { seconds: 1200, intervalSeconds: 30 };

        it("is judged by its last quarter", async () => {
            // 0.9 % in the first four minutes are forgotten by the end.
            watched.release = second => ({ requests: 50, errors: second < 240 && second % 9 < 4 ? 1 : 0 });
            const result = await watched.run(long);
            assert.deepEqual([result.verdict.outcome, secondsOf(result), watched.second], ["pass", [300, 1200], 1200]);
            assert.equal(result.verdict.services[0]?.figures?.release.errors, 0);
        });

        it("is looked at for breaches all along", async () => {
            watched.release = second => ({ requests: 50, errors: second < 100 ? 0 : 10 });
            assert.deepEqual([(await watched.run(long)).ended, watched.second], ["breach", 120]);
        });
    });
});
