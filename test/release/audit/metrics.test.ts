import { strict as assert } from "node:assert";
import fc from "fast-check";
import { metricsOf } from "../../../release/audit/metrics";
import type { ChangeRecord } from "../../../release/audit/rollouts";
import { eventsOfYear, figuresOf } from "./year";

const day = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");

function change(parts: Partial<ChangeRecord>): ChangeRecord {
    return {
        id: "20260102-000000-0000", version: "1.1.0", strategy: "canary", who: "maria@build-7", others: [], started: "2026-01-02T00:00:00.000Z",
        ended: "2026-01-02T01:00:00.000Z", result: "done", from: "1.0.0", exposed: true, live: "2026-01-02T00:30:00.000Z", requests: 0, errors: 0, steps: [], ...parts,
    };
}

const january = { from: start, to: start + 31 * day };

describe("the metrics of delivery", () => {
    it("are none where nothing happened", () => {
        const { deployments, deploymentsPerDay, changeFailureRate, rollbackShare, successRate, leadTime, timeToRestore, phases } = metricsOf([], january);
        assert.deepEqual([deployments, deploymentsPerDay, changeFailureRate, rollbackShare, successRate, leadTime, timeToRestore, phases], [
            0, 0, undefined, undefined, undefined, { count: 0 }, { count: 0 }, {},
        ]);
    });

    it("count lead time to the moment when all users had it, where the commit's time is known", () => {
        const { leadTime, leadTimeUnknown } = metricsOf([change({ committed: "2026-01-01T23:30:00.000Z" }), change({})], january);
        assert.deepEqual([leadTime, leadTimeUnknown], [{ count: 1, p50: 3_600_000, p95: 3_600_000 }, 1]);
    });

    it("count a release that was taken back later as failed in its own period, even if that is over", () => {
        const back = change({ id: "20260210-000000-0000", strategy: "rollback", version: "1.0.0", from: "1.1.0", started: "2026-02-10T00:00:00.000Z", ended: "2026-02-10T00:10:00.000Z", live: "2026-02-10T00:02:00.000Z" });
        const february = { from: start + 31 * day, to: start + 59 * day };
        assert.equal(metricsOf([change({}), back], january).changeFailureRate, 100);
        const { exposed, changeFailures, timeToRestore, rolledBackByPerson } = metricsOf([change({}), back], february);
        assert.deepEqual([exposed, changeFailures, timeToRestore, rolledBackByPerson], [0, 0, { count: 1, p50: 120_000, p95: 120_000 }, 1]);
    });

    it("do not blame a release for Ctrl-C, a refusal or what users never got", () => {
        const found = metricsOf([
            change({ result: "rolled-back", cause: { kind: "interrupt", at: "watch 50 %", text: "interrupted by SIGINT" } }),
            change({ result: "refused", exposed: false }), change({ result: "failed", exposed: false }),
        ], january);
        assert.deepEqual([found.exposed, found.changeFailures, found.refused, found.failedUnexposed, found.timeToRestore.count], [1, 0, 1, 1, 0]);
    });

    it("leave out updates, and count those that moved the live release", () => {
        const found = metricsOf([change({ strategy: "up" }), change({ strategy: "destroy", version: "" })], january);
        assert.deepEqual([found.deployments, found.outsideRollouts], [0, 2]);
    });

    it("are those of a year of rollouts, worked out from what was done and not from the records", function () {
        this.timeout(240_000);
        fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
            const { events, changes } = eventsOfYear(seed);
            for (const [from, to] of [[0, 365], [0, 90], [90, 120], [200, 201]] as const) {
                const period = { from: start + from * day, to: start + to * day };
                const { from: _from, to: _to, phases: _phases, ...found } = metricsOf(changes, period);
                assert.deepEqual(found, figuresOf(events, period), `seed ${seed}, days ${from} to ${to}`);
            }
        }), { numRuns: 2 });
    });
});
