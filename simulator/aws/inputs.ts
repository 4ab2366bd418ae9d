import { canonical, Draft, hasUnknown, isAbsent, isList, isProps, isUnknown, Props, Value } from "../cloud/values";
import { Mistake, Property, Shape } from "./model";

/** Every mistake in `inputs` against the shape, as `path: what is wrong (CODE)`. Unknown values pass. */
export function shapeMistakes(shape: Shape, inputs: Props, invalidCode: string, prefix = ""): readonly Mistake[] {
    const mistakes: Mistake[] = [];
    for (const [name, value] of Object.entries(inputs)) {
        if (isAbsent(value) || name.startsWith("__")) continue;
        const property = shape[name];
        const path = `${prefix}${name}`;
        if (property === undefined) {
            mistakes.push({ path, message: `${path}: this property is not modeled by the simulated cloud; docs/simulator.md lists what is` });
            continue;
        }
        mistakes.push(...valueMistakes(property, value, path, invalidCode));
        for (const other of property.conflictsWith ?? []) {
            if (!isAbsent(inputs[other])) {
                const message = `${path}: conflicts with ${prefix}${other}; give only one (${property.code ?? invalidCode})`;
                mistakes.push({ path, message });
            }
        }
    }
    for (const [name, property] of Object.entries(shape)) {
        if (property.required === true && isAbsent(inputs[name])) {
            const path = `${prefix}${name}`;
            mistakes.push({ path, message: `${path}: missing required argument (${property.code ?? invalidCode})` });
        }
    }
    return mistakes;
}

function valueMistakes(property: Property, value: Value, path: string, invalidCode: string): readonly Mistake[] {
    if (isUnknown(value)) return [];
    const code = property.code ?? invalidCode;
    const wrong = (what: string): readonly Mistake[] => [{ path, message: `${path}: ${what} (${code})` }];
    const found = kindMistakes(property, value, path, invalidCode, wrong);
    if (found.length > 0 || hasUnknown(value)) return found;
    const broken = property.rule?.(value);
    return broken === undefined ? [] : wrong(broken);
}

type Wrong = (what: string) => readonly Mistake[];

function kindMistakes(property: Property, value: Value, path: string, invalidCode: string, wrong: Wrong): readonly Mistake[] {
    switch (property.kind) {
        case "text": {
            if (typeof value !== "string") return wrong(`expected a string, got ${canonical(value)}`);
            const { minLength = 0, maxLength = Infinity, pattern, oneOf } = property;
            if (value.length < minLength || value.length > maxLength) return wrong(lengthText(value.length, minLength, maxLength));
            if (oneOf !== undefined && !oneOf.includes(value)) {
                return wrong(`expected one of [${oneOf.join(" ")}], got ${JSON.stringify(value)}`);
            }
            if (pattern !== undefined && !pattern.test(value)) {
                return wrong(`value ${JSON.stringify(value)} does not match ${pattern.source}`);
            }
            return [];
        }
        case "number": {
            if (typeof value !== "number") return wrong(`expected a number, got ${canonical(value)}`);
            const { min = -Infinity, max = Infinity, oneOf, integer = true } = property;
            if (integer && !Number.isInteger(value)) return wrong(`expected a whole number, got ${value}`);
            if (value < min || value > max) return wrong(rangeText(lastName(path), value, min, max));
            if (oneOf !== undefined && !oneOf.includes(value)) return wrong(`expected one of [${oneOf.join(" ")}], got ${value}`);
            return [];
        }
        case "flag":
            return typeof value === "boolean" ? [] : wrong(`expected true or false, got ${canonical(value)}`);
        case "list": {
            if (!isList(value)) return wrong(`expected a list, got ${canonical(value)}`);
            const { minItems = 0, maxItems = Infinity } = property;
            if (value.length < minItems) return wrong(`attribute requires at least ${minItems} item(s), has ${value.length}`);
            if (value.length > maxItems) return wrong(`attribute supports at most ${maxItems} item(s), has ${value.length}`);
            return value.flatMap((item, index) => valueMistakes(property.of, item, `${path}[${index}]`, invalidCode));
        }
        case "map":
            if (!isProps(value)) return wrong(`expected a map, got ${canonical(value)}`);
            return Object.entries(value).flatMap(([key, item]) =>
                isAbsent(item) ? [] : valueMistakes(property.of, item, `${path}.${key}`, invalidCode),
            );
        case "object":
            if (!isProps(value)) return wrong(`expected an object, got ${canonical(value)}`);
            return shapeMistakes(property.fields, value, invalidCode, `${path}.`);
    }
}

/** In the words of the provider (Terraform plugin SDK, `helper/validation`: IntBetween, IntAtLeast, IntAtMost). */
function rangeText(name: string, value: number, min: number, max: number): string {
    if (max === Infinity) return `expected ${name} to be at least (${min}), got ${value}`;
    if (min === -Infinity) return `expected ${name} to be at most (${max}), got ${value}`;
    return `expected ${name} to be in the range (${min} - ${max}), got ${value}`;
}

/** `c` of `a.b[0].c`. */
function lastName(path: string): string {
    return path.slice(path.lastIndexOf(".") + 1);
}

function lengthText(length: number, min: number, max: number): string {
    if (max === Infinity) return `expected a length of at least ${min}, got ${length}`;
    return `expected a length in the range (${min} - ${max}), got ${length}`;
}

/** The inputs with AWS's defaults filled in, at every depth. */
export function withDefaults(shape: Shape, inputs: Props): Draft {
    const filled: Draft = {};
    for (const [name, value] of Object.entries(inputs)) {
        if (name.startsWith("__")) continue;
        const property = shape[name];
        if (!isAbsent(value)) filled[name] = property === undefined ? value : defaultsInside(property, value);
    }
    for (const [name, property] of Object.entries(shape)) {
        if (isAbsent(filled[name]) && property.default !== undefined) filled[name] = property.default;
    }
    return filled;
}

function defaultsInside(property: Property, value: Value): Value {
    if (property.kind === "object" && isProps(value)) return withDefaults(property.fields, value);
    if (property.kind === "list" && isList(value)) return value.map((item) => defaultsInside(property.of, item));
    return value;
}
