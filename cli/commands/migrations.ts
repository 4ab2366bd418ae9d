import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { postgresVersions } from "../../config/aws";
import { releaseFolder, stackNames } from "../../config/files";
import { formatProblem } from "../../config/format";
import { readRelease, releaseFile } from "../../config/releases";
import { isVersion } from "../../config/sections/slots";
import { Problem, Release } from "../../config/types";
import { checkReleaseMigrations, CheckedRelease } from "../../release/adapters/release-migrations";
import { Project } from "../../release/engine/project";
import { pathInProject, phaseOf, phaseRule } from "../../release/manifests/files";
import { sortVersions } from "../../release/manifests/versions";
import { CheckedFile, checkMigrations, MigrationFile } from "../../release/migrations/check";
import { sqlParser } from "../../release/migrations/parser";
import { findingsText, statedText } from "../../release/migrations/text";
import { CommandFailure, exitCodes } from "../failure";
import { Output, terminalOutput } from "../output";
import { CommonOptions, findProject, settingsOf, stackName } from "../session";
import { jsonOption, projectOption } from "./common";
import { migrationsRunCommand, migrationsStatusCommand } from "./migrations-run";

interface CheckOptions extends CommonOptions {
    readonly postgres?: string | undefined;
}

export function migrationsCommand(): Command {
    const migrations = new Command("migrations").description("changes of the database that come with releases");
    migrations.addCommand(
        new Command("check")
            .description(
                "refuse what would break the live color or keep it waiting, and show the way in two steps; no database is asked",
            )
            .argument(
                "[targets...]",
                "a version, as 1.2.0, or files, NAME.expand.sql and NAME.contract.sql in the order in which they run; default: every release",
            )
            .option("-s, --stack <name>", "for the PostgreSQL of this stack, default: of every stack")
            .option("--postgres <version>", "for this version of PostgreSQL instead, as 17")
            .option(...jsonOption)
            .option(...projectOption)
            .action(check),
    );
    migrations.addCommand(migrationsRunCommand()).addCommand(migrationsStatusCommand());
    return migrations;
}

/** One release, or the files that were named. */
interface Checked {
    readonly postgres: string;
    readonly version?: string;
    readonly problems: readonly string[];
    readonly files: readonly CheckedFile[];
}

async function check(targets: readonly string[], options: CheckOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const versions = postgresOf(project, options);
    const subject = subjectOf(project, targets, options);
    const checked: Checked[] = [];
    for (const postgres of versions) {
        if ("files" in subject)
            checked.push({
                postgres,
                problems: [],
                files: checkMigrations(await sqlParser(postgres), [{ files: subject.files, reported: true }]),
            });
        else
            for (const release of subject.releases)
                checked.push(shown(await checkReleaseMigrations(project.dir, release, postgres)));
    }
    const broken = checked.filter(
        ({ problems, files }) => problems.length > 0 || files.some(({ findings }) => findings.length > 0),
    );
    for (const each of checked) print(output, each);
    if (broken.length > 0)
        throw new CommandFailure(broken.map(brokenText).join("\n"), exitCodes.refused, { migrations: checked });
    output.result({ command: "migrations check", migrations: checked }, () => undefined);
}

function shown({ version, postgres, problems, files }: CheckedRelease): Checked {
    return { version, postgres, problems, files };
}

/** Major versions to check for, once each. */
function postgresOf(project: Project, { postgres, stack }: CheckOptions): readonly string[] {
    const majors = Object.keys(postgresVersions);
    const versions =
        postgres !== undefined
            ? [postgres]
            : (stack === undefined ? stackNames(project.dir) : [stackName({ stack }, project)]).map(
                  name => settingsOf(project, name).database.version,
              );
    if (postgres !== undefined && !majors.includes(postgres.replace(/\.\d+$/, ""))) {
        throw new CommandFailure(
            `--postgres: ${JSON.stringify(postgres)} is no version that RDS offers; allowed: ${majors.join(", ")}; cure: write one of them`,
            exitCodes.usage,
        );
    }
    if (versions.length === 0)
        throw new CommandFailure(
            "--postgres is missing, and there is no stack that says it; cure: write --postgres 17",
            exitCodes.usage,
        );
    return [...new Set(versions.map(version => version.replace(/\.\d+$/, "")))].sort();
}

type Subject = { readonly files: readonly MigrationFile[] } | { readonly releases: readonly Release[] };

function subjectOf(project: Project, targets: readonly string[], options: CheckOptions): Subject {
    const files = targets.filter(target => !isVersion(target));
    if (files.length > 0) return { files: filesOf(project, targets, options) };
    const source = releaseFolder(join(project.dir, "releases"));
    const problems: Problem[] = [];
    const missing = targets.filter(version => !source.versions.includes(version));
    if (missing.length > 0) {
        throw new CommandFailure(
            missing
                .map(
                    version =>
                        `${releaseFile(version)}: does not exist; allowed: ${source.versions.join(", ") || "none, releases/ is empty"}`,
                )
                .join("\n"),
            exitCodes.usage,
        );
    }
    const releases = sortVersions(targets.length === 0 ? source.versions : targets).flatMap(
        version => readRelease(version, source, undefined, problems) ?? [],
    );
    if (problems.length > 0) throw new CommandFailure(problems.map(formatProblem).join("\n"), exitCodes.usage, { problems });
    return { releases };
}

function filesOf(project: Project, targets: readonly string[], options: CheckOptions): readonly MigrationFile[] {
    const mistakes: string[] = [];
    const files = targets.flatMap((target): readonly MigrationFile[] => {
        const path = resolve(options.cwd ?? ".", target);
        const phase = phaseOf(target);
        if (isVersion(target))
            mistakes.push(`${target}: is a version beside files; allowed: either; cure: check it by itself`);
        else if (phase === undefined) mistakes.push(`${target}: is neither a version nor a migration; ${phaseRule}`);
        else if (!existsSync(path)) mistakes.push(`${target}: there is no such file`);
        else return [{ file: pathInProject(project.dir, path), phase, sql: readFileSync(path, "utf8") }];
        return [];
    });
    if (mistakes.length > 0) throw new CommandFailure(mistakes.join("\n"), exitCodes.usage);
    return files;
}

/** What is in order, and what a stated reason lets through. */
function print(output: Output, checked: Checked): void {
    const { files, problems } = checked;
    if (files.length + problems.length === 0) output.line(`${nameOf(checked)}: no migrations`);
    for (const { file, phase, findings, statements, transaction } of files) {
        if (findings.length > 0) continue;
        const count = statements === 1 ? "1 statement" : `${statements} statements`;
        output.line(
            `${file}: ${phase}, ${count}, ${transaction ? "one transaction" : "outside of a transaction"}: in order for PostgreSQL ${checked.postgres}`,
        );
    }
    for (const line of statedText(files)) output.line(line);
}

function brokenText(checked: Checked): string {
    const { problems, files } = checked;
    const count = problems.length + files.reduce((sum, { findings }) => sum + findings.length, 0);
    const heading = `${nameOf(checked)}: ${count === 1 ? "1 mistake" : `${count} mistakes`} for PostgreSQL ${checked.postgres}`;
    return [heading, ...problems, findingsText(files)].filter(text => text !== "").join("\n");
}

function nameOf({ version }: Checked): string {
    return version === undefined ? "migrations" : releaseFile(version);
}
