import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Compares with `test/golden/NAME`; `UPDATE_GOLDEN=1` accepts what is there now. */
export function assertGolden(name: string, text: string): void {
    const file = join(__dirname, "..", "golden", name);
    if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
    const golden = existsSync(file) ? readFileSync(file, "utf8") : "";
    assert.deepEqual(text.split("\n"), golden.split("\n"), `test/golden/${name}: accept with UPDATE_GOLDEN=1 when this is meant`);
}
