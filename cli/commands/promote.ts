import { Command } from "commander";
import { requireStack } from "../checks";
import { CommandFailure, exitCodes } from "../failure";
import { findProject } from "../session";
import { cloudOption, jsonOption, projectOption } from "./common";
import { DeployOptions, rollOut, withRolloutOptions } from "./deploy";

interface PromoteOptions extends DeployOptions {
    readonly from: string;
    readonly to: string;
}

export function promoteCommand(): Command {
    const about = "deploy the very manifest that succeeded in one stack to the next one, after the same checks and approvals";
    return withRolloutOptions(new Command("promote").description(about))
        .requiredOption("--from <stack>", "where a rollout of it was done and not taken back, as dev")
        .requiredOption("--to <stack>", "where it goes, as staging")
        .option(...jsonOption)
        .option(...cloudOption)
        .option(...projectOption)
        .action(promote);
}

async function promote(version: string, options: PromoteOptions): Promise<void> {
    const { dir } = findProject(options);
    const [from, to] = [requireStack("--from", options.from, dir), requireStack("--to", options.to, dir)];
    if (from === to) throw new CommandFailure(`--to: ${to} is where it comes from; name the next stack`, exitCodes.usage);
    await rollOut("promote", version, { ...options, stack: to }, from);
}
