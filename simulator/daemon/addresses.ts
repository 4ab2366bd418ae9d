import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a running simulated cloud can be reached; kept in `daemon.json` beside its objects. */
export interface DaemonAddresses {
    readonly pid: number;
    /** ISO 8601. */
    readonly started: string;
    /** Control interface, `http://127.0.0.1:PORT`. */
    readonly control: string;
    /** Needed for every call that changes something: a web page in a browser on this machine cannot know it. */
    readonly token: string;
    /** Port of each provider by package name. */
    readonly providers: { readonly [name: string]: number };
    /** AWS's HTTP API, `http://127.0.0.1:PORT`: what SDKs take as their `endpoint`. */
    readonly aws: string;
    /** The options it was started with. */
    readonly options: DaemonOptions;
}

export interface DaemonOptions {
    /** Share of AWS's usual creation times that is really waited, 0 to 1; 0: everything is made at once. */
    readonly realistic: number;
    /** Share of probe, health check and drain times that is really waited, above 0 to 1. */
    readonly pace: number;
}

export const defaultDaemonOptions: DaemonOptions = { realistic: 0, pace: 0.02 };

function fileIn(dir: string): string {
    return join(dir, "daemon.json");
}

/** What the last daemon of that folder wrote; it may be gone since. */
export function readAddresses(dir: string): DaemonAddresses | undefined {
    try {
        return JSON.parse(readFileSync(fileIn(dir), "utf8")) as DaemonAddresses;
    } catch {
        return undefined;
    }
}

export function writeAddresses(dir: string, addresses: DaemonAddresses): void {
    const fresh = `${fileIn(dir)}.new`;
    writeFileSync(fresh, `${JSON.stringify(addresses, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, fileIn(dir));
}
