import { strict as assert } from "node:assert";
import { hardBreach, pendingBreach } from "../../../release/judgement/breach";
import { type Trial, withoutWorst } from "../../../release/judgement/window";
import { limits, seconds, series, start } from "./samples";

describe("a certain breach", () => {
    it("is not one of three, nor three of three", () => {
        assert.equal(hardBreach(series(1, { requests: 3, errors: 1, seconds: 5 }), limits, seconds(5)), undefined);
        assert.equal(hardBreach(series(1, { requests: 3, errors: 3, seconds: 5 }), limits, seconds(5)), undefined);
    });

    it("is everything failing for three seconds", () => {
        assert.equal(hardBreach(series(2, { requests: 20, errors: 20 }), limits, seconds(2)), undefined);
        assert.deepEqual(hardBreach(series(3, { requests: 20, errors: 20 }), limits, seconds(3)), {
            measure: "errors",
            since: start,
            requests: 60,
            bad: 60,
            reason: "errors 100 % (60 of 60), certainly above the limit of 1 %",
        });
    });

    it("is no burst of two seconds", () => {
        const burst = series(60, second => ({ requests: 50, errors: second === 20 || second === 21 ? 40 : 0 }));
        for (let now = 1; now <= 60; now++) {
            assert.equal(hardBreach(burst, limits, seconds(now)), undefined);
        }
    });

    it("is found from when it began, however long all was well before", () => {
        const late = series(600, second => ({ requests: 50, errors: second < 590 ? 0 : 10 }));
        assert.equal(hardBreach(late, limits, seconds(592)), undefined);
        const found = hardBreach(late, limits, seconds(594));
        assert.deepEqual({ since: found?.since, bad: found?.bad }, { since: start + 590_000, bad: 40 });
    });

    it("is not what lies exactly at the limit", () => {
        assert.equal(hardBreach(series(900, { requests: 100, errors: 1 }), limits, seconds(900)), undefined);
    });

    it("is found in one zone alone, and names it", () => {
        const zones = { a: { requests: 200, errors: 0 }, b: { requests: 10, errors: 2 } };
        const found = hardBreach(series(20, { requests: 210, errors: 2, zones }), limits, seconds(20));
        assert.deepEqual([found?.zone, found?.reason], ["b", "zone b: errors 20 % (40 of 200), certainly above the limit of 1 %"]);
    });

    it("is a latency that stays above the limit for ten seconds, not a cold start", () => {
        const slow = { requests: 50, counts: [0, 25, 0, 0, 25, 0] };
        assert.equal(hardBreach(series(9, slow), limits, seconds(9)), undefined);
        const found = hardBreach(series(11, slow), limits, seconds(11));
        assert.equal(found?.measure, "latency");
        assert.equal(found?.reason, "p99 certainly above the limit of 500 ms: 50 % (275 of 550) slower than that, allowed 1 %");
    });

    it("is never what lies outside the window or in the future", () => {
        const failing = series(30, { requests: 50, errors: 50 });
        assert.equal(hardBreach(failing, limits, { from: start + 30_000, to: start + 60_000 }), undefined);
        assert.equal(hardBreach(failing, limits, { from: start - 60_000, to: start }), undefined);
    });

    it("is never above a limit of 100 %, nor in what the source got wrong", () => {
        const failing = series(30, { requests: 50, errors: 50 });
        assert.equal(hardBreach(failing, { ...limits, errorPercent: 100 }, seconds(30)), undefined);
        assert.equal(hardBreach(series(30, { requests: Number.NaN, errors: 50 }), limits, seconds(30)), undefined);
        assert.equal(hardBreach({ kind: "unavailable", reason: "down" }, limits, seconds(30)), undefined);
    });

    it("with a limit of 0 still takes more than one failed request", () => {
        const strict = { ...limits, errorPercent: 0 };
        assert.equal(hardBreach(series(60, second => ({ requests: 50, errors: second === 5 ? 1 : 0 })), strict, seconds(60)), undefined);
        assert.equal(hardBreach(series(60, { requests: 50, errors: 1 }), strict, seconds(60))?.measure, "errors");
    });
});

describe("a breach that has only begun", () => {
    it("is seen before it has lasted", () => {
        const late = series(60, second => ({ requests: 50, errors: second < 58 ? 0 : 50 }));
        assert.equal(hardBreach(late, limits, seconds(60)), undefined);
        assert.deepEqual(pendingBreach(late, limits, seconds(60)), {
            measure: "errors", since: start + 58_000, requests: 100, bad: 100,
        });
    });
});

describe("all but the worst stretch", () => {
    const trials = (...bad: readonly number[]): readonly Trial[] =>
        bad.map((each, index) => ({ start: start + index * 1000, seconds: 1, requests: 10, bad: each }));
    const left = (seconds: number, ...bad: readonly number[]): readonly number[] =>
        withoutWorst(trials(...bad), 0.1, seconds).map(trial => trial.bad);

    it("is without a burst, not without single errors here and there", () => {
        assert.deepEqual(left(2, 0, 3, 0, 4, 5, 0, 3, 0, 3, 0), [0, 3, 0, 0, 3, 0, 3, 0]);
        assert.deepEqual(left(3, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0), [0, 0, 0, 3, 0, 0, 0, 3, 0]);
    });

    it("leaves out no more than so many seconds", () => {
        const long = [...Array<number>(6).fill(9), ...Array<number>(14).fill(0)];
        assert.deepEqual(left(2, ...long), long.slice(2));
    });

    it("is all where nothing is above the limit", () => assert.deepEqual(left(3, 1, 1, 0, 1, 1, 0), [1, 1, 0, 1, 1, 0]));

    it("keeps four fifths of the intervals, and each of four", () => {
        assert.deepEqual(left(60, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9), Array<number>(8).fill(9));
        assert.deepEqual(left(60, 9, 0, 0, 0), [9, 0, 0, 0]);
    });

    it("takes a long interval out whole", () => {
        const long = trials(0, 0, 9, 0, 0, 0).map((trial, index) => ({ ...trial, start: start + index * 15_000, seconds: 15 }));
        assert.deepEqual(withoutWorst(long, 0.1, 3).map(({ bad }) => bad), [0, 0, 0, 0, 0]);
    });

    it("counts seconds, not intervals, where most have no requests", () => {
        const sparse = trials(0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0)
            .map((trial, index) => ({ ...trial, requests: index % 2 === 0 ? 1 : 0 }));
        assert.deepEqual(withoutWorst(sparse, 0.1, 2).map(({ start: at }) => (at - start) / 1000), [0, 4, 6, 8, 10]);
    });
});
