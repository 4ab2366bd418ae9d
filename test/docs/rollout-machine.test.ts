import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { activePhases, restingPhases } from "../../release/rollout/machine";
import { page, regenerate } from "../../tools/generate-rollout-machine";

describe("the page of the state machine", () => {
    const text = readFileSync(page, "utf8");

    it("is up to date with the machine", () => {
        assert.equal(text, regenerate(text), "run `npx ts-node tools/generate-rollout-machine.ts`");
    });

    it("has a row for every phase, and each phase of a diagram in its tables", () => {
        const [canary = "", ...others] = text.split(/^## /m).filter((section) => section.includes("stateDiagram"));
        assert.equal(others.length, 2);
        const rows = [...canary.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, phase]) => phase);
        assert.deepEqual(rows, [...activePhases, ...restingPhases]);
        for (const section of [canary, ...others]) {
            for (const [, from = "", to = ""] of section.matchAll(/^ {4}(\w+) --> (\w+)/gm)) {
                for (const phase of [from, to]) assert.ok(section.includes(`\n| \`${phase.replaceAll("_", "-")}\` |`), phase);
            }
        }
    });

    it("is refused without its markers", () => {
        assert.throws(() => regenerate("# Machine\n"), /the markers .* are missing/);
    });
});
