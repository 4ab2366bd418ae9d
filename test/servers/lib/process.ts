/** Programs that tests run beside themselves. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Letters of a program's output that are kept for messages. */
const keptOutput = 4_000;

export interface Program {
    readonly command: string;
    readonly args: readonly string[];
    /** Added to the environment of this process. @default - none */
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
}

export interface ServerProgram extends Program {
    /** Whether it can be used. Asked again until it is; an error counts as no. */
    readonly ready: () => Promise<boolean>;
    /** Milliseconds until it must be ready. @default 60000 */
    readonly readyWithin?: number;
}

/** A program that runs until it is stopped; it never outlives this process. */
export class RunningServer {
    constructor(
        private readonly child: ChildProcess,
        private readonly said: () => string,
        private readonly forget: () => void,
    ) {}

    /** The end of what it wrote. */
    output(): string {
        return this.said();
    }

    async stop(): Promise<void> {
        this.forget();
        if (this.child.exitCode !== null || this.child.signalCode !== null) {
            return;
        }
        const ended = once(this.child, "exit");
        this.child.kill("SIGTERM");
        const harder = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
        await ended;
        clearTimeout(harder);
    }
}

/**
 * Runs a program to its end and gives what it wrote to standard output. Fails with the end of its output where it does not exit
 * with 0.
 */
export async function run(program: Program): Promise<string> {
    const { child, said, stdout } = begin(program);
    const [code] = await exitOf(child, program);
    if (code !== 0) {
        throw new Error(`${commandLine(program)} exited with ${String(code)}: ${said().trim()}`);
    }
    return stdout();
}

/**
 * Starts a server and waits until it is ready. Fails with the end of its output where it exits before, or is not ready in time.
 */
export async function startServer(program: ServerProgram): Promise<RunningServer> {
    const { child, said } = begin(program);
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    const server = new RunningServer(child, said, () => process.off("exit", kill));
    let ended: string | undefined;
    exitOf(child, program).then(
        ([code]) => { ended = `exited with ${String(code)}`; },
        (error: Error) => { ended = error.message; },
    );
    const within = program.readyWithin ?? 60_000;
    for (const end = performance.now() + within; ;) {
        if (ended !== undefined) {
            throw new Error(`${commandLine(program)}: ${ended} before it was ready: ${said().trim()}`);
        }
        if (await program.ready().catch(() => false)) {
            return server;
        }
        if (performance.now() > end) {
            await server.stop();
            throw new Error(`${commandLine(program)}: not ready within ${within / 1_000} s: ${said().trim()}`);
        }
        await pause(50);
    }
}

/** A loopback port that nobody listens on. */
export async function freePort(): Promise<number> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

interface Begun {
    readonly child: ChildProcess;
    readonly said: () => string;
    readonly stdout: () => string;
}

function begin({ command, args, env, cwd }: Program): Begun {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let all = "";
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        out += text;
        all = (all + text).slice(-keptOutput);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
        all = (all + text).slice(-keptOutput);
    });
    return { child, said: () => all, stdout: () => out };
}

function exitOf(child: ChildProcess, program: Program): Promise<readonly [code: number | string | null]> {
    return new Promise((resolve, reject) => {
        child.once("error", error => reject(new Error(`${commandLine(program)} cannot be started: ${error.message}`)));
        child.once("close", (code, signal) => resolve([code ?? signal]));
    });
}

function commandLine({ command, args }: Program): string {
    return [command, ...args].join(" ");
}
