import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mappings, nistName, pciName, rules, standards } from "../../policies/registry";
import { examples, exampleText } from "../../tools/compliance/examples";
import { pairs } from "../../tools/compliance/crosswalk";
import { answers, chapters, frameworks, isInferred, mappingsOf } from "../../tools/compliance/data";
import { rows, type Status } from "../../tools/compliance/coverage";
import { compliancePages, folder, presentPages } from "../../tools/generate-compliance";

describe("the pages of docs/compliance", function () {
    this.timeout(240_000);
    const pages = compliancePages();

    it("are made of the rules as they are", () => {
        const present = presentPages();
        assert.deepEqual([...present.keys()], [...pages.keys()].sort(), "run `npx ts-node tools/generate-compliance.ts`");
        for (const [name, text] of pages) assert.equal(
            present.get(name), text, `${name}: run \`npx ts-node tools/generate-compliance.ts\``,
        );
    });

    it("tell every rule once", () => {
        const told = [...pages].filter(([name]) => /^rules\/(aws|kubernetes)\//.test(name)).flatMap(([, text]) =>
            [...text.matchAll(/^## (.+)$/gm)].map(([, id]) => id));
        assert.deepEqual(told.sort(), rules.map(({ id }) => id).sort());
        assert.deepEqual(
            chapters().flatMap((chapter) => chapter.rules.map(({ id }) => id)).sort(), rules.map(({ id }) => id).sort(),
        );
    });

    it("lead only to pages and headings that are there", () => {
        const all = new Map([...pages, ["README.md", readFileSync(join(folder, "README.md"), "utf8")] as const]);
        const missing = [...all].filter(([name]) => name.endsWith(".md")).flatMap(([name, text]) =>
            [...new Set([...text.replace(/```[\s\S]*?```/g, "")
                .matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target = ""]) => target))].filter((target) => {
                const [file = "", heading] = target.split("#");
                const path = file === "" ? join(folder, name) : join(folder, dirname(name), file);
                if (!existsSync(path)) return true;
                return heading !== undefined && !headings(readFileSync(path, "utf8")).has(heading);
            }).map((target) => `${name}: ${target}`));
        assert.deepEqual(missing, []);
    });

    it("show examples that break and keep their rule", () => {
        assert.ok(Object.keys(examples).length >= 20);
        const rule = rules.find(({ id }) => id === "log-group-retention");
        const example = examples["log-group-retention"];
        assert.ok(rule !== undefined && example !== undefined);
        assert.deepEqual(exampleText(rule, example), [
            "```typescript",
            "// Breaks it: retentionInDays is 30; 365 or more is required.",
            'new aws.cloudwatch.LogGroup("orders", { retentionInDays: 30 });',
            "",
            "// Keeps it.",
            'new aws.cloudwatch.LogGroup("orders", { retentionInDays: 365 });',
            "```",
            "",
        ]);
        assert.throws(
            () => exampleText(rule, { ...example, bad: { retentionInDays: 400 } }),
            /log-group-retention: the bad one is \{"kind":"met"\}/,
        );
        for (const id of Object.keys(examples)) assert.ok(rules.some((each) => each.id === id), id);
    });
});

describe("the crosswalk", () => {
    const all = pairs();

    it("has a pair exactly where a rule serves both", () => {
        const served = mappings();
        const expected = new Set(Object.values(served).flatMap(({ controls }) =>
            (controls[pciName] ?? []).flatMap((pci) => (controls[nistName] ?? []).map((nist) => `${pci.id} ${nist.id}`))));
        assert.deepEqual(all.map(({ nist, pci }) => `${pci} ${nist}`).sort(), [...expected].sort());
    });

    it("names only controls that exist and stand", () => {
        const { nist, pci } = standards();
        const stand = (standard: typeof nist): ReadonlySet<string> =>
            new Set(standard.controls.filter(({ withdrawn }) => withdrawn !== true).map(({ id }) => id));
        const [controls, requirements] = [stand(nist), stand(pci)];
        assert.deepEqual(all.filter((pair) => !controls.has(pair.nist) || !requirements.has(pair.pci)), []);
    });

    it("says that a pair is stated only where one reference gives both sides", () => {
        for (const { nist, pci, basis, rules: by } of all) {
            const sources = by.map((rule) => [nist, pci].map((id) =>
                frameworks.flatMap((framework) => mappingsOf(rule, framework)).find((each) => each.id === id)?.source));
            assert.equal(basis === "stated", sources.some(([one, other]) => one === other && one !== "own"), `${nist} ${pci}`);
            assert.equal(basis === "own", sources.every((list) => list.includes("own")), `${nist} ${pci}`);
        }
    });
});

describe("the coverage", () => {
    const statusOf = (framework: "nist" | "pci", id: string): Status | undefined =>
        rows(framework).find(({ control }) => control.id === id)?.status;

    it("holds every control of the baselines and every requirement, each once", () => {
        const { nist, pci } = standards();
        const inBaseline = nist.controls.filter(({ lowest }) => lowest !== undefined).map(({ id }) => id);
        const told = rows("nist").map(({ control: { id } }) => id);
        assert.deepEqual(
            [inBaseline.length, inBaseline.filter((id) => !told.includes(id)), new Set(told).size], [370, [], told.length],
        );
        assert.deepEqual(rows("pci").map(({ control: { id } }) => id), pci.controls.map(({ id }) => id));
    });

    it("is honest", () => {
        assert.deepEqual([
            statusOf("nist", "SC-28"), statusOf("nist", "AC-2"), statusOf("nist", "CM-4"), statusOf("nist", "AT-2"),
            statusOf("nist", "PE-3"), statusOf("nist", "AC-7"),
        ], ["satisfied by rules", "rules contribute", "packs contribute", "manual", "inherited from AWS", "not covered"]);
        assert.deepEqual([
            statusOf("pci", "8.3.6"), statusOf("pci", "3.5.1"), statusOf("pci", "3.5"), statusOf("pci", "12.1.1"),
            statusOf("pci", "10.6.1"), statusOf("pci", "A3.5.1"), statusOf("pci", "8.2.6"),
        ], [
            "satisfied by rules", "rules contribute", "in its parts", "manual", "inherited from AWS", "not applicable",
            "not covered",
        ]);
    });

    it("says of each who else answers, by parties with a source", () => {
        for (const framework of frameworks) {
            for (const { control, who, note } of rows(framework)) {
                assert.ok(who.length > 0 && note !== "", control.id);
                for (const party of who) assert.ok(answers.parties[party]?.source !== undefined, `${control.id}: ${party}`);
            }
        }
    });

    it("speaks itself of each technical control that nothing covers", () => {
        const silent = (framework: "nist" | "pci", entries: { readonly [id: string]: unknown }): readonly string[] =>
            rows(framework)
                .filter(({ status, control: { id } }) => status === "not covered" && entries[id] === undefined)
                .map(({ control }) => control.id);
        assert.deepEqual([...silent("nist", answers.nist.controls), ...silent("pci", answers.pci.requirements)], []);
    });

    it("names no control that is not in its catalog", () => {
        const { nist, pci } = standards();
        const known = (list: typeof nist, ids: readonly string[]): readonly string[] =>
            ids.filter((id) => !list.controls.some((control) => control.id === id && control.withdrawn !== true));
        assert.deepEqual(
            [...known(nist, Object.keys(answers.nist.controls)), ...known(pci, Object.keys(answers.pci.requirements))], [],
        );
    });
});

describe("sources that were inferred", () => {
    it("are told of mappings that a reference gives, and of none of ours", () => {
        const inferred = frameworks.flatMap((framework) =>
            rules.filter(({ id }) => isInferred(framework, id)).map(({ id }) => ({ framework, id })));
        assert.equal(inferred.length, 133);
        for (const { framework, id } of inferred) assert.ok(
            mappingsOf(id, framework).some(({ source }) => source !== "own"), `${framework} ${id}`,
        );
    });
});

/** Anchors of a page as GitHub makes them. */
function headings(text: string): ReadonlySet<string> {
    return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
        heading.toLowerCase().replace(/[^a-z0-9 _-]/g, "").replaceAll(" ", "-")));
}
