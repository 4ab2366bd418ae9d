import { strict as assert } from "node:assert";
import { AuditDamaged, AuditTrail } from "../../../release/audit/trail";
import { AuditLog } from "../../../release/audit/log";
import { FakeClock } from "../fake-clock";
import { MemoryAuditStore } from "./memory-audit";

const clock = new FakeClock();
const trailOn = (store: MemoryAuditStore): AuditTrail => new AuditTrail(store, clock, "stacks/dev");
const verified = async (store: MemoryAuditStore): Promise<readonly string[]> => (await new AuditLog("stacks/dev", store).verify()).findings.map(({ text }) => text);

describe("an audit trail", () => {
    it("begins with an entry that names the log, and moves the head record with every entry", async () => {
        const store = new MemoryAuditStore();
        const entry = await trailOn(store).append({ type: "noted", data: { a: 1 } });
        assert.deepEqual([entry.sequence, entry.at, entry.type, entry.data], [2, "2026-01-02T03:04:05.000Z", "noted", { a: 1 }]);
        const { entries, head, findings } = await new AuditLog("stacks/dev", store).verify();
        assert.deepEqual([entries[0]?.type, entries[0]?.data, findings, head], ["genesis", { log: "stacks/dev", form: 1 }, [], store.headRecord]);
    });

    it("has one order, whoever writes at once", async () => {
        const store = new MemoryAuditStore();
        const trails = Array.from({ length: 6 }, () => trailOn(store));
        const written = await Promise.all(trails.flatMap((trail, number) => [1, 2, 3].map((each) => trail.append({ type: "noted", data: { number, each } }))));
        assert.deepEqual(written.map(({ sequence }) => sequence).sort((a, b) => a - b), Array.from({ length: 18 }, (_, index) => index + 2));
        assert.deepEqual(await verified(store), []);
        for (const [number] of trails.entries()) {
            const own = (await new AuditLog("stacks/dev", store).read()).entries.filter(({ data }) => data["number"] === number);
            assert.deepEqual(own.map(({ data }) => data["each"]), [1, 2, 3]);
        }
    });

    it("goes on behind a head record that a kill left behind, and verifies until then", async () => {
        const store = new MemoryAuditStore();
        await trailOn(store).append({ type: "noted", data: {} });
        const behind = store.headRecord;
        await trailOn(store).append({ type: "noted", data: {} });
        store.headRecord = behind;
        assert.deepEqual(await verified(store), []);
        assert.equal((await trailOn(store).append({ type: "noted", data: {} })).sequence, 4);
        assert.equal(store.headRecord?.sequence, 4);
        store.headRecord = behind;
        assert.deepEqual(await verified(store), ["the head record names entry 2, the log ends with 4: it was put back, or its writers may not write it"]);
        store.headRecord = undefined;
        assert.deepEqual(await verified(store), ["the head record is missing: it was removed, or its writers may not write it"]);
        assert.equal((await trailOn(store).append({ type: "noted", data: {} })).sequence, 5);
    });

    it("does not fill what was cut off: the gap stays to be seen", async () => {
        const store = new MemoryAuditStore();
        for (const number of [1, 2, 3]) await trailOn(store).append({ type: "noted", data: { number } });
        store.links.delete(3);
        store.links.delete(4);
        assert.equal((await trailOn(store).append({ type: "noted", data: {} })).sequence, 5);
        assert.deepEqual(await verified(store), ["entries 3 to 4 are missing: somebody removed what was written there"]);
    });

    it("does not hang an entry on one that can't be believed", async () => {
        const store = new MemoryAuditStore();
        await trailOn(store).append({ type: "noted", data: {} });
        store.headRecord = undefined;
        store.links.set(2, "{}");
        await assert.rejects(trailOn(store).append({ type: "noted", data: {} }), new AuditDamaged("memory/2", "is not in the form of an entry"));
        assert.equal(store.links.size, 2);
    });

    it("fails where the store does, and writes the next one all the same", async () => {
        const store = new MemoryAuditStore();
        const trail = trailOn(store);
        store.broken = new Error("no answer");
        await assert.rejects(trail.append({ type: "noted", data: {} }), /no answer/);
        store.broken = undefined;
        assert.equal((await trail.append({ type: "noted", data: {} })).sequence, 2);
    });

    it("tells what the store knows, and of locks that are not there", async () => {
        const store = new MemoryAuditStore();
        store.lockable = true;
        await trailOn(store).append({ type: "noted", data: {} });
        store.found.push({ sequence: 2, text: "entry 2 was deleted" });
        const { findings, notes } = await new AuditLog("stacks/dev", store).verify();
        assert.deepEqual([findings, notes], [
            [{ sequence: 2, kind: "store", text: "entry 2 was deleted" }], ["2 of 2 entries have no object lock, or it may not be seen from here"],
        ]);
    });
});
