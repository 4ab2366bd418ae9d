import { strict as assert } from "node:assert";
import { CommanderError } from "commander";
import { CommandFailure, exitCodes } from "../../cli/failure";
import { reportOf } from "../../cli/report";

const unknownOption = new CommanderError(1, "commander.unknownOption", "error: unknown option '--stak'");

describe("the report of a command that fails", () => {
    it("has the failure's text and exit code", () => {
        assert.deepEqual(reportOf(new CommandFailure("refused", exitCodes.refused), ["up"], false), { exitCode: 3, text: "refused" });
    });

    it("is JSON with --json: error, exit code and details", () => {
        const { exitCode, json, text } = reportOf(new CommandFailure("wrong", exitCodes.usage, { problems: ["a"] }), ["up", "--json"], false);
        assert.deepEqual([exitCode, text, JSON.parse(json ?? "")], [2, undefined, { error: "wrong", exitCode: 2, problems: ["a"] }]);
    });

    it("is JSON for what nobody expected, too", () => {
        const { exitCode, json } = reportOf(new TypeError("x is not a function"), ["status", "--json"], true);
        assert.deepEqual([exitCode, JSON.parse(json ?? "")], [1, { error: "x is not a function", exitCode: 1 }]);
    });

    it("leaves another program's --json alone", () => {
        const report = reportOf(new CommandFailure("no Pulumi.yaml"), ["pulumi", "--", "stack", "output", "--json"], false);
        assert.deepEqual(report, { exitCode: 1, text: "no Pulumi.yaml" });
    });

    it("of wrong use is 2 and says nothing twice", () => {
        assert.deepEqual(reportOf(unknownOption, ["up", "--stak"], false), { exitCode: 2 });
        const { json } = reportOf(unknownOption, ["up", "--stak", "--json"], false);
        assert.deepEqual(JSON.parse(json ?? ""), { error: "unknown option '--stak'", exitCode: 2 });
    });

    it("of help is none", () => {
        assert.deepEqual(reportOf(new CommanderError(0, "commander.helpDisplayed", "(outputHelp)"), ["--help", "--json"], false), { exitCode: 0 });
    });

    it("shows a stack trace only when asked", () => {
        const error = new Error("broken");
        assert.equal(reportOf(error, ["up"], false).text, "broken\n(set COLORWAY_DEBUG=1 for the stack trace)");
        assert.equal(reportOf(error, ["up"], true).text, error.stack);
        assert.equal(reportOf("a word", ["up"], true).text, "a word\n(set COLORWAY_DEBUG=1 for the stack trace)");
    });
});
