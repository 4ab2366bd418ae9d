/**
 * Building blocks of the schema: each reads one value, says in words what it allows, and describes itself for the reference.
 * A broken part becomes a problem and `undefined`; the parts beside it are read all the same, so that one run finds everything.
 */

import { nearest } from "./nearest";
import { type Complaint, type Expectation, isObject, type Place } from "./problems";

/** A value as far as it could be read: whatever was broken is undefined. */
export type Checked<T> = T extends string | number | boolean
    ? T
    : T extends readonly (infer Item)[]
      ? readonly (Checked<Item> | undefined)[]
      : { readonly [Key in keyof T]: Checked<T[Key]> | undefined };

/** Types in the words of Pulumi, which knows no `number`: such values stand inside objects only. */
export type FieldType = "string" | "integer" | "number" | "boolean" | "array" | "object";

export interface Field<T> extends Expectation {
    readonly type: FieldType;
    /** One sentence for the reference. */
    readonly about: string;
    /** Where a limit comes from. */
    readonly source?: string;
    /** May be left out although it has no default. */
    readonly optional?: boolean;
    /** The members, for the reference. */
    readonly members?: { readonly [key: string]: Field<unknown> };
    /** What the list or the map holds. */
    readonly items?: Field<unknown>;
    /** What a member is where it is left out. */
    readonly defaults?: { readonly [key: string]: unknown };
    read(value: unknown, place: Place): Checked<T> | undefined;
}

interface Description {
    readonly about: string;
    readonly cure?: string;
    readonly source?: string;
    readonly optional?: boolean;
}

const kinds: { readonly [Type in FieldType]: string } = {
    string: "text",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "an object",
};

/** What a value is, in the words of a message. */
export function kindOf(value: unknown): string {
    if (value === null) return "empty";
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object") return "an object";
    if (typeof value === "string") return "text";
    if (typeof value === "boolean") return "true or false";
    return Number.isInteger(value) ? "a whole number" : "a number with a fraction";
}

/** Text of which `check` may complain. */
export function text(
    options: Description & {
        readonly allowed: string;
        /** A value that is right, for the cure. */
        readonly example: string;
        readonly check?: (value: string) => Complaint | undefined;
    },
): Field<string> {
    const { check, example, ...described } = options;
    const cure = described.cure ?? `write it as ${example}`;
    return leaf<string>("string", { ...described, cure }, (value): value is string => typeof value === "string", check);
}

type RangeOptions = Description & { readonly min: number; readonly max: number; readonly unit?: string };

/** A whole number from `min` to `max`. */
export function integer(options: RangeOptions): Field<number> {
    const { min, max } = options;
    const range = max - min === 1 ? `${min} or ${max}` : `a whole number from ${min} to ${max}`;
    return ranged("integer", range, options, isInteger);
}

/** A number from `min` to `max`, with or without a fraction. */
export function decimal(options: RangeOptions): Field<number> {
    return ranged("number", `a number from ${options.min} to ${options.max}`, options, isFiniteNumber);
}

function ranged(
    type: "integer" | "number",
    range: string,
    options: RangeOptions,
    fits: (value: unknown) => value is number,
): Field<number> {
    const { min, max, unit, ...described } = options;
    const allowed = unit === undefined ? range : `${range}, in ${unit}`;
    const cure = described.cure ?? `write a number without quotes, for example ${min}`;
    return leaf<number>(type, { ...described, allowed, cure }, fits, value => {
        if (value < min) return { message: `is below ${min}`, cure: `write ${min} or more` };
        return value > max ? { message: `is above ${max}`, cure: `write ${max} or less` } : undefined;
    });
}

/** One of a few whole numbers. */
export function oneOfNumbers(values: readonly number[], options: Description & { readonly allowed?: string }): Field<number> {
    const allowed = options.allowed ?? `one of ${values.join(", ")}`;
    const cure = options.cure ?? `write a number without quotes, for example ${values[0] ?? 0}`;
    return leaf<number>("integer", { ...options, allowed, cure }, isInteger, value => {
        if (values.includes(value)) return undefined;
        const near = values.reduce((best, other) => (Math.abs(other - value) < Math.abs(best - value) ? other : best));
        return { message: "is none of the values that are allowed", cure: `write ${near}, the nearest one` };
    });
}

export function flag(options: Description): Field<boolean> {
    return leaf<boolean>(
        "boolean",
        { ...options, allowed: "true or false", cure: "write true or false without quotes" },
        (value): value is boolean => typeof value === "boolean",
    );
}

/** One of a few words. */
export function oneOf<T extends string>(values: readonly T[], options: Description & { readonly allowed?: string }): Field<T> {
    const allowed = options.allowed ?? `one of ${values.join(", ")}`;
    const known = (value: unknown): value is T => values.some(each => each === value);
    return {
        ...options,
        type: "string",
        allowed,
        cure: options.cure ?? "choose one of them",
        read(value, place): Checked<T> | undefined {
            if (known(value)) return value as Checked<T>;
            const near = typeof value === "string" ? nearest(value, values) : undefined;
            const complaint = typeof value === "string" ? "is not known" : wrongType(value, "string");
            place.note(this, near === undefined ? complaint : { message: "is not known", cure: `write ${near}` }, value);
            return undefined;
        },
    };
}

/** A list; `sameness` gives what two items must not share. */
export function list<T>(
    items: Field<T>,
    options: Description & {
        readonly allowed: string;
        readonly cure: string;
        readonly min?: number;
        readonly max?: number;
        readonly sameness?: (item: Checked<T>) => string | undefined;
    },
): Field<readonly T[]> {
    const { min = 0, max = Infinity, sameness, ...described } = options;
    return {
        ...described,
        type: "array",
        items,
        read(value, place): Checked<readonly T[]> | undefined {
            if (!Array.isArray(value)) {
                place.note(this, mismatch(value, "array"), value);
                return undefined;
            }
            if (value.length < min) place.note(this, value.length === 0 ? "is empty" : `has ${value.length} items`, value);
            if (value.length > max) place.note(this, `has ${value.length} items, ${value.length - max} too many`, value);
            const read = value.map((item: unknown, index) => items.read(item, place.item(index)));
            if (sameness !== undefined) noteRepeated(read, sameness, value, place);
            const result: unknown = read;
            return result as Checked<readonly T[]>;
        },
    };
}

function noteRepeated<T>(
    read: readonly (Checked<T> | undefined)[],
    sameness: (item: Checked<T>) => string | undefined,
    written: readonly unknown[],
    place: Place,
): void {
    const seen = new Map<string, number>();
    for (const [index, item] of read.entries()) {
        const mark = item === undefined ? undefined : sameness(item);
        if (mark === undefined) continue;
        const first = seen.get(mark);
        if (first === undefined) {
            seen.set(mark, index);
        } else {
            const expected = { allowed: "each one once", cure: "remove it, or give it another value" };
            place.item(index).note(expected, `repeats ${mark} of item ${first}`, written[index]);
        }
    }
}

/** Values by free keys, such as tags; `checkKey` may complain of a key. */
export function map<T>(
    items: Field<T>,
    options: Description & {
        readonly allowed: string;
        readonly cure: string;
        readonly max?: number;
        readonly checkKey: (key: string) => Complaint | undefined;
        /** What stands beside the keys that are written. @default - none */
        readonly defaults?: { readonly [key: string]: T };
    },
): Field<{ readonly [key: string]: T }> {
    const { max = Infinity, checkKey, ...described } = options;
    const entries = Object.entries(options.defaults ?? {});
    return {
        ...described,
        type: "object",
        items,
        read(value, place): Checked<{ readonly [key: string]: T }> | undefined {
            if (!isObject(value)) {
                place.note(this, mismatch(value, "object"), value);
                return undefined;
            }
            const keys = Object.keys(value).sort();
            if (keys.length > max) place.note(this, `has ${keys.length} entries, ${keys.length - max} too many`, value);
            const read = keys.map((key): readonly [string, unknown] => {
                const complaint = checkKey(key);
                if (complaint !== undefined) place.member(key).note(this, complaint, value[key]);
                return [key, items.read(value[key], place.member(key))];
            });
            const result: unknown = Object.fromEntries([...entries, ...read]);
            return result as Checked<{ readonly [key: string]: T }>;
        },
    };
}

/** An object with a field for each member; what is left out comes from `defaults`. */
export function object<T>(
    members: { readonly [Key in keyof T]-?: Field<Exclude<T[Key], undefined>> },
    options: Description & { readonly defaults: Partial<T> },
): Field<T> {
    const { defaults, ...described } = options;
    const fields: { readonly [key: string]: Field<unknown> } = members;
    const preset: { readonly [key: string]: unknown } = { ...defaults };
    const names = Object.keys(fields);
    return {
        ...described,
        type: "object",
        members: fields,
        defaults: preset,
        allowed: `an object with ${names.join(", ")}`,
        cure: described.cure ?? "write its members below it, one on each line",
        read(value, place): Checked<T> | undefined {
            if (!isObject(value)) {
                place.note(this, mismatch(value, "object"), value);
                return undefined;
            }
            const result: unknown = Object.fromEntries(names.map(name => [name, readMember(name, value)]));
            for (const name of Object.keys(value).sort()) {
                if (!names.includes(name)) noteUnknownKey(name, value[name], names, place.member(name));
            }
            return result as Checked<T>;

            function readMember(name: string, from: { readonly [key: string]: unknown }): unknown {
                const field = fields[name];
                if (field === undefined) return undefined;
                if (from[name] !== undefined) return field.read(from[name], place.member(name));
                if (preset[name] === undefined && field.optional !== true) {
                    place.member(name).note(field, "is missing", undefined);
                }
                return preset[name];
            }
        },
    };
}

/** Notes a key that does not exist, with the one most likely meant. */
export function noteUnknownKey(name: string, value: unknown, known: readonly string[], place: Place): void {
    const near = nearest(name, known);
    const cure = near === undefined ? "remove it" : `write ${near} instead, or remove it`;
    place.note({ allowed: known.join(", "), cure }, "is not a known key", value);
}

export function mismatch(value: unknown, type: FieldType): string {
    if (typeof value === "number" && !Number.isFinite(value)) return "is not finite";
    return value === null ? "is empty" : `is ${kindOf(value)}, not ${kinds[type]}`;
}

function isInteger(value: unknown): value is number {
    return Number.isSafeInteger(value);
}

function isFiniteNumber(value: unknown): value is number {
    return Number.isFinite(value);
}

function leaf<T extends string | number | boolean>(
    type: FieldType,
    described: Description & { readonly allowed: string; readonly cure: string },
    fits: (value: unknown) => value is T,
    check: (value: T) => Complaint | undefined = () => undefined,
): Field<T> {
    return {
        ...described,
        type,
        read(value, place): Checked<T> | undefined {
            const complaint = fits(value) ? check(value) : wrongType(value, type);
            if (complaint === undefined) return value as Checked<T>;
            place.note(this, complaint, value);
            return undefined;
        },
    };
}

/** A number that should be text, and text that should be a number, differ by quotes only. */
function wrongType(value: unknown, type: FieldType): Complaint {
    const message = mismatch(value, type);
    if (type === "string" && (typeof value === "number" || typeof value === "boolean")) {
        return { message, cure: "put it into quotes, exactly as it should read" };
    }
    if (typeof value === "string" && type !== "string" && isWritten(value, type)) {
        return { message, cure: `remove the quotes: ${value}` };
    }
    return message;
}

function isWritten(value: string, type: FieldType): boolean {
    if (type === "number") return /^-?\d+(\.\d+)?$/.test(value);
    return type === "integer" ? /^-?\d+$/.test(value) : type === "boolean" && /^(true|false)$/.test(value);
}
