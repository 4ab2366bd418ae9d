import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Project } from "./project";
import { shadowOf } from "./shadow";
import { SimulatedTarget } from "./target";
import { writeOnce, writeWhole } from "./write-whole";

/** What the Pulumi CLI is started with to act on the simulated cloud only. */
export interface SimulatedEnvironment {
    readonly variables: { readonly [name: string]: string };
    readonly pulumiHome: string;
    /** What encrypts the secrets of a new stack; one that is there keeps what it has. @default - the passphrase */
    readonly secretsProvider?: string;
    /** Where the CLI runs: made anew at each call, so that it has the project's files as they are now. */
    readonly workDir: () => string;
}

// Credentials and settings of a real account or backend must not reach an engine that acts on the simulated cloud.
// Whether the SDK may warn of Node.js's age is no account's matter.
const foreign = /^(AWS_(?!SDK_JS_)|PULUMI_(ACCESS_TOKEN|BACKEND_URL|CONFIG|STACK|ORGANIZATION|CLOUD|DEBUG_|OPTION_|HOME)|KUBECONFIG$|HELM_)/;

/** Names of the variables in `base` that must be emptied for a child that inherits them. */
export function credentialNames(base: NodeJS.ProcessEnv): readonly string[] {
    return Object.keys(base).filter((name) => foreign.test(name));
}

export function simulatedEnvironment(project: Project, target: SimulatedTarget, cliVersion: string): SimulatedEnvironment {
    const pulumiHome = join(project.simulated, "pulumi-home");
    const state = join(project.simulated, "state");
    mkdirSync(state, { recursive: true });
    prepareAnalyzer(pulumiHome, cliVersion);
    refuseLogs(pulumiHome);
    const debugged = Object.entries(target.providers).map(([name, port]) => `${name}:${port}`);
    return {
        pulumiHome,
        ...(target.aws === undefined ? {} : { secretsProvider: stateKey }),
        workDir: () => shadowOf(project),
        variables: {
            PULUMI_HOME: pulumiHome,
            // Without hashes beside each file, which nobody reads (gocloud.dev/blob/fileblob, MetadataDontWrite).
            PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: passphrase(project),
            PULUMI_DEBUG_PROVIDERS: debugged.join(","),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // The providers are the simulator's: the CLI would download the real ones for nothing.
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
            AWS_EC2_METADATA_DISABLED: "true",
            ...kmsVariables(target.aws),
            // At each step the engine writes its whole state: a tenth of its time is collecting what that leaves (https://go.dev/doc/gc-guide).
            GOGC: "400",
        },
    };
}

/**
 * The key of the simulated account (simulator/aws/kms/state-key.ts). Deriving one from a passphrase takes the engine a second of each
 * update (pulumi/pulumi sdk/go/common/resource/config/crypt.go: a million rounds), and real accounts use KMS, too.
 */
const stateKey = "awskms:///alias/colorway-state?region=us-east-1";

function kmsVariables(endpoint: string | undefined): SimulatedEnvironment["variables"] {
    if (endpoint === undefined) return {};
    // Of no account: the simulated cloud takes whatever signature there is.
    return { AWS_ENDPOINT_URL_KMS: endpoint, AWS_ACCESS_KEY_ID: "simulated", AWS_SECRET_ACCESS_KEY: "simulated" };
}

/**
 * Without a Node.js language host beside it, the CLI starts policy packs through this analyzer plug-in
 * (pulumi/pulumi sdk/go/common/resource/plugin/analyzer_plugin.go).
 */
function prepareAnalyzer(home: string, cliVersion: string): void {
    const folder = join(home, "plugins", `analyzer-policy-nodejs-v${cliVersion}`);
    const script = join(folder, "pulumi-analyzer-policy-nodejs");
    const runner = join(__dirname, "..", "..", "tools", "run-policy-pack.js");
    const words = [process.execPath, runner].map(shellQuoted);
    const text = `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`;
    mkdirSync(folder, { recursive: true });
    writeWhole(script, text, 0o755);
}

/**
 * The CLI writes a debug log of every command, encrypted, into a folder of its home, which is half of its work in an update that
 * changes nothing; there is no option against it. Where that folder cannot be it goes on without (pulumi/pulumi
 * pkg/logging/encrypted.go, StartLogging).
 */
function refuseLogs(home: string): void {
    const path = join(home, "logs");
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
    rmSync(path, { recursive: true, force: true });
    writeWhole(path, "", 0o600);
}

function shellQuoted(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Made once; it encrypts what is secret in the simulated stacks' states. */
function passphrase(project: Project): string {
    return writeOnce(join(project.simulated, "passphrase"), randomBytes(24).toString("hex"), 0o600);
}

/** Forgets everything about the simulated stacks, and which releases ran; the simulator's own objects are the simulator's to forget. */
export function forgetStates(project: Project): void {
    for (const name of ["state", "project", "releases.jsonl", "rollouts", "audit"]) rmSync(join(project.simulated, name), { recursive: true, force: true });
}
