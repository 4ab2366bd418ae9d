import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { exitCodes } from "../../cli/failure";
import { examples, leaves, page, regenerate } from "../../tools/generate-commands-reference";
import { consoleCommands, problemsOf } from "./pages";

describe("the reference of the commands", () => {
    const text = readFileSync(page, "utf8");

    it("is up to date with their definitions", () => {
        assert.equal(text, regenerate(text), "run `npx ts-node tools/generate-commands-reference.ts`");
    });

    it("has examples of every command and of no other, which parse", async () => {
        assert.deepEqual(Object.keys(examples).sort(), leaves().map(([words]) => words).sort());
        for (const line of consoleCommands(text)) assert.deepEqual(await problemsOf(line), [], line);
    });

    it("tells every exit code", () => {
        const told = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
        assert.deepEqual(told, Object.values(exitCodes));
    });

    it("is refused without its markers", () => {
        assert.throws(() => regenerate("# Commands\n"), /the markers .* are missing/);
    });
});
