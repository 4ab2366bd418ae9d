import { Command } from "commander";
import { runCli } from "../../release/engine/cli";
import { executableOf } from "../../release/engine/installed";
import { openStack } from "../../release/engine/stack";
import { CommandFailure, exitCodes } from "../failure";
import { terminalOutput } from "../output";
import { cloudOf, CommonOptions, findProject, openSession, Session, settingsOf, stackName } from "../session";
import { withCommonOptions } from "./common";

interface InitOptions extends CommonOptions {
    readonly backend?: string | undefined;
    readonly secretsProvider?: string | undefined;
}

export function initCommand(): Command {
    return withCommonOptions(new Command("init").description("make a stack in the chosen cloud, without any resource yet"))
        .option("--backend <url>", "where a real account's state lives, as s3://BUCKET?region=us-east-1")
        .option("--secrets-provider <key>", "what encrypts its secrets, as awskms://alias/NAME?region=us-east-1")
        .action(init);
}

async function init(options: InitOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    settingsOf(project, stack);
    refuseRealOnly(options);
    const session = await openSession(options, output);
    if (session.target.kind === "aws") await initAws(session, stack, options);
    else await openStack(session.project, stack, async () => undefined, session.cli, session.simulated);
    output.result({ command: "init", stack }, () => output.line(`${stack} is there; \`colorway up --stack ${stack}\` makes its resources`));
}

function refuseRealOnly(options: InitOptions): void {
    if (cloudOf(options) === "aws") return;
    const given = [
        ...(options.backend === undefined ? [] : ["--backend"]),
        ...(options.secretsProvider === undefined ? [] : ["--secrets-provider"]),
    ];
    if (given.length > 0) throw new CommandFailure(`${given.join(", ")}: for a real account only; add --cloud aws`, exitCodes.usage);
}

/** State in a bucket with the engine's own lock, secrets by a KMS key: `pulumi login` and `pulumi stack init`. */
async function initAws(session: Session, stack: string, options: InitOptions): Promise<void> {
    const missing = [
        ...(options.backend?.startsWith("s3://") === true ? [] : ["--backend: a bucket, as s3://BUCKET?region=us-east-1"]),
        ...(options.secretsProvider?.startsWith("awskms://") === true ? [] : ["--secrets-provider: a KMS key, as awskms://alias/NAME?region=us-east-1"]),
    ];
    if (missing.length > 0 || options.backend === undefined || options.secretsProvider === undefined) {
        throw new CommandFailure(["a real account's stack needs a place for its state and a key for its secrets:", ...missing].join("\n  "), exitCodes.usage);
    }
    const words = ["stack", "init", stack, "--secrets-provider", options.secretsProvider, "--non-interactive"];
    const command = executableOf(session.cli);
    await runCli(command, ["login", options.backend, "--non-interactive"], session.project.dir);
    await runCli(command, words, session.project.dir);
}
