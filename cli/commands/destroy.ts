import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { Settings } from "../../config/types";
import { recorded } from "../audit-updates";
import { CommandFailure, exitCodes } from "../failure";
import { durationText, terminalOutput } from "../output";
import { CommonOptions, findProject, openSession, Session, settingsOf, stackName } from "../session";
import { runOperation } from "../update";
import { breakLockOption, countsText, withCommonOptions } from "./common";
import { resultJson } from "./preview";

interface DestroyOptions extends CommonOptions {
    readonly confirm?: string | undefined;
    readonly breakLock?: boolean | undefined;
}

export function destroyCommand(): Command {
    return withCommonOptions(new Command("destroy").description("remove everything of a stack; a protected one only with its name typed"))
        .option("--confirm <stack>", "the stack's name, instead of typing it")
        .option(...breakLockOption)
        .action(destroy);
}

async function destroy(options: DestroyOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const session = await openSession(options, output);
    const reasons = protectionsOf(settings, session);
    if (reasons.length > 0) {
        const why = `${stack} is protected: ${reasons.join("; ")}`;
        const refused = refusal(stack, why, options.confirm ?? (await typedName(why)));
        if (refused !== undefined) throw refused;
    }
    const result = await recorded(session, stack, "destroy", options.breakLock === true, () => runOperation(session, stack, "destroy", options));
    output.result({ command: "destroy", stack, ...resultJson(result) }, () => {
        output.line(`destroy of ${stack}: ${countsText(result.counts, "past")}, ${durationText(result.milliseconds)}`);
    });
}

/** Why the stack is protected, the account that it is in included; empty where it is not. */
export function protectionsOf(settings: Settings, { target }: Session): readonly string[] {
    return [...protections(settings), ...(target.kind === "aws" ? ["it is in a real account"] : [])];
}

/** Why its settings protect a stack; empty where they do not. */
export function protections(settings: Settings): string[] {
    const { environment, database, cluster, edge, network } = settings;
    const guarded = [
        ...(database.deletionProtection ? ["database"] : []),
        ...(cluster.deletionProtection ? ["cluster"] : []),
        ...(edge.deletionProtection ? ["load balancer"] : []),
        ...(network.deletionProtection ? ["flow logs"] : []),
    ];
    const reasons = guarded.length > 0 ? [`its ${guarded.join(", ")} ${guarded.length > 1 ? "have" : "has"} deletion protection`] : [];
    return environment === "prod" ? ["it is prod", ...reasons] : reasons;
}

/** What a person types at the terminal; undefined where there is none, or who goes away instead. */
async function typedName(why: string): Promise<string | undefined> {
    if (process.stdin.isTTY !== true) return undefined;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    const closed = new Promise<undefined>((resolve) => prompt.once("close", () => resolve(undefined)));
    const typed = await Promise.race([prompt.question(`${why}\ntype the stack's name to destroy it: `), closed]);
    prompt.close();
    return typed;
}

/** Why a protected stack is not destroyed; undefined where its name was typed. */
export function refusal(stack: string, why: string, typed: string | undefined): CommandFailure | undefined {
    if (typed === stack) return undefined;
    const what = typed === undefined ? "its name was not typed" : `${JSON.stringify(typed)} is not its name`;
    return new CommandFailure(`${why}\n${what}; nothing was changed; type it when asked, or pass --confirm ${stack}`, exitCodes.refused);
}
