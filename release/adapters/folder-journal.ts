import { randomBytes } from "node:crypto";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
    checkRolloutId,
    entryName,
    entryText,
    isRolloutId,
    journalOf,
    parseEntry,
    sequenceOf,
    StoredEntry,
} from "../journal/entries";
import { JournalConflict, JournalEntry, JournalStore } from "../ports/journal";
import { codeOf, createDurably, renameDurably } from "./durable-file";

/**
 * Journals in a folder: `FOLDER/ROLLOUT/000001.json`, one file for each entry, made exclusively and on disk when `append` ends. A
 * kill while it writes leaves nothing but a file whose name starts with a dot.
 */
export class FolderJournalStore implements JournalStore {
    /** @param folder made with the first entry */
    constructor(private readonly folder: string) {}

    async append(rollout: string, entry: JournalEntry): Promise<void> {
        const path = join(this.folder, checkRolloutId(rollout), entryName(entry.sequence));
        if (await createDurably(path, entryText(entry))) return;
        if ((await putAside(path, entry.sequence)) && (await createDurably(path, entryText(entry)))) return;
        throw new JournalConflict(rollout, entry.sequence);
    }

    async read(rollout: string): Promise<readonly JournalEntry[]> {
        const folder = join(this.folder, checkRolloutId(rollout));
        const parts: StoredEntry[] = [];
        for (const name of await namesIn(folder)) {
            const sequence = sequenceOf(name);
            const path = join(folder, name);
            if (sequence !== undefined) parts.push({ sequence, text: await readFile(path, "utf8"), path });
        }
        return journalOf(parts);
    }

    async rollouts(): Promise<readonly string[]> {
        const found: string[] = [];
        for (const name of (await namesIn(this.folder)).filter(isRolloutId)) {
            if (await exists(join(this.folder, name, entryName(1)))) found.push(name);
        }
        return found.sort();
    }
}

/**
 * Takes an entry that is only a part out of the way. Files are whole when they get their name, so this is for journals that were
 * copied, or a file system that lost what it had said was on disk.
 */
async function putAside(path: string, sequence: number): Promise<boolean> {
    if (isWhole(await textOf(path), sequence)) return false;
    const aside = `${path}.${randomBytes(6).toString("hex")}.damaged`;
    if (!(await renameDurably(path, aside))) return true;
    const text = await textOf(aside);
    if (!isWhole(text, sequence)) return true;
    // Another process did the same and was faster: that was its new entry.
    await createDurably(path, text);
    return false;
}

function isWhole(text: string, sequence: number): boolean {
    return parseEntry(text, sequence) !== undefined;
}

/** Empty where the file is gone. */
async function textOf(path: string): Promise<string> {
    try {
        return await readFile(path, "utf8");
    } catch (error) {
        if (codeOf(error) === "ENOENT") return "";
        throw error;
    }
}

async function namesIn(folder: string): Promise<readonly string[]> {
    try {
        return await readdir(folder);
    } catch (error) {
        // Of the folder itself a file says nothing about rollouts either.
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
        throw error;
    }
}

async function exists(path: string): Promise<boolean> {
    return access(path).then(
        () => true,
        () => false,
    );
}
