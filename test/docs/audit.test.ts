import { strict as assert } from "node:assert";
import { printHistory } from "../../cli/commands/history";
import { printMetrics } from "../../cli/commands/metrics";
import { printChange } from "../../cli/audit-text";
import { historyOf, results } from "../../release/audit/history";
import { recordsOf, rolloutTypes } from "../../release/audit/journals";
import { metricsOf } from "../../release/audit/metrics";
import { updateTypes } from "../../release/audit/updates";
import { Capture } from "../cli/capture";
import { eventsOfYear } from "../release/audit/year";
import { textOf } from "./pages";

const seed = 7;
const { changes } = eventsOfYear(seed);
const until = Date.parse("2026-02-01T00:00:00Z");
const january = changes.filter(({ started }) => Date.parse(started) < until);
const failed = january.find(({ cause }) => cause?.kind === "verdict");

function linesOf(print: (output: Capture) => void): string {
    const output = new Capture();
    print(output);
    return output.lines.join("\n");
}

/** What the commands print of a year that tests work out, by the name of the example. */
const shown: { readonly [example: string]: readonly [command: string, text: string] } = {
    history: ["history --stack prod --limit 8", linesOf((output) => printHistory(output, historyOf(january, { limit: 8 })))],
    metrics: ["metrics --stack prod --period 30d", linesOf((output) => printMetrics(output, "prod", metricsOf(changes, { from: until - 30 * 86_400_000, to: until })))],
    show: [`audit show --rollout ${failed?.id} --stack prod`, linesOf((output) => failed !== undefined && printChange(output, failed))],
};

function blockOf(example: string): string {
    const [command = "", text = ""] = shown[example] ?? [];
    return `\`\`\`console\n$ npx colorway ${command}\nAWS account 123456789012, us-east-1\n${text}\n\`\`\``;
}

describe("the pages of audit log, history and metrics", () => {
    for (const [page, examples] of [["docs/features/history.md", ["history", "metrics"]], ["docs/features/audit.md", ["show"]]] as const) {
        for (const example of examples) {
            it(`show what the commands print: ${example}`, () => {
                const [, block] = new RegExp(`<!-- example: ${example} -->\\n([\\s\\S]*?)\\n?<!-- end -->`).exec(textOf(page)) ?? [];
                assert.equal(block, blockOf(example));
            });
        }
    }

    it("tell every result, and every entry that is written", () => {
        const history = textOf("docs/features/history.md");
        for (const result of results) assert.ok(history.includes(`\`${result}\``), result);
        const audit = textOf("docs/features/audit.md");
        for (const type of ["genesis", "release-created", ...Object.values(rolloutTypes), ...Object.values(updateTypes)]) assert.ok(audit.includes(`\`${type}\``), type);
        assert.deepEqual(recordsOf([], {}), []);
    });

    it("tell every figure by the name under which it is printed", () => {
        const rows = [...textOf("docs/features/history.md").matchAll(/^\| ([a-z ]+) \| /gm)].map(([, name]) => name);
        const [, text] = shown["metrics"] ?? [];
        const printed = [...(text ?? "").matchAll(/^ {2}([a-z][a-z ]+?) {2,}/gm)].map(([, name]) => name);
        const phases = Object.keys(metricsOf(changes, { from: until - 30 * 86_400_000, to: until }).phases);
        for (const name of printed.filter((each) => each !== undefined && !phases.includes(each))) assert.ok(rows.includes(name), name);
    });
});
