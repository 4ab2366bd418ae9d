import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes a file so that others find the old one or the new one, never a part; not at all where it is the same already. */
export function writeWhole(path: string, text: string, mode: number): void {
    if (textOf(path) === text) return;
    const fresh = freshName(path);
    writeFileSync(fresh, text, { mode });
    renameSync(fresh, path);
}

/** The text of a file that is made once: of many that make it at the same time, all get what the first one wrote. */
export function writeOnce(path: string, text: string, mode: number): string {
    const found = textOf(path);
    if (found !== undefined) return found;
    const fresh = freshName(path);
    writeFileSync(fresh, text, { mode });
    try {
        linkSync(fresh, path);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
        rmSync(fresh);
    }
    return readFileSync(path, "utf8");
}

function textOf(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}

function freshName(path: string): string {
    return `${path}.${process.pid}.new`;
}
