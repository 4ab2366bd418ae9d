import { strict as assert } from "node:assert";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import taggable from "../../../../policies/data/taggable-types.json";
import { tagRules } from "../../../../policies/rules/aws/tags";
import { describeRules, later, type Made } from "../harness";

const bucket = (tags?: unknown): Made => ({ type: "aws:s3/bucket:Bucket", props: tags === undefined ? {} : { tags } });
const group = (...tags: readonly unknown[]): Made => ({ type: "aws:autoscaling/group:Group", props: { tags } });

describeRules("tags", tagRules, {
    "required-tags": {
        passes: [[bucket({ owner: "shop", environment: "prod", more: "x" })], [group({ key: "owner", value: "shop" }, { key: "environment", value: "dev" })]],
        fails: [
            { given: [bucket({ environment: "prod" })], findings: ["tags.owner is not set; a value is required"] },
            { given: [bucket({ owner: "", environment: "prod" })], findings: ["tags.owner is not set; a value is required"] },
            { given: [bucket({ owner: "shop", environment: "test" })], findings: ["tags.environment is \"test\"; one of \"dev\", \"prod\" is required"] },
            { given: [group({ key: "owner", value: "shop" })], findings: ["tags.environment is not set; one of \"dev\", \"prod\" is required"] },
        ],
        absent: {
            given: [bucket()],
            verdict: { kind: "notMet", findings: ["tags.owner is not set; a value is required", "tags.environment is not set; one of \"dev\", \"prod\" is required"], undecided: [] },
        },
        unknown: { given: [bucket({ owner: later, environment: "prod" })], undecided: ["tags.owner"] },
        notApplicable: { given: [{ type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", props: {} }], reason: "resources of its type have no tags" },
        parameters: { tags: { owner: [], environment: ["dev", "prod"] } },
    },
});

describe("data: types that have tags", () => {
    it("are those of the provider that is installed", () => {
        const root = dirname(require.resolve("@pulumi/aws/package.json"));
        const found: { [module: string]: string[] } = {};
        for (const module of readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory())) {
            for (const file of readdirSync(join(root, module)).filter((name) => name.endsWith(".d.ts"))) {
                const text = readFileSync(join(root, module, file), "utf8");
                const [, name, args] = /^export interface (\w+)Args \{(.*?)^\}/ms.exec(text) ?? [];
                if (name === undefined || args === undefined || !/^ {4}tags\??: /m.test(args) || args.includes("ResourceCollectionTags")) continue;
                if (text.includes(`static isInstance(obj: any): obj is ${name};`)) found[module] = [...(found[module] ?? []), name].sort();
            }
        }
        assert.deepEqual(taggable, found);
    });
});
