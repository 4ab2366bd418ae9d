import { strict as assert } from "node:assert";
import { formats } from "../../../policies/reports/formats";
import { controlId, markdown, properties, uuidOf } from "../../../policies/reports/oscal/values";
import { hostileEvidence, parameterizedEvidence, smallEvidence, urn } from "./samples";

interface Prop {
    readonly name: string;
    readonly value: string;
}

interface Results {
    readonly "assessment-results": {
        readonly uuid: string;
        readonly results: readonly [{
            readonly props: readonly Prop[];
            readonly observations: readonly { readonly uuid: string; readonly subjects: readonly { readonly props: readonly Prop[] }[] }[];
            readonly risks: readonly { readonly uuid: string; readonly status: string; readonly deadline: string; readonly statement: string }[];
            readonly findings: readonly {
                readonly title: string;
                readonly props: readonly Prop[];
                readonly target: { readonly "target-id": string; readonly status: { readonly state: string; readonly reason: string } };
                readonly "related-risks"?: readonly { readonly "risk-uuid": string }[];
            }[];
        }];
    };
}

interface Definition {
    readonly "component-definition": {
        readonly components: readonly {
            readonly type: string;
            readonly title: string;
            readonly "control-implementations"?: readonly {
                readonly "set-parameters"?: readonly { readonly "param-id": string; readonly values: readonly string[]; readonly remarks: string }[];
                readonly "implemented-requirements": readonly { readonly "control-id": string; readonly props: readonly Prop[] }[];
            }[];
        }[];
    };
}

function results(evidence = smallEvidence()): Results["assessment-results"] {
    return (JSON.parse(formats.oscal(evidence)) as Results)["assessment-results"];
}

function components(evidence = smallEvidence()): Definition["component-definition"]["components"] {
    return (JSON.parse(formats["oscal-component"](evidence)) as Definition)["component-definition"].components;
}

function valueOf(props: readonly Prop[] | undefined, name: string): string | undefined {
    return props?.find((prop) => prop.name === name)?.value;
}

describe("a compliance report as OSCAL assessment results", () => {
    it("has a finding for every control of the standard, satisfied or not, with our own state beside it", () => {
        assert.deepEqual(results().results[0].findings.map(({ title, props, target }) => (
            [title, valueOf(props, "control-state"), target["target-id"], target.status.state, target.status.reason]
        )), [
            ["NIST SP 800-53 SC-28", "not satisfied", "sc-28_smt", "not-satisfied", "fail"],
            ["NIST SP 800-53 AT-2", "manual", "at-2_smt", "not-satisfied", "other"],
        ]);
    });

    it("has an observation for each rule, with the result on each resource", () => {
        const [{ observations }] = results().results;
        assert.deepEqual(observations.map(({ subjects }) => subjects.map(({ props }) => valueOf(props, "result"))), [["met", "not met", "excepted", "not yet known"]]);
    });

    it("tells an exception as an accepted deviation with a deadline, from the findings that it concerns", () => {
        const [{ risks, findings }] = results().results;
        assert.deepEqual(risks.map(({ status, deadline, statement }) => [status, deadline, statement]), [["deviation-approved", "2026-11-30T23:59:59Z", "goes in March"]]);
        assert.deepEqual(findings.map((finding) => finding["related-risks"]?.map((each) => each["risk-uuid"])), [risks.map(({ uuid }) => uuid), undefined]);
    });

    it("says what it rests on, and whether every value was known", () => {
        const [{ props }] = results().results;
        const names = ["stack", "source", "commit", "uncommitted-changes", "values-known", "tool-version", "rules-sha256"];
        assert.deepEqual(names.map((name) => valueOf(props, name)), ["prod", "state", "abc", "no", "no", "0.1.0", "00"]);
    });

    it("differs from another run over the same state in nothing but the time, and from one over another in its identifier", () => {
        const [first, later] = ["2026-11-21T10:00:00.000Z", "2026-11-22T11:00:00.000Z"];
        for (const format of ["oscal", "oscal-component"] as const) {
            const again = formats[format]({ ...smallEvidence(), time: later ?? "" });
            assert.notEqual(again, formats[format](smallEvidence()));
            assert.equal(again.replaceAll(later ?? "", first ?? ""), formats[format](smallEvidence()));
        }
        assert.notEqual(results({ ...smallEvidence(), results: smallEvidence().results.slice(1) }).uuid, results().uuid);
    });

    it("keeps hostile words out of what is Markdown, and every property on one line", () => {
        const text = formats.oscal(hostileEvidence());
        assert.ok(text.includes("\\\\<script\\\\>alert"), "escaped");
        assert.ok(!/[^\\]<script>/.test(text.replace(/"value": "[^\n]*/g, "").replace(/"name": "[^\n]*/g, "")), "no open tag outside of plain values");
        for (const [, value] of text.matchAll(/"value": "(.*)"/g)) assert.ok(!/\\n|\\u0007|^ | $/.test(value ?? ""), value);
    });
});

describe("a compliance report as an OSCAL component definition", () => {
    it("has each component with the controls that its resources serve, and the rules as checks", () => {
        assert.deepEqual(components().map(({ type, title }) => [type, title]), [["software", "colorway:database:Database"], ["validation", "rules of colorway 0.1.0"]]);
        assert.ok(!("components" in (JSON.parse(formats["oscal-component"]({ ...smallEvidence(), results: [] })) as Definition)["component-definition"]), "no empty list");
        const requirements = components()[0]?.["control-implementations"]?.flatMap((each) => each["implemented-requirements"]);
        assert.deepEqual(requirements?.map((each) => [each["control-id"], valueOf(each.props, "implementation-status"), valueOf(each.props, "Rule_Id")]), [["sc-28", "partial", "rds-encrypted"]]);
    });
});

describe("parameters in an OSCAL component definition", () => {
    const set = (days?: number) => components(parameterizedEvidence(days))[0]?.["control-implementations"]?.[0]?.["set-parameters"];

    it("have the control's own names, with the values of the environment, else the rule's", () => {
        const remarks = "Demanded by rds-encrypted.";
        assert.deepEqual(set(), [{ "param-id": "sc-28_odp.02", values: ["365"], remarks }]);
        assert.deepEqual(set(7), [{ "param-id": "sc-28_odp.02", values: ["7"], remarks }]);
    });
});

describe("values of OSCAL", () => {
    it("are identifiers of version 5 that only the words decide", () => {
        assert.match(uuidOf("resource", urn("good")), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(uuidOf("a", "b"), uuidOf("a", "b"));
        assert.notEqual(uuidOf("a", "b"), uuidOf("ab"));
    });

    it("are controls as catalogs name them", () => {
        assert.deepEqual(["AC-2", "AC-2(10)", "3.5.1", "A1.1.2"].map(controlId), ["ac-2", "ac-2.10", "pci-3.5.1", "pci-a1.1.2"]);
    });

    it("are texts without format and properties without empty values", () => {
        assert.equal(markdown("a_b *c*\n[d](e) <f>"), "a\\_b \\*c\\* \\[d\\](e) \\<f\\>");
        assert.deepEqual(properties({ a: " x\n y ", b: "", c: undefined, d: "\u0007" }).map(({ name, value }) => [name, value]), [["a", "x y"]]);
    });
});
