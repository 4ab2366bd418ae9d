import type { PulumiCommand, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { automation } from "./automation";
import type { Cli } from "./installed";
import { dropDebugLog } from "./quiet-log";
import { Project, projectName } from "./project";
import { SimulatedEnvironment } from "./simulated-environment";
import { withoutExtras } from "./stack-cli";

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
        return withoutExtras(await LocalWorkspace.selectStack(args, { workDir: project.dir, pulumiCommand }));
    }
    const { workDir, pulumiHome, secretsProvider, variables } = simulated;
    const options = { workDir: workDir(), pulumiCommand, pulumiHome, envVars: { ...variables }, ...(secretsProvider === undefined ? {} : { secretsProvider }) };
    return withoutExtras(await LocalWorkspace.createOrSelectStack(args, options));
}

const commands = new Map<string, Promise<PulumiCommand>>();

/** The CLI is asked for its version once a process. */
function commandAt(root: string): Promise<PulumiCommand> {
    const known = commands.get(root) ?? automation().PulumiCommand.get({ root });
    commands.set(root, known);
    return known;
}
