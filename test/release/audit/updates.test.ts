import { strict as assert } from "node:assert";
import { historyOf } from "../../../release/audit/history";
import { AuditLog } from "../../../release/audit/log";
import type { ChangeRecord } from "../../../release/audit/rollouts";
import { AuditTrail } from "../../../release/audit/trail";
import { LiveSetting, recordUpdate, recordUpdateEnd } from "../../../release/audit/updates";
import { FakeClock } from "../fake-clock";
import { MemoryAuditStore } from "./memory-audit";

const happened = "2026-01-02T03:04:05.000Z";
const blue: LiveSetting = { color: "blue", version: "1.0.0", traffic: { blue: 100, green: 0 } };
const green: LiveSetting = { color: "green", version: "1.1.0", traffic: { blue: 0, green: 100 } };

describe("plain updates in the audit log", () => {
    let store: MemoryAuditStore;
    let trail: AuditTrail;
    beforeEach(() => {
        store = new MemoryAuditStore();
        trail = new AuditTrail(store, new FakeClock(), "stacks/dev");
    });
    const update = async (id: string, live: LiveSetting, what: "up" | "destroy" = "up"): Promise<void> => {
        await recordUpdate(trail, { id, what, actor: "maria@build-7", happened, live, context: { commit: "c" } });
        assert.equal(await recordUpdateEnd(trail, id, { happened, result: "done", counts: { same: 3 } }), undefined);
    };
    const changes = async (): Promise<readonly ChangeRecord[]> => new AuditLog("stacks/dev", store).history();

    it("are changes where they move the live release or its share, and else only entries", async () => {
        await update("1", blue);
        await update("2", blue);
        await update("3", green);
        await update("4", { ...green, traffic: { blue: 10, green: 90 } });
        assert.deepEqual((await changes()).map(({ id, strategy, from, version, result }) => [id, strategy, from, version, result]), [
            ["4", "up", "1.1.0", "1.1.0", "done"], ["3", "up", "1.0.0", "1.1.0", "done"],
        ]);
        assert.equal((await new AuditLog("stacks/dev", store).read()).entries.length, 9);
    });

    it("are compared with what the last rollout left", async () => {
        await update("1", blue);
        await trail.append({ type: "rollout-ended", data: { rollout: "r", happened, live: green } });
        await update("2", green);
        assert.deepEqual(await changes(), []);
        await update("3", blue);
        assert.deepEqual((await changes()).map(({ id }) => id), ["3"]);
    });

    it("begin anew after a destroy", async () => {
        await update("1", blue);
        await update("2", blue, "destroy");
        await update("3", green);
        assert.deepEqual((await changes()).map(({ id, strategy, version }) => [id, strategy, version]), [["2", "destroy", ""]]);
    });

    it("do not begin where they can't be recorded, and their end is told where it can't", async () => {
        await update("1", blue);
        store.broken = new Error("no answer");
        await assert.rejects(recordUpdate(trail, { id: "2", what: "up", actor: "maria", happened, live: green, context: {} }), /no answer/);
        assert.equal(await recordUpdateEnd(trail, "2", { happened, result: "done" }), "the end of update 2 is not in the audit log: no answer");
    });
});

describe("the history's filters", () => {
    const change = (id: string, parts: Partial<ChangeRecord>): ChangeRecord => ({
        id, version: "1.0.0", strategy: "canary", who: "maria@build-7", others: [], started: `2026-01-0${id}T00:00:00.000Z`, result: "done", from: "0.9.0",
        exposed: true, requests: 0, errors: 0, steps: [], ...parts,
    });
    const all = [change("1", { version: "1.1.0" }), change("2", { result: "refused" }), change("3", { others: ["joe@laptop"] }), change("4", { who: "joe@build-8" })];
    for (const [name, filter, ids] of [
        ["none: newest first", {}, ["4", "3", "2", "1"]],
        ["a release", { release: "1.1.0" }, ["1"]],
        ["a result", { result: "refused" }, ["2"]],
        ["a time", { since: Date.parse("2026-01-03") }, ["4", "3"]],
        ["a person, also one who only took it back", { who: "joe" }, ["4", "3"]],
        ["a number of them", { limit: 2 }, ["4", "3"]],
        ["all at once", { who: "joe", since: Date.parse("2026-01-04"), limit: 5 }, ["4"]],
    ] as const) {
        it(`take ${name}`, () => assert.deepEqual(historyOf(all, filter).map(({ id }) => id), ids));
    }
});
