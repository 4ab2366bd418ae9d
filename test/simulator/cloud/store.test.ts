import { strict as assert } from "node:assert";
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../../simulator/cloud/store";

describe("the store on disk", () => {
    const dir = mkdtempSync(join(tmpdir(), "colorway-store-"));
    const path = join(dir, "cloud.jsonl");
    after(() => rmSync(dir, { recursive: true, force: true }));

    const object = (id: string, size: number) => ({ type: "t", id, props: { size }, created: "2026-01-01T00:00:00.000Z" });

    it("has everything after its process was killed, in the order of creation", () => {
        const before = new FileStore(path);
        before.put(object("a", 1));
        before.put(object("b", 2));
        before.put(object("a", 3));
        before.put(object("c", 4));
        before.remove("t", "c");
        // Killed: not closed.
        const afterwards = new FileStore(path);
        assert.deepEqual(afterwards.list("t").map(({ id, props }) => [id, props["size"]]), [["a", 3], ["b", 2]]);
        assert.deepEqual(afterwards.types(), ["t"]);
    });

    it("drops a line that was torn", () => {
        appendFileSync(path, '{"put":{"type":"t","id":"torn"');
        assert.deepEqual(new FileStore(path).list("t").map(({ id }) => id), ["a", "b"]);
    });

    it("keeps what the services keep secret from other users of the machine", () => {
        assert.equal(statSync(path).mode & 0o077, 0);
    });

    it("shrinks its log at each start", () => {
        const store = new FileStore(path);
        for (let size = 0; size < 100; size += 1) store.put(object("a", size));
        const grown = statSync(path).size;
        assert.ok(statSync((new FileStore(path), path)).size < grown / 10);
    });
});
