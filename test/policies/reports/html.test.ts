import { strict as assert } from "node:assert";
import { html, Markup } from "../../../policies/reports/html/markup";
import { htmlReport } from "../../../policies/reports/html/report";
import { style } from "../../../policies/reports/html/style";
import { hostileEvidence, parameterizedEvidence, smallEvidence, urn } from "./samples";

describe("a compliance report as HTML", () => {
    it("tells every control of the standard, violations, exceptions apart, and what it rests on", () => {
        const page = htmlReport(smallEvidence());
        for (const text of [
            "<h1>Compliance of prod</h1>", "<caption>Not met, without exceptions: 1</caption>", "<p>Excepted, never counted as met: 1.</p>",
            "<caption>All 2 controls</caption>", '<th scope="row">AT-2</th><td></td><td><span class="manual">manual</span></td>',
            '<a href="#rule-rds-encrypted">rds-encrypted</a> satisfies: 1 met, 1 not met, 1 excepted, 1 not yet known', "<dt>Approved by</dt><dd>jonas</dd>",
            "<dt>Every value was known</dt><dd>no</dd>", "<dt>Rules and mappings</dt><dd>SHA-256 00</dd>", "<dt>Actor</dt><dd>maria@build-7</dd>",
        ]) assert.ok(page.includes(text), text);
        assert.match(page, /<dt>Catalog of NIST SP 800-53<\/dt><dd>5\.2\.0, SHA-256 [0-9a-f]{64}, https:/);
    });

    it("tells with which parameters and how strictly a rule was judged", () => {
        const page = htmlReport(parameterizedEvidence(7));
        for (const text of ["<dt>Severity</dt><dd>high, mandatory</dd>", "<dt>days (sc-28_odp.02)</dt><dd>7, set by the environment</dd>", "<dt>names</dt><dd>[&quot;a&quot;]</dd>"]) {
            assert.ok(page.includes(text), text);
        }
        assert.ok(htmlReport(parameterizedEvidence()).includes("<dt>days (sc-28_odp.02)</dt><dd>365</dd>"));
    });

    it("tells an exception once, with all that it excepts, also when it came by a file", () => {
        const given = JSON.parse(JSON.stringify(smallEvidence().results)) as ReturnType<typeof smallEvidence>["results"];
        const results = given.flatMap((result) => (result.exception === undefined ? [] : [result, { ...result, urn: `${result.urn}-too`, exception: { ...result.exception } }]));
        const page = htmlReport({ ...smallEvidence(), results });
        assert.equal(page.match(/<dt>Justification<\/dt>/g)?.length, 1);
        assert.match(page, /old<\/th><td>storageEncrypted is false.*<\/td><\/tr>\n<tr><th scope="row">.* old-too<\/th>/);
    });

    it("names rules that no resource concerned behind the others, and draws how much is in which state", () => {
        const given = smallEvidence();
        const [first, ...others] = given.assessments;
        assert.ok(first !== undefined);
        const [control, ...rest] = first.controls;
        assert.ok(control !== undefined);
        const idle = { rule: "idle", relation: "contributes", source: "own", counts: {} } as const;
        const page = htmlReport({ ...given, assessments: [{ ...first, controls: [{ ...control, rules: [idle, ...control.rules] }, ...rest] }, ...others] });
        assert.ok(page.includes('1 not yet known</li><li class="soft">no resource: idle</li></ul>'));
        assert.ok(page.includes('<div class="bar" aria-hidden="true"><span class="not-satisfied" style="flex-grow: 1"></span><span class="manual" style="flex-grow: 1"></span></div>'));
    });

    it("takes a resource's name for a text, whatever it is", () => {
        const [first] = smallEvidence().results;
        assert.ok(first !== undefined);
        const page = htmlReport({ ...smallEvidence(), results: [{ ...first, state: "not met", urn: urn("<script>alert(1)</script>") }] });
        assert.equal(page.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)?.length, 2);
        assert.ok(!page.includes("<script"));
    });

    it("loads nothing and runs nothing, whatever names say", () => {
        for (const page of [htmlReport(smallEvidence()), htmlReport(hostileEvidence())]) {
            assert.deepEqual([...page.matchAll(/<(?:script|link|img|iframe|object|embed|form|base)\b|\s(?:src|on\w+)=|url\(|@import|href="(?!#)/g)].map(String), []);
            assert.ok(page.includes("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
        }
        assert.ok(htmlReport(hostileEvidence()).includes("=&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;"));
    });

    it("closes what it opens, and has no identifier twice", () => {
        for (const page of [htmlReport(smallEvidence()), htmlReport(hostileEvidence())]) {
            const open: string[] = [];
            for (const [, end, name = ""] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
                if (["meta", "br"].includes(name)) continue;
                if (end === "") open.push(name);
                else assert.equal(open.pop(), name);
            }
            assert.deepEqual(open, []);
            const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
            assert.deepEqual(ids, [...new Set(ids)]);
            for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(target), target);
        }
    });

    it("has headings in order, tables with captions and headed cells, and a language", () => {
        const page = htmlReport(smallEvidence());
        const levels = [...page.matchAll(/<h(\d)>/g)].map(([, level]) => Number(level));
        assert.equal(levels[0], 1);
        levels.slice(1).forEach((level, index) => assert.ok(level - (levels[index] ?? 0) <= 1, levels.join(" ")));
        assert.equal(page.match(/<table>/g)?.length, page.match(/<table><caption>/g)?.length);
        assert.ok(page.includes('<html lang="en">') && !/<th>/.test(page));
    });

    it("has texts that stand out from their background, light, dark and printed", () => {
        const themes = [...style.matchAll(/\{[^{}]*--text:[^{}]*\}/g)].map(([block]) => new Map([...block.matchAll(/--(\w+): (#[0-9a-f]+)/g)].map(([, name = "", color = ""]) => [name, color])));
        assert.equal(themes.length, 3);
        for (const theme of themes) {
            for (const name of ["text", "soft", "good", "bad", "warn", "link"]) {
                const ratio = contrast(theme.get(name) ?? "", theme.get("back") ?? "");
                assert.ok(ratio >= 4.5, `${name} ${theme.get(name)} on ${theme.get("back")}: ${ratio.toFixed(2)}`);
            }
        }
    });
});

describe("pieces of HTML", () => {
    it("escape texts, join lists and keep pieces", () => {
        assert.equal(html`<b title="${'"x"'}">${["<", html`<i>${1}</i>`]}${new Markup("&nbsp;")}</b>`.html, '<b title="&quot;x&quot;">&lt;<i>1</i>&nbsp;</b>');
        assert.equal(html`${"a\u0000\u0007\uFFFEb\n"}`.html, "ab\n");
    });
});

/** WCAG 2.2: relative luminance. */
function contrast(first: string, second: string): number {
    const [light, dark] = [first, second].map(luminance).sort((a, b) => b - a);
    return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(color: string): number {
    const full = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join("") : color.slice(1);
    const parts = [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
}
