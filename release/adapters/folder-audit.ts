import { mkdir, readdir, readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../engine/write-whole";
import { entryName, sequenceOf } from "../journal/entries";
import type { AuditHead, AuditStore, StoredLink, Trace } from "../ports/audit";
import { headIn, headText } from "../audit/head";
import { codeOf, createDurably } from "./durable-file";

/**
 * An audit log in a folder: `FOLDER/entries/000001.json`, one file for each entry, made exclusively and on disk when `append`
 * ends; `FOLDER/head.json` beside them. For the simulated cloud and for tests: whoever may write to the folder may exchange all of it.
 */
export class FolderAuditStore implements AuditStore {
    readonly lockable = false;

    /** @param folder made with the first entry */
    constructor(private readonly folder: string) {}

    append(sequence: number, text: string): Promise<boolean> {
        return createDurably(this.pathOf(sequence), text);
    }

    async read(sequence: number): Promise<StoredLink | undefined> {
        const path = this.pathOf(sequence);
        const text = await textOf(path);
        return text === undefined ? undefined : { sequence, text, path };
    }

    async all(): Promise<readonly StoredLink[]> {
        // One after the other without waiting for each: ten thousand small files are read in a part of a second.
        return (await this.sequences()).map((sequence) => {
            const path = this.pathOf(sequence);
            return { sequence, text: readFileSync(path, "utf8"), path };
        });
    }

    async last(): Promise<number> {
        return (await this.sequences()).at(-1) ?? 0;
    }

    async head(): Promise<AuditHead | undefined> {
        const text = await textOf(this.headPath);
        return text === undefined ? undefined : headIn(text, this.headPath);
    }

    async moveHead(head: AuditHead): Promise<void> {
        const text = await textOf(this.headPath);
        if (text !== undefined && headIn(text, this.headPath).sequence >= head.sequence) return;
        await mkdir(this.folder, { recursive: true });
        writeWhole(this.headPath, headText(head), 0o600);
    }

    /** A folder keeps no trace. */
    async traces(): Promise<readonly Trace[]> {
        return [];
    }

    private get headPath(): string {
        return join(this.folder, "head.json");
    }

    private pathOf(sequence: number): string {
        return join(this.folder, "entries", entryName(sequence));
    }

    private async sequences(): Promise<readonly number[]> {
        const names = await readdir(join(this.folder, "entries")).catch((error: unknown) => {
            if (codeOf(error) === "ENOENT") return [];
            throw error;
        });
        return names.flatMap((name) => sequenceOf(name) ?? []).sort((a, b) => a - b);
    }
}

async function textOf(path: string): Promise<string | undefined> {
    try {
        return await readFile(path, "utf8");
    } catch (error) {
        if (codeOf(error) === "ENOENT") return undefined;
        throw error;
    }
}
