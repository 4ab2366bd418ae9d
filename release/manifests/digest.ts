/** The digest of a manifest: what an approval, a record and a refusal name it by. */

import { createHash } from "node:crypto";
import type { Release } from "../../config/types";

/** `sha256:` and 64 hexadecimal digits over what the manifest says; its order of keys, spaces and comments do not count. */
export function manifestDigest(release: Release): string {
    return `sha256:${sha256(canonicalJson(release))}`;
}

/** JSON with sorted keys and no spaces (the form of RFC 8785), without members that are undefined. */
export function canonicalJson(value: unknown): string {
    return JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? sorted(part) : part));
}

/** 64 hexadecimal digits. */
export function sha256(content: string | Buffer): string {
    return createHash("sha256").update(content).digest("hex");
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
    return Object.fromEntries(
        Object.keys(value)
            .sort()
            .map(key => [key, value[key]]),
    );
}
