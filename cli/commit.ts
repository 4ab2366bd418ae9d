/** Puts the stack file into git as a rollout left it, so that git and the cloud agree. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { stackFile } from "../config/files";
import { Project } from "../release/engine/project";
import { RolloutState } from "../release/rollout/machine";
import { CommandFailure, exitCodes } from "./failure";

const run = promisify(execFile);

/** What somebody else is at must not come into the rollout's commit. */
export async function refuseUncommitted({ dir }: Project, stack: string): Promise<void> {
    const file = stackFile(stack);
    const status = await git(dir, "status", "--porcelain", "--", file);
    if (status === "") return;
    throw new CommandFailure(`--commit: ${file} has changes that are not committed; commit or undo them first`, exitCodes.refused);
}

/** The new commit; undefined where the file is as it was. */
export async function commitStackFile({ dir }: Project, stack: string, { plan, phase }: RolloutState): Promise<string | undefined> {
    const file = stackFile(stack);
    if ((await git(dir, "status", "--porcelain", "--", file)) === "") return undefined;
    const message = `${stack}: release ${plan.version} ${phase === "done" ? `is live in ${plan.to.color}` : phase}\n\nRollout ${plan.id} by ${plan.actor}.`;
    await git(dir, "commit", "--quiet", "--message", message, "--", file);
    return git(dir, "rev-parse", "HEAD");
}

async function git(dir: string, ...words: readonly string[]): Promise<string> {
    try {
        return (await run("git", [...words], { cwd: dir })).stdout.trim();
    } catch (error) {
        const { stderr = "", message } = error as Error & { readonly stderr?: string };
        throw new CommandFailure(`--commit: git ${words[0]} failed: ${(stderr || message).trim()}; leave --commit out where there is no git`, exitCodes.failed);
    }
}
