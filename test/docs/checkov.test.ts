import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { rules } from "../../policies/registry";
import { readChecks, readMeasured } from "../../tools/checkov/checks";
import { page, regenerate } from "../../tools/checkov/generate-page";

describe("the page on Checkov", () => {
    const { checks } = readChecks();

    it("tells what is listed and was measured", () => {
        assert.equal(readFileSync(page, "utf8"), regenerate(), "run `node -r ./tools/transpile.js tools/checkov/generate-page.ts`");
        assert.deepEqual(Object.keys(readMeasured().checks), Object.keys(checks), "run `UPDATE_CHECKOV=1 npx mocha test/servers/checkov.test.ts`");
    });

    it("names only rules that there are", () => {
        const known = new Set(rules.map(({ id }) => id));
        const unknown = Object.entries(checks).flatMap(([id, { rules: named = [] }]) => named.filter((rule) => !known.has(rule)).map((rule) => `${id}: ${rule}`));
        assert.deepEqual(unknown, []);
    });

    it("has for each check rules, or the reason why there are none, as a sentence", () => {
        const wrong = Object.entries(checks).filter(([, { rules: named, why, except = [] }]) => {
            const reasons = [...(why === undefined ? [] : [why]), ...except.map((each) => each.why)];
            return (named === undefined) !== (why !== undefined) || reasons.some((reason) => !/^[A-Z].*\.$/.test(reason));
        });
        assert.deepEqual(wrong.map(([id]) => id), []);
    });
});
