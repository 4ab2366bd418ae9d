/** Tags by which resources are found and charged. */
import taggable from "../../data/taggable-types.json";
import { shown } from "../../core/conditions";
import { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import type { Parameter, Rule } from "../../core/rule";

/** Types of the provider that have tags, by module (@pulumi/aws, arguments of each resource). */
const types: ReadonlySet<string> = new Set(Object.entries(taggable).flatMap(([module, names]) =>
    names.map((name) => `aws:${module}/${name[0]?.toLowerCase() ?? ""}${name.slice(1)}:${name}`)));

const parameter: Parameter = {
    description: "keys of tags with the values that each may have; an empty list stands for any value",
    default: { "owner": [], "environment": [], "data-classification": [], "cost-centre": [] },
    schema: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
};

/** Value of a tag: of an object, or of a list of keys with values, as an auto scaling group has. */
function tagOf(tags: Node, key: string): Node {
    const item = tags.items().find((each) => each.at("key").text === key);
    if (item !== undefined) return item.at("value");
    return tags.entries().find(([name]) => name === key)?.[1] ?? Node.of(undefined, `tags.${key}`);
}

function judgeTag(tags: Node, key: string, values: readonly string[]): Outcome {
    const node = tagOf(tags, key);
    if (node.reading === "unknown") return unknown(node.path);
    // A key that is not known yet may be this one.
    const open = tags.items().find((each) => each.reading === "unknown" || each.at("key").reading === "unknown");
    if (node.reading === "absent" && open !== undefined) return unknown(open.path);
    const required = values.length === 0 ? "a value" : `one of ${values.map(shown).join(", ")}`;
    if (node.reading === "absent" || node.value === "") return notMet(node.path, `is not set; ${required} is required`);
    return values.length === 0 || values.includes(node.text ?? "") ? met : notMet(node.path, `is ${shown(node.value)}; ${required} is required`);
}

function wantedOf(value: unknown): readonly (readonly [string, readonly string[]])[] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).map(([key, values]) => [key, Array.isArray(values) ? values.map(String) : []] as const);
}

export const tagRules: readonly Rule[] = [
    {
        id: "required-tags",
        title: "Resources carry the tags that tell whose they are and what they hold",
        why: "Without them nobody finds the owner of what fails, costs, or is attacked, nor which data it holds.",
        cure: "Add the tags that the parameter tags lists, best as defaultTags of the aws.Provider.",
        types: ["aws:*"],
        kind: "resource",
        parameters: { tags: parameter },
        conditions: [({ type, props }, context) => {
            if (!types.has(type)) return notApplicable("resources of its type have no tags");
            // The provider's defaultTags are in here, too: it adds them before a policy sees the resource.
            const tags = props.at("tags");
            if (tags.reading === "unknown") return unknown(tags.path);
            return wantedOf(context.parameter("tags")).map(([key, values]) => judgeTag(tags, key, values));
        }],
    },
];
