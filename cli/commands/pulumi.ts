import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { Command } from "commander";
import { executableOf } from "../../release/engine/installed";
import { serveLanguageHost } from "../../release/engine/language-host";
import { terminalOutput } from "../output";
import { CommonOptions, openSession, Session } from "../session";
import { cloudOption, projectOption } from "./common";

// Values of these are files of the user's folder, whatever folder the CLI runs in.
const fileFlags = new Set(["--policy-pack", "--policy-pack-config", "--save-plan", "--plan", "--import-file", "--file", "--out"]);

export function pulumiCommand(): Command {
    return new Command("pulumi")
        .description("run the Pulumi CLI in the prepared environment: colorway pulumi -- preview --stack dev")
        .option(...cloudOption)
        .option(...projectOption)
        .argument("[args...]", "arguments of the Pulumi CLI, after --")
        .action(async (args: string[], options: CommonOptions) => {
            process.exitCode = await runPulumi(args, options);
        });
}

async function runPulumi(args: string[], options: CommonOptions): Promise<number> {
    // Standard output is the CLI's own: scripts read it.
    const output = { ...terminalOutput(false), line: (text = "") => void process.stderr.write(`${text}\n`) };
    const session = await openSession(options, output);
    const executable = executableOf(session.cli);
    if (session.simulated === undefined) return run(executable, args, session.project.dir, {});
    const host = await serveLanguageHost(process.env);
    try {
        const variables = { ...session.simulated.variables, PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` };
        return await run(executable, args.map(absoluteFiles), workDirOf(session, args), variables);
    } finally {
        host.stop();
    }
}

/** `pulumi config` edits the project's own stack file; everything else sees the copy with the simulated cloud's key. */
function workDirOf(session: Session, args: readonly string[]): string {
    const command = args.find((word) => !word.startsWith("-"));
    return command === "config" ? session.project.dir : (session.simulated?.workDir() ?? session.project.dir);
}

export function absoluteFiles(word: string, index: number, words: readonly string[]): string {
    const sign = word.indexOf("=");
    const flag = word.slice(0, sign);
    if (sign > 0 && fileFlags.has(flag)) return `${flag}=${resolve(word.slice(sign + 1))}`;
    return fileFlags.has(words[index - 1] ?? "") ? resolve(word) : word;
}

async function run(executable: string, args: readonly string[], cwd: string, variables: { readonly [name: string]: string }): Promise<number> {
    const child = spawn(executable, [...args], { cwd, env: { ...process.env, ...variables }, stdio: "inherit" });
    // The CLI is in our process group and gets Ctrl-C itself; we wait for what it makes of it.
    const ignore = (): void => undefined;
    process.on("SIGINT", ignore);
    const forward = (): void => void child.kill("SIGTERM");
    process.on("SIGTERM", forward);
    try {
        return await new Promise<number>((done, failed) => {
            child.on("error", failed);
            child.on("close", (code, signal) => done(code ?? (signal === "SIGINT" ? 130 : 1)));
        });
    } finally {
        process.off("SIGINT", ignore);
        process.off("SIGTERM", forward);
    }
}
