import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

describe("the trace of the requirements", () => {
    const page = readFileSync(join(root, "docs", "requirements.md"), "utf8");

    it("names only files and folders that are there", () => {
        const paths = [...page.matchAll(/`((?:cli|components|config|docs|policies|release|simulator|test|tools)\/[\w./-]+)`/g)].map(([, path = ""]) => path);
        assert.ok(paths.length > 100, `${paths.length} paths`);
        assert.deepEqual(paths.filter((path) => !existsSync(join(root, path))), []);
    });

    it("speaks of every requirement", () => {
        const numbers = { R1: 7, R2: 5, R3: 12, R4: 5, R5: 3 };
        const all = Object.entries(numbers).flatMap(([part, most]) => Array.from({ length: most }, (_, index) => `${part}.${index + 1}`));
        assert.deepEqual(all.filter((number) => !new RegExp(`${number.replace(".", "\\.")}(?!\\d)`).test(page)), []);
    });
});
