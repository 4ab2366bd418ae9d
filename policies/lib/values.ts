/** Reads properties of resources, whose types a pack does not know, without trusting them. */

export type Properties = { readonly [name: string]: unknown };

/** The list, or an empty one where there is none. */
export function listOf(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** The object, or an empty one where there is none. */
export function objectOf(value: unknown): Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Properties : {};
}

/** The objects of a list. */
export function objectsOf(value: unknown): readonly Properties[] {
    return listOf(value).map(objectOf);
}

/** Name of the stack that a URN belongs to: `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
export function stackOf(urn: string): string {
    return urn.split("::")[0].split(":").slice(2).join(":");
}
