import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DaemonAddresses, DaemonOptions, defaultDaemonOptions, readAddresses } from "./addresses";
import { SimulatorStatus } from "./status";

const startTimeoutMs = 30_000;
const answerTimeoutMs = 5_000;

/** A project folder's simulated cloud, seen from outside its process. `dir` holds its objects, addresses and log. */
export class DaemonClient {
    constructor(readonly dir: string) {}

    get logFile(): string {
        return join(this.dir, "daemon.log");
    }

    /** The running daemon; undefined where none answers. */
    async running(): Promise<DaemonAddresses | undefined> {
        const addresses = readAddresses(this.dir);
        if (addresses === undefined || !isAlive(addresses.pid)) return undefined;
        try {
            await this.get(addresses, "/healthz");
            return addresses;
        } catch {
            return undefined;
        }
    }

    /** The running daemon, started when there is none. Options count only when it is started here. */
    async ensure(options: DaemonOptions = defaultDaemonOptions): Promise<DaemonAddresses> {
        return (await this.running()) ?? this.start(options);
    }

    /** Starts a daemon that outlives this process. Fails with the end of its log when it does not come up. */
    async start(options: DaemonOptions): Promise<DaemonAddresses> {
        mkdirSync(this.dir, { recursive: true });
        const log = openSync(this.logFile, "a", 0o600);
        const main = join(__dirname, "main.ts");
        const args = ["-r", join(__dirname, "..", "..", "tools", "transpile.js"), main];
        const words = ["--dir", this.dir, "--realistic", String(options.realistic), "--pace", String(options.pace)];
        const child = spawn(process.execPath, [...args, ...words], { detached: true, stdio: ["ignore", log, log, "ipc"] });
        await new Promise<void>((resolve, reject) => {
            const failed = (why: string): void => reject(new Error(`the simulated cloud did not start: ${why}\n${this.logTail()}`));
            const timer = setTimeout(() => failed(`no answer within ${startTimeoutMs / 1000} s`), startTimeoutMs);
            child.once("message", () => {
                clearTimeout(timer);
                resolve();
            });
            child.once("exit", (code) => {
                clearTimeout(timer);
                failed(`it ended with exit code ${code}`);
            });
        });
        child.disconnect();
        child.unref();
        const addresses = await this.running();
        if (addresses === undefined) throw new Error(`the simulated cloud did not start\n${this.logTail()}`);
        return addresses;
    }

    /** Stops the daemon and waits for its end; its objects stay on disk. False: none ran. */
    async stop(): Promise<boolean> {
        const addresses = await this.running();
        if (addresses === undefined) return false;
        await this.post("/stop");
        while (isAlive(addresses.pid)) await new Promise((resolve) => setTimeout(resolve, 20));
        return true;
    }

    /** Forgets every object. The daemon must not run. */
    reset(): void {
        for (const name of ["cloud.jsonl", "daemon.json"]) rmSync(join(this.dir, name), { force: true });
    }

    async status(): Promise<SimulatorStatus | undefined> {
        const addresses = await this.running();
        if (addresses === undefined) return undefined;
        return (await this.get(addresses, "/status")) as SimulatorStatus;
    }

    /** Calls the control interface of the running daemon. */
    async post(path: string, body?: unknown): Promise<unknown> {
        const addresses = await this.running();
        if (addresses === undefined) throw new Error("the simulated cloud does not run: start it with `colorway sim start`");
        const response = await fetch(`${addresses.control}${path}`, {
            method: "POST",
            headers: { authorization: `Bearer ${addresses.token}`, "content-type": "application/json" },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            signal: AbortSignal.timeout(answerTimeoutMs),
        });
        const answer = (await response.json()) as { error?: string };
        if (!response.ok) throw new Error(answer.error ?? `the simulated cloud answered ${response.status}`);
        return answer;
    }

    logTail(lines = 20): string {
        if (!existsSync(this.logFile)) return "";
        return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
    }

    private async get(addresses: DaemonAddresses, path: string): Promise<unknown> {
        const response = await fetch(`${addresses.control}${path}`, { signal: AbortSignal.timeout(answerTimeoutMs) });
        if (!response.ok) throw new Error(`the simulated cloud answered ${response.status} to ${path}`);
        return response.json();
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
