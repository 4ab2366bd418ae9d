/** Fixtures of rules: every rule shows when it passes, fails, finds nothing set, does not know yet, and does not apply. */
import { strict as assert } from "node:assert";
import { RuleIndex, judge, type Parameters } from "../../../policies/core/evaluate";
import type { Verdict } from "../../../policies/core/outcome";
import type { Rule } from "../../../policies/core/rule";
import { type ResourceData, Stack } from "../../../policies/core/stack";
import { groupedBy } from "../../../policies/lib/groups";
import { recording } from "./asked";
import { hasProperty } from "./sdk-types";

/** What a value is whose text is not known in a preview. */
export const later = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Made {
    readonly type: string;
    readonly props: { readonly [name: string]: unknown };
    /** @default "one" */
    readonly name?: string;
    /** Names of the resources that each property comes from. */
    readonly from?: { readonly [property: string]: readonly string[] };
    readonly protect?: boolean;
}

/** The first resource is the one that is judged. */
export type Case = readonly [Made, ...Made[]];

export interface Fixtures {
    /** Every one is met. */
    readonly passes: readonly Case[];
    /** One for each condition at least, with the exact findings. */
    readonly fails: readonly { readonly given: Case; readonly findings: readonly string[] }[];
    /** Nothing is said: what that counts as. */
    readonly absent: { readonly given: Case; readonly verdict: Verdict };
    /** What decides is only known later. */
    readonly unknown: { readonly given: Case; readonly undecided: readonly string[] };
    /** Further values that may only be known later. */
    readonly alsoUnknown?: readonly { readonly given: Case; readonly undecided: readonly string[] }[];
    /** A resource that it is not for, or another type where it is for every one of its types. */
    readonly notApplicable: { readonly given: Case; readonly reason: string } | { readonly otherType: string };
    readonly parameters?: { readonly [name: string]: unknown };
}

/** One test for each kind of fixture of each rule, and one that every condition counts. */
export function describeRules(title: string, rules: readonly Rule[], fixtures: { readonly [rule: string]: Fixtures }): void {
    describe(`rules: ${title}`, () => {
        it("have fixtures, each one", () => assert.deepEqual(Object.keys(fixtures).sort(), rules.map(({ id }) => id).sort()));
        const asked: Asked[] = [];
        for (const rule of rules) {
            const own = fixtures[rule.id];
            if (own !== undefined) describeRule(rule, own, asked);
        }
        describe("all of them", () => {
            it("ask only for properties that the SDKs have", () => assert.deepEqual(strangeIn(asked), []));
        });
    });
}

function describeRule(rule: Rule, fixtures: Fixtures, asked: Asked[]): void {
    const { passes, fails, absent, unknown, alsoUnknown = [], notApplicable } = fixtures;
    const parameters: Parameters = { [rule.id]: fixtures.parameters ?? {} };
    const verdict = (given: Case, changed: Rule = rule): Verdict => verdictFor(changed, given, parameters, asked);
    describe(rule.id, () => {
        it("passes", () => passes.forEach((given) => assert.deepEqual(verdict(given), { kind: "met" })));
        it("fails, and says why", () => {
            assert.ok(fails.length > 0);
            for (const { given, findings } of fails) {
                const found = verdict(given);
                assert.deepEqual([found.kind, found.kind === "notMet" ? found.findings : found], ["notMet", findings]);
            }
        });
        it("knows what nothing said means", () => assert.deepEqual(verdict(absent.given), absent.verdict));
        it("does not decide on what is not known yet", () => {
            for (const { given, undecided } of [unknown, ...alsoUnknown]) assert.deepEqual(
                verdict(given), { kind: "unknown", undecided },
            );
        });
        it("does not apply to others", () => {
            if ("given" in notApplicable) assert.deepEqual(
                verdict(notApplicable.given), { kind: "notApplicable", reason: notApplicable.reason },
            );
            else assert.deepEqual(new RuleIndex([rule]).of(notApplicable.otherType), []);
        });
        it("is noticed when it is emptied", () => {
            const emptied = { ...rule, conditions: [] };
            assert.ok(fails.some(({ given }) => JSON.stringify(verdict(given, emptied)) !== JSON.stringify(verdict(given))));
        });
        it("needs each of its conditions", () => {
            const cases = [...fails.map(({ given }) => given), absent.given, unknown.given];
            for (const index of rule.conditions.keys()) {
                const changed = { ...rule, conditions: rule.conditions.filter((_, other) => other !== index) };
                const noticed = cases.some((given) => JSON.stringify(verdict(given, changed)) !== JSON.stringify(verdict(given)));
                assert.ok(noticed, `no fixture notices that condition ${index} is gone`);
            }
        });
    });
}

/** A property that was asked for, of a type of resource. */
interface Asked {
    readonly type: string;
    readonly path: string;
}

/** Key by which values are asked whether they are secrets (pulumi sdk/nodejs/runtime/rpc.ts, specialSigKey). */
const signature = "4dabf18193072939515e22adb298388d";
/** Every resource has one; SDKs declare it in a class of their own. */
const common = ["id"];
/**
 * Types that are asked as one, though only some have the property: the older form has lists, and ACLs are a resource of their
 * own, too.
 */
const twins: { readonly [type: string]: readonly string[] } = {
    "aws:s3/bucket:Bucket": ["aws:s3/bucketV2:BucketV2", "aws:s3/bucketAcl:BucketAcl"],
};

/** What no type has of which it was asked; rules for several types may ask each for what only one of them has. */
function strangeIn(asked: readonly Asked[]): readonly string[] {
    const real = asked.filter(({ path }) => !path.endsWith(signature) && !common.includes(path));
    return [...groupedBy(real, ({ path }) => path)].flatMap(([path, list]) => {
        const types = [...new Set(list.map(({ type }) => type))].filter((type) => /^(aws|kubernetes):/.test(type));
        const held = types.flatMap((type) => [type, ...twins[type] ?? []]).some((type) => hasProperty(type, path));
        return types.length === 0 || held ? [] : [`${path} of ${types.join(", ")}`];
    });
}

function verdictFor(rule: Rule, given: Case, parameters: Parameters, asked: Asked[]): Verdict {
    const urns = new Map(given.map((made) => [made.name ?? "one", urnOf(made)]));
    // What the stack itself looks for is no rule's.
    let ready = false;
    const stack = new Stack(given.map((made): ResourceData => ({
        type: made.type, urn: urnOf(made), name: made.name ?? "one", protect: made.protect ?? false,
        props: recording(made.props, (path) => {
            if (ready) asked.push({ type: made.type, path });
        }),
        from: Object.fromEntries(Object.entries(made.from ?? {}).map(([property, names]) =>
            [property, names.map((name) => known(urns, name))])),
    })));
    const subject = stack.ofType(given[0].type).find(({ urn }) => urn === urnOf(given[0]));
    assert.ok(
        subject !== undefined && new RuleIndex([rule]).of(subject.type).length === 1, `${rule.id} is not for ${given[0].type}`,
    );
    ready = true;
    return judge(rule, subject, stack, parameters);
}

function urnOf({ type, name = "one" }: Made): string {
    return `urn:pulumi:dev::colorway::${type}::${name}`;
}

function known(urns: ReadonlyMap<string, string>, name: string): string {
    const urn = urns.get(name);
    assert.ok(urn !== undefined, `no resource is named ${name}`);
    return urn;
}
