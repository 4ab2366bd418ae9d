/** A page for each service with its rules, and the index of all rules. */
import type { Parameter, Rule } from "../../policies/core/rule";
import { groupedBy } from "../../policies/lib/groups";
import { type Chapter, type Framework, frameworks, isInferred, mappingsOf, severityOf, standard, titleOfControl } from "./data";
import { examples, exampleText } from "./examples";
import { code, generated, sentence, table } from "./markdown";

/** @returns text by path under docs/compliance/rules */
export function rulePages(chapters: readonly Chapter[]): ReadonlyMap<string, string> {
    return new Map([["README.md", index(chapters)], ...chapters.map((chapter) =>
        [`${chapter.path}.md`, page(chapter)] as const)]);
}

/** Where a rule is told of, from docs/compliance. */
export function linkTo(rule: string, chapters: readonly Chapter[]): string {
    const chapter = chapters.find(({ rules }) => rules.some(({ id }) => id === rule));
    if (chapter === undefined) throw new Error(`policies/rules: no file exports the rule ${rule}`);
    return `[${rule}](rules/${chapter.path}.md#${rule})`;
}

function index(chapters: readonly Chapter[]): string {
    const count = chapters.reduce((sum, { rules }) => sum + rules.length, 0);
    return [
        generated,
        "# Rules",
        "",
        `${count} rules on ${chapters.length} pages. \`colorway compliance explain RULE\` tells the same in a terminal.`,
        "",
        ...chapters.flatMap(({ path, title, rules }) => [
            `## [${title}](${path}.md)`,
            "",
            ...table(["rule", "demand", "severity"], rules.map(({ id, title: demand }) =>
                [`[${id}](${path}.md#${id})`, demand, severityOf(id)])),
        ]),
    ].join("\n");
}

function page({ title, rules }: Chapter): string {
    return [
        generated, `# ${title}`, "", "[All rules](../README.md) · [How verdicts come about](../../README.md)", "",
        ...rules.flatMap(section),
    ].join(
        "\n",
    );
}

function section(rule: Rule): readonly string[] {
    const { id, title, why, cure, types, kind, conditions, parameters = {} } = rule;
    const example = examples[id];
    return [
        `## ${id}`,
        "",
        `${title}.`,
        "",
        `**Why.** ${why}`,
        "",
        `**Cure.** ${cure}`,
        "",
        ...table(["", ""], [
            ["severity", severityOf(id)],
            ["judges", types.map(code).join(", ")],
            [
                "kind",
                kind === "resource"
                    ? "resource: a single one, before it is made"
                    : "stack: with what stands beside it; fails the preview, or the update after it",
            ],
            ["conditions", conditions.length === 1 ? "1" : `${conditions.length}, each judged by itself`],
            ...frameworks.map((framework) => [standard[framework].name, controlsCell(rule.id, framework)]),
        ]),
        ...parametersOf(parameters),
        ...(example === undefined ? [] : exampleText(rule, example)),
    ];
}

/** Controls by relation and source, as both are the same for most of them. */
function controlsCell(rule: string, framework: Framework): string {
    const groups = groupedBy(mappingsOf(rule, framework), ({ relation, source }) => `${relation}\n${source}`);
    const lines = [...groups.values()].map((list) => {
        const { relation = "", source = "" } = list[0] ?? {};
        const ids = list.map(({ id }) => (framework === "nist" ? `${id} ${titleOfControl(framework, id)}` : id));
        const verb = relation === "satisfies" ? "**satisfies**" : "contributes to";
        return `${verb} ${ids.join(", ")} (source: ${sourceText(source, isInferred(framework, rule))})`;
    });
    return lines.length === 0 ? "none" : lines.join("; ");
}

function sourceText(source: string, inferred: boolean): string {
    if (source === "own") return "ours";
    return inferred ? `${source}, inferred` : source;
}

function parametersOf(parameters: { readonly [name: string]: Parameter }): readonly string[] {
    const rows = Object.entries(parameters).map(([name, { description, default: value, schema, control }]) => [
        code(name), sentence(description), code(JSON.stringify(value)), code(JSON.stringify(schema)),
        control === undefined ? "" : code(control),
    ]);
    return rows.length === 0 ? [] : table(["parameter", "meaning", "default", "allowed (JSON schema)", "of the control"], rows);
}
