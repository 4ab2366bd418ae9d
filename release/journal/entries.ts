import { JournalEntry } from "../ports/journal";

// What a folder's and an object's name allow alike; never a way out of the folder.
const rolloutPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function isRolloutId(text: string): boolean {
    return rolloutPattern.test(text);
}

/** Fails where the text cannot be the name of a folder or an object. */
export function checkRolloutId(text: string): string {
    if (isRolloutId(text)) return text;
    const allowed = 'letters, digits, ".", "_" and "-" are allowed, at most 100';
    throw new Error(`rollout ${JSON.stringify(text)}: not an identifier; ${allowed}`);
}

const digits = 6;

/** File name of an entry, as `000001.json`. */
export function entryName(sequence: number): string {
    return `${String(sequence).padStart(digits, "0")}.json`;
}

/** Number of an entry by its file name; undefined for any other file. */
export function sequenceOf(name: string): number | undefined {
    const [, number] = /^(\d{6,})\.json$/.exec(name) ?? [];
    return number === undefined ? undefined : Number(number);
}

export function entryText(entry: JournalEntry): string {
    return `${JSON.stringify(entry)}\n`;
}

/** The entry of that number; undefined where the text is only a part of one, or of another. */
export function parseEntry(text: string, sequence: number): JournalEntry | undefined {
    const value = jsonOf(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { sequence: own, at, data } = value as { readonly [name: string]: unknown };
    if (own !== sequence || typeof at !== "string") return undefined;
    if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
    return { sequence, at, data: data as JournalEntry["data"] };
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        if (error instanceof SyntaxError) return undefined;
        throw error;
    }
}

/** What one file or object of a journal holds. */
export interface StoredEntry {
    readonly sequence: number;
    readonly text: string;
    /** Where it is, for messages. */
    readonly path: string;
}

/**
 * A journal from its parts in any order. The last one may have been cut short by a kill and is then left out. A gap or a damaged
 * entry before the last one is no kill's doing: fails, since what a rollout did must not be guessed.
 */
export function journalOf(parts: readonly StoredEntry[]): readonly JournalEntry[] {
    const sorted = [...parts].sort((a, b) => a.sequence - b.sequence);
    const entries: JournalEntry[] = [];
    for (const [index, { sequence, text, path }] of sorted.entries()) {
        if (sequence !== index + 1) throw new Error(`${path}: entry ${index + 1} is missing before it; bring it back from a copy`);
        const entry = parseEntry(text, sequence);
        if (entry !== undefined) entries.push(entry);
        else if (index < sorted.length - 1) throw new Error(`${path}: not an entry of a journal; bring it back from a copy`);
    }
    return entries;
}
