/** Stack files with mistakes, and the messages that each must give. */

import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStackText, releaseFolder } from "../../config/files";
import { formatProblems } from "../../config/format";
import { parseSettings } from "../../config/parse";
import type { Problem } from "../../config/types";

const folder = join(__dirname, "malformed");
const releases = releaseFolder(join(__dirname, "releases"));

/** Problems of a file as that of the stack dev. */
function problemsIn(name: string): readonly Problem[] {
    const record = readStackText(readFileSync(join(folder, `${name}.yaml`), "utf8"), "dev");
    const result = "problems" in record ? record : parseSettings(record, releases);
    return "problems" in result ? result.problems : [];
}

describe("malformed stack files", () => {
    const names = readdirSync(folder).flatMap(file => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);

    for (const name of names) {
        it(`says what is wrong with ${name}`, () => {
            const golden = join(folder, `${name}.txt`);
            const actual = `${formatProblems(problemsIn(name))}\n`;
            if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, actual);
            assert.ok(existsSync(golden), `${golden} is missing; make it with UPDATE_GOLDEN=1 and read what it says`);
            assert.equal(actual, readFileSync(golden, "utf8"));
        });
    }
});
