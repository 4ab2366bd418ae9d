import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { livingProcess } from "../adapters/host-process";

/**
 * A lock that the engine puts beside a stack's state in a folder or a bucket while it changes it (pulumi/pulumi
 * pkg/backend/diy/lock.go). A killed engine leaves it behind.
 */
export interface StackLock {
    /** File or URL. */
    readonly place: string;
    readonly user: string;
    readonly host: string;
    readonly pid: number;
    /** ISO 8601. */
    readonly since: string;
}

/** What can be said of a lock's engine from here. */
export type LockState =
    /** It runs, on this host. */
    | "running"
    /** It was on this host and has certainly ended. */
    | "dead"
    /** It is or was on another host. */
    | "elsewhere";

interface LockFile {
    readonly pid: number;
    readonly username: string;
    readonly hostname: string;
    readonly timestamp: string;
}

/** Folder of a stack's locks below the folder of the state. */
function lockFolder(stateFolder: string, project: string, stack: string): string {
    return join(stateFolder, ".pulumi", "locks", "organization", project, stack);
}

/** Locks of a stack whose state is in a folder. */
export async function locksIn(stateFolder: string, project: string, stack: string): Promise<readonly StackLock[]> {
    const folder = lockFolder(stateFolder, project, stack);
    const names = (await unlessGone(readdir(folder))) ?? [];
    const locks: StackLock[] = [];
    for (const name of names.filter((file) => file.endsWith(".json"))) {
        const place = join(folder, name);
        const text = await unlessGone(readFile(place, "utf8"));
        if (text !== undefined) locks.push(lockOf(place, text));
    }
    return locks;
}

function lockOf(place: string, text: string): StackLock {
    try {
        const { pid, username, hostname: host, timestamp } = JSON.parse(text) as LockFile;
        return { place, user: username, host, pid, since: timestamp };
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        // Cut short by the kill. Without a host nobody can tell whether its engine lives.
        return { place, user: "", host: "", pid: 0, since: "" };
    }
}

const refusalLine = /^\s*(\S+): created by (.+)@(\S+) \(pid (\d+)\) at (\S+)\s*$/;

/** Locks that the engine names when it refuses to work: wherever the state is. */
export function locksNamedBy(refusal: string): readonly StackLock[] {
    const locks = new Map<string, StackLock>();
    for (const line of refusal.split("\n")) {
        const [, place, user = "", host = "", pid = "", since = ""] = refusalLine.exec(line) ?? [];
        if (place !== undefined) locks.set(place, { place, user, host, pid: Number(pid), since });
    }
    return [...locks.values()];
}

/** Hosts and containers that share a state must have different names: a lock tells no more than that. */
export function stateOf({ host, pid }: StackLock): LockState {
    if (host !== hostname()) return "elsewhere";
    const living = livingProcess(pid);
    // The number of a dead engine may have gone to another program. Where the name cannot be seen, it may be the engine.
    const isEngine = living !== undefined && (living.name ?? "pulumi").startsWith("pulumi");
    return isEngine ? "running" : "dead";
}

/** Takes one lock in a folder away. Its name is its engine's alone, so that no lock of another one can be meant. */
export async function removeLock({ place }: StackLock): Promise<void> {
    // The second file is the folder's substitute for an object's attributes.
    for (const file of [place, `${place}.attrs`]) await rm(file, { force: true });
}

export function lockText({ user, host, pid, since, place }: StackLock): string {
    return host === "" ? `lock ${place}, unreadable` : `lock of ${user}@${host} (process ${pid}) since ${since}`;
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
    try {
        return await work;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}
