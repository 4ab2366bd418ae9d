import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOnce, writeWhole } from "../../../release/engine/write-whole";

describe("a file that others read and write", () => {
    let dir: string;
    let file: string;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-whole-"));
        file = join(dir, "file");
    });
    afterEach(() => {
        assert.deepEqual(readdirSync(dir), ["file"]);
        rmSync(dir, { recursive: true, force: true });
    });

    it("is replaced whole, with its mode", () => {
        writeWhole(file, "one", 0o600);
        writeWhole(file, "two", 0o755);
        assert.equal(readFileSync(file, "utf8"), "two");
        assert.equal(statSync(file).mode & 0o777, 0o755);
    });

    it("is left alone where nothing differs", () => {
        writeWhole(file, "one", 0o600);
        const { ino } = statSync(file);
        writeWhole(file, "one", 0o600);
        assert.equal(statSync(file).ino, ino);
    });

    it("is made once: later ones get what is there", () => {
        assert.equal(writeOnce(file, "one", 0o600), "one");
        assert.equal(writeOnce(file, "two", 0o600), "one");
        assert.equal(statSync(file).mode & 0o777, 0o600);
    });
});
