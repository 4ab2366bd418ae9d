import { Command } from "commander";
import { approveCommand, rejectCommand } from "./commands/approve";
import { approversCommand } from "./commands/approvers";
import { auditCommand } from "./commands/audit";
import { breakerCommand } from "./commands/breaker";
import { complianceCommand } from "./commands/compliance";
import { deployCommand } from "./commands/deploy";
import { diagnoseCommand } from "./commands/diagnose";
import { destroyCommand } from "./commands/destroy";
import { evidenceCommand } from "./commands/evidence";
import { historyCommand } from "./commands/history";
import { resumeTheLineCommand, stopTheLineCommand } from "./commands/line";
import { metricsCommand } from "./commands/metrics";
import { migrationsCommand } from "./commands/migrations";
import { previewCommand } from "./commands/preview";
import { notifyCommand } from "./commands/notify";
import { promoteCommand } from "./commands/promote";
import { pulumiCommand } from "./commands/pulumi";
import { releaseCommand } from "./commands/release";
import { renderCommand } from "./commands/render";
import { resumeCommand, rollbackCommand } from "./commands/rollback";
import { simCommand } from "./commands/sim";
import { statusCommand } from "./commands/status";
import { tourCommand } from "./commands/tour";
import { initCommand } from "./commands/init";
import { upCommand } from "./commands/up";
import { windowsCommand } from "./commands/windows";
import { reportOf } from "./report";

/** Runs one command line and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
    // Whoever reads may stop reading, as `head` does; an update must not end half way for it.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
    const program = commandLine();
    everyCommand(program, (command) => command.exitOverride().configureOutput({ writeErr: (text) => process.stderr.write(text) }));
    try {
        await program.parseAsync([...args], { from: "user" });
    } catch (error) {
        const { exitCode, json, text } = reportOf(error, args, process.env["COLORWAY_DEBUG"] === "1");
        if (json !== undefined) process.stdout.write(`${json}\n`);
        if (text !== undefined) process.stderr.write(`${text}\n`);
        process.exitCode = exitCode;
    }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
    if (error.code !== "EPIPE") throw error;
}

/** Every command with its arguments and options; the reference is made from it, too. */
export function commandLine(): Command {
    const program = new Command("colorway")
        .description("blue/green infrastructure for regulated services on AWS, on Pulumi")
        .addHelpText("after", `\nExit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 refused, nothing changed, 4 went back by itself, 5 needs a person, 130 interrupted, traffic safe.`);
    for (const command of commands()) program.addCommand(command);
    return program;
}

function commands(): readonly Command[] {
    return [initCommand(), previewCommand(), renderCommand(), upCommand(), statusCommand(), deployCommand(), promoteCommand(), approveCommand(), rejectCommand(), approversCommand(), resumeCommand(), rollbackCommand(), diagnoseCommand(), windowsCommand(), stopTheLineCommand(), resumeTheLineCommand(), breakerCommand(), notifyCommand(), historyCommand(), metricsCommand(), auditCommand(), releaseCommand(), evidenceCommand(), migrationsCommand(), complianceCommand(), destroyCommand(), simCommand(), pulumiCommand(), tourCommand()];
}

function everyCommand(command: Command, act: (command: Command) => void): void {
    act(command);
    for (const child of command.commands) everyCommand(child, act);
}
