/** Parameters of rules: how they are declared and read. */
import type { Context, Parameter } from "./rule";

/** Texts by key. */
export interface TextLists {
    readonly [key: string]: readonly string[];
}

interface Bounds {
    readonly minimum: number;
    readonly maximum?: number;
}

interface TextsOptions {
    /** Name of the parameter in the control that demands it, as in the other declarations. */
    readonly control?: string;
    /** Schema of each text; default: any that is not empty. */
    readonly items?: Parameter["schema"];
    /** Least number of texts; default 0. */
    readonly least?: number;
}

const anyText: Parameter["schema"] = { type: "string", minLength: 1 };

/** A list of texts. */
export function textsParameter(
    description: string, defaults: readonly string[] = [], { control, items = anyText, least }: TextsOptions = {},
): Parameter {
    const schema = { type: "array", items, uniqueItems: true, ...(least === undefined ? {} : { minItems: least }) };
    return { description, default: defaults, schema, ...controlled(control) };
}

/** Lists of texts by a key of the user's choice, as values of tags. */
export function textListsParameter(description: string, defaults: TextLists): Parameter {
    const schema = { type: "object", additionalProperties: { type: "array", items: { type: "string" } } };
    return { description, default: defaults, schema };
}

export function flagParameter(description: string, standard: boolean): Parameter {
    return { description, default: standard, schema: { type: "boolean" } };
}

export function textParameter(description: string, standard: string, pattern: string): Parameter {
    return { description, default: standard, schema: { type: "string", pattern } };
}

export function integerParameter(description: string, standard: number, bounds: Bounds, control?: string): Parameter {
    return { description, default: standard, schema: { type: "integer", ...bounds }, ...controlled(control) };
}

function controlled(control: string | undefined): { readonly control?: string } {
    return control === undefined ? {} : { control };
}

/** The texts of a parameter that is a list; none where it is no list. */
export function textsOf(context: Pick<Context, "parameter">, name: string): readonly string[] {
    return textsIn(context.parameter(name));
}

/** The lists of texts of a parameter, by key; none where it is no object. */
export function textListsOf(context: Pick<Context, "parameter">, name: string): TextLists {
    const value = context.parameter(name);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([key, list]) => [key, textsIn(list)]));
}

function textsIn(value: unknown): readonly string[] {
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
