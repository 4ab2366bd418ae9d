import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { formatProblems } from "../config/format";
import { loadStackFile, stackNames } from "../config/files";
import { Settings } from "../config/types";
import { callerAccount } from "../release/adapters/sts";
import { Project, projectAt } from "../release/engine/project";
import { credentialNames, SimulatedEnvironment, simulatedEnvironment } from "../release/engine/simulated-environment";
import { Cli } from "../release/engine/installed";
import { Target, targetText } from "../release/engine/target";
import { messageOf } from "../release/message";
import { DaemonOptions, defaultDaemonOptions } from "../simulator/daemon/addresses";
import { DaemonClient } from "../simulator/daemon/client";
import { CommandFailure, exitCodes } from "./failure";
import { Output } from "./output";

/** Options that every command takes. */
export interface CommonOptions {
    readonly stack?: string | undefined;
    readonly json?: boolean | undefined;
    readonly cloud?: string | undefined;
    readonly cwd?: string | undefined;
}

/** What a command acts with. */
export interface Session {
    readonly project: Project;
    readonly target: Target;
    readonly cli: Cli;
    /** Present where the target is the simulated cloud. */
    readonly simulated?: SimulatedEnvironment;
    readonly daemon: DaemonClient;
    readonly output: Output;
}

const clouds = ["simulated", "aws"];

/** Finds the project and the cloud, starts the simulated one when it is needed, and says where the command acts. */
export async function openSession(options: CommonOptions, output: Output, daemonOptions: DaemonOptions = defaultDaemonOptions): Promise<Session> {
    const project = findProject(options);
    const cli = readInstalledCli();
    const daemon = daemonOf(project);
    const cloud = cloudOf(options);
    if (cloud === "aws") {
        const target = await awsTarget();
        output.line(targetText(target));
        return { project, target, cli, daemon, output };
    }
    for (const name of credentialNames(process.env)) delete process.env[name];
    const running = await daemon.running();
    if (running === undefined && output.live) output.status("starting the simulated cloud");
    const addresses = running ?? (await daemon.start(daemonOptions));
    const target: Target = { kind: "simulated", providers: addresses.providers, aws: addresses.aws };
    output.line(targetText(target));
    return { project, target, cli, simulated: simulatedEnvironment(project, target, cli.version), daemon, output };
}

export function daemonOf(project: Project): DaemonClient {
    return new DaemonClient(project.simulated);
}

/** The cloud that the command is for; an empty COLORWAY_CLOUD is none. */
export function cloudOf(options: CommonOptions, environment: NodeJS.ProcessEnv = process.env): string {
    const cloud = options.cloud ?? (environment["COLORWAY_CLOUD"] || "simulated");
    if (clouds.includes(cloud)) return cloud;
    const where = options.cloud === undefined ? "COLORWAY_CLOUD" : "--cloud";
    throw new CommandFailure(`${where}: ${JSON.stringify(cloud)} is no cloud; allowed: ${clouds.join(", ")}`, exitCodes.usage);
}

/** The nearest folder, from `--cwd` or here upward, with this project's `Pulumi.yaml`. */
export function findProject(options: CommonOptions): Project {
    const start = resolve(options.cwd ?? ".");
    for (let dir = start; ; dir = dirname(dir)) {
        if (existsSync(join(dir, "Pulumi.yaml"))) return projectAt(dir);
        if (dir === dirname(dir)) break;
    }
    throw new CommandFailure(`no Pulumi.yaml in ${start} or above; go to the project's folder or name it with --cwd`, exitCodes.usage);
}

/** The stack that the command is for: `--stack`, or the only one there is. */
export function stackName(options: CommonOptions, project: Project): string {
    const names = stackNames(project.dir);
    if (options.stack !== undefined) {
        if (names.includes(options.stack)) return options.stack;
        const known = names.length === 0 ? "there is no Pulumi.STACK.yaml" : `allowed: ${names.join(", ")}`;
        throw new CommandFailure(`--stack: there is no Pulumi.${options.stack}.yaml; ${known}`, exitCodes.usage);
    }
    const [only, ...others] = names;
    if (only !== undefined && others.length === 0) return only;
    const cure = names.length === 0 ? `there is no Pulumi.STACK.yaml in ${project.dir}` : `allowed: ${names.join(", ")}`;
    throw new CommandFailure(`--stack is missing; ${cure}`, exitCodes.usage);
}

/** The stack's settings, or every mistake in them at once. */
export function settingsOf(project: Project, stack: string): Settings {
    const result = loadStackFile(project.dir, stack);
    if ("settings" in result) return result.settings;
    throw new CommandFailure(formatProblems(result.problems), exitCodes.usage, { problems: result.problems });
}

/** The CLI that the set-up found and wrote down. */
export function readInstalledCli(): Cli {
    const stamp = join(__dirname, "..", "node_modules", ".colorway-setup.json");
    if (existsSync(stamp)) {
        const { pulumi } = JSON.parse(readFileSync(stamp, "utf8")) as { pulumi?: { path: string; version: string } };
        if (pulumi !== undefined && existsSync(pulumi.path)) return { root: dirname(dirname(pulumi.path)), version: pulumi.version };
    }
    throw new CommandFailure("the Pulumi CLI is not set up: run `node tools/setup.js`", exitCodes.usage);
}

async function awsTarget(): Promise<Target> {
    const region = process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "us-east-1";
    try {
        return { kind: "aws", account: await callerAccount(region), region };
    } catch (error) {
        const why = messageOf(error);
        const cure = "set AWS_PROFILE, or credentials by `aws sso login` or a role, and AWS_REGION";
        throw new CommandFailure(`AWS does not know who you are: ${why}\n${cure}; or leave --cloud aws out for the simulated cloud`, exitCodes.usage);
    }
}
