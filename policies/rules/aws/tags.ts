/** Tags by which resources are found and charged. */
import { textListsOf, textListsParameter } from "../../core/parameters";
import taggable from "../../data/taggable-types.json";
import { shown } from "../../core/conditions";
import { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import type { Rule } from "../../core/rule";

/** Types of the provider that have tags, by module (@pulumi/aws, arguments of each resource). */
const types: ReadonlySet<string> = new Set(Object.entries(taggable).flatMap(([module, names]) =>
    names.map((name) => `aws:${module}/${name[0]?.toLowerCase() ?? ""}${name.slice(1)}:${name}`)));

const wanted = { "owner": [], "environment": [], "data-classification": [], "cost-centre": [] };

/** The tags that the provider adds to each resource; the engine keeps a provider's nested properties as JSON. */
function defaultTags(provider: Node): Node {
    const node = provider.at("defaultTags");
    if (node.text === undefined) return node.at("tags");
    try {
        return Node.of(JSON.parse(node.text), node.path).at("tags");
    } catch {
        return Node.of(undefined, node.path);
    }
}

/**
 * Value of a tag: of an object, or of a list of keys with values, as an auto scaling group has. Unknown where it may be there.
 */
function tagOf(tags: Node, key: string): Node {
    const item = tags.items().find((each) => each.at("key").text === key);
    if (item !== undefined) return item.at("value");
    const open = tags.items().find((each) => each.reading === "unknown" || each.at("key").reading === "unknown");
    return tags.reading === "unknown"
        ? tags
        : tags.entries().find(([name]) => name === key)?.[1] ?? open?.at("key") ?? Node.of(undefined, `tags.${key}`);
}

/** @param sources the resource's own tags go before those of its provider; all of them are told only after an update */
function judgeTag(sources: readonly Node[], key: string, values: readonly string[]): Outcome {
    const found = sources.map((tags) => tagOf(tags, key)).filter(({ reading }) => reading !== "absent");
    const node = found[0]?.reading === "unknown" ? found.find(({ reading }) => reading === "known") ?? found[0] : found[0];
    const required = values.length === 0 ? "a value" : `one of ${values.map(shown).join(", ")}`;
    if (node === undefined || node.value === "") return notMet(`tags.${key}`, `is not set; ${required} is required`);
    // Its own, that is not known yet, would go before another.
    if (node.reading === "unknown" || (values.length > 0 && found[0]?.reading === "unknown")) {
        return unknown(found[0]?.path ?? node.path);
    }
    return values.length === 0 || values.includes(node.text ?? "")
        ? met
        : notMet(node.path, `is ${shown(node.value)}; ${required} is required`);
}

export const tagRules: readonly Rule[] = [
    {
        id: "required-tags",
        title: "Resources carry the tags that tell whose they are and what they hold",
        why: "Without them nobody finds the owner of what fails, costs, or is attacked, nor which data it holds.",
        cure: "Add the tags that the parameter tags lists, best as defaultTags of the aws.Provider.",
        types: ["aws:*"],
        kind: "resource",
        parameters: {
            tags: textListsParameter(
                "keys of tags with the values that each may have; an empty list stands for any value", wanted,
            ),
        },
        conditions: [({ type, props, provider }, context) => {
            if (!types.has(type)) return notApplicable("resources of its type have no tags");
            return Object.entries(textListsOf(context, "tags"))
                .map(([key, values]) => judgeTag([props.at("tags"), props.at("tagsAll"), defaultTags(provider)], key, values));
        }],
    },
];
