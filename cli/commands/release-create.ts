import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { releaseFolder } from "../../config/files";
import { formatProblem } from "../../config/format";
import { Place } from "../../config/problems";
import { noteMissingRelease, readRelease, releaseFile, ReleaseSource } from "../../config/releases";
import { isVersion } from "../../config/sections/slots";
import { Problem, Release } from "../../config/types";
import { Project } from "../../release/engine/project";
import { writeOnce } from "../../release/engine/write-whole";
import { manifestDigest } from "../../release/manifests/digest";
import { manifestText } from "../../release/manifests/text";
import { DaemonClient } from "../../simulator/daemon/client";
import { BehaviorError, parseBehavior } from "../../simulator/images/behavior";
import { recordRelease } from "../audit-updates";
import { CommandFailure, exitCodes } from "../failure";
import { terminalOutput } from "../output";
import { chooseImages, ImageChoice } from "../release-images";
import { openRecords } from "../release-records";
import { servicesOf } from "../release-services";
import { commitOf, evidenceOf, manifestTime, migrationsOf, noCommit, SourceOptions } from "../release-sources";
import { cloudOf, CommonOptions, daemonOf, findProject } from "../session";
import { pushImage } from "../simulator";
import { withCommonOptions } from "./common";

interface CreateOptions extends CommonOptions, SourceOptions {
    readonly fromVersion?: string | undefined;
    readonly image: readonly string[];
    readonly behavior: readonly string[];
}

export function createCommand(): Command {
    const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
    return withCommonOptions(new Command("create").description("write the manifest of a new release, once"))
        .argument("<version>", "as 1.2.0")
        .option("--from-version <version>", "take the images that no other option names from this release")
        .option("--image <service=image>", "image of a service by digest, as api-gateway=REPOSITORY@sha256:DIGEST; as often as needed", collect, [])
        .option(
            "--behavior <[service=]behavior>",
            "simulated cloud only: push an image that behaves so, as api-gateway=errors:5%, or for every service without --image; " +
                "services that nothing names get a healthy one",
            collect,
            [],
        )
        .option("--commit <commit>", "what the images were built from, default: what is checked out")
        .option("--migrations <dir>", "folder with the migrations, NAME.expand.sql and NAME.contract.sql")
        .option("--evidence <kind=place>", "a file in the project, as sbom=evidence/sbom.json, or ADDRESS@sha256:HASH; as often as needed", collect, [])
        .option("--by <name>", "who brings the evidence, default: git's user.email, or user and machine")
        .action(create);
}

/** A release whose images may still have to be pushed. */
interface Draft {
    readonly release: Omit<Release, "images">;
    readonly choices: ReadonlyMap<string, ImageChoice>;
}

async function create(version: string, options: CreateOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    refuseExisting(project, version);
    const records = await openRecords(options, output);
    const [ran] = (await records?.runsOf(version)) ?? [];
    if (ran !== undefined) {
        const found = `${version} ran already, in ${ran.environment} at ${ran.at}, with the manifest ${ran.digest}`;
        const cure = "put its file back, or choose another version";
        throw new CommandFailure(`${releaseFile(version)}: ${found}; allowed: a version that never ran; cure: ${cure}`, exitCodes.refused);
    }
    const draft = await draftOf(version, project, options);
    const release = { ...draft.release, images: await pushed(version, draft.choices, daemonOf(project)) };
    const text = manifestText(release);
    mkdirSync(join(project.dir, "releases"), { recursive: true });
    await recordRelease({ project, target: { kind: cloudOf(options) === "aws" ? "aws" : "simulated" } }, release);
    if (writeOnce(join(project.dir, releaseFile(version)), text, 0o644) !== text) refuseExisting(project, version);
    const digest = manifestDigest(release);
    output.result({ command: "release create", file: releaseFile(version), digest, release }, () => {
        for (const [service, choice] of draft.choices) if ("behavior" in choice) output.line(`pushed colorway/${service} ${version}, ${choice.behavior}`);
        output.line(`${releaseFile(version)}: ${draft.choices.size} services, manifest ${digest}`);
    });
}

function refuseExisting(project: Project, version: string): void {
    if (!isVersion(version) || !existsSync(join(project.dir, releaseFile(version)))) return;
    const message = "exists, and a manifest is written once; allowed: a version without a file; cure: choose another version";
    throw new CommandFailure(`${releaseFile(version)}: ${message}`, exitCodes.refused);
}

/** Everything but the pushes, or everything that is wrong at once. */
async function draftOf(version: string, project: Project, options: CreateOptions): Promise<Draft> {
    const mistakes: string[] = [];
    const problems: Problem[] = [];
    const source = releaseFolder(join(project.dir, "releases"));
    if (!isVersion(version)) {
        const allowed = "MAJOR.MINOR.PATCH, as 1.4.0; cure: write it so";
        mistakes.push(`version: ${JSON.stringify(version)} is no semantic version; allowed: ${allowed}`);
    }
    if (options.behavior.length > 0 && cloudOf(options) !== "simulated") {
        mistakes.push("--behavior: is for the simulated cloud only; allowed: --image; cure: push the image, and name it with --image");
    }
    const services = servicesOf(project, options, problems);
    const base = options.fromVersion === undefined ? undefined : baseOf(options.fromVersion, source, problems);
    const chosen = chooseImages(services, { images: options.image, behaviors: options.behavior, base });
    // a base that cannot be read, or services that cannot, leave nothing to choose from
    if (problems.length === 0) mistakes.push(...chosen.mistakes);
    mistakes.push(...behaviorMistakes(chosen.choices));
    const created = manifestTime();
    const release: Draft["release"] = {
        version: isVersion(version) ? version : "0.0.0",
        commit: (await commitOf(project, options, mistakes)) ?? noCommit,
        created,
        ...some("migrations", migrationsOf(project, options, mistakes)),
        ...some("evidence", await evidenceOf(project, options, created, mistakes)),
    };
    problems.push(...parserProblems(release, chosen.choices));
    if (mistakes.length === 0 && problems.length === 0) return { release, choices: chosen.choices };
    const count = mistakes.length + problems.length;
    const head = `release create: ${count === 1 ? "1 problem" : `${count} problems`}, nothing was made`;
    const text = [head, ...mistakes.map((mistake) => `  ${mistake}`), ...problems.map(formatProblem)].join("\n");
    throw new CommandFailure(text, exitCodes.usage, { mistakes, problems });
}

function behaviorMistakes(choices: Draft["choices"]): readonly string[] {
    const behaviors = new Set([...choices.values()].flatMap((choice) => ("behavior" in choice ? [choice.behavior] : [])));
    return [...behaviors].flatMap((behavior) => {
        try {
            parseBehavior(behavior);
            return [];
        } catch (error) {
            if (error instanceof BehaviorError) return [`--behavior: ${error.message}`];
            throw error;
        }
    });
}

/** What the parser of manifests says of the options, with stand-ins for the images that are pushed later. */
function parserProblems(release: Draft["release"], choices: Draft["choices"]): readonly Problem[] {
    const images = Object.fromEntries([...choices].map(([service, choice]) => [service, "image" in choice ? choice.image : standIn(service)]));
    const problems: Problem[] = [];
    const { version } = release;
    readRelease(version, { versions: [version], read: () => manifestText({ ...release, images }) }, undefined, problems);
    return problems.map((problem) => ({ ...problem, key: problem.key.replace(`${releaseFile(version)}:`, "") }));
}

function some<Key extends string, Item>(key: Key, items: readonly Item[]): { readonly [K in Key]?: readonly Item[] } {
    return items.length === 0 ? {} : ({ [key]: items } as { readonly [K in Key]: readonly Item[] });
}

function standIn(service: string): string {
    return `registry.example/colorway/${service}@sha256:${"0".repeat(64)}`;
}

function baseOf(version: string, source: ReleaseSource, problems: Problem[]): Release | undefined {
    if (source.versions.includes(version)) return readRelease(version, source, undefined, problems);
    noteMissingRelease(version, source, new Place("--from-version", problems));
    return undefined;
}

/** The images, those with a behavior made now. */
async function pushed(version: string, choices: Draft["choices"], daemon: DaemonClient): Promise<Release["images"]> {
    const images: [string, string][] = [];
    if ([...choices.values()].some((choice) => "behavior" in choice)) await daemon.ensure();
    for (const [service, choice] of choices) {
        const repository = `colorway/${service}`;
        images.push([service, "image" in choice ? choice.image : await pushImage(daemon, { repository, version, behavior: choice.behavior }, "--behavior: ")]);
    }
    return Object.fromEntries(images);
}
