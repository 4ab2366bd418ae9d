import { spawn } from "node:child_process";

export interface Ran {
    readonly stdout: string;
    readonly milliseconds: number;
}

export interface RunOptions {
    readonly cwd: string;
    /** Ended as soon as it prints anything, rather than waited for: for servers, whose start is measured. */
    readonly untilOutput?: boolean;
    /** Exit codes that are a success. @default only 0 */
    readonly exitCodes?: readonly number[];
}

/** Runs a Node.js program as a process of its own, and measures it whole. Anything but success fails with what it printed. */
export function runNode(args: readonly string[], { cwd, untilOutput = false, exitCodes = [0] }: RunOptions): Promise<Ran> {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, [...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const elapsed = (): number => Number(process.hrtime.bigint() - started) / 1e6;
    let stdout = "";
    let stderr = "";
    let ready: number | undefined;
    child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString();
        if (!untilOutput || ready !== undefined) return;
        ready = elapsed();
        child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => {
            const milliseconds = ready ?? elapsed();
            if (ready !== undefined || (code !== null && exitCodes.includes(code))) resolve({ stdout, milliseconds });
            else reject(new Error(`node ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`));
        });
    });
}
