import { execFile } from "node:child_process";

/**
 * Runs the Pulumi CLI to its end; fails with what it printed. Words are passed as they are, through no shell.
 *
 * @param command the executable, or its name in PATH
 * @param variables beside those of this process
 */
export function runCli(
    command: string,
    words: readonly string[],
    dir: string,
    variables: { readonly [name: string]: string } = {},
): Promise<string> {
    const options = { cwd: dir, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...variables } };
    return new Promise((resolve, reject) => {
        execFile(command, [...words], options, (error, stdout, stderr) => {
            if (error === null) resolve(stdout);
            else reject(new Error(`pulumi ${words.slice(0, 2).join(" ")} failed:\n${(stderr || stdout || error.message).trim()}`));
        });
    });
}
