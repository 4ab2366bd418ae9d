import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { PastUpdate, since } from "../../release/since";

const part = (config: PastUpdate["config"]): string => config["slot"] ?? "";

function update(ended: string, slot: string, more: Partial<PastUpdate> = {}): PastUpdate {
    return { ended, succeeded: true, destroyed: false, config: { slot }, ...more };
}

describe("since when a part of the configuration is as it is", () => {
    it("is unknown without a history", () => assert.equal(since([], part), undefined));

    it("is the end of the first update of the last unbroken run", () => {
        assert.equal(since([update("t4", "a"), update("t3", "a"), update("t2", "b"), update("t1", "a")], part), "t3");
    });

    it("passes over updates that failed, whatever they wanted", () => {
        const failed = { succeeded: false };
        assert.equal(since([update("t4", "b", failed), update("t3", "a"), update("t2", "b", failed), update("t1", "a")], part), "t1");
        assert.equal(since([update("t1", "a", failed)], part), undefined);
    });

    it("does not reach back over a time when nothing was there", () => {
        const destroyed = { destroyed: true };
        assert.equal(since([update("t3", "a"), update("t2", "a", destroyed), update("t1", "a")], part), "t3");
        assert.equal(since([update("t2", "a", destroyed), update("t1", "a")], part), undefined);
        assert.equal(since([update("t2", "a", { ...destroyed, succeeded: false }), update("t1", "a")], part), "t1");
    });

    const histories = fc.array(
        fc.record({ slot: fc.constantFrom("a", "b"), succeeded: fc.boolean(), destroyed: fc.boolean() }),
        { maxLength: 12 },
    ).map((list) => list.map(({ slot, ...more }, index) => update(String(list.length - index), slot, more)));

    it("has only the same part after it, and before it another, a destroy or nothing", () => {
        fc.assert(fc.property(histories, (history) => {
            const from = since(history, part);
            const good = history.filter(({ succeeded }) => succeeded);
            const now = good[0];
            if (now === undefined || now.destroyed) return assert.equal(from, undefined);
            const index = good.findIndex(({ ended }) => ended === from);
            assert.ok(index >= 0, "not the end of an update that succeeded");
            for (const one of good.slice(0, index + 1)) assert.deepEqual([one.destroyed, part(one.config)], [false, part(now.config)]);
            const before = good[index + 1];
            assert.ok(before === undefined || before.destroyed || part(before.config) !== part(now.config));
        }));
    });

    it("is not changed by failed updates anywhere", () => {
        fc.assert(fc.property(histories, (history) => {
            assert.equal(since(history, part), since(history.filter(({ succeeded }) => succeeded), part));
        }));
    });
});
