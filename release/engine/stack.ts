import type { PulumiCommand, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { automation } from "./automation";
import { Project, projectName } from "./project";
import { SimulatedEnvironment } from "./simulated-environment";

/** The Pulumi CLI that the set-up found. */
export interface Cli {
    /** Folder whose `bin` has the executable. */
    readonly root: string;
    readonly version: string;
}

/** Opens a stack by the Automation API with an inline program, making the stack where it does not exist. */
export async function openStack(
    project: Project,
    stackName: string,
    program: PulumiFn,
    cli: Cli,
    simulated: SimulatedEnvironment | undefined,
): Promise<Stack> {
    const { LocalWorkspace } = automation();
    const pulumiCommand = await commandAt(cli.root);
    const args = { stackName, projectName, program };
    // A stack of a real account is made by `pulumi stack init` with its secrets provider, never by the way.
    if (simulated === undefined) return LocalWorkspace.selectStack(args, { workDir: project.dir, pulumiCommand });
    const { workDir, pulumiHome, variables } = simulated;
    return LocalWorkspace.createOrSelectStack(args, { workDir: workDir(), pulumiCommand, pulumiHome, envVars: { ...variables } });
}

const commands = new Map<string, Promise<PulumiCommand>>();

/** The CLI is asked for its version once a process. */
function commandAt(root: string): Promise<PulumiCommand> {
    const known = commands.get(root) ?? automation().PulumiCommand.get({ root });
    commands.set(root, known);
    return known;
}
