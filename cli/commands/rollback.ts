import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { RollbackTarget } from "../../release/rollout/rollouts";
import { CommandFailure, exitCodes } from "../failure";
import { driving, refusals, RolloutOptions } from "../rollouts";
import { breakLockOption, withCommonOptions } from "./common";
import { commitOption } from "./deploy";

type Terminal = NodeJS.ReadableStream & { readonly isTTY?: boolean };

interface RollbackOptions extends RolloutOptions {
    readonly reason: string;
    readonly to?: string | undefined;
    readonly yes?: true | undefined;
}

export function resumeCommand(): Command {
    return withCommonOptions(
        new Command("resume").description("go on with a rollout that was interrupted, killed or waits for a person").option(...commitOption)
            .option(...breakLockOption),
    ).action((options: RolloutOptions) => driving(options, "resume", ({ rollouts }) => rollouts.resume()));
}

export function rollbackCommand(): Command {
    return withCommonOptions(
        new Command("rollback")
            .description("take back the rollout under way, whoever runs it; without one, bring back the release that was live before")
            .requiredOption("--reason <text>", "why; kept in the journal")
            .option("--to <version>", "release to bring back, default: the one before the live one")
            .option("--yes", "do not ask; needed where nobody can be asked")
            .option(...commitOption)
            .option(...breakLockOption),
    ).action(rollback);
}

async function rollback(options: RollbackOptions): Promise<void> {
    await driving(options, "rollback", async ({ rollouts, stack }) => {
        const target = await refusals(() => rollouts.rollbackTarget(options.to));
        await confirmed(rollbackText(stack, target), options.yes === true);
        return rollouts.rollback(options.reason, options.to);
    });
}

/** What a person is asked. */
export function rollbackText(stack: string, { version, rollout, goesOn }: RollbackTarget): string {
    if (rollout === undefined) return `${stack} goes back to release ${version}`;
    return `rollout ${rollout} ${goesOn === true ? "goes on" : "is taken back"}: all traffic of ${stack} on release ${version}`;
}

/** Anything but a whole yes changes nothing; where nobody can be asked, only `--yes` does. */
export async function confirmed(what: string, yes: boolean, input: Terminal = process.stdin, output: NodeJS.WritableStream = process.stderr): Promise<void> {
    if (yes) return;
    if (input.isTTY !== true) throw new CommandFailure(`${what}: nobody can be asked here; --yes says that it is meant`, exitCodes.usage);
    const terminal = createInterface({ input, output });
    // Ctrl-C and Ctrl-D close it without an answer.
    const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
    try {
        const answer = await Promise.race([terminal.question(`${what}. Go on? (yes/no) `), closed]);
        if (answer.trim().toLowerCase() !== "yes") throw new CommandFailure("nothing was changed", exitCodes.refused);
    } finally {
        terminal.close();
    }
}
