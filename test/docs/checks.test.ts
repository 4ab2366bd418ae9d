import { strict as assert } from "node:assert";
import { approvalTypes } from "../../release/approvals/ledger";
import { catalog, type CatalogEntry } from "../../release/checks/catalog";
import { evidenceAdded } from "../../release/evidence/shelf";
import { approversOf } from "../release/approvals/office";
import { consoleCommands, problemsOf, textOf } from "./pages";

const pages = ["checks", "evidence", "approvals", "promotion"] as const;
const page = (name: (typeof pages)[number]): string => textOf(`docs/features/${name}.md`);

describe("the pages of checks, evidence, approvals and promotion", () => {
    it("tell every check of the catalog, in its order", () => {
        const rows = Object.values<CatalogEntry>(catalog).map(({ name, about, key }) => `| ${name} | ${about} | ${key === undefined ? "always" : `by \`${key}\``} |`);
        const [, table = ""] = /<!-- checks -->\n\| check \| demands \| asked \|\n\|---\|---\|---\|\n([\s\S]*?)\n<!-- end -->/.exec(page("checks")) ?? [];
        assert.deepEqual(table.split("\n"), rows);
    });

    it("show an approvers.yaml that is in order", () => {
        const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page("approvals")) ?? [];
        assert.deepEqual(Object.keys(approversOf(yaml).people), ["maria", "olga", "peter"]);
    });

    for (const name of pages) {
        it(`show commands that there are: ${name}`, async () => {
            const lines = consoleCommands(page(name));
            assert.ok(lines.length > 0);
            for (const line of lines) assert.deepEqual(await problemsOf(line), [], line);
        });
    }

    it("name every entry that is written, on the page of the audit log", () => {
        for (const type of [evidenceAdded, ...Object.values(approvalTypes)]) assert.ok(textOf("docs/features/audit.md").includes(`\`${type}\``), type);
    });
});
