import { Command } from "commander";
import { colors, MigrationPhase, migrationPhases, Release, Settings } from "../../config/types";
import { connectionOf, PsqlDatabase } from "../../release/adapters/psql-database";
import { runnableMigrations } from "../../release/adapters/release-migrations";
import { secretPlaces } from "../../release/adapters/secret-places";
import { SystemClock } from "../../release/adapters/system-clock";
import { stackLog } from "../../release/audit/names";
import { thisProcess } from "../../release/journal/lease";
import { contractWaits } from "../../release/migrations/plan";
import { Applied } from "../../release/migrations/run/history";
import { planRun, RunPlan } from "../../release/migrations/run/plan";
import { appliedIn, RunFailure, runMigrations } from "../../release/migrations/run/runner";
import { Database, DatabaseError } from "../../release/ports/database";
import { releaseIn, ReleaseUnusable } from "../../release/releases";
import { unfinishedRollout } from "../../release/rollout/unfinished";
import { auditTrailOf, openAudit, OpenedAudit } from "../audit";
import { CommandFailure, exitCodes } from "../failure";
import { Output, tableText, terminalOutput } from "../output";
import { rolloutStores } from "../rollout-ports";
import { CommonOptions, findProject, settingsOf, stackName } from "../session";
import { withCommonOptions } from "./common";

interface DatabaseOptions extends CommonOptions {
    readonly database: string;
}

interface RunOptions extends DatabaseOptions {
    readonly phase: string;
    readonly dryRun?: true | undefined;
    readonly again?: string | undefined;
}

const databaseOption = [
    "--database <place>",
    "where the database's URL is: env:NAME, or file:PATH that nobody else can read",
] as const;

export function migrationsRunCommand(): Command {
    const command = new Command("run")
        .description("run the migrations of a release that have not run yet, each once, and record it; stops at the first that fails")
        .argument("<version>", "release, as 1.2.0: releases/1.2.0.yaml")
        .requiredOption(
            "--phase <phase>",
            "expand: before the rollout; contract: once the release before can't come back any more",
        )
        .requiredOption(...databaseOption)
        .option("--dry-run", "show what would run, change nothing")
        .option("--again <file>", "a file outside of a transaction that was broken off, once what it left is taken away");
    return withCommonOptions(command).action((version, options) => answered(() => run(version, options)));
}

export function migrationsStatusCommand(): Command {
    const command = new Command("status").description("which migrations ran in a database: with which release, when, by whom").requiredOption(...databaseOption);
    return withCommonOptions(command).action((options) => answered(() => status(options)));
}

async function run(version: string, options: RunOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const phase = phaseOf(options.phase);
    const release = releaseOf(project.dir, version, settings);
    const database = databaseOf(project.dir, options);
    const { where } = await openAudit(options, output);
    const { files, problems } = await runnableMigrations(project.dir, release, settings.database.version);
    if (problems.length > 0) throw new CommandFailure(problems.join("\n"), exitCodes.refused, { problems });
    const applied = await appliedIn(database);
    const plan = planRun({ phase, files, applied, again: options.again });
    const refused = [...plan.problems, ...(phase === "contract" ? await waitsOf(where, stack, release, settings, applied) : [])];
    if (refused.length > 0) throw new CommandFailure([...new Set(refused)].join("\n"), exitCodes.refused, { problems: refused });
    if (options.dryRun === true) return tellPlan(output, plan, version, phase);
    const clock = new SystemClock();
    const actor = thisProcess().owner;
    const happened = new Date(clock.now()).toISOString();
    const onStep = (file: string): void => output.line(`  ${file}`);
    const result = await runMigrations({ database, clock, version, phase, actor, steps: plan.steps, onStep });
    const details = { version, phase, steps: result.steps, ...(result.failure === undefined ? {} : { failure: result.failure }) };
    if (result.steps.length > 0) await auditTrailOf(where, stackLog(stack))?.append({
        type: "migrations-run",
        data: { happened, actor, ...details },
    });
    if (result.failure !== undefined) throw new CommandFailure(
        failureText(result.failure),
        exitCodes.failed,
        { command: "migrations run", stack, ...details },
    );
    output.result(
        { command: "migrations run", stack, ran: plan.ran, ...details },
        () => output.line(doneText(plan, version, phase)),
    );
}

async function status(options: DatabaseOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const applied = await appliedIn(databaseOf(project.dir, options));
    output.result({ command: "migrations status", stack, migrations: applied }, () => {
        if (applied.length === 0) return output.line(`${stack}: no migration ran in this database`);
        const rows = applied.map(({
            file,
            phase,
            version,
            state,
            started,
            actor,
        }) => [file, phase, version, state, started.slice(0, 19).replace("T", " "), actor]);
        output.line(tableText(["FILE", "PHASE", "RELEASE", "STATE", "BEGAN (UTC)", "BY"], rows));
    });
}

/** What the database says in words: no stack trace for a password that is wrong. */
async function answered(act: () => Promise<void>): Promise<void> {
    try {
        await act();
    } catch (error) {
        if (error instanceof ReleaseUnusable) throw new CommandFailure(
            error.message,
            exitCodes.usage,
            { problems: error.problems },
        );
        if (error instanceof DatabaseError) throw new CommandFailure(`database: ${error.code === "" ? "" : `${error.code}: `}${error.message}`);
        throw error;
    }
}

function phaseOf(text: string): MigrationPhase {
    const phase = migrationPhases.find((each) => each === text);
    if (phase !== undefined) return phase;
    throw new CommandFailure(`--phase: ${JSON.stringify(text)} is none; allowed: ${migrationPhases.join(", ")}`, exitCodes.usage);
}

function releaseOf(dir: string, version: string, { services }: Settings): Release {
    return releaseIn(dir, version, services.map(({ name }) => name));
}

function databaseOf(dir: string, { database: place }: DatabaseOptions): Database {
    if (!/^(env|file):./.test(place)) {
        throw new CommandFailure(
            "--database: is no place of a URL; allowed: env:NAME, or file:PATH; never the URL itself, which others see in the list of processes",
            exitCodes.usage,
        );
    }
    const secret = secretPlaces(dir)(place);
    if ("problem" in secret) throw new CommandFailure(`--database: ${secret.problem}`, exitCodes.usage);
    const connection = connectionOf(secret.value);
    if ("problem" in connection) throw new CommandFailure(
        `--database: the URL in ${place} ${connection.problem}`,
        exitCodes.usage,
    );
    return new PsqlDatabase(connection);
}

/** What a contract migration still waits for. A rollout is done only behind its warm window. */
async function waitsOf(
    where: OpenedAudit["where"],
    stack: string,
    release: Release,
    settings: Settings,
    applied: readonly Applied[],
): Promise<readonly string[]> {
    const { activeColor: live, traffic, slots } = settings;
    const under = await unfinishedRollout(rolloutStores(where, stack).journals);
    const running = colors.flatMap((color) => {
        const { size, release: found } = slots[color];
        return size === "off" || found === undefined ? [] : [[color, found.version]];
    });
    const done = new Set(applied.filter(({ state }) => state === "done").map(({ file }) => file));
    const standing = {
        live,
        traffic: traffic[live],
        slots: Object.fromEntries(running),
        rolling: under !== undefined,
        applied: done,
    };
    return contractWaits(release, standing, Date.now()).filter((text) => !text.startsWith("expand migrations have not run"));
}

function tellPlan(output: Output, { steps, ran }: RunPlan, version: string, phase: MigrationPhase): void {
    const shown = steps.map(({ file, transaction }) => ({ file, transaction }));
    output.result({ command: "migrations run", dryRun: true, version, phase, steps: shown, ran }, () => {
        if (steps.length === 0) output.line(`${version}: no ${phase} migration is left to run`);
        for (const { file, transaction } of steps) output.line(`would run ${file}, ${transaction ? "one transaction" : "outside of a transaction"}`);
        for (const file of ran) output.line(`ran before: ${file}`);
    });
}

function doneText({ steps, ran }: RunPlan, version: string, phase: MigrationPhase): string {
    const before = ran.length === 0 ? "" : `, ${ran.length} ran before`;
    return steps.length === 0
        ? `${version}: no ${phase} migration is left to run${before}`
        : `${version}: ${steps.length} ${phase} done${before}`;
}

function failureText({ file, code, text, next }: RunFailure): string {
    return [`${file}: ${code === "" ? "" : `${code}: `}${text}`, ...next.map((each) => `  ${each}`)].join("\n");
}
