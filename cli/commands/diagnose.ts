import { Command } from "commander";
import { Cause } from "../../release/diagnosis/cause";
import { diagnose, Diagnosis } from "../../release/diagnosis/diagnose";
import { NoSuchRollout } from "../../release/diagnosis/gather";
import { snapshotOf } from "../diagnosis";
import { CommandFailure, exitCodes } from "../failure";
import { Output, terminalOutput } from "../output";
import { CommonOptions, findProject, openSession, stackName } from "../session";
import { withCommonOptions } from "./common";

export function diagnoseCommand(): Command {
    return withCommonOptions(
        new Command("diagnose")
            .description("why a rollout failed or is stuck: probable causes, the first one first, with what says so and what to do; changes nothing")
            .argument("[rollout]", "identifier of a rollout, as `history` lists them; default: the newest"),
    ).action(tell);
}

async function tell(rollout: string | undefined, options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const stack = stackName(options, findProject(options));
    const session = await openSession(options, output);
    try {
        const found = diagnose(await snapshotOf(session, stack, rollout));
        output.result({ command: "diagnose", ...found }, () => printDiagnosis(output, found));
    } catch (error) {
        throw error instanceof NoSuchRollout ? new CommandFailure(error.message, exitCodes.usage) : error;
    }
}

export function printDiagnosis(output: Output, { stack, rollout, causes, unseen }: Diagnosis): void {
    output.line(rollout ?? `${stack}: no rollout yet`);
    if (causes.length === 0) output.line("nothing is wrong that can be seen from here");
    for (const [index, cause] of causes.entries()) printCause(output, cause, index);
    for (const each of unseen) output.line(`could not be read: ${each}`);
}

function printCause(output: Output, { code, title, evidence, actions, runbook }: Cause, index: number): void {
    output.line();
    output.line(`${index + 1}. ${title} (${code})`);
    for (const each of evidence) output.line(`   seen: ${each}`);
    for (const each of actions) output.line(`   do:   ${each}`);
    output.line(`   more: ${runbook}`);
}
