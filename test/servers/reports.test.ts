import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Evidence } from "../../policies/reports/evidence";
import { type Format, formats } from "../../policies/reports/formats";
import { prodEvidence } from "../policies/reports/prod-evidence";
import { hostileEvidence, smallEvidence } from "../policies/reports/samples";
import { type ReportFile, ReportValidators } from "./lib/report-validators";

const kinds = {
    oscal: { kind: "oscal", ending: "oscal.json" },
    "oscal-component": { kind: "oscal", ending: "component.json" },
    sarif: { kind: "sarif", ending: "sarif" },
    junit: { kind: "junit", ending: "xml" },
} as const;

describe("reports, read by others' validators", function () {
    // The first time on a machine: downloads.
    this.timeout(900_000);
    let dir: string;
    let validators: ReportValidators;
    before(async () => {
        dir = mkdtempSync(join(tmpdir(), "colorway-reports-"));
        validators = await ReportValidators.ready();
    });
    after(() => rmSync(dir, { recursive: true, force: true }));

    function written(name: string, format: keyof typeof kinds & Format, evidence: Evidence): ReportFile {
        const { kind, ending } = kinds[format];
        const path = join(dir, `${name}.${ending}`);
        writeFileSync(path, formats[format](evidence));
        return { kind, path };
    }

    function allOf(name: string, evidence: Evidence): readonly ReportFile[] {
        return (["oscal", "oscal-component", "sarif", "junit"] as const).map((format) => written(name, format, evidence));
    }

    function none(...names: readonly string[]): { readonly [file: string]: readonly string[] } {
        return Object.fromEntries(names.flatMap((name) => Object.values(kinds).map(({ ending }) => [`${name}.${ending}`, []])));
    }

    it("are valid for a whole stack, one with every kind of result, one without any, and hostile words", async () => {
        const small = smallEvidence();
        const empty = { ...small, results: [] };
        const files = [
            ...allOf("prod", await prodEvidence()), ...allOf("small", small), ...allOf("empty", empty), ...allOf("hostile", hostileEvidence()),
        ];
        assert.deepEqual(await validators.mistakesIn(files), none("prod", "small", "empty", "hostile"));
    });

    it("are refused when they are wrong: the validators look", async () => {
        const files = allOf("wrong", smallEvidence());
        const changes: readonly (readonly [from: string, to: string])[] = [
            ['"state": "not-satisfied"', '"state": "excepted"'], ['"type": "software"', '"kind": "software"'],
            ['"level": "error"', '"level": "bad"'], ["<skipped ", "<waived "],
        ];
        files.forEach(({ path }, index) => {
            const text = readFileSync(path, "utf8");
            const [from, to] = changes[index] ?? ["", ""];
            assert.ok(text.includes(from), `${path}: ${from}`);
            writeFileSync(path, text.replace(from, to));
        });
        const mistakes = await validators.mistakesIn(files);
        assert.deepEqual(Object.keys(mistakes).filter((name) => mistakes[name]?.length === 0), []);
        assert.ok(mistakes["wrong.oscal.json"]?.some((text) => text.startsWith("trestle: ")), mistakes["wrong.oscal.json"]?.join("\n"));
    });
});
