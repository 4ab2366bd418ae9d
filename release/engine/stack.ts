import type { OutputMap, PulumiCommand, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { automation } from "./automation";
import { runCli } from "./cli";
import type { Cli } from "./installed";
import { dropDebugLog } from "./quiet-log";
import { Project, projectName } from "./project";
import { SimulatedEnvironment } from "./simulated-environment";

/** Opens a stack by the Automation API with an inline program, making the stack where it does not exist. */
export async function openStack(
    project: Project,
    stackName: string,
    program: PulumiFn,
    cli: Cli,
    simulated: SimulatedEnvironment | undefined,
): Promise<Stack> {
    const { LocalWorkspace } = automation();
    if (process.env["COLORWAY_DEBUG"] !== "1") dropDebugLog();
    const pulumiCommand = await commandAt(cli.root);
    const args = { stackName, projectName, program };
    if (simulated === undefined) {
        // A stack of a real account is made by `pulumi stack init` with its secrets provider, never by the way.
        return withMaskedOutputs(await LocalWorkspace.selectStack(args, { workDir: project.dir, pulumiCommand }), cli, {});
    }
    const { workDir, pulumiHome, variables } = simulated;
    const options = { workDir: workDir(), pulumiCommand, pulumiHome, envVars: { ...variables } };
    return withMaskedOutputs(await LocalWorkspace.createOrSelectStack(args, options), cli, variables);
}

const mask = "[secret]";

/**
 * Outputs as the CLI masks them: no secret comes into this process, and the key that would open it need not be derived, which takes
 * longer than all the rest. Otherwise the Automation API reads them a second time, in clear.
 */
function withMaskedOutputs(stack: Stack, cli: Cli, variables: { readonly [name: string]: string }): Stack {
    const { workspace } = stack;
    workspace.stackOutputs = async (name: string): Promise<OutputMap> => {
        const words = ["stack", "output", "--json", "--stack", name, "--non-interactive"];
        const read = JSON.parse(await runCli(cli, words, workspace.workDir, variables)) as { readonly [name: string]: unknown };
        return Object.fromEntries(Object.entries(read).map(([key, value]) => [key, { value, secret: value === mask }]));
    };
    return stack;
}

const commands = new Map<string, Promise<PulumiCommand>>();

/** The CLI is asked for its version once a process. */
function commandAt(root: string): Promise<PulumiCommand> {
    const known = commands.get(root) ?? automation().PulumiCommand.get({ root });
    commands.set(root, known);
    return known;
}
