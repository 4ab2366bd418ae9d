import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DaemonAddresses, DaemonOptions, defaultDaemonOptions, readAddresses } from "./addresses";
import { heldExitCode, isAlive } from "./lock";
import { SimulatorStatus } from "./status";

const startTimeoutMs = 30_000;
const stopTimeoutMs = 15_000;
const answerTimeoutMs = 5_000;
const pollMs = 20;

/** The daemon did not do what it was asked: `status` 400 where it did not understand. */
export class DaemonRefusal extends Error {
    constructor(
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

/** A project folder's simulated cloud, seen from outside its process. `dir` holds its objects, addresses and log. */
export class DaemonClient {
    /** @param main what is run as the daemon's process */
    constructor(
        readonly dir: string,
        private readonly main = join(__dirname, "main.ts"),
    ) {}

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

    /**
     * Starts a daemon that outlives this process; where another command is starting one at this moment, waits for that one. Fails
     * with the end of its log when it does not come up.
     */
    async start(options: DaemonOptions): Promise<DaemonAddresses> {
        const code = await this.launch(options);
        const addresses = code === heldExitCode ? await this.started() : code === undefined ? await this.running() : undefined;
        if (addresses !== undefined) return addresses;
        throw this.failure(code === undefined || code === heldExitCode ? "it does not answer" : `it ended with ${code}`);
    }

    /** Runs the daemon until it is ready, or to its end: its exit code or signal. */
    private async launch(options: DaemonOptions): Promise<number | NodeJS.Signals | undefined> {
        mkdirSync(this.dir, { recursive: true });
        const log = openSync(this.logFile, "a", 0o600);
        const args = ["-r", join(__dirname, "..", "..", "tools", "transpile.js"), this.main];
        const words = ["--dir", this.dir, "--realistic", String(options.realistic), "--pace", String(options.pace)];
        const child = spawn(process.execPath, [...args, ...words], { detached: true, stdio: ["ignore", log, log, "ipc"] });
        closeSync(log);
        let timer: NodeJS.Timeout | undefined;
        try {
            return await new Promise((resolve, reject) => {
                timer = setTimeout(() => {
                    child.kill("SIGKILL");
                    reject(this.failure(`no answer within ${startTimeoutMs / 1000} s`));
                }, startTimeoutMs);
                child.once("message", () => resolve(undefined));
                child.once("error", (error) => reject(this.failure(error.message)));
                child.once("exit", (code, signal) => resolve(code ?? signal ?? undefined));
            });
        } finally {
            clearTimeout(timer);
            if (child.connected) child.disconnect();
            child.unref();
        }
    }

    /** The daemon that another process has started, once it answers. */
    private async started(): Promise<DaemonAddresses | undefined> {
        const deadline = Date.now() + startTimeoutMs;
        for (;;) {
            const addresses = await this.running();
            if (addresses !== undefined || Date.now() > deadline) return addresses;
            await new Promise((resolve) => setTimeout(resolve, pollMs));
        }
    }

    private failure(why: string): Error {
        return new Error(`the simulated cloud did not start: ${why}\n${this.logTail()}`.trimEnd());
    }

    /** Stops the daemon and waits for its end; its objects stay on disk. False: none ran. */
    async stop(): Promise<boolean> {
        const addresses = await this.running();
        if (addresses === undefined) return false;
        await this.post("/stop");
        const deadline = Date.now() + stopTimeoutMs;
        while (isAlive(addresses.pid)) {
            if (Date.now() > deadline) throw new Error(`the simulated cloud did not end within ${stopTimeoutMs / 1000} s: process ${addresses.pid}`);
            await new Promise((resolve) => setTimeout(resolve, pollMs));
        }
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

    /** Asks the control interface of the running daemon. */
    async read(path: string): Promise<unknown> {
        return this.get(await this.needed(), path);
    }

    /** Calls the control interface of the running daemon. */
    async post(path: string, body?: unknown): Promise<unknown> {
        const addresses = await this.needed();
        const response = await fetch(`${addresses.control}${path}`, {
            method: "POST",
            headers: { authorization: `Bearer ${addresses.token}`, "content-type": "application/json" },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            signal: AbortSignal.timeout(answerTimeoutMs),
        });
        const answer = (await response.json()) as { error?: string };
        if (!response.ok) throw new DaemonRefusal(answer.error ?? `the simulated cloud answered ${response.status}`, response.status);
        return answer;
    }

    logTail(lines = 20): string {
        if (!existsSync(this.logFile)) return "";
        return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
    }

    private async needed(): Promise<DaemonAddresses> {
        const addresses = await this.running();
        if (addresses === undefined) throw new Error("the simulated cloud does not run: start it with `colorway sim start`");
        return addresses;
    }

    private async get(addresses: DaemonAddresses, path: string): Promise<unknown> {
        const response = await fetch(`${addresses.control}${path}`, { signal: AbortSignal.timeout(answerTimeoutMs) });
        if (!response.ok) throw new Error(`the simulated cloud answered ${response.status} to ${path}`);
        return response.json();
    }
}
