import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { Project, projectName } from "./project";
import { SimulatedTarget } from "./target";

/** What the Pulumi CLI is started with to act on the simulated cloud only. */
export interface SimulatedEnvironment {
    readonly variables: { readonly [name: string]: string };
    readonly pulumiHome: string;
    /** The configuration file of a stack: the project's, plus the key that encrypts the simulated state's secrets. */
    readonly stackFile: (stack: string) => string;
}

// Credentials and settings of a real account or backend must not reach an engine that acts on the simulated cloud.
const foreign = /^(AWS_|PULUMI_(ACCESS_TOKEN|BACKEND_URL|CONFIG|STACK|ORGANIZATION|CLOUD|DEBUG_|OPTION_|HOME)|KUBECONFIG$|HELM_)/;

/** The variables of `base` without those that name a real account, cluster or backend. */
export function withoutCredentials(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(base).filter(([name]) => !foreign.test(name)));
}

/** Names of the variables in `base` that must be emptied for a child that inherits them. */
export function credentialNames(base: NodeJS.ProcessEnv): readonly string[] {
    return Object.keys(base).filter((name) => foreign.test(name));
}

export function simulatedEnvironment(project: Project, target: SimulatedTarget, cliVersion: string): SimulatedEnvironment {
    const pulumiHome = join(project.simulated, "pulumi-home");
    const state = join(project.simulated, "state");
    mkdirSync(state, { recursive: true });
    mkdirSync(join(project.simulated, "stacks"), { recursive: true });
    prepareHome(pulumiHome, cliVersion);
    const debugged = Object.entries(target.providers).map(([name, port]) => `${name}:${port}`);
    return {
        pulumiHome,
        stackFile: (stack) => copyStackFile(project, stack),
        variables: {
            PULUMI_HOME: pulumiHome,
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: passphrase(project),
            PULUMI_DEBUG_PROVIDERS: debugged.join(","),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
            AWS_EC2_METADATA_DISABLED: "true",
        },
    };
}

/**
 * Without a Node.js language host beside it, the CLI starts policy packs through this analyzer plug-in
 * (pulumi/pulumi sdk/go/common/resource/plugin/analyzer_plugin.go).
 */
function prepareHome(home: string, cliVersion: string): void {
    const folder = join(home, "plugins", `analyzer-policy-nodejs-v${cliVersion}`);
    const script = join(folder, "pulumi-analyzer-policy-nodejs");
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const text = `#!/bin/sh\nexec ${shellQuoted(process.execPath)} ${shellQuoted(runner)} "$@"\n`;
    if (existsSync(script) && readFileSync(script, "utf8") === text) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(script, text);
    chmodSync(script, 0o755);
}

function shellQuoted(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Made once; it encrypts what is secret in the simulated stacks' states. */
function passphrase(project: Project): string {
    const file = join(project.simulated, "passphrase");
    if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
    return readFileSync(file, "utf8");
}

/**
 * The stack's configuration for the simulated cloud: the project's file, except for how secrets are encrypted. The project's
 * own file is never written.
 */
function copyStackFile(project: Project, stack: string): string {
    const source = join(project.dir, `Pulumi.${stack}.yaml`);
    const target = join(project.simulated, "stacks", `Pulumi.${stack}.yaml`);
    const document = parseDocument(existsSync(source) ? readFileSync(source, "utf8") : "config: {}\n");
    for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt"]) document.delete(key);
    const salt = existsSync(target) ? parseDocument(readFileSync(target, "utf8")).get("encryptionsalt") : undefined;
    if (salt !== undefined) document.set("encryptionsalt", salt);
    writeFileSync(target, document.toString(), { mode: 0o600 });
    return target;
}

/**
 * Makes a stack in the simulated backend, where it is not there yet. `pulumi stack init` writes its key into the configuration
 * file beside `Pulumi.yaml` and takes no other: it runs in a folder of its own, so that the project's file stays as it is.
 */
export async function ensureStack(project: Project, stack: string, run: RunCli): Promise<void> {
    if (existsSync(join(project.simulated, "state", ".pulumi", "stacks", projectName, `${stack}.json`))) return;
    const folder = join(project.simulated, "init");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${projectName}\nruntime: nodejs\n`);
    await run(["stack", "init", "--stack", stack, "--no-select", "--non-interactive"], folder);
    renameSync(join(folder, `Pulumi.${stack}.yaml`), join(project.simulated, "stacks", `Pulumi.${stack}.yaml`));
    copyStackFile(project, stack);
}

export type RunCli = (args: string[], dir: string) => Promise<unknown>;

/** Forgets everything about the simulated stacks; the simulator's own objects are the simulator's to forget. */
export function forgetStates(project: Project): void {
    for (const name of ["state", "stacks"]) rmSync(join(project.simulated, name), { recursive: true, force: true });
}
