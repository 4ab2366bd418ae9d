import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { LeaseHolder, LeaseRecord, LeaseStore } from "../ports/lease";
import { codeOf, createDurably } from "./durable-file";

/** How many of the newest records stay: more than can be written while one folder is listed. */
const kept = 16;

interface Version {
    readonly number: number;
    /** Undefined: released. */
    readonly holder: LeaseHolder | undefined;
    readonly tag: string;
}

/**
 * A lease in a folder: `FOLDER/000000001.json`, `FOLDER/000000002.json`, …; the highest number counts. Every change, the release
 * too, makes the next number exclusively (`link`), so of all who saw the same record one succeeds, and nobody who dies in the
 * middle leaves a lock behind.
 */
export class FolderLeaseStore implements LeaseStore {
    /** @param folder made with the first lease; nothing else may be in it */
    constructor(private readonly folder: string) {}

    async read(): Promise<LeaseRecord | undefined> {
        const { holder, tag } = await this.newest();
        return holder === undefined ? undefined : { holder, tag };
    }

    async write(holder: LeaseHolder, expected: string | undefined): Promise<boolean> {
        return this.follow(await this.newest(), expected, holder);
    }

    async remove(expected: string): Promise<boolean> {
        return this.follow(await this.newest(), expected, undefined);
    }

    private async follow(before: Version, expected: string | undefined, holder: LeaseHolder | undefined): Promise<boolean> {
        const tag = before.holder === undefined ? undefined : before.tag;
        if (tag !== expected) return false;
        const number = before.number + 1;
        if (!(await createDurably(this.path(number), `${JSON.stringify({ holder: holder ?? null })}\n`))) return false;
        const numbers = await this.numbers();
        const newest = Math.max(...numbers);
        // While this process stood still others went on and removed the number that it then took: it was taken before.
        if (number <= newest - kept) return false;
        await Promise.all(numbers.filter((old) => old <= newest - kept).map((old) => rm(this.path(old), { force: true })));
        return true;
    }

    private async newest(): Promise<Version> {
        for (;;) {
            const number = Math.max(0, ...(await this.numbers()));
            if (number === 0) return { number, holder: undefined, tag: "" };
            const text = await textOf(this.path(number));
            // Removed since: there are many newer ones, or the whole folder is gone.
            if (text === undefined) continue;
            const { holder } = JSON.parse(text) as { readonly holder: LeaseHolder | null };
            // With its content, in case that the folder began anew.
            const tag = `${number}:${createHash("sha256").update(text).digest("hex")}`;
            return { number, holder: holder ?? undefined, tag };
        }
    }

    private path(number: number): string {
        return join(this.folder, `${String(number).padStart(9, "0")}.json`);
    }

    private async numbers(): Promise<readonly number[]> {
        try {
            return (await readdir(this.folder)).filter((name) => /^\d+\.json$/.test(name)).map((name) => parseInt(name, 10));
        } catch (error) {
            if (codeOf(error) === "ENOENT") return [];
            throw error;
        }
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
