import { Command, Option } from "commander";
import { stopText } from "../../release/governance/line";
import { atTheLine } from "../governance";
import { CommonOptions } from "../session";
import { withCommonOptions } from "./common";

interface LineOptions extends CommonOptions {
    readonly reason: string;
    readonly all?: true | undefined;
}

export function stopTheLineCommand(): Command {
    const about = "no rollout of the stack, or of any, begins or goes forward until the line is resumed; rollbacks do";
    return lineCommand("stop-the-line", about).action(stop);
}

export function resumeTheLineCommand(): Command {
    return lineCommand("resume-the-line", "lift the stops of the stack, or those of all stacks").action(resume);
}

/** What all and one stack share: a reason that is recorded, and which of the two it is about. */
function lineCommand(name: string, description: string): Command {
    return withCommonOptions(new Command(name).description(description))
        .requiredOption("--reason <text>", "why; everybody who is refused reads it")
        .addOption(new Option("--all", "of all stacks whose records are kept at the same place").conflicts("stack"));
}

async function stop(options: LineOptions): Promise<void> {
    await atTheLine(options, async ({ line, stack, output }) => {
        await line.stop(options.reason, stack);
        const stops = await line.stops();
        output.result({ command: "stop-the-line", stops }, () => stops.forEach((each) => output.line(stopText(each))));
    });
}

async function resume(options: LineOptions): Promise<void> {
    await atTheLine(options, async ({ line, stack, output }) => {
        const stops = await line.resume(options.reason, stack);
        output.result({ command: "resume-the-line", stops }, () => {
            output.line(`${stack ?? "all stacks"}: resumed`);
            for (const each of stops) output.line(`still ${stopText(each)}`);
        });
    });
}
