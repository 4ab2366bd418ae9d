/**
 * Fills the generated parts of docs/configuration.md, between its markers: the example, the messages and the table of every key,
 * all made from the files and the schema that the program uses. Run: `npx ts-node tools/generate-config-reference.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Field } from "../config/fields";
import { regionEntry } from "../config/parse";
import { isObject } from "../config/problems";
import { namespace, schemaOf, settingKeys } from "../config/schema";
import { type Environment, environments } from "../config/types";

const root = join(__dirname, "..");
export const page = join(root, "docs", "configuration.md");
/** Malformed files whose messages the page shows. */
const shownMistakes = ["member-unknown", "active-slot-off", "weights-not-100"];

/** One row of the reference. */
interface Row {
    readonly key: string;
    readonly field: Field<unknown>;
    /** Where the defaults of the environments stand, in their order; undefined for what has none. */
    readonly defaults: readonly unknown[];
    readonly required: boolean;
}

/** The page with its generated parts made anew. */
export function regenerate(text: string): string {
    const parts: { readonly [name: string]: string } = {
        example: fenced("yaml", readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")),
        messages: fenced("text", shownMistakes.map(messagesOf).join("\n\n")),
        reference: reference(),
    };
    return Object.entries(parts).reduce((page, [name, content]) => replacePart(page, name, content), text);
}

function replacePart(text: string, name: string, content: string): string {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from)
        throw new Error(`docs/configuration.md: the markers of ${name} are missing; write ${begin} and ${end}`);
    return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

function fenced(language: string, content: string): string {
    return `\`\`\`${language}\n${content.trimEnd()}\n\`\`\``;
}

/** The problems of a malformed file, without the first line, which counts them. */
function messagesOf(name: string): string {
    return readFileSync(join(root, "test", "config", "malformed", `${name}.txt`), "utf8")
        .split("\n")
        .slice(2)
        .join("\n")
        .trimEnd();
}

function reference(): string {
    const schemas: readonly { readonly [key: string]: Field<unknown> }[] = environments.map(schemaOf);
    const sections = settingKeys.map(key => {
        const fields = schemas.flatMap(schema => schema[key] ?? []);
        return `### \`${namespace}:${key}\`\n\n${table(rowsOf(key, fields, isRequired(key)))}`;
    });
    const region = table([{ key: regionEntry.key, field: regionEntry.field, defaults: [], required: true }]);
    return [`### \`${regionEntry.key}\`\n\n${region}`, ...sections].join("\n\n");
}

function isRequired(key: string): boolean {
    return ["activeColor", "slots", "edge"].includes(key);
}

/** The rows of a key and of everything below it. `fields` has the field of each environment. */
function rowsOf(
    key: string,
    fields: readonly Field<unknown>[],
    required: boolean,
    defaults: readonly unknown[] = [],
): readonly Row[] {
    const [field] = fields;
    if (field === undefined) return [];
    const items = fields.flatMap(each => each.items ?? []);
    // Of free keys the ones with a default are told in the row of all.
    const free = field.type === "object" && field.items !== undefined && defaults.length === 0;
    const own: Row = { key, field, defaults: free ? fields.map(each => each.defaults) : defaults, required };
    const itemKey = field.type === "array" ? `${key}[]` : `${key}.KEY`;
    const [item] = items;
    const below = item?.members === undefined ? [] : membersOf(itemKey, items);
    return [own, ...membersOf(key, fields), ...below];
}

function membersOf(key: string, fields: readonly Field<unknown>[]): readonly Row[] {
    return Object.keys(fields[0]?.members ?? {}).flatMap(name => {
        const members = fields.flatMap(each => each.members?.[name] ?? []);
        const defaults = fields.map(each => each.defaults?.[name]);
        const required = defaults[0] === undefined && members[0]?.optional !== true;
        return rowsOf(`${key}.${name}`, members, required, defaults);
    });
}

function table(rows: readonly Row[]): string {
    const lines = rows.map(row => [
        `\`${row.key}\``,
        row.field.about,
        typeOf(row.field),
        defaultOf(row),
        row.field.allowed,
        row.field.source ?? "",
    ]);
    return [
        "| key | what it is | type | default | allowed | source |",
        "|---|---|---|---|---|---|",
        ...lines.map(cells => `| ${cells.map(escaped).join(" | ")} |`),
    ].join("\n");
}

function typeOf(field: Field<unknown>): string {
    if (field.type === "array") return field.items === undefined ? "list" : `list of ${field.items.type}s`;
    return field.type === "object" && field.items !== undefined ? `object of ${field.items.type}s` : field.type;
}

function defaultOf(row: Row): string {
    if (row.required) return "none: required";
    const texts = row.defaults.map(value => (isStructure(value) ? "see below" : written(value)));
    const [first] = texts;
    if (first === undefined || first === "") return "";
    return texts.every(each => each === first)
        ? first
        : environments.map((name: Environment, index) => `${name}: ${texts[index] ?? ""}`).join("<br>");
}

/** Lists of large objects have rows of their own. */
function isStructure(value: unknown): boolean {
    return Array.isArray(value) && value.some(item => isObject(item) && Object.values(item).some(member => typeof member !== "number"));
}

function written(value: unknown): string {
    if (value === undefined) return "";
    return `\`${inYaml(value)}\``;
}

/** On one line. */
function inYaml(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
    if (!isObject(value)) return String(value);
    return `{${Object.entries(value)
        .map(([key, member]) => `${key}: ${inYaml(member)}`)
        .join(", ")}}`;
}

/** In a table a bar would end the cell. */
function escaped(cell: string): string {
    return cell.replaceAll("|", "\\|");
}

if (require.main === module) {
    writeFileSync(page, regenerate(readFileSync(page, "utf8")));
}
