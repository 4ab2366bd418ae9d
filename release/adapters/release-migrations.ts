/** The migrations of a release and of those before it, from the project's folder, under the checker. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseFolder } from "../../config/files";
import { formatProblem } from "../../config/format";
import { readRelease } from "../../config/releases";
import type { Migration, Problem, Release } from "../../config/types";
import { hashOfFile } from "../manifests/files";
import { fileProblems } from "../manifests/verify";
import { compareVersions, sortVersions } from "../manifests/versions";
import { type CheckedFile, checkMigrations, type MigrationFile } from "../migrations/check";
import { type SqlParser, sqlParser } from "../migrations/parser";
import { type MigrationPlan, planMigrations } from "../migrations/plan";
import type { RunFile } from "../migrations/run/plan";
import { findingsText } from "../migrations/text";

export interface CheckedRelease {
    readonly version: string;
    /** Major version of PostgreSQL that it was checked for. */
    readonly postgres: string;
    readonly plan: MigrationPlan;
    /** Files that are not what the manifest says, and migrations that were changed after they were released. */
    readonly problems: readonly string[];
    readonly files: readonly CheckedFile[];
}

/** @param postgres `MAJOR` or `MAJOR.MINOR` */
export async function checkReleaseMigrations(
    projectDir: string,
    release: Release,
    postgres: string,
): Promise<CheckedRelease> {
    const parser = await sqlParser(postgres);
    const earlier = releasesBefore(projectDir, release.version);
    const plan = planMigrations(release, earlier);
    const { migrations = [] } = release;
    const onlyMigrations = { ...release, evidence: [] };
    const problems = [
        ...fileProblems(onlyMigrations, file => hashOfFile(projectDir, file)).map(formatProblem),
        ...plan.problems,
    ];
    const own = new Set(migrations.map(({ file }) => file));
    const before = earlier.map(({ migrations: listed = [] }) => ({
        files: unchanged(
            projectDir,
            listed.filter(({ file }) => !own.has(file)),
        ),
        reported: false,
    }));
    const files = checkMigrations(parser, [
        ...before,
        { files: unchanged(projectDir, plan.repeated), reported: true },
        { files: unchanged(projectDir, [...plan.expand, ...plan.contract]), reported: true },
    ]);
    return { version: release.version, postgres: parser.major, plan, problems, files };
}

/** Migrations of a release as they run, in its order; problems: what the checker refuses. */
export async function runnableMigrations(
    projectDir: string,
    release: Release,
    postgres: string,
): Promise<{ readonly files: readonly RunFile[]; readonly problems: readonly string[] }> {
    const checked = await checkReleaseMigrations(projectDir, release, postgres);
    const problems = [...checked.problems, findingsText(checked.files)].filter(text => text !== "");
    if (problems.length > 0) return { files: [], problems };
    const parser = await sqlParser(postgres);
    const transactions = new Map(checked.files.map(({ file, transaction }) => [file, transaction]));
    const files = (release.migrations ?? []).map(migration => {
        const sql = readFileSync(join(projectDir, migration.file), "utf8");
        return { ...migration, sql, transaction: transactions.get(migration.file) ?? true, statements: statementsOf(parser, sql) };
    });
    return { files, problems: [] };
}

/** Each by itself, with the comments before it. */
function statementsOf(parser: SqlParser, sql: string): readonly string[] {
    const parsed = parser.parse(sql);
    if ("fault" in parsed) return [sql];
    const { statements, rest } = parsed;
    return statements.map(({ start }, index) => sql.slice(start, statements[index + 1]?.before.start ?? rest.start));
}

/** Manifests of the versions below it that are in order, oldest first. */
function releasesBefore(projectDir: string, version: string): readonly Release[] {
    const source = releaseFolder(join(projectDir, "releases"));
    const problems: Problem[] = [];
    return sortVersions(source.versions)
        .filter(each => compareVersions(each, version) < 0)
        .flatMap(each => readRelease(each, source, undefined, problems) ?? []);
}

/** Those whose files are what the manifest names, in the order in which they run: expand first. */
function unchanged(projectDir: string, migrations: readonly Migration[]): readonly MigrationFile[] {
    const there = migrations.filter(({ file, sha256 }) => hashOfFile(projectDir, file) === sha256);
    const inOrder = [
        ...there.filter(({ phase }) => phase === "expand"),
        ...there.filter(({ phase }) => phase === "contract"),
    ];
    return inOrder.map(({ file, phase }) => ({ file, phase, sql: readFileSync(join(projectDir, file), "utf8") }));
}
