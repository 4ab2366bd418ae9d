/** Short, stable fingerprints of plain values. */

import { createHash } from "node:crypto";

/**
 * Fingerprint of a value: 8 hexadecimal digits of the SHA-256 of its canonical JSON. The order of an object's keys does not
 * matter, the order of an array does; a key whose value is `undefined` counts as absent, as in JSON.
 *
 * @throws TypeError when the value holds something that JSON cannot carry (a function, a symbol, a bigint, NaN or infinity).
 */
export function contentHash(value: unknown): string {
    return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 8);
}

/** JSON with the keys of every object in code-unit order and no white space. */
export function canonicalJson(value: unknown): string {
    if (Array.isArray(value)) {
        return `[${value.map((item: unknown) => canonicalJson(item)).join(",")}]`;
    }
    if (typeof value === "object" && value !== null) {
        const members = Object.entries(value)
            .filter(([, member]) => member !== undefined)
            .sort(([left], [right]) => (left < right ? -1 : 1))
            .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
        return `{${members.join(",")}}`;
    }
    if (typeof value === "number" && !Number.isFinite(value)) {
        throw new TypeError(`value: got ${value}, which JSON cannot carry; use a finite number`);
    }
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
        return JSON.stringify(value);
    }
    throw new TypeError(`value: got ${typeof value}, which JSON cannot carry; use plain data`);
}
