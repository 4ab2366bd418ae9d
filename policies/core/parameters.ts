/** Parameters of rules: how they are declared and read. */
import type { Context, Parameter } from "./rule";

/** A list of texts. @param control name of the parameter in the control that demands it */
export function textsParameter(description: string, defaults: readonly string[] = [], control?: string): Parameter {
    const schema = { type: "array", items: { type: "string", minLength: 1 }, uniqueItems: true };
    return { description, default: defaults, schema, ...(control === undefined ? {} : { control }) };
}

export function flagParameter(description: string, standard: boolean): Parameter {
    return { description, default: standard, schema: { type: "boolean" } };
}

export function textParameter(description: string, standard: string, pattern: string): Parameter {
    return { description, default: standard, schema: { type: "string", pattern } };
}

export function integerParameter(description: string, standard: number, minimum: number, control?: string): Parameter {
    return { description, default: standard, schema: { type: "integer", minimum }, ...(control === undefined ? {} : { control }) };
}

/** The texts of a parameter that is a list; none where it is no list. */
export function textsOf(context: Context, name: string): readonly string[] {
    const value = context.parameter(name);
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
