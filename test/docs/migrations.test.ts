import { strict as assert } from "node:assert";
import { checkMigrations, type MigrationFile } from "../../release/migrations/check";
import { sqlParser } from "../../release/migrations/parser";
import { ruleIds, rules } from "../../release/migrations/rules";
import { findingsText } from "../../release/migrations/text";
import { textOf } from "./pages";

const text = textOf("docs/features/migrations.md");
const begin = "<!-- generated: rules -->\n";

/** The rules as the page has them. */
function table(): string {
    const phases = (names: readonly string[]): string => (names.length === 0 ? "no" : names.join(", "));
    const rows = [...ruleIds].sort().map(id => `| \`${id}\` | ${phases(rules[id].phases)} | ${phases(rules[id].stated)} | ${rules[id].why} |`);
    return ["", "| rule | refused in | a reason lifts it in | why |", "|---|---|---|---|", ...rows, "", ""].join("\n");
}

describe("the page on migrations", function () {
    this.timeout(240_000);

    it("has every rule", () => {
        const from = text.indexOf(begin) + begin.length;
        assert.equal(text.slice(from, text.indexOf("<!-- end: rules -->")), table());
    });

    it("has examples that are judged as it says, each after the ones before it", async () => {
        const parser = await sqlParser("17");
        const blocks = [...text.matchAll(/^```sql (accepted|refused) (expand|contract) ?(.*)\n([\s\S]*?)^```$/gm)];
        assert.equal(blocks.length, 10);
        const files = blocks.map(([, , phase, , sql = ""], index): MigrationFile => ({
            file: `${index}.sql`, phase: phase === "contract" ? "contract" : "expand", sql,
        }));
        const found = checkMigrations(parser, [{ files, reported: true }]).map(({ findings }) => findings.map(({ rule }) => rule).join(" "));
        assert.deepEqual(found, blocks.map(([, , , expected = ""]) => expected));
    });

    it("shows a finding as it is printed", async () => {
        const sql = "ALTER TABLE orders ADD COLUMN note text NOT NULL";
        const files = checkMigrations(await sqlParser("17"), [{ files: [{ file: "migrations/0007_note.expand.sql", phase: "expand", sql }], reported: true }]);
        assert.ok(text.includes(findingsText(files).split("\n").slice(4).join("\n")), findingsText(files));
    });
});
