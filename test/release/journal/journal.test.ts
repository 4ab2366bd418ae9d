import { strict as assert } from "node:assert";
import { Journal, newRolloutId } from "../../../release/journal/journal";
import { entryName, journalOf, sequenceOf } from "../../../release/journal/entries";
import { JournalConflict } from "../../../release/ports/journal";
import { FakeClock } from "../fake-clock";
import { MemoryJournalStore } from "../memory-stores";

const rollout = "20260102-030405-0001";

describe("the journal of a rollout", () => {
    it("numbers and stamps its records", async () => {
        const store = new MemoryJournalStore();
        const clock = new FakeClock("2026-01-02T03:04:05Z");
        const journal = await Journal.open(store, clock, rollout);
        await journal.record({ kind: "begin" });
        clock.jump(1500);
        await journal.record({ kind: "end" });
        assert.deepEqual(await store.read(rollout), [
            { sequence: 1, at: "2026-01-02T03:04:05.000Z", data: { kind: "begin" } },
            { sequence: 2, at: "2026-01-02T03:04:06.500Z", data: { kind: "end" } },
        ]);
        assert.deepEqual(journal.entries(), await store.read(rollout));
    });

    it("goes on after what was written before", async () => {
        const store = new MemoryJournalStore();
        await (await Journal.open(store, new FakeClock(), rollout)).record({ kind: "begin" });
        const resumed = await Journal.open(store, new FakeClock(), rollout);
        assert.equal((await resumed.record({ kind: "end" })).sequence, 2);
    });

    it("writes overlapping records in the order of the calls", async () => {
        const store = new MemoryJournalStore();
        const journal = await Journal.open(store, new FakeClock(), rollout);
        const written = await Promise.all([1, 2, 3].map((number) => journal.record({ number })));
        assert.deepEqual(written.map(({ sequence, data }) => [sequence, data["number"]]), [[1, 1], [2, 2], [3, 3]]);
    });

    it("fails where another process wrote the same entry", async () => {
        const store = new MemoryJournalStore();
        const journals = await Promise.all([1, 2].map(() => Journal.open(store, new FakeClock(), rollout)));
        const results = await Promise.allSettled(journals.map((journal) => journal.record({})));
        assert.deepEqual(results.map(({ status }) => status), ["fulfilled", "rejected"]);
        const [, refused] = results;
        assert.ok(refused?.status === "rejected" && refused.reason instanceof JournalConflict);
        assert.equal(refused.reason.message, `journal of rollout ${rollout}: entry 1 was already written by another process`);
    });
});

describe("a rollout's identifier", () => {
    it("is its time and some random letters", () => {
        assert.equal(newRolloutId(Date.parse("2026-11-21T12:34:56.789Z"), "a1b2"), "20261121-123456-a1b2");
        assert.match(newRolloutId(0), /^19700101-000000-[0-9a-f]{4}$/);
    });

    it("sorts by time", () => {
        const times = ["2026-11-21T12:34:56Z", "2026-11-21T12:34:57Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"];
        const ids = times.map((time) => newRolloutId(Date.parse(time)));
        assert.deepEqual([...ids].sort(), ids);
    });
});

describe("parts of a journal", () => {
    const part = (sequence: number, text = JSON.stringify({ sequence, at: "2026-01-02T03:04:05.000Z", data: {} })) => ({
        sequence,
        text,
        path: `journal/${entryName(sequence)}`,
    });

    it("are named so that their letters sort them", () => {
        assert.equal(entryName(12), "000012.json");
        assert.equal(sequenceOf("000012.json"), 12);
        assert.deepEqual(["12.json", ".000012.json", "000012.json.damaged", "000012.txt"].map(sequenceOf), [undefined, undefined, undefined, undefined]);
    });

    it("are put in order", () => assert.deepEqual(journalOf([part(2), part(1), part(3)]).map(({ sequence }) => sequence), [1, 2, 3]));

    it("leave out a last one that was cut short at any letter", () => {
        const { text } = part(2);
        for (let length = 0; length < text.length; length++) {
            assert.equal(journalOf([part(1), part(2, text.slice(0, length))]).length, 1, `${length} letters`);
        }
        assert.equal(journalOf([part(1), part(2, text)]).length, 2);
    });

    it("fail where one is missing or damaged in the middle", () => {
        assert.throws(() => journalOf([part(1), part(3)]), new Error("journal/000003.json: entry 2 is missing before it; bring it back from a copy"));
        assert.throws(() => journalOf([part(1), part(2, "{"), part(3)]), new Error("journal/000002.json: not an entry of a journal; bring it back from a copy"));
        assert.throws(() => journalOf([part(1), part(2, part(1).text), part(3)]), /000002\.json: not an entry/);
    });
});
