/** The Pulumi CLI on a stack that is open, in its folder and with its variables. */
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { runCli } from "./cli";

/** What the CLI prints. @throws with what it printed */
export function runOnStack({ name, workspace }: Stack, words: readonly string[]): Promise<string> {
    const { envVars, pulumiHome, workDir, pulumiCommand } = workspace;
    const variables = pulumiHome === undefined ? envVars : { ...envVars, PULUMI_HOME: pulumiHome };
    return runCli(pulumiCommand.command, [...words, "--stack", name, "--non-interactive"], workDir, variables);
}

const mask = "[secret]";

/**
 * Outputs as the CLI masks them: no secret comes into this process, and the key that would open it need not be derived, which takes
 * longer than all the rest. Otherwise the Automation API reads them a second time, in clear.
 */
function maskOutputs(stack: Stack): void {
    stack.workspace.stackOutputs = async (): Promise<OutputMap> => {
        const read = JSON.parse(await runOnStack(stack, ["stack", "output", "--json"])) as { readonly [name: string]: unknown };
        return Object.fromEntries(Object.entries(read).map(([key, value]) => [key, { value, secret: value === mask }]));
    };
}

/** After an operation the Automation API reads the stack's history for a summary of it, which nobody here asks for. */
function forgoSummary(stack: Stack): void {
    stack.info = () => Promise.resolve(undefined);
}

/** The stack without what its owner has no use for after each operation. */
export function withoutExtras(stack: Stack): Stack {
    maskOutputs(stack);
    forgoSummary(stack);
    return stack;
}
