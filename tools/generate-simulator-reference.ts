/**
 * Fills the generated part of docs/simulator.md: every resource type and data source that is modeled, what of it is checked and
 * from where that is known, all read from the models themselves. Run: `npx ts-node tools/generate-simulator-reference.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Members } from "../simulator/api/members";
import { Service, services } from "../simulator/api/services";
import { Property, ResourceModel, Shape } from "../simulator/aws/model";
import { awsModels, awsSources } from "../simulator/aws/models";
import { kindsModeled } from "../simulator/kubernetes/api/kinds";

export const page = join(__dirname, "..", "docs", "simulator.md");
const begin = "<!-- generated: types -->";
const end = "<!-- end: types -->";

/** The page with its generated part made anew. */
export function regenerate(text: string): string {
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`${page}: the markers ${begin} and ${end} are missing`);
    return `${text.slice(0, from + begin.length)}\n\n${reference()}\n${text.slice(to)}`;
}

function reference(): string {
    const models = [...awsModels].sort((a, b) => a.type.localeCompare(b.type));
    const rows = models.map((model) => `| \`${model.type}\` | ${Object.keys(model.inputs).length} | ${replacing(model)} | ${model.checks.length} |`);
    return [
        `${models.length} resource types and ${awsSources.length} data sources of \`aws\`, ${kindsModeled().length} kinds of \`kubernetes\`.`,
        "",
        "| type | properties | replaced on a change of | further checks |",
        "|---|---|---|---|",
        ...rows,
        "",
        ...models.flatMap(section),
        "### Data sources",
        "",
        ...awsSources.flatMap(({ token, checks }) => [`- \`${token}\``, ...checks.map(({ what, source }) => `  - ${cell(what)} (${source})`)]),
        "",
        "### API actions",
        "",
        ...[...services].flatMap(apiSection),
        "### Kubernetes kinds",
        "",
        ...kindsModeled().map((kind) => `- \`${kind}\``),
        "",
    ].join("\n");
}

function section(model: ResourceModel): readonly string[] {
    const limits = limitsOf(model.inputs);
    if (limits.length === 0 && model.checks.length === 0) return [];
    return [
        `### ${model.type}`,
        "",
        ...limits.map((limit) => `- ${limit}`),
        ...model.checks.map(({ what, source }) => `- ${cell(what)} (${source})`),
        "",
    ];
}

function apiSection([signingName, { title, operations }]: readonly [string, Service]): readonly string[] {
    const rows = Object.entries(operations).map(([action, { input }]) => `| \`${action}\` | ${membersText(input)} |`);
    return [`${title} (signing name \`${signingName}\`):`, "", "| action | members of the request |", "|---|---|", ...rows, ""];
}

function membersText(members: Members): string {
    const names = Object.entries(members).map(([name, { required }]) => `\`${name}\`${required === true ? " (required)" : ""}`);
    return names.length === 0 ? "none" : names.join(", ");
}

function replacing(model: ResourceModel): string {
    if (model.update === undefined) return "anything";
    const names = Object.entries(model.inputs).flatMap(([name, property]) => (property.replace === true ? [`\`${name}\``] : []));
    return [...names, ...(model.replaceOn === undefined ? [] : ["some values"])].join(", ") || "nothing";
}

/** Every property with a limit, with the source where the model names one. */
function limitsOf(shape: Shape, prefix = ""): readonly string[] {
    return Object.entries(shape).flatMap(([name, property]) => {
        const words = limitWords(property);
        const source = property.source === undefined ? "" : ` (${property.source})`;
        const own = words === "" ? [] : [`\`${prefix}${name}\`: ${words}${source}`];
        return [...own, ...insideOf(property, `${prefix}${name}`)];
    });
}

function insideOf(property: Property, path: string): readonly string[] {
    if (property.kind === "object") return limitsOf(property.fields, `${path}.`);
    if (property.kind === "list") return insideOf(property.of, `${path}[]`);
    return [];
}

function limitWords(property: Property): string {
    const words: string[] = [];
    if (property.required === true) words.push("required");
    switch (property.kind) {
        case "text":
            if (property.oneOf !== undefined) words.push(`one of ${property.oneOf.slice(0, 12).join(", ")}${property.oneOf.length > 12 ? ", …" : ""}`);
            if (property.maxLength !== undefined) words.push(`${property.minLength ?? 0} to ${property.maxLength} characters`);
            if (property.pattern !== undefined) words.push(`matches \`${cell(property.pattern.source)}\``);
            break;
        case "number":
            if (property.oneOf !== undefined) words.push(`one of ${property.oneOf.join(", ")}`);
            if (property.min !== undefined || property.max !== undefined) words.push(`${property.min ?? "any"} to ${property.max ?? "any"}`);
            break;
        case "list":
            if (property.minItems !== undefined || property.maxItems !== undefined) {
                words.push(`${property.minItems ?? 0} to ${property.maxItems ?? "any number of"} items`);
            }
            break;
        default:
    }
    if (property.rule !== undefined) words.push("further rule");
    return words.join(", ");
}

function cell(text: string): string {
    return text.replaceAll("|", "\\|");
}

if (require.main === module) writeFileSync(page, regenerate(readFileSync(page, "utf8")));
