/** Values of resources as people may read them. */
import { isSecret, isUnknown, withoutMark } from "../engine/marks";

/** In place of what AWS or Kubernetes makes up in an update, as an ARN. */
export const unknownText = "<known after up>";
export const secretText = "[secret]";

/** A value without the engine's marks. */
export interface Shown {
    readonly value: unknown;
    /** Paths of what is not known yet, as `spec.ports[0].port`. */
    readonly unknown: readonly string[];
    /** Paths of what is left out since it is secret. */
    readonly secret: readonly string[];
}

/** With the keys of objects sorted, so that the same value is always the same text. */
export function shown(marked: unknown, path = ""): Shown {
    const raw = withoutMark(marked);
    if (isSecret(raw)) return { value: secretText, unknown: [], secret: [path] };
    if (isUnknown(raw)) return { value: unknownText, unknown: [path], secret: [] };
    if (Array.isArray(raw)) {
        const items = raw.map((item, index) => shown(item, `${path}[${index}]`));
        return { value: items.map(({ value }) => value), ...placesOf(items) };
    }
    if (typeof raw !== "object" || raw === null) return { value: raw, unknown: [], secret: [] };
    const members = Object.entries(raw)
        .filter(([, value]) => value !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, value]) => [key, shown(value, memberPath(path, key))] as const);
    const values = members.map(([key, { value }]) => [key, value]);
    return { value: Object.fromEntries(values), ...placesOf(members.map(([, member]) => member)) };
}

function placesOf(parts: readonly Shown[]): Pick<Shown, "unknown" | "secret"> {
    return { unknown: parts.flatMap(({ unknown }) => unknown), secret: parts.flatMap(({ secret }) => secret) };
}

/** Keys that are no plain word stand in brackets, as labels do. */
function memberPath(path: string, key: string): string {
    if (!/^\w[\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
}
