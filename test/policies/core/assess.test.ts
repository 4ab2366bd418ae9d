import { strict as assert } from "node:assert";
import { assess, type ControlState, type Mappings, type Result, resultsOf, summaryOf } from "../../../policies/core/assess";
import { Exceptions } from "../../../policies/core/exceptions";
import { evaluate, RuleIndex } from "../../../policies/core/evaluate";
import { isTrue } from "../../../policies/core/conditions";
import type { Rule } from "../../../policies/core/rule";
import { Stack } from "../../../policies/core/stack";
import { controlsOf, type Standard } from "../../../policies/core/standard";

const standard: Standard = {
    name: "NIST SP 800-53",
    version: "5.2.0",
    controls: [
        { id: "SC-28", lowest: "moderate", kind: "technical" },
        { id: "SC-8", lowest: "moderate", kind: "technical" },
        { id: "AU-2", lowest: "low", kind: "technical" },
        { id: "AU-9(2)", lowest: "high", kind: "technical" },
        { id: "AT-2", lowest: "low", kind: "manual" },
        { id: "PE-3", lowest: "low", kind: "inherited" },
        { id: "AC-3(1)", withdrawn: true, kind: "technical" },
        { id: "SC-7(29)", kind: "technical" },
    ],
};
const mapping = (id: string, relation: "satisfies" | "contributes" = "contributes") => ({ id, relation, source: "own" });
const mappings: Mappings = {
    encrypted: { severity: "high", controls: { [standard.name]: [mapping("SC-28", "satisfies"), mapping("AU-9(2)")] } },
    logged: { severity: "medium", controls: { [standard.name]: [mapping("AU-2"), mapping("AU-9(2)")] } },
};

function result(rule: string, state: Result["state"]): Result {
    return { rule, state, severity: "high", urn: `urn:${rule}`, type: "t", details: [] };
}

function states(...results: readonly Result[]): { readonly [id: string]: ControlState } {
    return Object.fromEntries(assess(results, standard, mappings).controls.map(({ control, state }) => [control.id, state]));
}

describe("the state of a control", () => {
    it("is what its rules found; the worst of them counts", () => {
        const cases: readonly (readonly [Result["state"], Result["state"], ControlState, ControlState, ControlState])[] = [
            ["met", "met", "satisfied", "contributes", "contributes"],
            ["met", "not met", "satisfied", "not satisfied", "not satisfied"],
            ["not yet known", "met", "not yet known", "contributes", "not yet known"],
            ["excepted", "met", "excepted", "contributes", "excepted"],
            ["excepted", "not yet known", "excepted", "not yet known", "not yet known"],
            ["not applicable", "met", "not applicable", "contributes", "contributes"],
        ];
        for (const [encrypted, logged, sc28, au2, au9] of cases) {
            const found = states(result("encrypted", encrypted), result("logged", logged));
            assert.deepEqual([found["SC-28"], found["AU-2"], found["AU-9(2)"]], [sc28, au2, au9], `${encrypted}, ${logged}`);
        }
    });

    it("is not applicable without a resource, and somebody else's where no rule serves it", () => {
        const found = states();
        assert.deepEqual(found, {
            "SC-28": "not applicable", "AU-2": "not applicable", "AU-9(2)": "not applicable",
            "SC-8": "not covered", "SC-7(29)": "not covered", "AT-2": "manual", "PE-3": "inherited",
        });
    });

    it("is told for every control of the baseline, and for all without one", () => {
        const ids = (baseline?: "low" | "moderate" | "high"): readonly string[] =>
            controlsOf(standard, baseline).map(({ id }) => id);
        assert.deepEqual(
            [ids("low"), ids("moderate").length, ids("high").length, ids().length], [["AU-2", "AT-2", "PE-3"], 5, 6, 7],
        );
        const { counts } = assess([result("encrypted", "met")], standard, mappings, "moderate");
        assert.equal(Object.values(counts).reduce((sum, count) => sum + count, 0), 5);
    });

    it("is summed up in a line", () => {
        const results = [result("encrypted", "met"), result("logged", "not met")];
        assert.equal(
            summaryOf(assess(results, standard, mappings, "moderate")), "NIST SP 800-53 moderate: 1 of 2 decided controls met",
        );
        const open = [result("encrypted", "not yet known"), result("logged", "excepted")];
        assert.equal(
            summaryOf(assess(open, standard, mappings)),
            "NIST SP 800-53: 0 of 1 decided controls met; 1 excepted; 2 not yet known",
        );
    });
});

describe("results", () => {
    const rule: Rule = {
        id: "encrypted", title: "t", why: "w", cure: "c", types: ["aws:rds/instance:Instance"], kind: "resource",
        conditions: [isTrue("storageEncrypted")],
    };

    it("keep what was found, and count what is excepted apart from what passed", () => {
        const type = "aws:rds/instance:Instance";
        const stack = new Stack(["a", "b", "c"].map((name) =>
            ({ type, name, urn: `urn:${name}`, props: { storageEncrypted: name === "a" } })));
        const exception = {
            rule: "encrypted", resource: "urn:c", owner: "maria", approver: "jonas", justification: "j",
            compensatingControl: "c", risk: "low",
            ticket: "T", created: "2026-11-01", expires: "2026-12-01",
        } as const;
        const exceptions = new Exceptions([exception], Date.parse("2026-11-21"));
        const results = resultsOf(evaluate(new RuleIndex([rule]), stack.all(), stack), mappings, exceptions);
        const details = ["storageEncrypted is false; true is required"];
        assert.deepEqual(results, [
            { rule: "encrypted", severity: "high", urn: "urn:a", type, state: "met", details: [] },
            { rule: "encrypted", severity: "high", urn: "urn:b", type, state: "not met", details },
            { rule: "encrypted", severity: "high", urn: "urn:c", type, state: "excepted", details, exception },
        ]);
    });
});
