"use strict";

const Mocha = require("mocha");

/** Mocha's usual report with a last line that a machine can read, whatever the number of files. */
class Reporter extends Mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once("end", () => {
            const { passes, failures, pending } = runner.stats;
            console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`);
        });
    }
}

module.exports = Reporter;
