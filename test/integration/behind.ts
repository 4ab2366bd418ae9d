/** Commands that yield to the simulated cloud and its users: all three share this machine, which they never do in an account. */
import { ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";

/** About a tenth of the usual share of a busy processor. */
const niceness = 10;

export interface Ending {
    /** -1 where a signal ended it. */
    readonly code: number;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
}

export interface Started {
    readonly child: ChildProcess;
    readonly ended: Promise<Ending>;
}

export interface StartOptions {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    /** Whether it yields; its process group is its own then. */
    readonly behind: boolean;
}

/** Starts Node.js with a command line and gathers what it prints. */
export function startNode(args: readonly string[], { cwd, env, behind }: StartOptions): Started {
    const child = spawn(process.execPath, [...args], { cwd, env, detached: behind, stdio: ["ignore", "pipe", "pipe"] });
    if (behind && child.pid !== undefined) yieldToOthers(child.pid);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ending>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code, signal) => resolve({ code: code ?? -1, signal, stdout, stderr }));
    });
    ended.catch(() => undefined);
    return { child, ended };
}

/** @param pid the leader of a session of its own */
export function yieldToOthers(pid: number): void {
    setPriority(pid, niceness);
    try {
        // Where Linux weighs sessions before processes, only the session's own niceness counts (sched(7), autogroup).
        writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
    } catch {
        // Sessions are not weighed here.
    }
}
