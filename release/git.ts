import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What git prints in a folder, without the space around it. @throws with what git said, also where there is no git */
export async function git(dir: string, ...words: readonly string[]): Promise<string> {
    try {
        return (await run("git", [...words], { cwd: dir })).stdout.trim();
    } catch (error) {
        const { stderr = "", message } = error as Error & { readonly stderr?: string };
        throw new Error(`git ${words[0]} failed: ${(stderr || message).trim()}`);
    }
}
