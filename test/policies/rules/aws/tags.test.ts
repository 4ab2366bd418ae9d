import { strict as assert } from "node:assert";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { judge } from "../../../../policies/core/evaluate";
import type { Verdict } from "../../../../policies/core/outcome";
import { Stack } from "../../../../policies/core/stack";
import taggable from "../../../../policies/data/taggable-types.json";
import { tagRules } from "../../../../policies/rules/aws/tags";
import { describeRules, later, type Made } from "../harness";

const bucket = (tags?: unknown): Made => ({ type: "aws:s3/bucket:Bucket", props: tags === undefined ? {} : { tags } });
const group = (...tags: readonly unknown[]): Made => ({ type: "aws:autoscaling/group:Group", props: { tags } });

describeRules("tags", tagRules, {
    "required-tags": {
        passes: [
            [bucket({ owner: "shop", environment: "prod", more: "x" })],
            [group({ key: "owner", value: "shop" }, { key: "environment", value: "dev" })],
        ],
        fails: [
            { given: [bucket({ environment: "prod" })], findings: ["tags.owner is not set; a value is required"] },
            { given: [bucket({ owner: "", environment: "prod" })], findings: ["tags.owner is not set; a value is required"] },
            {
                given: [bucket({ owner: "shop", environment: "test" })],
                findings: ["tags.environment is \"test\"; one of \"dev\", \"prod\" is required"],
            },
            {
                given: [group({ key: "owner", value: "shop" })],
                findings: ["tags.environment is not set; one of \"dev\", \"prod\" is required"],
            },
        ],
        absent: {
            given: [bucket()],
            verdict: {
                kind: "notMet",
                findings: [
                    "tags.owner is not set; a value is required",
                    "tags.environment is not set; one of \"dev\", \"prod\" is required",
                ],
                undecided: [],
            },
        },
        unknown: { given: [bucket({ owner: later, environment: "prod" })], undecided: ["tags.owner"] },
        notApplicable: {
            given: [{ type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", props: {} }],
            reason: "resources of its type have no tags",
        },
        parameters: { tags: { owner: [], environment: ["dev", "prod"] } },
    },
});

describe("rules: tags of the provider", () => {
    const judged = (provider: unknown, tags?: unknown): Verdict => {
        const [rule] = tagRules;
        const stack = new Stack([{ ...bucket(tags), urn: "urn:one", name: "one", provider }]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        return judge(rule, subject, stack, { "required-tags": { tags: { owner: [], environment: ["dev", "prod"] } } });
    };
    const tags = { owner: "shop", environment: "dev" };

    it("count as the resource's own", () => assert.deepEqual(judged({ defaultTags: { tags } }), { kind: "met" }));
    it("are read from JSON, too", () => assert.deepEqual(judged({ defaultTags: JSON.stringify({ tags }) }), { kind: "met" }));
    it("are what the resource's own override", () => {
        assert.deepEqual(judged({ defaultTags: { tags } }, { environment: "test" }), {
            kind: "notMet", findings: ["tags.environment is \"test\"; one of \"dev\", \"prod\" is required"], undecided: [],
        });
        assert.deepEqual(
            judged({ defaultTags: { tags } }, { environment: later }), { kind: "unknown", undecided: ["tags.environment"] },
        );
    });
    it("decide where any value will do, though the resource's own are not known", () => {
        assert.deepEqual(judged({ defaultTags: { tags } }, later), { kind: "unknown", undecided: ["tags"] });
        assert.deepEqual(judged({ defaultTags: "no JSON" }, tags), { kind: "met" });
    });
});

describe("data: types that have tags", () => {
    it("are those of the provider that is installed", () => {
        const root = dirname(require.resolve("@pulumi/aws/package.json"));
        const found: { [module: string]: string[] } = {};
        for (const module of readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory())) {
            for (const file of readdirSync(join(root, module)).filter((name) => name.endsWith(".d.ts"))) {
                const text = readFileSync(join(root, module, file), "utf8");
                const [, name, args] = /^export interface (\w+)Args \{(.*?)^\}/ms.exec(text) ?? [];
                if (name === undefined
                    || args === undefined
                    || !/^ {4}tags\??: /m.test(args)
                    || args.includes("ResourceCollectionTags")) {
                    continue;
                }
                if (text.includes(`static isInstance(obj: any): obj is ${name};`)) {
                    found[module] = [...(found[module] ?? []), name].sort();
                }
            }
        }
        assert.deepEqual(taggable, found);
    });
});
