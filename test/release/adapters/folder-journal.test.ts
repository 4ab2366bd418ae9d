import { strict as assert } from "node:assert";
import { mkdtempSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderJournalStore } from "../../../release/adapters/folder-journal";
import { JournalConflict, JournalEntry } from "../../../release/ports/journal";
import { killedWriter } from "./killed-writer";

const rollout = "20260102-030405-0001";

function entry(sequence: number, data: JournalEntry["data"] = {}): JournalEntry {
    return { sequence, at: "2026-01-02T03:04:05.000Z", data };
}

describe("journals in a folder", () => {
    const made: string[] = [];
    const newFolder = (): string => {
        const folder = mkdtempSync(join(tmpdir(), "colorway-journal-"));
        made.push(folder);
        return folder;
    };
    afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

    it("gives back what was written, in order", async () => {
        const store = new FolderJournalStore(join(newFolder(), "rollouts", "dev"));
        const entries = [entry(1, { kind: "begin", list: [1, { a: null }] }), entry(2, { text: "ä\n\u2028" }), entry(3)];
        for (const each of entries) await store.append(rollout, each);
        assert.deepEqual(await store.read(rollout), entries);
    });

    it("knows nothing where there is no folder", async () => {
        const store = new FolderJournalStore(join(newFolder(), "none"));
        assert.deepEqual([await store.read(rollout), await store.rollouts()], [[], []]);
    });

    it("names rollouts that have an entry, oldest first", async () => {
        const folder = newFolder();
        const store = new FolderJournalStore(folder);
        for (const id of ["20260103-000000-0000", "20260102-000000-ffff", "20260102-000000-0001"]) await store.append(id, entry(1));
        mkdirSync(join(folder, "20260101-000000-0000"));
        mkdirSync(join(folder, ".lease"));
        assert.deepEqual(await store.rollouts(), ["20260102-000000-0001", "20260102-000000-ffff", "20260103-000000-0000"]);
    });

    it("refuses names that lead out of the folder", async () => {
        const store = new FolderJournalStore(newFolder());
        for (const name of ["..", "a/b", ".lease", ""]) {
            await assert.rejects(store.append(name, entry(1)), /: not an identifier; letters, digits/);
            await assert.rejects(store.read(name), /: not an identifier/);
        }
    });

    it("lets one of many writers of the same entry succeed, and keeps that one's", async () => {
        const folder = newFolder();
        const numbers = Array.from({ length: 20 }, (_, number) => number);
        const results = await Promise.allSettled(numbers.map((number) => new FolderJournalStore(folder).append(rollout, entry(1, { number }))));
        const won = numbers.filter((number) => results[number]?.status === "fulfilled");
        assert.equal(won.length, 1);
        for (const result of results) assert.ok(result.status === "fulfilled" || result.reason instanceof JournalConflict);
        assert.deepEqual(await new FolderJournalStore(folder).read(rollout), [entry(1, { number: won[0] })]);
        assert.deepEqual(readdirSync(join(folder, rollout)), ["000001.json"]);
    });

    it("leaves out a torn last entry, and takes its number again", async () => {
        const folder = newFolder();
        const store = new FolderJournalStore(folder);
        for (const length of [0, 1, 20]) {
            rmSync(join(folder, rollout), { recursive: true, force: true });
            await store.append(rollout, entry(1));
            await store.append(rollout, entry(2, { try: 1 }));
            truncateSync(join(folder, rollout, "000002.json"), length);
            assert.deepEqual(await store.read(rollout), [entry(1)]);
            await store.append(rollout, entry(2, { try: 2 }));
            assert.deepEqual(await store.read(rollout), [entry(1), entry(2, { try: 2 })]);
        }
    });

    it("does not stumble over what a killed writer leaves", async () => {
        const folder = newFolder();
        const store = new FolderJournalStore(folder);
        await store.append(rollout, entry(1));
        writeFileSync(join(folder, rollout, ".4711-0a1b2c.new"), '{"sequence":2,');
        assert.deepEqual(await store.read(rollout), [entry(1)]);
        await store.append(rollout, entry(2));
        assert.equal((await store.read(rollout)).length, 2);
    });

    it("has every entry whose append had ended before a kill -9, and can be gone on with", async function () {
        this.timeout(240_000);
        const folder = newFolder();
        const store = new FolderJournalStore(folder);
        for (let round = 0, before = 0; round < 5; round++) {
            const told = await killedWriter(folder, rollout, before + 3 + round);
            const entries = await store.read(rollout);
            assert.ok(entries.length >= told && entries.length <= told + 1, `told ${told}, found ${entries.length}`);
            assert.deepEqual(entries.map(({ sequence }) => sequence), entries.map((_, index) => index + 1));
            before = entries.length;
            await store.append(rollout, entry(++before));
        }
    });
});
