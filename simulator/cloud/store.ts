import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { CloudObject } from "./object";

/** Where the account's objects are kept. Writes are durable when they return. */
export interface Store {
    get(type: string, id: string): CloudObject | undefined;
    /** Oldest first. */
    list(type: string): readonly CloudObject[];
    types(): readonly string[];
    put(object: CloudObject): void;
    remove(type: string, id: string): void;
    close(): void;
}

/** Objects in memory only. */
export class MemoryStore implements Store {
    private readonly byType = new Map<string, Map<string, CloudObject>>();

    get(type: string, id: string): CloudObject | undefined {
        return this.byType.get(type)?.get(id);
    }

    list(type: string): readonly CloudObject[] {
        return [...(this.byType.get(type)?.values() ?? [])];
    }

    types(): readonly string[] {
        return [...this.byType.keys()].filter((type) => (this.byType.get(type)?.size ?? 0) > 0);
    }

    put(object: CloudObject): void {
        const objects = this.byType.get(object.type) ?? new Map<string, CloudObject>();
        objects.set(object.id, object);
        this.byType.set(object.type, objects);
    }

    remove(type: string, id: string): void {
        this.byType.get(type)?.delete(id);
    }

    close(): void {
        this.byType.clear();
    }
}

type Entry = { readonly put: CloudObject } | { readonly remove: readonly [type: string, id: string] };

/**
 * Objects in memory and in a log on disk: one JSON line per change. Every line is handed to the operating system before
 * a call returns, so a killed process loses nothing; a line torn by a crash of the machine is dropped at the next start.
 * The log is rewritten at each start.
 */
export class FileStore implements Store {
    private readonly memory = new MemoryStore();
    private readonly file: number;

    constructor(private readonly path: string) {
        mkdirSync(dirname(path), { recursive: true });
        this.replay();
        this.rewrite();
        // Passwords and the like are in there as in the real services.
        this.file = openSync(path, "a", 0o600);
    }

    get(type: string, id: string): CloudObject | undefined {
        return this.memory.get(type, id);
    }

    list(type: string): readonly CloudObject[] {
        return this.memory.list(type);
    }

    types(): readonly string[] {
        return this.memory.types();
    }

    put(object: CloudObject): void {
        this.append({ put: object });
        this.memory.put(object);
    }

    remove(type: string, id: string): void {
        this.append({ remove: [type, id] });
        this.memory.remove(type, id);
    }

    close(): void {
        fsyncSync(this.file);
        closeSync(this.file);
    }

    private append(entry: Entry): void {
        writeSync(this.file, `${JSON.stringify(entry)}\n`);
    }

    private replay(): void {
        if (!existsSync(this.path)) return;
        for (const line of readFileSync(this.path, "utf8").split("\n")) {
            const entry = parseEntry(line);
            if (entry === undefined) continue;
            if ("put" in entry) this.memory.put(entry.put);
            else this.memory.remove(entry.remove[0], entry.remove[1]);
        }
    }

    private rewrite(): void {
        const fresh = `${this.path}.new`;
        const file = openSync(fresh, "w", 0o600);
        for (const type of this.memory.types()) {
            for (const object of this.memory.list(type)) appendFileSync(file, `${JSON.stringify({ put: object })}\n`);
        }
        fsyncSync(file);
        closeSync(file);
        renameSync(fresh, this.path);
    }
}

function parseEntry(line: string): Entry | undefined {
    if (line === "") return undefined;
    try {
        return JSON.parse(line) as Entry;
    } catch {
        return undefined;
    }
}
