/**
 * The links of an audit log. Pure. An entry is kept as `{"hash":"…","entry":BODY}`: BODY is canonical JSON (sorted keys, no
 * spaces, ASCII alone), the hash is SHA-256 of BODY, and BODY names the hash of the entry before it. So each byte of a link is a
 * part of its form, of its hash, or of what the hash is made of, and each entry vouches for all before it.
 */
import { canonicalJson, sha256 } from "../manifests/digest";
import type { AuditHead } from "../ports/audit";

/** What an entry tells, by its type. Plain JSON. */
export interface AuditData {
    readonly [name: string]: unknown;
}

export interface AuditEntry {
    /** 1, 2, 3, … without a gap. */
    readonly sequence: number;
    /** When it was written, ISO 8601, by the clock of the writer. */
    readonly at: string;
    readonly type: string;
    readonly data: AuditData;
    /** Hash of the entry before; of the first one 64 zeros. */
    readonly previous: string;
    /** The process that wrote it, by a random name: two writers never write the same text. */
    readonly writer: string;
}

/** An entry with its hash, and as it is kept. */
export interface Link extends AuditHead {
    readonly entry: AuditEntry;
    readonly text: string;
}

/** What the first entry of a log hangs on. */
export const origin: AuditHead = { sequence: 0, hash: "0".repeat(64) };
export const genesisType = "genesis";

const opening = '{"hash":"';
const middle = '","entry":';
const ending = "}\n";
const hashEnd = opening.length + 64;

/** Canonical JSON in ASCII: no two texts decode from different bytes alike. */
export function asciiJson(value: unknown): string {
    return canonicalJson(value).replace(
        /[\u007f-\uffff]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

export function seal(entry: AuditEntry): Link {
    const body = asciiJson(entry);
    const hash = sha256(body);
    return { sequence: entry.sequence, hash, entry, text: `${opening}${hash}${middle}${body}${ending}` };
}

/** The link in a text, or what is wrong with it. */
export function unseal(text: string): Link | { readonly problem: string } {
    const formed = text.startsWith(opening) && text.startsWith(middle, hashEnd) && text.endsWith(ending);
    if (!formed) return { problem: "is not in the form of an entry" };
    const hash = text.slice(opening.length, hashEnd);
    const body = text.slice(hashEnd + middle.length, -ending.length);
    const found = sha256(body);
    if (found !== hash) return { problem: `its content has the hash ${found}, but it was kept with ${hash}` };
    const entry = entryIn(body);
    return entry === undefined ? { problem: "its content is no entry" } : { sequence: entry.sequence, hash, entry, text };
}

/** Its hash is right, so whoever sealed it wrote it like that; no more is asked than that it can be read. */
function entryIn(body: string): AuditEntry | undefined {
    const value = jsonOf(body) as Partial<AuditEntry> | undefined;
    const { sequence, at, type, data, previous, writer } = value ?? {};
    const texts = [at, type, previous, writer].every((part) => typeof part === "string");
    return texts && Number.isInteger(sequence) && typeof data === "object" && data !== null ? (value as AuditEntry) : undefined;
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text) ?? undefined;
    } catch {
        return undefined;
    }
}
