import { execFile } from "node:child_process";
import { join } from "node:path";
import { Cli } from "./stack";

/** Runs the Pulumi CLI to its end; fails with what it printed. Words are passed as they are, through no shell. */
export function runCli(cli: Cli, words: readonly string[], dir: string): Promise<string> {
    return new Promise((resolve, reject) => {
        execFile(join(cli.root, "bin", "pulumi"), [...words], { cwd: dir, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
            if (error === null) resolve(stdout);
            else reject(new Error(`pulumi ${words.slice(0, 2).join(" ")} failed:\n${(stderr || stdout || error.message).trim()}`));
        });
    });
}
