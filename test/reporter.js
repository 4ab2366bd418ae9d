"use strict";

const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

/** Mocha's usual report with a last line that a machine can read, whatever the number of files; the same for `test/run.js` in a file. */
class Reporter extends Mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once("end", () => {
            const { passes: passed, failures: failed, pending: skipped } = runner.stats;
            console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
            const file = process.env["COLORWAY_TEST_COUNTS"];
            if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
        });
    }
}

module.exports = Reporter;
