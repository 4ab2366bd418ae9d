import { join } from "node:path";
import { Command } from "commander";
import { releaseFolder } from "../../config/files";
import { formatProblem } from "../../config/format";
import { Place } from "../../config/problems";
import { noteMissingRelease, readRelease, releaseFile, ReleaseSource } from "../../config/releases";
import { environments, Problem, Release } from "../../config/types";
import { Project } from "../../release/engine/project";
import { manifestDigest } from "../../release/manifests/digest";
import { hashOfFile } from "../../release/manifests/files";
import { ReleaseChanged } from "../../release/manifests/seen";
import { Verified, verifyRelease } from "../../release/manifests/verify";
import { sortVersions } from "../../release/manifests/versions";
import { ReleaseRun } from "../../release/ports/release-records";
import { CommandFailure, exitCodes } from "../failure";
import { Output, tableText, terminalOutput } from "../output";
import { openRecords } from "../release-records";
import { servicesOf } from "../release-services";
import { CommonOptions, findProject } from "../session";
import { cloudOption, projectOption, withCommonOptions } from "./common";
import { createCommand } from "./release-create";

export function releaseCommand(): Command {
    const release = new Command("release").description("manifests of releases, `releases/VERSION.yaml`");
    release.addCommand(createCommand());
    release.addCommand(withoutStack(new Command("list").description("every release, and where it ran")).action(list));
    release.addCommand(
        withoutStack(new Command("show").description("a release: images, migrations, evidence, and where it ran"))
            .argument("<version>", "as 1.2.0")
            .action(show),
    );
    release.addCommand(
        withCommonOptions(new Command("verify").description("check the form of a manifest, the files it names, and that it is what ran"))
            .argument("[version]", "as 1.2.0; with --stack it must have an image for each of the stack's services, too")
            .option("--all", "every release")
            .action(verify),
    );
    return release;
}

function withoutStack(command: Command): Command {
    return command.option("--json", "print one JSON document instead of text").option(...cloudOption).option(...projectOption);
}

/** One row of `release list`. */
interface Listed {
    readonly version: string;
    /** Absent where the manifest is broken. */
    readonly release?: Release;
    readonly digest?: string;
    /** Environments in which it ran. */
    readonly ranIn: readonly string[];
    /** Whether it ran with another manifest than it has now. */
    readonly changed: boolean;
    readonly problems: readonly Problem[];
}

async function list(options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const source = sourceOf(findProject(options));
    const runs = (await (await openRecords(options, output))?.runs()) ?? [];
    const releases = sortVersions(source.versions).map((version) => listed(version, source, runs));
    const shown = releases.map(({ version, release, digest, ranIn, changed, problems }) => {
        const { created, commit, images = {} } = release ?? {};
        return { version, created, commit, digest, services: Object.keys(images), ranIn, changed, problems };
    });
    output.result({ command: "release list", releases: shown }, () => printList(output, releases));
}

function listed(version: string, source: ReleaseSource, allRuns: readonly ReleaseRun[]): Listed {
    const problems: Problem[] = [];
    const release = readRelease(version, source, undefined, problems);
    const digest = release === undefined ? undefined : manifestDigest(release);
    const runs = allRuns.filter((run) => run.version === version);
    const changed = digest !== undefined && runs.some((run) => run.digest !== digest);
    const read = release === undefined || digest === undefined ? {} : { release, digest };
    return { version, ...read, ranIn: environmentsOf(runs), changed, problems };
}

function environmentsOf(runs: readonly ReleaseRun[]): readonly string[] {
    return environments.filter((name) => runs.some(({ environment }) => environment === name));
}

function printList(output: Output, releases: readonly Listed[]): void {
    if (releases.length === 0) {
        output.line("no release; make one with `colorway release create VERSION`");
        return;
    }
    const rows = releases.map(({ version, release, ranIn, changed }) => [
        version,
        release === undefined ? "-" : timeText(release.created),
        release?.commit.slice(0, 12) ?? "-",
        release === undefined ? "-" : String(Object.keys(release.images).length),
        `${ranIn.length === 0 ? "-" : ranIn.join(", ")}${changed ? " (changed since)" : ""}`,
    ]);
    output.line(tableText(["VERSION", "CREATED (UTC)", "COMMIT", "SERVICES", "RAN IN"], rows));
    for (const { version, problems } of releases) {
        if (problems.length > 0) output.line(`${releaseFile(version)}: ${countText(problems.length)}; \`colorway release verify ${version}\` tells them`);
    }
}

async function show(version: string, options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const source = sourceOf(findProject(options));
    requireRelease(version, source);
    const runs = (await (await openRecords(options, output))?.runsOf(version)) ?? [];
    const problems: Problem[] = [];
    const release = readRelease(version, source, undefined, problems);
    if (release === undefined) throw brokenManifest(problems);
    const digest = manifestDigest(release);
    output.result({ command: "release show", digest, ...release, runs }, () => printRelease(output, release, digest, runs));
}

function printRelease(output: Output, release: Release, digest: string, runs: readonly ReleaseRun[]): void {
    const { version, commit, created, images, migrations = [], evidence = [] } = release;
    output.line(`release ${version}, created ${timeText(created)} UTC`);
    output.line(`commit   ${commit}`);
    output.line(`manifest ${digest}`);
    output.line(tableText(["SERVICE", "IMAGE"], Object.entries(images)));
    if (migrations.length > 0) {
        output.line(tableText(["PHASE", "MIGRATION", "SHA-256"], migrations.map(({ phase, file, sha256 }) => [phase, file, sha256])));
    }
    if (evidence.length > 0) {
        const rows = evidence.map(({ kind, file, uri, by, at, sha256 }) => [kind, file ?? uri ?? "", by, timeText(at), sha256]);
        output.line(tableText(["EVIDENCE", "PLACE", "BY", "AT (UTC)", "SHA-256"], rows));
    }
    if (runs.length === 0) output.line("ran nowhere");
    else {
        const rows = runs.map((run) => [run.environment, timeText(run.at), run.rollout ?? "-", run.digest === digest ? "this one" : run.digest]);
        output.line(tableText(["RAN IN", "AT (UTC)", "ROLLOUT", "MANIFEST"], rows));
    }
}

async function verify(version: string | undefined, options: CommonOptions & { readonly all?: true | undefined }): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const source = sourceOf(project);
    if ((version === undefined) === (options.all === undefined)) {
        throw new CommandFailure("release verify: a version or --all; cure: write one of them", exitCodes.usage);
    }
    if (version !== undefined) requireRelease(version, source);
    const around = { source, hashOf: (file: string) => hashOfFile(project.dir, file), ...servicesFor(project, options) };
    const records = await openRecords(options, output);
    const verified: Verified[] = [];
    for (const each of version === undefined ? sortVersions(source.versions) : [version]) {
        verified.push(await verifyRelease(each, records === undefined ? around : { ...around, records }));
    }
    const broken = verified.filter(({ problems, change }) => problems.length > 0 || change !== undefined);
    for (const each of verified) {
        if (!broken.includes(each)) output.line(`${releaseFile(each.version)}: as it should be, manifest ${each.digest}`);
    }
    if (broken.length > 0) throw new CommandFailure(broken.map(brokenText).join("\n"), exitCodes.failed, { releases: verified });
    output.result({ command: "release verify", releases: verified }, () => undefined);
}

function servicesFor(project: Project, options: CommonOptions): { readonly services?: readonly string[] } {
    if (options.stack === undefined) return {};
    const problems: Problem[] = [];
    const services = servicesOf(project, options, problems);
    if (problems.length > 0) throw brokenManifest(problems);
    return { services };
}

function brokenText({ version, problems, change }: Verified): string {
    const lines = problems.length === 0 ? [] : [`${releaseFile(version)}: ${countText(problems.length)}`, ...problems.map(formatProblem)];
    return [...lines, ...(change === undefined ? [] : [new ReleaseChanged(change).message])].join("\n");
}

function sourceOf(project: Project): ReleaseSource {
    return releaseFolder(join(project.dir, "releases"));
}

function requireRelease(version: string, source: ReleaseSource): void {
    if (source.versions.includes(version)) return;
    const problems: Problem[] = [];
    noteMissingRelease(version, source, new Place("version", problems));
    throw brokenManifest(problems);
}

function brokenManifest(problems: readonly Problem[]): CommandFailure {
    return new CommandFailure(problems.map(formatProblem).join("\n"), exitCodes.usage, { problems });
}

function countText(count: number): string {
    return count === 1 ? "1 problem" : `${count} problems`;
}

function timeText(time: string): string {
    return time.slice(0, 19).replace("T", " ");
}
