import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderLeaseStore } from "../../../release/adapters/folder-lease";
import { LeaseHolder } from "../../../release/ports/lease";
import { contender } from "./lease-contender";

function holder(token: string, renewed = "2026-01-02T03:04:05.000Z"): LeaseHolder {
    return { token, owner: `${token}@build-7`, host: "build-7", pid: 1, process: "p", rollout: "r", since: renewed, renewed, expires: renewed };
}

describe("a lease in a folder", () => {
    const made: string[] = [];
    const newFolder = (): string => {
        const folder = mkdtempSync(join(tmpdir(), "colorway-lease-"));
        made.push(folder);
        return join(folder, "dev", ".lease");
    };
    afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

    it("is written, changed and removed only by who saw its last content", async () => {
        const store = new FolderLeaseStore(newFolder());
        assert.equal(await store.read(), undefined);
        assert.equal(await store.write(holder("a"), "1:tag"), false);
        assert.equal(await store.write(holder("a"), undefined), true);
        assert.equal(await store.write(holder("b"), undefined), false);
        const first = await store.read();
        assert.deepEqual(first?.holder, holder("a"));
        assert.equal(await store.write(holder("a", "2026-01-02T03:04:15.000Z"), first?.tag), true);
        assert.equal(await store.write(holder("b"), first?.tag), false);
        assert.equal(await store.remove(first?.tag ?? ""), false);
        const second = await store.read();
        assert.equal(await store.remove(second?.tag ?? ""), true);
        assert.deepEqual([await store.read(), await store.remove(second?.tag ?? "")], [undefined, false]);
        assert.equal(await store.write(holder("b"), undefined), true);
        assert.equal((await store.read())?.holder.token, "b");
    });

    it("does not take a folder that began anew for the old one", async () => {
        const folder = newFolder();
        const store = new FolderLeaseStore(folder);
        await store.write(holder("a"), undefined);
        const old = await store.read();
        rmSync(folder, { recursive: true });
        await store.write(holder("b"), undefined);
        assert.equal(await store.write(holder("a"), old?.tag), false);
        assert.equal((await store.read())?.holder.token, "b");
    });

    it("is not held up by what a killed writer left, and keeps its folder small", async () => {
        const folder = newFolder();
        const store = new FolderLeaseStore(folder);
        await store.write(holder("a"), undefined);
        writeFileSync(join(folder, ".4711-0a1b2c.new"), "{");
        for (let beat = 0; beat < 60; beat++) assert.equal(await store.write(holder("a", `beat ${beat}`), (await store.read())?.tag), true);
        assert.equal((await store.read())?.holder.renewed, "beat 59");
        assert.ok(readdirSync(folder).length <= 18, readdirSync(folder).join(" "));
    });

    it("goes to one of many who ask at once", async () => {
        const folder = newFolder();
        const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
        const results = await Promise.all(names.map((name) => new FolderLeaseStore(folder).write(holder(name), undefined)));
        const winners = names.filter((_, index) => results[index]);
        assert.equal(winners.length, 1);
        assert.equal((await new FolderLeaseStore(folder).read())?.holder.token, winners[0]);
    });

    it("loses no change when processes contend for it", async function () {
        this.timeout(240_000);
        const folder = newFolder();
        const codes = await Promise.all(["a", "b", "c"].map((name) => contender(folder, name, 40)));
        assert.deepEqual(codes, [0, 0, 0]);
        assert.equal((await new FolderLeaseStore(folder).read())?.holder.rollout, "120");
    });
});
