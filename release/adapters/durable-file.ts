import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/**
 * Makes a file that others find whole or not at all, even after a kill or a loss of power. Of many that make it at the same
 * time one succeeds. False: the file exists.
 */
export async function createDurably(path: string, content: string | Buffer): Promise<boolean> {
    const folder = resolve(dirname(path));
    await makeFolder(folder);
    const fresh = join(folder, `.${process.pid}-${randomBytes(6).toString("hex")}.new`);
    try {
        await writeSynced(fresh, content);
        await link(fresh, path);
    } catch (error) {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
    } finally {
        await rm(fresh, { force: true });
    }
    await syncFolder(folder);
    return true;
}

/** Gives a file another name, durably. False: it is not there. */
export async function renameDurably(path: string, to: string): Promise<boolean> {
    try {
        await rename(path, to);
    } catch (error) {
        if (codeOf(error) === "ENOENT") return false;
        throw error;
    }
    await syncFolder(dirname(path));
    return true;
}

export function codeOf(error: unknown): string | undefined {
    return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

async function writeSynced(path: string, content: string | Buffer): Promise<void> {
    const file = await open(path, "wx", 0o600);
    try {
        await file.writeFile(content);
        await file.sync();
    } finally {
        await file.close();
    }
}

/** A new folder is an entry in the one above, which must be on disk as well. */
async function makeFolder(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    for (let above = dirname(folder); above.length >= dirname(first).length; above = dirname(above)) {
        await syncFolder(above);
        if (above === dirname(above)) return;
    }
}

async function syncFolder(folder: string): Promise<void> {
    const handle = await open(folder, "r");
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
}
