import { strict as assert } from "node:assert";
import { JournalConflict, JournalEntry, JournalStore } from "../../../release/ports/journal";
import { AskedRollback, askRollback, listenForRollback } from "../../../release/rollout/asked";
import { FakeClock } from "../fake-clock";
import { MemoryJournalStore } from "../memory-stores";

const rollout = "20260102-030405-abcd";
const asked = (reason: string): AskedRollback => ({ reason, actor: "maria@build-7" });

/** A store whose reads fail so many times. */
class Failing extends MemoryJournalStore {
    constructor(public failures: number) {
        super();
    }

    override async read(id: string): Promise<readonly JournalEntry[]> {
        this.failures -= 1;
        if (this.failures >= 0) throw new Error("no answer");
        return super.read(id);
    }
}

describe("A rollback asked of another process", () => {
    let clock: FakeClock;
    let ended: AbortController;
    let heard: AskedRollback[];
    beforeEach(() => {
        clock = new FakeClock();
        ended = new AbortController();
        heard = [];
    });
    const listen = (store: JournalStore, known = 0): Promise<void> => listenForRollback(store, clock, rollout, known, (each) => heard.push(each), ended.signal);

    it("is heard within a second, once, in the order of asking", async () => {
        const store = new MemoryJournalStore();
        const listening = listen(store);
        await clock.untilSleepers(1);
        await askRollback(store, clock, rollout, asked("slow"));
        await askRollback(store, clock, rollout, asked("wrong"));
        await clock.advance(1_000);
        assert.deepEqual(heard, [asked("slow"), asked("wrong")]);
        await clock.advance(10_000);
        assert.equal(heard.length, 2);
        ended.abort();
        await listening;
    });

    it("is not heard by a process that begins later: it was another one's", async () => {
        const store = new MemoryJournalStore();
        await askRollback(store, clock, rollout, asked("slow"));
        const listening = listen(store, 1);
        await clock.advance(5_000);
        await askRollback(store, clock, rollout, asked("wrong"));
        await clock.advance(1_000);
        ended.abort();
        await listening;
        assert.deepEqual(heard, [asked("wrong")]);
    });

    it("is heard although the store did not answer for a while, from the first time on", async () => {
        const store = new Failing(0);
        await askRollback(store, clock, rollout, asked("slow"));
        store.failures = 4;
        const listening = listen(store);
        await clock.advance(3_000);
        assert.deepEqual(heard, []);
        await clock.advance(1_000);
        assert.deepEqual(heard, [asked("slow")]);
        ended.abort();
        await listening;
    });

    it("gets through beside others that are asked at once, all of them", async () => {
        const store = new MemoryJournalStore();
        const reasons = ["a", "b", "c", "d", "e"];
        await Promise.all(reasons.map((reason) => askRollback(store, clock, rollout, asked(reason))));
        assert.deepEqual((await store.read(rollout)).map(({ data }) => data["reason"]).sort(), reasons);
    });

    it("gives up where it never gets through, and at once where the store fails", async () => {
        let writes = 0;
        const taken: JournalStore = {
            append: (_id, { sequence }) => Promise.reject(((writes += 1), new JournalConflict(rollout, sequence))),
            read: async () => [], rollouts: async () => [],
        };
        await assert.rejects(askRollback(taken, clock, rollout, asked("slow")), JournalConflict);
        assert.equal(writes, 10);
        await assert.rejects(askRollback(new Failing(1), clock, rollout, asked("slow")), /no answer/);
    });
});
