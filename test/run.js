"use strict";

/**
 * All tests of `npm test`. Most run side by side, in as many processes as there are cores; those that keep an eye on the time, or that
 * load the data plane, come after them, one at a time, with the machine for themselves.
 */
const { spawnSync } = require("node:child_process");
const { mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { availableParallelism, tmpdir } = require("node:os");
const { join } = require("node:path");

const timed = ["test/load/**/*.test.ts", "test/simulator/kubernetes/runtime/**/*.test.ts", "test/tools/load/**/*.test.ts"];
const elsewhere = ["test/servers/**", "test/drills/**"];
const jobs = Math.min(4, Math.max(2, availableParallelism()));

const ignored = patterns => patterns.flatMap(pattern => ["--ignore", pattern]);
const runs = [
    ["--parallel", "--jobs", String(jobs), "test/**/*.test.ts", ...ignored([...elsewhere, ...timed])],
    timed,
];

const folder = mkdtempSync(join(tmpdir(), "colorway-counts-"));
const total = { passed: 0, failed: 0, skipped: 0 };
let code = 0;
try {
    for (const [index, words] of runs.entries()) {
        const file = join(folder, String(index));
        const mocha = require.resolve("mocha/bin/mocha.js");
        const ran = spawnSync(process.execPath, [mocha, ...words], { stdio: "inherit", env: { ...process.env, COLORWAY_TEST_COUNTS: file } });
        if (ran.status !== 0) code = 1;
        const counts = countsOf(file);
        if (counts === undefined) code = 1;
        for (const name of Object.keys(total)) total[name] += counts?.[name] ?? 0;
    }
} finally {
    rmSync(folder, { recursive: true, force: true });
}
const { passed, failed, skipped } = total;
console.log(`\nAll together: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(code);

/** What the reporter wrote, or nothing where mocha did not get so far. */
function countsOf(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}
