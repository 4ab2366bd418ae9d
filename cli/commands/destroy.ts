import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { Settings } from "../../config/types";
import { CommandFailure, exitCodes } from "../failure";
import { durationText, terminalOutput } from "../output";
import { CommonOptions, findProject, openSession, settingsOf, stackName } from "../session";
import { runOperation } from "../update";
import { countsText, withCommonOptions } from "./common";
import { resultJson } from "./preview";

interface DestroyOptions extends CommonOptions {
    readonly confirm?: string | undefined;
}

export function destroyCommand(): Command {
    return withCommonOptions(new Command("destroy").description("remove everything of a stack; a protected one only with its name typed"))
        .option("--confirm <stack>", "the stack's name, instead of typing it")
        .action(destroy);
}

async function destroy(options: DestroyOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const session = await openSession(options, output);
    const reasons = protections(settings);
    if (session.target.kind === "aws") reasons.push("it is in a real account");
    if (reasons.length > 0) await confirmed(stack, reasons, options.confirm);
    const result = await runOperation(session, stack, "destroy");
    output.result({ command: "destroy", stack, ...resultJson(result) }, () => {
        output.line(`destroy of ${stack}: ${countsText(result.counts, "past")}, ${durationText(result.milliseconds)}`);
    });
}

/** Why the stack is protected; empty where it is not. */
function protections(settings: Settings): string[] {
    const { environment, database, cluster, edge } = settings;
    const guarded = [
        ...(database.deletionProtection ? ["database"] : []),
        ...(cluster.deletionProtection ? ["cluster"] : []),
        ...(edge.deletionProtection ? ["load balancer"] : []),
    ];
    const reasons = guarded.length > 0 ? [`its ${guarded.join(", ")} ${guarded.length > 1 ? "have" : "has"} deletion protection`] : [];
    return environment === "prod" ? ["it is prod", ...reasons] : reasons;
}

async function confirmed(stack: string, reasons: readonly string[], given: string | undefined): Promise<void> {
    const why = `${stack} is protected: ${reasons.join("; ")}`;
    let typed = given;
    if (typed === undefined && process.stdin.isTTY === true) {
        const prompt = createInterface({ input: process.stdin, output: process.stderr });
        typed = await prompt.question(`${why}\ntype the stack's name to destroy it: `);
        prompt.close();
    }
    if (typed === stack) return;
    const what = typed === undefined ? "its name was not typed" : `${JSON.stringify(typed)} is not its name`;
    throw new CommandFailure(`${why}\n${what}; nothing was changed; type it when asked, or pass --confirm ${stack}`, exitCodes.refused);
}
