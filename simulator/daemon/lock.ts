import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join, relative } from "node:path";

/** The exit code of a daemon whose folder another one holds. */
export const heldExitCode = 75;

/** Another daemon runs in the folder, or is about to. */
export class FolderHeld extends Error {}

export interface FolderLock {
    release(): void;
}

/**
 * A folder is held through a listening socket in it: it is gone with the process, however that ends. A left-over socket file
 * refuses connections and is taken over.
 *
 * @throws FolderHeld
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
    const path = shortPath(join(dir, "lock"));
    // Between finding a left-over and replacing it, nobody else may do the same.
    const guard = join(dir, "lock.pid");
    if (!createGuard(guard)) throw new FolderHeld(`a simulated cloud is starting in ${dir}`);
    try {
        if (await answers(path)) throw new FolderHeld(`a simulated cloud already runs in ${dir}`);
        rmSync(path, { force: true });
        const server = createServer((socket) => socket.destroy());
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject);
            server.listen(path, resolve);
        });
        server.unref();
        return { release: () => server.close() };
    } finally {
        rmSync(guard, { force: true });
    }
}

/** False: a living process has it. */
function createGuard(guard: string): boolean {
    for (let last = false; ; last = true) {
        try {
            writeFileSync(guard, String(process.pid), { flag: "wx" });
            return true;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
            if (last || holderLives(guard)) return false;
            rmSync(guard, { force: true });
        }
    }
}

function holderLives(guard: string): boolean {
    try {
        return isAlive(Number(readFileSync(guard, "utf8")));
    } catch {
        return false;
    }
}

export function isAlive(pid: number): boolean {
    try {
        return pid > 0 && process.kill(pid, 0);
    } catch {
        return false;
    }
}

function answers(path: string): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(path, () => {
            socket.destroy();
            resolve(true);
        });
        socket.once("error", () => resolve(false));
    });
}

/** A socket's path has 107 letters at most, 103 on macOS (sun_path of unix(7)); from inside a deep folder it is short. */
function shortPath(path: string): string {
    const inside = relative(process.cwd(), path);
    return inside.length < path.length ? inside : path;
}
