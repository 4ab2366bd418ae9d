import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** Sources of a folder's TypeScript, by path. */
function sources(folder: string): readonly string[] {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    return names.map((name) => readFileSync(join(root, folder, name), "utf8"));
}

describe("rules and their fixtures", () => {
    const lists = sources("policies/rules").flatMap((text) =>
        [...text.matchAll(/^export const (\w+): readonly Rule\[\]/gm)].map(([, name = ""]) => name));

    it("every list of rules is described by a test with fixtures", () => {
        const described = new Set(sources("test/policies/rules").flatMap((text) =>
            [...text.matchAll(/describeRules\("[^"]*", (\w+),/g)].map(([, name = ""]) => name)));
        assert.ok(lists.length > 40);
        assert.deepEqual(lists.filter((name) => !described.has(name)), []);
    });

    it("every list of rules is in the registry", () => {
        const registry = readFileSync(join(root, "policies/registry.ts"), "utf8");
        assert.deepEqual(lists.filter((name) => !registry.includes(`...${name}`)), []);
    });
});
