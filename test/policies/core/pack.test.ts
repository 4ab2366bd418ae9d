import { strict as assert } from "node:assert";
import { unknownCheckingProxy, type PolicyResource } from "@pulumi/policy";
import { isTrue, judged } from "../../../policies/core/conditions";
import { saidAt } from "../../../policies/core/parts";
import type { Result } from "../../../policies/core/assess";
import { defaultEnvironment, type Level } from "../../../policies/core/environment";
import { type Exception, Exceptions } from "../../../policies/core/exceptions";
import { type Beside, policiesOf } from "../../../policies/core/pack";
import { Regime } from "../../../policies/core/regime";
import type { Violation } from "../../../policies/core/violation";
import { withBeside } from "../../../policies/core/relations";
import { met } from "../../../policies/core/outcome";
import type { Rule } from "../../../policies/core/rule";
import { resource } from "../run";

const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const bucket = "aws:s3/bucket:Bucket";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const kept: Rule = {
    id: "kept", title: "It is kept", why: "It would be lost.", cure: "Set keep: true.", types: [bucket], kind: "resource",
    conditions: [isTrue("keep"), isTrue("also", "met")],
};
const versioned: Rule = {
    id: "versioned", title: "It has versions", why: "Old ones are needed.", cure: "Add versions.", types: [bucket], kind: "stack",
    conditions: [withBeside([versioning], "bucket", "versioning", () => [met])],
};
const addon = "aws:eks/addon:Addon";
const pinned: Rule = {
    id: "pinned", title: "It has a version", why: "It would change.", cure: "Set one.", types: [addon], kind: "resource",
    conditions: [(subject) => judged(saidAt(subject, "version"), "notMet", "a version", () => undefined)],
};
const mappings = {
    pinned: { severity: "low", controls: { NIST: [{ id: "CP-9", relation: "contributes", source: "own" }] } },
    kept: { severity: "high", controls: { NIST: [{ id: "SC-28", relation: "satisfies", source: "own" }] } },
    versioned: { severity: "low", controls: { NIST: [{ id: "CP-9", relation: "contributes", source: "own" }] } },
} as const;
const catalogs = {
    nist: {
        name: "NIST", version: "5",
        controls: [{ id: "SC-28", lowest: "low", kind: "technical" }, { id: "CP-9", lowest: "low", kind: "technical" }],
    },
    pci: { name: "PCI", version: "4", scoped: true, controls: [] },
} as const;

interface Options {
    readonly level?: Level;
    readonly exceptions?: readonly Exception[];
    readonly day?: string;
    readonly listed?: boolean;
    readonly beside?: readonly Beside[];
}

/** What the pack told, and the two policies that judge. */
class Pack {
    readonly violations: Violation[] = [];
    results: readonly Result[] = [];
    readonly policies: ReturnType<typeof policiesOf>;

    constructor({ level = "mandatory", exceptions = [], day = "2026-11-21", listed = true, beside = [] }: Options = {}) {
        const environment = { ...defaultEnvironment, levels: { critical: level, high: level, medium: level, low: level } };
        const held = new Exceptions(exceptions, Date.parse(day));
        const regime = new Regime({
            rules: [kept, versioned, pinned], mappings, catalogs, standards: ["nist"], environment, exceptions: held,
        });
        this.policies = policiesOf({
            usual: regime, regimeOf: () => regime, listed, beside, frameworkOf: ({ id }) => (id === "kept" ? framework : undefined),
            onViolation: (violation) => void this.violations.push(violation),
            onResults: (results) => void (this.results = results),
        });
    }

    resource({ type, name, urn, opts, props }: PolicyResource): readonly Told[] {
        const told: Told[] = [];
        const [{ validateResource }] = this.policies;
        assert.ok(typeof validateResource === "function");
        const given = { type, name, urn, opts, props: unknownCheckingProxy(props), isType: () => false, asType: () => undefined };
        void validateResource({ ...given, ...surroundings }, (message) => void told.push(message as string | Told as Told));
        return told;
    }

    stack(given: readonly PolicyResource[]): readonly Told[] {
        const told: Told[] = [];
        const [, { validateStack }] = this.policies;
        const resources = given.map((each) => ({ ...each, props: unknownCheckingProxy(each.props) }));
        void validateStack({ resources, ...surroundings }, (message) => void told.push(message as string | Told as Told));
        return told;
    }
}

type Told = Readonly<Record<string, unknown>>;
const framework = { name: "NIST", version: "5", reference: "SC-28", specification: "SC-28 Protection of Information at Rest" };
const surroundings = {
    stackTags: new Map<string, string>(), notApplicable: (): never => assert.fail(),
    getConfig: <T extends object>(): T => ({}) as T,
};

describe("a pack of rules", () => {
    const one = resource({ type: bucket, props: { keep: false } });
    const violation = {
        name: "kept", message: "It is kept: keep is false; true is required\ncure: Set keep: true.\ncontrols: NIST SC-28",
        description: "It would be lost.",
        urn: one.urn, enforcementLevel: "mandatory", severity: "high",
    };

    it("stops a resource by the rules for its type, in the rule's name, with controls and cure", () => {
        const pack = new Pack();
        assert.deepEqual(pack.resource(one), [violation]);
        assert.deepEqual(new Pack().resource(resource({ type: bucket, props: { keep: true } })), []);
        assert.deepEqual(new Pack().resource(resource({ type: versioning, props: { keep: false } })), []);
        const { rule, level, urn, findings, controls } = pack.violations[0] ?? assert.fail();
        assert.deepEqual(
            [rule, level, urn, findings, controls],
            ["kept", "mandatory", one.urn, ["keep is false; true is required"], { NIST: ["SC-28"] }],
        );
    });

    it("lets nothing that is not known hide what is wrong", () => {
        const findings = new Pack().resource(resource({ type: bucket, props: { keep: later, also: false } })).map(({ message }) =>
            message);
        assert.deepEqual(findings, ["It is kept: also is false; true is required\ncure: Set keep: true.\ncontrols: NIST SC-28"]);
        assert.deepEqual(new Pack().resource(resource({ type: bucket, props: { keep: later } })), []);
    });

    it("judges relations once all resources are there, and gives every verdict", () => {
        const given = resource({ type: bucket, props: { keep: true } });
        const beside = resource({ type: versioning, name: "versions", props: { bucket: later }, from: { bucket: [given] } });
        assert.deepEqual(new Pack().stack([given]).map(({ name, message }) => [name, message]),
            [["versioned", "It has versions: has no versioning\ncure: Add versions.\ncontrols: NIST CP-9"]]);
        const pack = new Pack();
        assert.deepEqual(pack.stack([given, beside]), []);
        assert.deepEqual(
            pack.results.map(({ rule, urn, state }) => [rule, urn, state]),
            [["kept", given.urn, "met"], ["versioned", given.urn, "met"]],
        );
    });

    it("tells what was told of a resource not again, and what was not known then as soon as it is", () => {
        const pack = new Pack();
        assert.deepEqual(pack.resource(one), [violation]);
        const second = resource({ type: bucket, name: "two", props: { keep: later } });
        assert.deepEqual(pack.resource(second), []);
        const found = resource({ type: bucket, name: "two", props: { keep: false } });
        const told = new Pack().stack([found]).map(({ name, urn }) => [name, urn]);
        assert.deepEqual(told, [["kept", found.urn], ["versioned", found.urn]]);
        assert.deepEqual(pack.stack([one]).map(({ name }) => name), ["versioned"]);
    });

    it("takes for set by the program what it asked for, though the engine names only what comes from other resources", () => {
        const cluster = resource({ type: "aws:eks/cluster:Cluster", name: "cluster", props: {} });
        const from = { clusterName: [cluster] };
        const made = resource({ type: addon, props: { clusterName: "dev", version: "v1" }, from });
        const pack = new Pack();
        assert.deepEqual(pack.resource(resource({ type: addon, props: { clusterName: later, version: "v1" } })), []);
        assert.deepEqual(pack.stack([cluster, made]), []);
        const other = new Pack();
        assert.deepEqual(other.resource(resource({ type: addon, props: { clusterName: later } })).length, 1);
        other.stack([cluster, made]);
        assert.deepEqual(other.results.map(({ rule, state }) => [rule, state]), [["pinned", "not met"]]);
    });

    it("goes by what was asked for, where the engine gives what came of it", () => {
        const pack = new Pack();
        const asked = resource({ type: bucket, props: { keep: true } });
        pack.resource(asked);
        pack.stack([{ ...asked, props: { keep: false, also: later } }]);
        assert.deepEqual(pack.results.find(({ rule }) => rule === "kept")?.state, "not yet known");
    });

    it("follows levels and exceptions", () => {
        assert.deepEqual(new Pack({ level: "advisory" }).resource(one), [{ ...violation, enforcementLevel: "advisory" }]);
        assert.deepEqual(new Pack({ level: "disabled" }).resource(one), []);
        const exception = {
            rule: "kept", resource: one.urn, owner: "maria", approver: "jonas", justification: "j", compensatingControl: "c",
            risk: "low", ticket: "T",
            created: "2026-11-01", expires: "2026-11-30",
        } as const;
        assert.deepEqual(new Pack({ exceptions: [exception] }).resource(one), []);
        assert.deepEqual(new Pack({ exceptions: [exception], day: "2026-12-21" }).resource(one), [violation]);
    });

    it("lets what else judges do so in the same functions, after the rules", () => {
        const seen: string[] = [];
        const beside = [{ resource: ({ name }: { readonly name: string }) => void seen.push(name) }, { stack: () => void seen.push("all") }];
        const pack = new Pack({ beside });
        assert.equal(pack.policies.length, 5);
        assert.deepEqual(pack.resource(one), [violation]);
        pack.resource(resource({ type: "aws:ec2/vpc:Vpc", name: "of no rule", props: {} }));
        pack.stack([one]);
        assert.deepEqual(seen, ["one", "of no rule", "all"]);
    });

    it("judges as well where Pulumi is told of no rule", () => {
        const pack = new Pack({ listed: false });
        assert.deepEqual(pack.policies.map(({ name }) => name), ["each-resource", "whole-stack"]);
        assert.deepEqual(pack.resource(one), [violation]);
    });

    it("tells Pulumi of every rule with its framework, and costs nothing where it does not apply", () => {
        const [, , ...told] = new Pack().policies;
        assert.deepEqual(told.map(
            ({ name, severity, enforcementLevel, tags, framework: of }) => [name, severity, enforcementLevel, tags, of],
        ), [
            ["kept", "high", "mandatory", ["NIST:SC-28"], framework], ["versioned", "low", "mandatory", ["NIST:CP-9"], undefined],
            ["pinned", "low", "mandatory", ["NIST:CP-9"], undefined],
        ]);
        assert.ok(told.every((policy) => !("validateResource" in policy)), "the SDK would answer for each about each resource");
        assert.ok(told.every(({ validateStack }) => Reflect.get(validateStack, "__pulumiType") === "colorway:policies:nothing"));
    });
});
