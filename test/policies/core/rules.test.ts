import { strict as assert } from "node:assert";
import { at, atLeast, atMost, each, isFalse, isTrue, oneOf, shown } from "../../../policies/core/conditions";
import { evaluate, judge, RuleIndex } from "../../../policies/core/evaluate";
import { met, notApplicable, notMet, unknown, verdictOf } from "../../../policies/core/outcome";
import type { Condition, Rule } from "../../../policies/core/rule";
import { type ResourceData, Stack } from "../../../policies/core/stack";

const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const database = "aws:rds/instance:Instance";

function data(type: string, name: string, props: object, from: ResourceData["from"] = {}, id?: string): ResourceData {
    return { type, name, urn: `urn:pulumi:dev::p::${type}::${name}`, props, from, ...(id === undefined ? {} : { id }) };
}

function rule(...conditions: readonly Condition[]): Rule {
    return { id: "r", title: "t", why: "w", cure: "c", types: [database], kind: "resource", conditions };
}

/** Findings, or the kind of the verdict. */
function found(condition: Condition, props: object, parameters = {}): unknown {
    const stack = new Stack([data(database, "one", props)]);
    const [subject] = stack.all();
    assert.ok(subject !== undefined);
    const verdict = judge(rule(condition), subject, stack, { r: parameters });
    return verdict.kind === "notMet"
        ? verdict.findings
        : verdict.kind === "unknown" ? verdict.undecided.map((path) => `? ${path}`) : verdict.kind;
}

describe("conditions", () => {
    it("a flag that must be on", () => {
        assert.deepEqual([{ a: true }, { a: "true" }, { a: false }, {}, { a: later }].map((props) => found(isTrue("a"), props)), [
            "met", "met", ["a is false; true is required"], ["a is not set; true is required"], ["? a"],
        ]);
    });

    it("a flag that must be off", () => {
        assert.deepEqual(
            [{ a: false }, {}, { a: true }].map((props) => found(isFalse("a"), props)),
            ["met", "met", ["a is true; false is required"]],
        );
    });

    it("one of some values", () => {
        const tls = oneOf("version", ["1.2", "1.3"]);
        assert.deepEqual(
            [{ version: "1.3" }, { version: "1.0" }].map((props) => found(tls, props)),
            ["met", ['version is "1.0"; one of "1.2", "1.3" is required']],
        );
        assert.deepEqual(found(oneOf("a", ["x"]), { a: "y" }), ['a is "y"; "x" is required']);
    });

    it("a number with a bound, given or a parameter", () => {
        assert.deepEqual(
            [7, 6, "8", "many"].map((days) => found(atLeast("days", 7), { days })),
            ["met", ["days is 6; 7 or more is required"], "met", ['days is "many"; 7 or more is required']],
        );
        assert.deepEqual(found(atMost("days", "most"), { days: 8 }, { most: 5 }), ["days is 8; 5 or less is required"]);
    });

    it("every part of a list", () => {
        const positive = each("ports", "met", "a port", (item) =>
            ((item.number ?? 0) > 0 ? met : notMet(item.path, "is not positive")));
        assert.deepEqual(
            [[1, 2], [1, 0], [], [1, later], later].map((ports) => found(positive, { ports })),
            ["met", ["ports[1] is not positive"], "met", ["? ports[1]"], ["? ports"]],
        );
    });

    it("what absent means, up to not applying", () => {
        assert.deepEqual(found(at("a", { notApplicable: "no a" }, "an a", () => undefined), {}), "notApplicable");
    });

    it("long values are cut", () => assert.equal(shown("x".repeat(200)).length, 80));
});

describe("a verdict", () => {
    it("one thing wrong decides, then one not known, then one met", () => {
        assert.deepEqual(
            verdictOf([met, unknown("a"), notMet("b", "is bad"), unknown("a")]),
            { kind: "notMet", findings: ["b is bad"], undecided: ["a"] },
        );
        assert.deepEqual(verdictOf([met, unknown("a")]), { kind: "unknown", undecided: ["a"] });
        assert.deepEqual(
            [verdictOf([notApplicable("x"), met]), verdictOf([notApplicable("x")]), verdictOf([])],
            [{ kind: "met" }, { kind: "notApplicable", reason: "x" }, { kind: "met" }],
        );
    });

    it("is never a pass where the rule itself fails", () => {
        assert.deepEqual(found(() => { throw new Error("oops"); }, {}), ["? (the rule itself failed: oops)"]);
    });
});

describe("the resources of a stack", () => {
    const bucket = data("aws:s3/bucket:Bucket", "data", { bucket: "data-1" }, {}, "data-1");
    const versions = (name: string, named: unknown, from: ResourceData["from"] = {}): ResourceData =>
        data("aws:s3/bucketVersioning:BucketVersioning", name, { bucket: named }, from);
    const related = (...others: readonly ResourceData[]): unknown => {
        const stack = new Stack([...others, bucket]);
        const subject = stack.ofType(bucket.type).find(({ urn }) => urn === bucket.urn);
        assert.ok(subject !== undefined);
        const { found: named, unsure } = stack.naming(subject, "aws:s3/bucketVersioning:BucketVersioning", "bucket");
        return [named.map(({ name }) => name), unsure.map(({ name }) => name)];
    };

    it("are related by where a value comes from, in whatever order", () => {
        assert.deepEqual(
            related(versions("v", later, { bucket: [bucket.urn] }), versions("w", later, { bucket: ["urn:other"] })),
            [["v"], ["w"]],
        );
    });

    it("are related by a name that is written out", () => {
        assert.deepEqual(related(versions("v", "data-1"), versions("w", "data-2")), [["v"], []]);
    });

    it("are related by way of one that stands beside both", () => {
        const first = versions("v", later, { bucket: [bucket.urn] });
        assert.deepEqual(related(first, versions("w", later, { bucket: [first.urn] })), [["v", "w"], []]);
    });

    it("are not related where the value comes from another one of the kind; from one of another kind the name decides", () => {
        const [other, key] = [data("aws:s3/bucket:Bucket", "other", {}), data("aws:kms/key:Key", "key", {})];
        assert.deepEqual(related(other, versions("v", later, { bucket: [other.urn] })), [[], []]);
        assert.deepEqual(
            related(key, versions("v", "data-1", { bucket: [key.urn] }), versions("w", later, { bucket: [key.urn] })),
            [["v"], ["w"]],
        );
    });

    it("are set by the program where their dependencies are told", () => {
        const [said, taken] = new Stack([
            data("t", "said", { key: 1 }, { key: [] }), data("t", "taken", { key: 1 }, { other: [] }),
        ]).ofType(
            "t",
        );
        assert.deepEqual([said?.sets("key"), taken?.sets("key")], [true, false]);
    });

    it("may be related where a value comes from nowhere known", () =>
        assert.deepEqual(related(versions("v", later)), [[], ["v"]]));

    it("are judged by the rules of their type, also by its beginning", () => {
        const rules = [
            rule(met_), { ...rule(met_), id: "s", types: ["aws:*"] }, { ...rule(met_), id: "k", types: ["kubernetes:*"] },
        ];
        const stack = new Stack([data(database, "one", {}), bucket]);
        const results = evaluate(new RuleIndex(rules), stack.all(), stack).map((result) => [result.subject.name, result.rule.id]);
        assert.deepEqual(results, [["one", "r"], ["one", "s"], ["data", "s"]]);
    });
});

const met_: Condition = () => met;
