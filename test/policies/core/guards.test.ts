import { strict as assert } from "node:assert";
import { isTrue } from "../../../policies/core/conditions";
import { judge, type Parameters } from "../../../policies/core/evaluate";
import {
    all, inProtected, protectedParameter, tagsParameter, unlessSet, when, whereOneOf, whereTagged, type Guard,
} from "../../../policies/core/guards";
import type { Verdict } from "../../../policies/core/outcome";
import { customerKey, refersTo } from "../../../policies/core/references";
import type { Condition, Parameter } from "../../../policies/core/rule";
import { Stack } from "../../../policies/core/stack";
import { later } from "../rules/harness";

const met: Verdict = { kind: "met" };
const none = (reason: string): Verdict => ({ kind: "notApplicable", reason });
const open = (...undecided: readonly string[]): Verdict => ({ kind: "unknown", undecided });

interface Setup {
    readonly parameters?: { readonly [name: string]: Parameter };
    readonly given?: Parameters;
    readonly from?: { readonly [property: string]: readonly string[] };
}

function verdict(
    conditions: readonly Condition[], props: object, { parameters = {}, given = {}, from = {} }: Setup = {},
): Verdict {
    const stack = new Stack([
        { type: "t", urn: "urn:one", name: "one", props, from },
        { type: "aws:kms/alias:Alias", urn: "urn:alias", name: "alias", props: {} },
        { type: "aws:s3/bucket:Bucket", urn: "urn:bucket", name: "bucket", props: {} },
    ]);
    const [subject] = stack.ofType("t");
    assert.ok(subject !== undefined);
    return judge(
        { id: "rule", title: "", why: "", cure: "", types: ["t"], kind: "stack", parameters, conditions }, subject, stack, given,
    );
}

const guarded = (guard: Guard, props: object, setup?: Setup): Verdict =>
    verdict(when(guard, isTrue("on")), { on: true, ...props }, setup);

describe("guards of rules", () => {
    it("let a condition judge where they hold", () => {
        const guard = all(unlessSet(["source"], "copied"), whereOneOf("kind", ["a"], "a", "another kind"));
        assert.deepEqual(guarded(guard, { kind: "a", source: "" }), met);
        assert.deepEqual(guarded(guard, {}), met);
        assert.equal(guarded(guard, { on: false }).kind, "notMet");
    });

    it("say why a rule does not apply", () => {
        assert.deepEqual(guarded(unlessSet(["source"], "copied"), { source: later }), none("copied"));
        assert.deepEqual(guarded(whereOneOf("kind", ["a"], "a", "another kind"), { kind: "b" }), none("another kind"));
        assert.deepEqual(guarded(whereOneOf("flag", [true], false, "off"), { flag: "true" }), met);
    });

    it("do not decide on what is not known", () => {
        assert.deepEqual(guarded(whereOneOf("kind", ["a"], "a", "another kind"), { kind: later }), open("kind"));
        assert.deepEqual(
            guarded(whereTagged, { tags: later }, { parameters: tagsParameter("it", { tier: ["gold"] }) }), open("tags"),
        );
        assert.deepEqual(
            guarded(whereTagged, { tags: { tier: later } }, { parameters: tagsParameter("it", { tier: ["gold"] }) }),
            open("tags.tier"),
        );
    });

    it("go by tags, of any value where none is listed", () => {
        const parameters = tagsParameter("it", { tier: ["gold"], kept: [] });
        assert.deepEqual(guarded(whereTagged, { tags: { tier: "gold" } }, { parameters }), met);
        assert.deepEqual(guarded(whereTagged, { tags: { kept: later } }, { parameters }), met);
        assert.deepEqual(
            guarded(whereTagged, { tags: { tier: "iron" } }, { parameters }),
            none(`it has none of the tags {"tier":["gold"],"kept":[]}`),
        );
        assert.deepEqual(
            guarded(whereTagged, {}, { parameters, given: { rule: { tags: {} } } }), none("it has none of the tags {}"),
        );
    });

    it("leave environments out that are not protected", () => {
        const setup = { parameters: protectedParameter };
        assert.deepEqual(guarded(inProtected, {}, setup), met);
        assert.deepEqual(
            guarded(inProtected, { on: false }, { ...setup, given: { rule: { protected: false } } }),
            none("the environment is not a protected one"),
        );
    });
});

describe("references to other resources", () => {
    it("count where they come from the stack, also before they are known", () => {
        assert.deepEqual(
            verdict([refersTo("log.group", "a group")], { log: { group: later } }, { from: { log: ["urn:bucket"] } }), met,
        );
        assert.deepEqual(verdict([refersTo("log.group", "a group")], { log: { group: later } }), open("log.group"));
        assert.deepEqual(verdict([refersTo("log.group", "a group")], { log: later }), open("log.group"));
    });

    it("to a key must lead to one that is the customer's", () => {
        const key = [customerKey("kmsKeyId")];
        assert.deepEqual(verdict(key, { kmsKeyId: later }, { from: { kmsKeyId: ["urn:alias"] } }), met);
        assert.deepEqual(verdict(key, { kmsKeyId: later }, { from: { kmsKeyId: ["urn:bucket"] } }), open("kmsKeyId"));
        assert.deepEqual(verdict(key, { kmsKeyId: "alias/shop" }), met);
        assert.equal(verdict(key, { kmsKeyId: "alias/aws/s3" }).kind, "notMet");
    });

    it("to a key do not count where AWS chose it and not the program", () => {
        const taken = verdict(
            [customerKey("kmsKeyId")], { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" }, { from: { engine: [] } },
        );
        assert.deepEqual(
            taken, { kind: "notMet", findings: ["kmsKeyId is not set; a customer managed key is required"], undecided: [] },
        );
    });
});
