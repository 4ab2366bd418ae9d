/** Puts the stack file into git as a rollout left it, so that git and the cloud agree. */
import { stackFile } from "../config/files";
import { Project } from "../release/engine/project";
import { git } from "../release/git";
import { messageOf } from "../release/message";
import { RolloutState } from "../release/rollout/machine";
import { CommandFailure, exitCodes } from "./failure";

/** What somebody else is at must not come into the rollout's commit. */
export async function refuseUncommitted({ dir }: Project, stack: string): Promise<void> {
    const file = stackFile(stack);
    if (!(await hasChanges(dir, file))) return;
    throw new CommandFailure(`--commit: ${file} has changes that are not committed; commit or undo them first`, exitCodes.refused);
}

/** The new commit; undefined where the file is as it was. */
export async function commitStackFile({ dir }: Project, stack: string, { plan, phase }: RolloutState): Promise<string | undefined> {
    const file = stackFile(stack);
    if (!(await hasChanges(dir, file))) return undefined;
    const message = `${stack}: release ${plan.version} ${phase === "done" ? `is live in ${plan.to.color}` : phase}\n\nRollout ${plan.id} by ${plan.actor}.`;
    await asked(dir, "commit", "--quiet", "--message", message, "--", file);
    return asked(dir, "rev-parse", "HEAD");
}

async function hasChanges(dir: string, file: string): Promise<boolean> {
    return (await asked(dir, "status", "--porcelain", "--", file)) !== "";
}

async function asked(dir: string, ...words: readonly string[]): Promise<string> {
    try {
        return await git(dir, ...words);
    } catch (error) {
        throw new CommandFailure(`--commit: ${messageOf(error)}; leave --commit out where there is no git`, exitCodes.failed);
    }
}
