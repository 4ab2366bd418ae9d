import { Command, CommanderError } from "commander";
import { destroyCommand } from "./commands/destroy";
import { previewCommand } from "./commands/preview";
import { pulumiCommand } from "./commands/pulumi";
import { simCommand } from "./commands/sim";
import { statusCommand } from "./commands/status";
import { tourCommand } from "./commands/tour";
import { initCommand } from "./commands/init";
import { upCommand } from "./commands/up";
import { CommandFailure, exitCodes } from "./failure";

/** Runs one command line and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
    const program = commandLine();
    everyCommand(program, (command) => command.exitOverride().configureOutput({ writeErr: (text) => process.stderr.write(text) }));
    try {
        await program.parseAsync([...args], { from: "user" });
    } catch (error) {
        process.exitCode = report(error, args);
    }
}

/** Every command with its arguments and options; the reference is made from it, too. */
export function commandLine(): Command {
    const program = new Command("colorway")
        .description("blue/green infrastructure for regulated services on AWS, on Pulumi")
        .addHelpText("after", `\nExit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 refused, nothing changed, 130 interrupted.`);
    for (const command of commands()) program.addCommand(command);
    return program;
}

function commands(): readonly Command[] {
    return [initCommand(), previewCommand(), upCommand(), statusCommand(), destroyCommand(), simCommand(), pulumiCommand(), tourCommand()];
}

function everyCommand(command: Command, act: (command: Command) => void): void {
    act(command);
    for (const child of command.commands) everyCommand(child, act);
}

function report(error: unknown, args: readonly string[]): number {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const json = args.includes("--json");
    if (error instanceof CommandFailure) {
        if (json) process.stdout.write(`${JSON.stringify({ error: error.message, exitCode: error.exitCode, ...error.details }, undefined, 2)}\n`);
        else process.stderr.write(`${error.message}\n`);
        return error.exitCode;
    }
    const wanted = process.env["COLORWAY_DEBUG"] === "1" && error instanceof Error ? (error.stack ?? error.message) : undefined;
    const text = wanted ?? `${error instanceof Error ? error.message : String(error)}\n(set COLORWAY_DEBUG=1 for the stack trace)`;
    process.stderr.write(`${text}\n`);
    return exitCodes.failed;
}
