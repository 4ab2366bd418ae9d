import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { CommandFailure, exitCodes } from "../failure";
import { driving, refusals, RolloutOptions } from "../rollouts";
import { withCommonOptions } from "./common";
import { commitOption } from "./deploy";

interface RollbackOptions extends RolloutOptions {
    readonly reason: string;
    readonly to?: string | undefined;
    readonly yes?: true | undefined;
}

export function resumeCommand(): Command {
    return withCommonOptions(
        new Command("resume").description("go on with a rollout that was interrupted, killed or waits for a person").option(...commitOption),
    ).action((options: RolloutOptions) => driving(options, "resume", ({ rollouts }) => rollouts.resume()));
}

export function rollbackCommand(): Command {
    return withCommonOptions(
        new Command("rollback")
            .description("take back the rollout under way, whoever runs it; without one, bring back the release that was live before")
            .requiredOption("--reason <text>", "why; kept in the journal")
            .option("--to <version>", "release to bring back, default: the one before the live one")
            .option("--yes", "do not ask; needed where nobody can be asked")
            .option(...commitOption),
    ).action(rollback);
}

async function rollback(options: RollbackOptions): Promise<void> {
    await driving(options, "rollback", async ({ rollouts, stack }) => {
        const { version, rollout } = await refusals(() => rollouts.rollbackTarget(options.to));
        const what = rollout === undefined ? `${stack} goes back to release ${version}` : `rollout ${rollout} is taken back: all traffic of ${stack} on release ${version}`;
        await confirmed(what, options.yes === true);
        return rollouts.rollback(options.reason, options.to);
    });
}

async function confirmed(what: string, yes: boolean): Promise<void> {
    if (yes) return;
    if (process.stdin.isTTY !== true) throw new CommandFailure(`${what}: nobody can be asked here; --yes says that it is meant`, exitCodes.usage);
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
        const answer = await terminal.question(`${what}. Go on? (yes/no) `);
        if (answer.trim().toLowerCase() !== "yes") throw new CommandFailure("nothing was changed", exitCodes.refused);
    } finally {
        terminal.close();
    }
}
