import { strict as assert } from "node:assert";
import { unknownCheckingProxy, type PolicyResource } from "@pulumi/policy";
import { isTrue } from "../../../policies/core/conditions";
import { Exceptions } from "../../../policies/core/exceptions";
import type { RuleResult } from "../../../policies/core/evaluate";
import { policiesOf, type PackOptions } from "../../../policies/core/pack";
import { withBeside } from "../../../policies/core/relations";
import { met } from "../../../policies/core/outcome";
import type { Rule } from "../../../policies/core/rule";
import { resource } from "../run";

const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const bucket = "aws:s3/bucket:Bucket";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const kept: Rule = { id: "kept", title: "It is kept", why: "It would be lost.", cure: "Set keep: true.", types: [bucket], kind: "resource", conditions: [isTrue("keep"), isTrue("also", "met")] };
const versioned: Rule = {
    id: "versioned", title: "It has versions", why: "Old ones are needed.", cure: "Add versions.", types: [bucket], kind: "stack",
    conditions: [withBeside([versioning], "bucket", "versioning", () => [met])],
};
const mappings = {
    kept: { severity: "high", controls: { NIST: [{ id: "SC-28", relation: "satisfies", source: "own" }] } },
    versioned: { severity: "low", controls: { NIST: [] } },
} as const;

function options(more: Partial<PackOptions> = {}): PackOptions {
    return { name: "test", description: "d", rules: [kept, versioned], mappings, level: () => "mandatory", exceptions: new Exceptions([], Date.parse("2026-11-21")), ...more };
}

type Told = Readonly<Record<string, unknown>>;

function judgeResource(given: PolicyResource, more: Partial<PackOptions> = {}): readonly Told[] {
    const told: Told[] = [];
    const [{ validateResource }] = policiesOf(options(more));
    assert.ok(typeof validateResource === "function");
    const { type, name, urn, opts } = given;
    const notApplicable = (): never => assert.fail();
    void validateResource(
        { type, name, urn, opts, props: unknownCheckingProxy(given.props), stackTags: new Map(), notApplicable, getConfig: <T extends object>() => ({}) as T, isType: () => false, asType: () => undefined },
        (message) => void told.push(message as string | Told as Told),
    );
    return told;
}

function judgeStack(given: readonly PolicyResource[], more: Partial<PackOptions> = {}): readonly Told[] {
    const told: Told[] = [];
    const [, { validateStack }] = policiesOf(options(more));
    const notApplicable = (): never => assert.fail();
    void validateStack({ resources: [...given], stackTags: new Map(), getConfig: <T extends object>() => ({}) as T, notApplicable }, (message) => void told.push(message as string | Told as Told));
    return told;
}

describe("a pack of rules", () => {
    const one = resource({ type: bucket, props: { keep: false } });
    const violation = {
        name: "kept", message: "It is kept: keep is false; true is required\ncure: Set keep: true.\ncontrols: NIST SC-28", description: "It would be lost.",
        urn: one.urn, enforcementLevel: "mandatory", severity: "high",
    };

    it("stops a resource by the rules for its type, in the rule's name, with controls and cure", () => {
        assert.deepEqual(judgeResource(one), [violation]);
        assert.deepEqual(judgeResource(resource({ type: bucket, props: { keep: true } })), []);
        assert.deepEqual(judgeResource(resource({ type: versioning, props: { keep: false } })), []);
    });

    it("lets nothing that is not known hide what is wrong", () => {
        const findings = judgeResource(resource({ type: bucket, props: { keep: later, also: false } })).map(({ message }) => message);
        assert.deepEqual(findings, ["It is kept: also is false; true is required\ncure: Set keep: true.\ncontrols: NIST SC-28"]);
        assert.deepEqual(judgeResource(resource({ type: bucket, props: { keep: later } })), []);
    });

    it("judges relations once all resources are there, and gives every verdict", () => {
        let results: readonly RuleResult[] = [];
        const given = resource({ type: bucket, props: { keep: true } });
        const beside = resource({ type: versioning, name: "versions", props: { bucket: later }, from: { bucket: [given] } });
        assert.deepEqual(judgeStack([given]).map(({ name, message }) => [name, message]), [["versioned", "It has versions: has no versioning\ncure: Add versions."]]);
        assert.deepEqual(judgeStack([given, beside], { onResults: (all) => (results = all) }), []);
        assert.deepEqual(results.map(({ rule, subject, verdict }) => [rule.id, subject.name, verdict.kind]), [["kept", "one", "met"], ["versioned", "one", "met"]]);
    });

    it("follows levels and exceptions", () => {
        assert.deepEqual(judgeResource(one, { level: () => "advisory" }), [{ ...violation, enforcementLevel: "advisory" }]);
        assert.deepEqual(judgeResource(one, { level: () => "disabled" }), []);
        const exception = {
            rule: "kept", resource: one.urn, owner: "maria", approver: "jonas", justification: "j", compensatingControl: "c", risk: "low", ticket: "T",
            created: "2026-11-01", expires: "2026-11-30",
        } as const;
        assert.deepEqual(judgeResource(one, { exceptions: new Exceptions([exception], Date.parse("2026-11-21")) }), []);
        assert.deepEqual(judgeResource(one, { exceptions: new Exceptions([exception], Date.parse("2026-12-21")) }), [violation]);
    });

    it("tells Pulumi of every rule, and costs nothing where it does not apply", () => {
        const [, , ...told] = policiesOf(options());
        assert.deepEqual(told.map(({ name, severity, enforcementLevel, tags }) => [name, severity, enforcementLevel, tags]), [
            ["kept", "high", "mandatory", ["NIST:SC-28"]], ["versioned", "low", "mandatory", []],
        ]);
        assert.ok(told.every(({ validateResource }) => Reflect.get(validateResource ?? {}, "__pulumiType") === "colorway:policies:nothing"));
    });
});
