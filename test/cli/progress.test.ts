import { strict as assert } from "node:assert";
import { mock } from "node:test";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Output } from "../../cli/output";
import { Progress } from "../../cli/progress";
import { labelOf } from "../../release/engine/problems";
import { Capture } from "./capture";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

const root = "urn:pulumi:dev::colorway::pulumi:pulumi:Stack::colorway-dev";
const database = urnOf("colorway:database:Database$aws:rds/instance:Instance", "dev-database");
const vpc = urnOf("colorway:network:Network$aws:ec2/vpc:Vpc", "dev");

function urnOf(type: string, name: string): string {
    return `urn:pulumi:dev::colorway::${type}::${name}`;
}

function step(op: string, urn: string, more: Partial<Metadata> = {}): Metadata {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    return { op: op as Metadata["op"], urn, type, provider: "", ...more };
}

const event = (part: Partial<EngineEvent>): EngineEvent => ({ sequence: 1, timestamp: 0, ...part });
const begins = (metadata: Metadata): EngineEvent => event({ resourcePreEvent: { metadata } });
const ends = (metadata: Metadata): EngineEvent => event({ resOutputsEvent: { metadata } });
const fails = (metadata: Metadata): EngineEvent => event({ resOpFailedEvent: { metadata, status: 1, steps: 0 } });
const says = (message: string, urn?: string, severity: "error" | "warning" = "error"): EngineEvent =>
    event({ diagnosticEvent: { message, color: "never", severity, ...(urn === undefined ? {} : { urn }) } });

function judges(enforcementLevel: "mandatory" | "warning", message: string, resourceUrn?: string): EngineEvent {
    const pack = { policyName: "one-rule", policyPackName: "colorway-release", policyPackVersion: "1", policyPackVersionTag: "1" };
    return event({ policyEvent: { ...pack, enforcementLevel, message, color: "never", ...(resourceUrn === undefined ? {} : { resourceUrn }) } });
}

function summary(resourceChanges: { readonly [op: string]: number }, packs: { readonly [name: string]: string } = {}): EngineEvent {
    // As the engine spells it, which is not how the SDK's type does.
    const found = { maybeCorrupt: false, durationSeconds: 1, resourceChanges, policyPacks: {}, PolicyPacks: packs };
    return event({ summaryEvent: found });
}

function follow(operation: string, events: readonly EngineEvent[], output: Output = new Capture()): Progress {
    const progress = new Progress(output, operation);
    for (const one of events) progress.see(one);
    progress.end();
    return progress;
}

describe("the changes of an update", () => {
    it("are what has ended, without what stayed and without the stack itself", () => {
        const { changes } = follow("up", [
            begins(step("create", root)), begins(step("create", vpc)), begins(step("create", database)), begins(step("same", urnOf("a:b:C", "kept"))),
            ends(step("create", vpc)), ends(step("same", urnOf("a:b:C", "kept"))), ends(step("create", root)),
        ]).summary();
        assert.deepEqual(changes, [{ operation: "create", type: "aws:ec2/vpc:Vpc", name: "dev", urn: vpc, paths: [] }]);
    });

    it("name a replacement once, whatever steps it takes", () => {
        const steps = ["create-replacement", "replace", "delete-replaced"].map((op) => step(op, database));
        const { changes } = follow("up", steps.flatMap((one) => [begins(one), ends(one)])).summary();
        assert.deepEqual(changes.map(({ operation, name }) => [operation, name]), [["replace", "dev-database"]]);
    });

    it("leave out what was only read", () => {
        const steps = [step("read", vpc), step("refresh", database)];
        assert.deepEqual(follow("up", steps.map(ends)).summary().changes, []);
    });

    it("tell the paths that differ, of the detailed difference where there is one", () => {
        const detailedDiff = { "tags.owner": { diffKind: "update", inputDiff: true } } as Metadata["detailedDiff"];
        const { changes } = follow("up", [
            ends(step("update", vpc, { diffs: ["tags"], detailedDiff })), ends(step("update", database, { diffs: ["instanceClass"] })),
        ]).summary();
        assert.deepEqual(changes.map(({ paths }) => paths), [["tags.owner"], ["instanceClass"]]);
    });

    it("are in a preview what is planned, though nothing ends", () => {
        const { changes } = follow("preview", [begins(step("create", vpc)), begins(step("replace", database)), ends(step("create", vpc))]).summary();
        assert.deepEqual(changes.map(({ operation, name }) => [operation, name]), [["create", "dev"], ["replace", "dev-database"]]);
    });
});

describe("the summary of an update", () => {
    it("has the engine's counts above 0 and the packs that ran, by their names", () => {
        const packs = { "colorway-release|local|/somewhere/policies/release": "", nist: "1.2.0" };
        const found = follow("up", [summary({ create: 3, same: 0, delete: 1 }, packs)]).summary();
        assert.deepEqual(found.counts, { create: 3, delete: 1 });
        assert.deepEqual(found.policyPacks, { "colorway-release": "", nist: "1.2.0" });
    });

    it("has advice of rules, which is no problem", () => {
        const progress = follow("up", [judges("warning", "one zone only\n", vpc)]);
        assert.deepEqual(progress.summary().advice, ["colorway-release/one-rule: aws:ec2:Vpc dev: one zone only"]);
        assert.deepEqual(progress.problems(), []);
    });
});

describe("the problems of an update", () => {
    it("name each failed resource with its reason, once, without colors", () => {
        const reason = "<{%fg 1%}>error: <{%reset%}>creating RDS DB Instance: DBSubnetGroupDoesNotCoverEnoughAZs";
        const progress = follow("up", [
            begins(step("create", database)), says(reason, database), says(reason, database), fails(step("create", database)),
            says("error: update failed", root), says("update failed"),
        ]);
        assert.deepEqual(progress.problems(), ["aws:rds:Instance dev-database: creating RDS DB Instance: DBSubnetGroupDoesNotCoverEnoughAZs"]);
    });

    it("keep a reason that has the engine's last words in it", () => {
        const progress = follow("up", [says("node group version update failed: no capacity", vpc), says("preview failed")]);
        assert.deepEqual(progress.problems(), ["aws:ec2:Vpc dev: node group version update failed: no capacity"]);
    });

    it("name a resource that failed without a word, also beside one whose name goes on", () => {
        const progress = follow("up", [says("no more addresses", urnOf("aws:ec2/vpc:Vpc", "dev-two")), fails(step("create", vpc))]);
        assert.deepEqual(progress.problems(), ["aws:ec2:Vpc dev-two: no more addresses", "aws:ec2:Vpc dev: failed"]);
    });

    it("begin with the violations of rules, then what the program says; warnings are none", () => {
        const progress = follow("preview", [
            says("the program broke", root), says("old version", vpc, "warning"), judges("mandatory", "open to all", vpc), judges("mandatory", "no split"),
        ]);
        assert.deepEqual(progress.problems(), [
            "policy violation: colorway-release/one-rule: aws:ec2:Vpc dev: open to all",
            "policy violation: colorway-release/one-rule: no split",
            "the program broke",
        ]);
    });
});

describe("the label of a resource", () => {
    for (const [urn, label] of [
        [database, "aws:rds:Instance dev-database"],
        [urnOf("colorway:slots:Slot$kubernetes:apps/v1:Deployment", "dev-blue-api"), "kubernetes:apps:Deployment dev-blue-api"],
        [urnOf("colorway:slots:Slot", "dev-blue"), "colorway:slots:Slot dev-blue"],
        [urnOf("aws:ec2/vpc:Vpc", "with::colons"), "aws:ec2:Vpc with::colons"],
    ] as const) {
        it(`is ${label}`, () => assert.equal(labelOf(urn), label));
    }
});

describe("live progress", () => {
    beforeEach(() => mock.timers.enable({ apis: ["setInterval", "Date"] }));
    afterEach(() => mock.timers.reset());

    it("draws over one line ten times a second where a person watches, and clears it at the end", () => {
        const output = new Capture(false, true);
        const progress = new Progress(output, "up");
        progress.see(ends(step("create", vpc)));
        progress.see(begins(step("create", database)));
        mock.timers.tick(3000);
        assert.equal(output.drawn.length, 30);
        assert.equal(output.drawn.at(-1), "up: 1 resources done, 1 under way (aws:rds:Instance dev-database, 3 s), 3 s");
        progress.end();
        assert.equal(output.drawn.at(-1), "");
        mock.timers.tick(3000);
        assert.deepEqual([output.drawn.length, output.lines], [31, []]);
    });

    it("prints a plain line where something is done, and now and then where nothing is", () => {
        const output = new Capture();
        const progress = new Progress(output, "up");
        mock.timers.tick(2000);
        progress.see(begins(step("create", database)));
        for (let passed = 0; passed < 28_000; passed += 2000) mock.timers.tick(2000);
        progress.see(ends(step("create", database)));
        mock.timers.tick(2000);
        progress.end();
        assert.deepEqual(output.lines, [
            "up: 0 resources done, 2 s",
            "up: 0 resources done, 1 under way (aws:rds:Instance dev-database, 20 s), 22 s",
            "up: 1 resources done, 32 s",
        ]);
    });
});
