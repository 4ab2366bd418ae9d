import { strict as assert } from "node:assert";
import { requestsForLimit } from "../../../release/judgement/errors";
import { judge, judgeService, type ServiceInput } from "../../../release/judgement/judge";
import type { ServiceVerdict } from "../../../release/judgement/verdict";
import type { LimitSettings } from "../../../config/types";
import { type Each, limits, samples, seconds, series, start } from "./samples";

type Given = Each | ((index: number) => Each);

function verdictOf(release: Given, live?: Given, changed: Partial<LimitSettings> = {}, more: Partial<ServiceInput> = {}): ServiceVerdict {
    const input: ServiceInput = { service: "risk", release: series(60, release), ...(live && { live: series(60, live) }), ...more };
    return judgeService(input, seconds(60), { ...limits, ...changed });
}

function told({ outcome, check, reason }: ServiceVerdict): readonly string[] {
    return [outcome, check, reason];
}

const steady: Each = { requests: 50 };

describe("a judgement of nothing", () => {
    it("is no data where no request came, and says what the live color had", () => {
        assert.deepEqual(told(verdictOf({ requests: 0 }, steady)), ["noData", "traffic", "no requests, while the live color had 3000"]);
        assert.deepEqual(told(verdictOf({ requests: 0 }, { requests: 0 })), ["noData", "traffic", "no requests in either color"]);
        assert.equal(verdictOf(steady, steady, {}, { release: { kind: "noData" } }).outcome, "noData");
    });

    it("is no data where all samples are of another time or of the future", () => {
        const elsewhere = (from: number): string => verdictOf(steady, steady, {}, { release: series(60, steady, from) }).outcome;
        assert.equal(elsewhere(start + 60_000), "noData");
        assert.equal(elsewhere(start + 3_600_000), "noData");
        assert.equal(elsewhere(start - 60_000), "noData");
    });

    it("is metrics unavailable where the source is silent or wrong", () => {
        const down = { kind: "unavailable", reason: "connection refused" } as const;
        assert.deepEqual(told(verdictOf(steady, steady, {}, { release: down })),
            ["metricsUnavailable", "source", "metrics of the release color: connection refused"]);
        assert.deepEqual(told(verdictOf(steady, steady, {}, { live: down })),
            ["metricsUnavailable", "source", "metrics of the live color: connection refused"]);
        assert.deepEqual(told(verdictOf({ requests: Number.NaN })),
            ["metricsUnavailable", "source", "metrics of the release color: sample of 2026-03-01T12:00:00.000Z: numbers that no count can be"]);
    });

    it("never stands in the way of a certain breach", () => {
        const down = { kind: "unavailable", reason: "connection refused" } as const;
        assert.equal(verdictOf({ requests: 50, errors: 10 }, steady, {}, { live: down }).check, "breach");
    });

    it("is no data with requests but without latencies", () => {
        assert.deepEqual(told(verdictOf({ requests: 50, counts: [0, 0, 0, 0, 0, 0] })), ["noData", "traffic", "requests, but no latencies"]);
    });
});

describe("a judgement of too little", () => {
    it("is inconclusive below the fewest requests, good or bad", () => {
        assert.deepEqual(told(verdictOf({ requests: 3 }, steady)),
            ["inconclusive", "minimum", "180 requests, 200 needed; errors 0 % (0 of 180)"]);
        assert.deepEqual(told(verdictOf(index => ({ requests: 1, errors: index < 2 ? 1 : 0 }), steady)),
            ["inconclusive", "minimum", "60 requests, 200 needed; errors 3.33 % (2 of 60)"]);
    });

    it("needs no minimum for a certain breach", () => {
        assert.deepEqual(told(verdictOf(index => ({ requests: 1, errors: index % 2 }), steady)),
            ["fail", "breach", "errors 50.85 % (30 of 59), certainly above the limit of 1 %"]);
    });

    it("is inconclusive where the figures cover less than half of the time", () => {
        const release = { kind: "samples", samples: samples(29, { requests: 100 }) } as const;
        assert.deepEqual(told(verdictOf(steady, steady, {}, { release })),
            ["inconclusive", "minimum", "figures of 48.33 % of the window, 50 % needed"]);
    });

    it("is inconclusive until the requests show that the limit is kept", () => {
        const of = (requests: number, errors: number): ServiceVerdict =>
            verdictOf(index => ({ requests, errors: index === 7 ? errors : 0 }), steady);
        assert.deepEqual(told(of(5, 1)), ["inconclusive", "errorLimit",
            "errors 0.33 % (1 of 300) may still be 2.19 %, above the limit of 1 %; more requests decide"]);
        assert.deepEqual(told(of(7, 0)), ["inconclusive", "errorLimit",
            "errors 0 % (0 of 420) may still be 1.09 %, above the limit of 1 %; 459 without one are enough"]);
        assert.equal(of(8, 0).outcome, "pass");
        assert.deepEqual([0, 0.1, 0.5, 1, 5, 100].map(requestsForLimit), [1, 4603, 919, 459, 90, 1]);
    });

    it("asks no proof of a limit of 0", () => {
        const never = { errorPercent: 0, floorErrorPercent: 0 };
        assert.equal(verdictOf({ requests: 8 }, steady, never).outcome, "pass");
        assert.equal(verdictOf(index => ({ requests: 8, errors: index === 7 ? 1 : 0 }), steady, never).outcome, "inconclusive");
    });
});

describe("a judgement of errors", () => {
    it("passes what is certainly below the limit and tells all numbers", () => {
        const verdict = verdictOf(index => ({ requests: 50, errors: index % 20 === 0 ? 1 : 0 }), steady);
        assert.deepEqual(told(verdict), ["pass", "all",
            "errors 0.1 % (3 of 3000), certainly at most 0.33 %, live 0 %; p99 100 ms, live 100 ms"]);
        assert.deepEqual(verdict.figures, {
            release: { requests: 3000, errors: 3, errorPercent: 0.1, latencyMilliseconds: 99.5 },
            live: { requests: 3000, errors: 0, errorPercent: 0, latencyMilliseconds: 99.5 },
            quantile: 99,
            quantileWanted: 99,
            highestErrorPercent: verdict.figures?.highestErrorPercent,
            allowedErrorPercent: 0.5,
            allowedLatencyMilliseconds: 149.25,
            pValues: verdict.figures?.pValues,
        });
    });

    it("fails above the limit, and says so when the live color is no better", () => {
        const bad: Each = { requests: 50, errors: 2 };
        const both = verdictOf(bad, { requests: 100, errors: 4 });
        assert.equal(both.outcome, "fail");
        assert.equal(both.check, "breach");
        // Too evenly spread over too few intervals for the breach.
        const coarse = { errorPercent: 3, floorErrorPercent: 3 };
        assert.deepEqual(told(verdictOf(index => ({ requests: 20, errors: index % 3 === 0 ? 3 : 0 }), { requests: 100, errors: 5 }, coarse)),
            ["fail", "errorLimit", "errors 5 % (60 of 1200) above the limit of 3 %; the live color has 5 % (300 of 6000), "
                + "so the cause may be outside the release"]);
    });

    it("fails below the limit where the live color is far better", () => {
        assert.deepEqual(told(verdictOf(index => ({ requests: 50, errors: index % 2 }), { requests: 50 })),
            ["fail", "errorsAgainstLive", "errors 1 % (30 of 3000) above 0.5 %, allowed where the live color has 0 % (0 of 3000)"]);
    });

    it("passes below the floor, whatever the live color has", () => {
        assert.equal(verdictOf(index => ({ requests: 100, errors: index % 5 < 2 ? 1 : 0 }), { requests: 300 }).outcome, "pass");
    });

    it("forgives one burst within the limit", () => {
        assert.equal(verdictOf(index => ({ requests: 100, errors: index === 30 ? 30 : 0 }), { requests: 300 }).outcome, "pass");
    });

    it("holds on a burst that lifts the whole above the limit, and on one that has just begun", () => {
        const burst = verdictOf(index => ({ requests: 100, errors: index === 30 ? 90 : 0 }), { requests: 300 });
        assert.deepEqual([burst.outcome, burst.check], ["inconclusive", "errorLimit"]);
        const begun = judgeService({ service: "risk", release: series(600, index => ({ requests: 100, errors: index < 598 ? 0 : 100 })) },
            seconds(600), limits);
        assert.deepEqual(told(begun), ["inconclusive", "breach",
            "errors 100 % (200 of 200) since 2026-03-01T12:09:58.000Z; whether it lasts decides"]);
    });

    it("takes a failed request that was not counted as a request for one", () => {
        assert.equal(verdictOf({ requests: 0, errors: 2 }, steady).outcome, "fail");
    });
});

describe("a judgement of zones", () => {
    const zones = (bad: number): Each => ({
        requests: 210, errors: bad, zones: { a: { requests: 200, errors: 0 }, b: { requests: 10, errors: bad } },
    });

    it("fails for one zone that the total hides", () => {
        const verdict = verdictOf(index => zones(index % 2), { requests: 300 });
        assert.equal(verdict.outcome, "fail");
        assert.match(verdict.reason, /^zone b: errors 5\.\d+ % \(\d+ of \d+\), certainly above the limit of 1 %$/);
        assert.deepEqual(verdict.figures?.zones, { a: { requests: 12_000, errors: 0 }, b: { requests: 600, errors: 30 } });
    });

    it("holds for a zone that is suspicious, not for what its few requests leave open", () => {
        const holds = verdictOf(index => zones(index % 6 === 0 ? 1 : 0), { requests: 300, zones: { b: { requests: 0, errors: 0 } } });
        assert.deepEqual(told(holds), ["inconclusive", "zone",
            "zone b: errors 1.67 % (10 of 600) above 0.5 %, allowed where the live color has 0 % (0 of 18000); more requests decide"]);
        // 0.83 %: no more than the limit, though 600 requests do not prove it.
        assert.equal(verdictOf(index => zones(index % 12 === 0 ? 1 : 0), { requests: 300 }).outcome, "pass");
        assert.equal(verdictOf(index => zones(index === 5 ? 1 : 0), { requests: 300 }).outcome, "pass");
    });
});

describe("a judgement of latencies", () => {
    const slow: Each = { requests: 50, counts: [0, 40, 4, 6, 0, 0] };
    const fast: Each = { requests: 50, counts: [40, 10, 0, 0, 0, 0] };

    it("fails far above the live color, though below the limit", () => {
        const { outcome, check, reason } = verdictOf(slow, fast);
        assert.deepEqual([outcome, check], ["fail", "latencyAgainstLive"]);
        assert.equal(reason, "p99 475 ms above 146 ms, allowed where the live color has 98 ms");
    });

    it("passes the same without a live color, or below the floor", () => {
        assert.deepEqual(told(verdictOf(slow)), ["pass", "all", "errors 0 % (0 of 3000), certainly at most 0.15 %; p99 475 ms"]);
        assert.equal(verdictOf(slow, fast, { floorLatencyMilliseconds: 480 }).outcome, "pass");
    });

    it("fails above the limit", () => {
        const over = (share: number): Each => ({ requests: 50, counts: [0, 50 - share, 0, 0, share, 0] });
        assert.equal(verdictOf(over(10)).check, "breach");
        const few = verdictOf(index => over(index % 3 === 0 ? 2 : 0));
        assert.deepEqual([few.outcome, few.check], ["inconclusive", "latencyLimit"]);
        assert.match(few.reason, /^p99 625 ms above the limit of 500 ms, but not certainly; more requests decide$/);
    });

    it("passes with no more slow requests than the quantile allows", () => {
        const at = verdictOf(index => ({ requests: 50, counts: [0, 50 - (index % 2), 0, 0, index % 2, 0] }));
        assert.deepEqual(told(at), ["pass", "all", "errors 0 % (0 of 3000), certainly at most 0.15 %; p99 100 ms"]);
    });

    it("forgives the slow beginning of a new process, and holds on a slow end", () => {
        const slowAt = (from: number, to: number): ServiceVerdict =>
            verdictOf(index => ({ requests: 50, counts: index >= from && index < to ? [0, 0, 0, 0, 50, 0] : [0, 50, 0, 0, 0, 0] }));
        assert.equal(slowAt(0, 4).outcome, "pass");
        assert.deepEqual(told(slowAt(56, 60)), ["inconclusive", "breach",
            "100 % (200 of 200) slower than 500 ms since 2026-03-01T12:00:56.000Z; whether it lasts decides"]);
    });

    it("falls back to a lower quantile for few requests, and says so", () => {
        const verdict = verdictOf({ requests: 10, counts: [0, 10, 0, 0, 0, 0] });
        assert.deepEqual([verdict.outcome, verdict.figures?.quantile, verdict.figures?.quantileWanted], ["pass", 95, 99]);
        assert.equal(verdict.reason, "errors 0 % (0 of 600), certainly at most 0.76 %; p95 98 ms (p99 needs 1000 requests, there are 600)");
    });

    it("holds where the lower quantile is well and the wanted one is suspicious", () => {
        const verdict = verdictOf(index => ({ requests: 10, counts: [0, index % 4 === 0 ? 9 : 10, 0, 0, index % 4 === 0 ? 1 : 0, 0] }));
        assert.deepEqual([verdict.outcome, verdict.check], ["inconclusive", "latencyLimit"]);
        assert.match(verdict.reason, /^p99 \d+ ms may be too high; more requests decide \(p99 needs 1000 requests, there are 600\)$/);
    });

    it("never passes what lies above the last bound of the histogram", () => {
        const verdict = verdictOf({ requests: 50, counts: [0, 40, 0, 0, 0, 10] }, undefined, { latencyMilliseconds: 5000 });
        assert.deepEqual(told(verdict), ["inconclusive", "latencyLimit", "p99 over 1000 ms, the highest that the source counts"]);
    });

    it("is inconclusive for fewer requests than the lowest quantile needs", () => {
        const verdict = verdictOf({ requests: 1, counts: [1, 0, 0, 0, 0, 0] }, undefined, { minRequests: 50, errorPercent: 10 });
        assert.deepEqual(told(verdict), ["inconclusive", "minimum", "latencies of 60 requests; p90 needs 100"]);
    });
});

describe("the rank test", () => {
    it("fails what is worse all along, between certain and suspicious", () => {
        const suspicious = verdictOf(index => ({ requests: 50, errors: index % 5 < 2 ? 1 : 0 }), { requests: 50 });
        assert.deepEqual([suspicious.outcome, suspicious.check], ["inconclusive", "errorsAgainstLive"]);
        const ranked = verdictOf(index => ({ requests: 100, errors: index % 5 < 4 ? 1 : 0 }), { requests: 300 });
        assert.deepEqual(told(ranked), ["fail", "errorRanks",
            "errors 0.8 % all along above those of the live color, 0 % (rank test, p < 0.000001)"]);
        const { errorsAgainstLive = 0, errorRanks = 1 } = ranked.figures?.pValues ?? {};
        assert.ok(errorsAgainstLive > 0.001 && errorsAgainstLive < 0.01 && errorRanks < 1e-6);
    });
});

describe("a judgement of several services", () => {
    const input = (service: string, release: Given, required = true): ServiceInput =>
        ({ service, required, release: series(60, release), live: series(60, steady) });

    it("is the worst of them and names it", () => {
        const verdict = judge([input("api", steady), input("risk", { requests: 50, errors: 50 }), input("quiet", { requests: 0 })],
            seconds(60), limits);
        assert.equal(verdict.outcome, "fail");
        assert.equal(verdict.service, "risk");
        assert.match(verdict.reason, /^risk: errors 100 %/);
        assert.deepEqual(verdict.services.map(({ outcome }) => outcome), ["pass", "fail", "noData"]);
    });

    it("waits for a service that has no traffic, unless nobody calls it", () => {
        assert.equal(judge([input("api", steady), input("quiet", { requests: 0 })], seconds(60), limits).outcome, "noData");
        const passed = judge([input("api", steady), input("quiet", { requests: 0 }, false)], seconds(60), limits);
        assert.deepEqual([passed.outcome, passed.reason], ["pass", "1 of 2 services judged, all pass"]);
    });

    it("fails for a service that nobody should call", () => {
        const verdict = judge([input("api", steady), input("quiet", { requests: 5, errors: 5 }, false)], seconds(60), limits);
        assert.equal(verdict.outcome, "fail");
    });

    it("never passes without one measured pass", () => {
        const nothing = { outcome: "noData", reason: "no service had traffic that could be judged" };
        for (const services of [[], [input("quiet", { requests: 0 }, false)]]) {
            const { outcome, reason } = judge(services, seconds(60), limits);
            assert.deepEqual({ outcome, reason }, nothing);
        }
    });
});

describe("clocks that differ", () => {
    it("change no verdict", () => {
        for (const skew of [-20_000, -700, 0, 700, 20_000]) {
            const live = series(60, index => ({ requests: 50, errors: index % 10 === 0 ? 1 : 0 }), start + skew);
            assert.equal(verdictOf(steady, steady, {}, { live }).outcome, "pass");
            assert.equal(verdictOf({ requests: 50, errors: 3 }, steady, {}, { live }).outcome, "fail");
        }
    });

    it("or an older time of the live color serve as well", () => {
        const live = series(60, steady, start - 600_000);
        const liveWindow = { from: start - 600_000, to: start - 540_000 };
        assert.deepEqual(verdictOf(steady, steady, {}, { live, liveWindow }).figures?.live?.requests, 3000);
        assert.equal(verdictOf(steady, steady, {}, { live }).figures?.live, undefined);
    });
});
