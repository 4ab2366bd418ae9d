/** Checks values by the part of JSON Schema (draft 2020-12) that settings and parameters use, and tells every mistake at once. */
import { shown } from "./conditions";
import { nearestName } from "./nearest";

export interface Schema {
    readonly [keyword: string]: unknown;
}

type Judge = (value: unknown, wanted: unknown, path: string, schema: Schema) => readonly string[];

/** As `rules.rds-encrypted.level: is "must"; allowed: "advisory", "mandatory"`. */
export function mistakesBy(schema: Schema, value: unknown, path = ""): readonly string[] {
    const wrongType = typeMistake(schema["type"], value, path);
    // One that is of another type breaks all the rest, too.
    if (wrongType !== undefined) return [wrongType];
    return Object.entries(schema).flatMap(([keyword, wanted]) => judges[keyword]?.(value, wanted, path, schema) ?? []);
}

const judges: { readonly [keyword: string]: Judge } = {
    enum: (value, wanted, path) =>
        (list(wanted).includes(value) ? [] : [`${path}: is ${shown(value)}; allowed: ${list(wanted).map(shown).join(", ")}`]),
    minimum: (value, least, path) =>
        (typeof value !== "number" || value >= Number(least) ? [] : [`${path}: is ${value}; at least ${Number(least)}`]),
    maximum: (value, most, path) =>
        (typeof value !== "number" || value <= Number(most) ? [] : [`${path}: is ${value}; at most ${Number(most)}`]),
    minLength: (value, least, path) =>
        (typeof value !== "string" || value.length >= Number(least) ? [] : [`${path}: is ${shown(value)}; a text is required`]),
    pattern: (value, form, path) =>
        (typeof value !== "string" || new RegExp(String(form), "u").test(value)
            ? []
            : [`${path}: is ${shown(value)}; the form ${String(form)} is required`]),
    minItems: (value, least, path) => (!Array.isArray(value) || value.length >= Number(least)
        ? []
        : [`${path}: has ${value.length} items; at least ${Number(least)}`]),
    uniqueItems: (value, wanted, path) => {
        if (wanted !== true || !Array.isArray(value)) return [];
        const twice = value.filter((item, index) => value.findIndex((other) => shown(other) === shown(item)) !== index);
        return twice.map((item) => `${path}: has ${shown(item)} twice`);
    },
    items: (value, wanted, path) =>
        (Array.isArray(value) ? value.flatMap((item, index) => mistakesBy(wanted as Schema, item, `${path}[${index}]`)) : []),
    required: (value, names, path) =>
        (isRecord(value)
            ? list(names).filter((name) => !Object.hasOwn(value, String(name))).map((name) =>
                `${below(path, String(name))}: is missing`)
            : []),
    dependentRequired: (value, wanted, path) => {
        if (!isRecord(value)) return [];
        return Object.entries(wanted as { readonly [key: string]: readonly string[] }).filter(
            ([key]) => Object.hasOwn(value, key),
        ).flatMap(([key, names]) =>
            names.filter((name) => !Object.hasOwn(value, name)).map((name) =>
                `${below(path, name)}: is missing; who sets ${key} says it`));
    },
    properties: (value, wanted, path) => {
        if (!isRecord(value)) return [];
        const known = wanted as { readonly [key: string]: Schema };
        return Object.entries(value).flatMap(([key, part]) =>
            (known[key] === undefined ? [] : mistakesBy(known[key], part, below(path, key))));
    },
    additionalProperties: (value, wanted, path, schema) => {
        if (!isRecord(value)) return [];
        const known = Object.keys((schema["properties"] ?? {}) as object);
        const others = Object.entries(value).filter(([key]) => !known.includes(key));
        if (wanted !== false) {
            return others.flatMap(([key, part]) => (isRecord(wanted) ? mistakesBy(wanted, part, below(path, key)) : []));
        }
        return others.map(([key]) => `${below(path, key)}: is unknown; ${allowedFor(key, known)}`);
    },
    anyOf: (value, wanted, path) => {
        const found = list(wanted).map((each) => mistakesBy(each as Schema, value, path));
        return found.some((mistakes) => mistakes.length === 0) ? [] : (found.at(-1) ?? []);
    },
};

/** Longer lists than that nobody reads: the nearest name is told alone. */
const shortList = 12;

function allowedFor(key: string, known: readonly string[]): string {
    const near = nearestName(key, known);
    const meant = near === undefined ? "" : `did you mean ${near}`;
    if (known.length > shortList) return meant === "" ? "its name is none of those that there are" : `${meant}?`;
    return `allowed: ${known.join(", ")}${meant === "" ? "" : `; ${meant}?`}`;
}

const types: { readonly [type: string]: { readonly words: string; readonly test: (value: unknown) => boolean } } = {
    string: { words: "a text", test: (value) => typeof value === "string" },
    boolean: { words: "true or false", test: (value) => typeof value === "boolean" },
    integer: { words: "a whole number", test: (value) => Number.isInteger(value) },
    number: { words: "a number", test: (value) => typeof value === "number" },
    array: { words: "a list", test: (value) => Array.isArray(value) },
    object: { words: "a mapping", test: (value) => isRecord(value) },
};

function typeMistake(type: unknown, value: unknown, path: string): string | undefined {
    const wanted = types[String(type)];
    return wanted === undefined || wanted.test(value)
        ? undefined
        : `${path === "" ? "the file" : path}: is ${shown(value)}; ${wanted.words} is required`;
}

function below(path: string, key: string): string {
    return path === "" ? key : `${path}.${key}`;
}

function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
