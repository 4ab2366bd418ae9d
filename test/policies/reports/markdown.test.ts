import { strict as assert } from "node:assert";
import type { Evidence } from "../../../policies/reports/evidence";
import { markdownReport } from "../../../policies/reports/markdown";
import { hostileEvidence, smallEvidence, type, urn } from "./samples";

/** With as many resources that break the rule. */
function many(count: number): Evidence {
    const given = smallEvidence();
    const [, bad] = given.results;
    assert.ok(bad !== undefined);
    return { ...given, results: Array.from({ length: count }, (_, index) => ({ ...bad, urn: urn(`bad-${index}`) })) };
}

describe("a compliance report as a comment of a pull request", () => {
    it("tells rule, resource, what is wrong, controls and cure, and folds the rest", () => {
        assert.equal(markdownReport(smallEvidence()), [
            "## Compliance of prod: 1 mandatory rule is broken", "",
            "What was made, as the state tells it; commit `abc`, 2026-11-21T10:00:00.000Z.", "",
            "- NIST SP 800-53: 0 of 1 decided controls met", "",
            "### `rds-encrypted` (high, mandatory): Storage is encrypted", "",
            `- resource: \`${type} bad\``,
            "- found: `storageEncrypted is false; true is required`",
            "- controls: NIST SP 800-53 SC-28",
            "- cure: Set storageEncrypted: true.", "",
            "<details><summary>Excepted, never counted as met: 1</summary>", "",
            `- \`rds-encrypted\`: \`${type} old\`: until 2026-11-30, \`SEC-12\`, \`maria\`: \`goes in March\``, "",
            "</details>", "",
            "<details><summary>Not yet known: 1</summary>", "",
            `- \`rds-encrypted\`: \`${type} new\`: \`storageEncrypted\``, "",
            "</details>", "",
            "<details><summary>Warnings: 1</summary>", "",
            `- \`exception from rds-encrypted for ${urn("old")} (SEC-12, maria) expires in 10 days, on 2026-11-30\``, "",
            "</details>", "",
        ].join("\n"));
    });

    it("folds what only advises", () => {
        const text = markdownReport({ ...smallEvidence(), levels: { "rds-encrypted": "advisory" } });
        assert.match(text, /^## Compliance of prod: no mandatory rule is broken\n/);
        assert.match(text, /<summary>Broken, only advised here: 1<\/summary>\n\n- `rds-encrypted`: /);
        assert.ok(!text.includes("###"), text);
    });

    it("puts the gravest rule first", () => {
        const given = smallEvidence();
        const [rule] = given.rules;
        const [, bad] = given.results;
        assert.ok(rule !== undefined && bad !== undefined);
        const grave = { severity: "critical", controls: {} } as const;
        const text = markdownReport({
            ...given, rules: [rule, { ...rule, id: "grave" }], results: [bad, { ...bad, rule: "grave" }], mappings: { ...given.mappings, grave },
            levels: {},
        });
        assert.deepEqual([...text.matchAll(/^### `(.*)` \((.*)\)/gm)].map(([, id, severity]) => `${id} ${severity}`), ["grave critical", "rds-encrypted high"]);
    });

    it("names ten resources of a rule and counts the others", () => {
        const text = markdownReport(many(13));
        assert.equal(text.match(/^- resource: /gm)?.length, 10);
        assert.ok(text.includes("\n- and 3 more resources\n"), text);
    });

    it("is never longer than a comment may be, and counts what it leaves out", () => {
        const given = many(2_000);
        const advisory = markdownReport({ ...given, levels: { "rds-encrypted": "advisory" } });
        assert.ok(advisory.length <= 32_000, String(advisory.length));
        const shown = advisory.match(/^- `rds-encrypted`/gm)?.length ?? 0;
        assert.ok(advisory.includes(`\n${2_000 - shown} more\n`), advisory.slice(-200));

        const [rule] = given.rules;
        assert.ok(rule !== undefined);
        const rules = given.results.map((_, index) => ({ ...rule, id: `rule-${index}` }));
        const results = given.results.map((result, index) => ({ ...result, rule: `rule-${index}` }));
        const stopping = markdownReport({ ...given, rules, results });
        assert.ok(stopping.length <= 32_000, String(stopping.length));
        assert.ok(stopping.includes(`\n${2_000 - (stopping.match(/^### /gm)?.length ?? 0)} rules are broken, too\n`), stopping.slice(-200));
    });

    it("keeps hostile names in code, whose fence no text closes", () => {
        const text = markdownReport(hostileEvidence());
        // Spans of code as CommonMark reads them: what is left is ours, or escaped.
        const rest = text.replace(/(?<!\\)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
        assert.ok(text.includes("``storageEncrypted is false; true is required=<script>"), text);
        for (const open of ["<script", "](java", "*_"]) assert.ok(!rest.replace(/\\./g, "").includes(open), `${open}: ${rest}`);
        assert.ok(!/^(?:end|=)/m.test(text), "no line of theirs");
    });
});
