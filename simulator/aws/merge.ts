import { Draft, isAbsent, isList, isProps, Props, UNKNOWN, Value } from "../cloud/values";
import { Property, Shape } from "./model";

/**
 * The properties after an update: the new inputs, what AWS chose where the program says nothing, and the computed outputs.
 * What the program no longer gives is gone.
 */
export function merged(shape: Shape, olds: Props, news: Props): Draft {
    const result: Draft = {};
    for (const [name, value] of Object.entries(olds)) {
        const property = shape[name];
        // Tags stand in no shape, but are an input.
        const output = property === undefined && name !== "tags" && name !== "tagsAll";
        if (output || property?.computed === true) result[name] = value;
    }
    for (const [name, value] of Object.entries(news)) {
        if (isAbsent(value)) continue;
        const property = shape[name];
        const old = olds[name];
        result[name] =
            property?.kind === "object" && isProps(value) && isProps(old) ? merged(property.fields, old, value) : value;
    }
    return result;
}

/** Inputs with every value that AWS will choose marked as unknown, at every depth: what a preview of a creation shows. */
export function withUnknowns(shape: Shape, inputs: Props): Draft {
    const result: Draft = { ...inputs };
    for (const [name, property] of Object.entries(shape)) {
        const value = inputs[name];
        if (value === undefined || value === null) {
            if (property.computed === true) result[name] = UNKNOWN;
        } else {
            result[name] = unknownsInside(property, value);
        }
    }
    return result;
}

function unknownsInside(property: Property, value: Value): Value {
    if (property.kind === "object" && isProps(value)) return withUnknowns(property.fields, value);
    if (property.kind === "list" && isList(value)) return value.map((item) => unknownsInside(property.of, item));
    return value;
}
