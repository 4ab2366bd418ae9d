import { strict as assert } from "node:assert";
import { type PolicyResource, type ResourceValidationPolicy, type StackValidationPolicy, unknownCheckingProxy } from "@pulumi/policy";
import type { Violation } from "../../../policies/core/violation";
import { alsoTold } from "../../../policies/joint/also-told";
import { resource } from "../run";

const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const surroundings = {
    stackTags: new Map<string, string>(), notApplicable: (): never => assert.fail(), getConfig: <T extends object>(): T => ({}) as T,
};
const about = { displayName: "It is kept", description: "It would be lost.", severity: "high", enforcementLevel: "mandatory" } as const;

const kept: ResourceValidationPolicy = {
    ...about, name: "kept", remediationSteps: "Keep it.",
    validateResource: ({ props }, report) => {
        if (props["keep"] !== true) report("it is not");
    },
};
const named: StackValidationPolicy = {
    ...about, name: "named",
    validateStack: ({ resources }, report) => {
        report("the stack is wrong");
        for (const { props, urn } of resources) if (props["name"] === "") report("has no name", urn);
    },
};

interface Found {
    readonly told: readonly Violation[];
    readonly reported: readonly Readonly<Record<string, unknown>>[];
}

function judged(policy: ResourceValidationPolicy | StackValidationPolicy, given: PolicyResource): Found {
    const told: Violation[] = [];
    const reported: Readonly<Record<string, unknown>>[] = [];
    const { resource: ofResource, stack } = alsoTold(policy, (violation) => void told.push(violation));
    const props = unknownCheckingProxy(given.props) as PolicyResource["props"];
    const report = (message: string | object): void => void reported.push(message as Readonly<Record<string, unknown>>);
    ofResource?.({ ...given, ...surroundings, props, isType: () => false, asType: () => undefined }, report);
    stack?.({ resources: [{ ...given, props }], ...surroundings }, report);
    return { told, reported };
}

describe("policies beside the rules", () => {
    const one = resource({ type: "aws:s3/bucket:Bucket", props: { keep: false, name: "" } });

    it("are told in the form of rules, in their own name, with the resource", () => {
        const { told, reported } = judged(kept, one);
        assert.deepEqual(told, [{
            rule: "kept", title: "It is kept", severity: "high", level: "mandatory", urn: one.urn, findings: ["it is not"], controls: {},
            why: "It would be lost.", cure: "Keep it.",
        }]);
        assert.deepEqual(reported.map(({ name, urn, enforcementLevel, message }) => [name, urn, enforcementLevel, message]), [
            ["kept", one.urn, "mandatory", "It is kept: it is not\ncure: Keep it."],
        ]);
    });

    it("are told without a resource where they are about the stack", () => {
        assert.deepEqual(judged(named, one).told.map(({ urn, findings }) => [urn, findings]), [[undefined, ["the stack is wrong"]], [one.urn, ["has no name"]]]);
    });

    it("are told as advice where a value that decides is not known yet, and stop nothing else", () => {
        const unknown = resource({ type: "aws:s3/bucket:Bucket", props: { keep: later, name: later } });
        const [found] = judged(kept, unknown).told;
        assert.deepEqual([found?.rule, found?.level, found?.urn], ["kept", "advisory", unknown.urn]);
        assert.match(found?.findings[0] ?? "", /^can't be judged before it is made: .*keep/);
        assert.deepEqual(judged(named, unknown).told.map(({ level }) => level), ["mandatory", "advisory"]);
    });

    it("fail by their own mistakes, and by a promise that nobody would wait for", () => {
        const mistaken = { ...kept, validateResource: (): never => assert.fail("a mistake") };
        assert.throws(() => judged(mistaken, one), /a mistake/);
        const slow = { ...kept, validateResource: async (): Promise<void> => undefined };
        assert.throws(() => judged(slow, one), /^Error: kept: judges later, when nobody waits for it$/);
    });
});
