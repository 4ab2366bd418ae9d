/** Property values as they travel between the engine and the simulated cloud. */

/** A value that is not known before something else is created; met in previews only. */
export class Unknown {
    readonly unknown = true;
}

/** The one unknown value. */
export const UNKNOWN = new Unknown();

export type Value = null | boolean | number | string | Unknown | readonly Value[] | Props;

export interface Props {
    readonly [name: string]: Value;
}

/** A mutable record, to build `Props` with. */
export type Draft = { [name: string]: Value };

export function isUnknown(value: Value | undefined): value is Unknown {
    return value instanceof Unknown;
}

export function isList(value: Value | undefined): value is readonly Value[] {
    return Array.isArray(value);
}

export function isProps(value: Value | undefined): value is Props {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

export function isAbsent(value: Value | undefined): value is null | undefined {
    return value === undefined || value === null;
}

/** Whether an unknown value hides anywhere inside. */
export function hasUnknown(value: Value | undefined): boolean {
    if (isUnknown(value)) return true;
    if (isList(value)) return value.some(hasUnknown);
    if (isProps(value)) return Object.values(value).some(hasUnknown);
    return false;
}

/** Deep equality; `null` equals absent, unknown equals nothing. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
    if (isAbsent(a) || isAbsent(b)) return isAbsent(a) && isAbsent(b);
    if (isUnknown(a) || isUnknown(b)) return false;
    if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
    if (isProps(a)) {
        if (!isProps(b)) return false;
        const names = new Set([...Object.keys(a), ...Object.keys(b)]);
        return [...names].every((name) => sameValue(a[name], b[name]));
    }
    return a === b;
}

/** JSON text with sorted keys: equal values give equal text. */
export function canonical(value: Value | undefined): string {
    if (isAbsent(value)) return "null";
    if (isUnknown(value)) return "<unknown>";
    if (isList(value)) return `[${value.map(canonical).join(",")}]`;
    if (isProps(value)) {
        const names = Object.keys(value).filter((name) => !isAbsent(value[name])).sort();
        return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
    }
    return JSON.stringify(value);
}

/** A required string; the check of inputs has made sure that it is there. */
export function text(props: Props, name: string): string {
    const value = props[name];
    if (typeof value !== "string") throw new TypeError(`${name}: expected a string, got ${canonical(value)}`);
    return value;
}

export function textOr(props: Props, name: string, otherwise: string): string {
    const value = props[name];
    return typeof value === "string" ? value : otherwise;
}

export function optionalText(props: Props, name: string): string | undefined {
    const value = props[name];
    return typeof value === "string" ? value : undefined;
}

export function numberOr(props: Props, name: string, otherwise: number): number {
    const value = props[name];
    return typeof value === "number" ? value : otherwise;
}

export function flag(props: Props, name: string, otherwise = false): boolean {
    const value = props[name];
    return typeof value === "boolean" ? value : otherwise;
}

/** The list under `name`, empty where absent. */
export function list(props: Props, name: string): readonly Value[] {
    const value = props[name];
    return isList(value) ? value : [];
}

/** The strings of the list under `name`. */
export function texts(props: Props, name: string): readonly string[] {
    return list(props, name).filter((item): item is string => typeof item === "string");
}

/** The records of the list under `name`. */
export function records(props: Props, name: string): readonly Props[] {
    return list(props, name).filter(isProps);
}

/** The record under `name`, empty where absent. */
export function record(props: Props, name: string): Props {
    const value = props[name];
    return isProps(value) ? value : {};
}
