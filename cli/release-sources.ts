/** What a new release comes with beside its images: the commit, migrations, evidence. Each mistake becomes a line. */

import { existsSync, statSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { resolve } from "node:path";
import { Evidence, Migration } from "../config/types";
import { Project } from "../release/engine/project";
import { git } from "../release/git";
import { hashOfFile, migrationsIn, pathInProject } from "../release/manifests/files";

export interface SourceOptions {
    readonly cwd?: string | undefined;
    readonly commit?: string | undefined;
    readonly migrations?: string | undefined;
    /** Each `KIND=FILE` or `KIND=ADDRESS@sha256:HASH`. */
    readonly evidence: readonly string[];
    readonly by?: string | undefined;
}

/** Stands for a commit where there is none. */
export const noCommit = "0".repeat(40);

/** The commit that is named, or else what is checked out; undefined with a mistake where there is none. */
export async function commitOf(project: Project, { commit: given }: SourceOptions, mistakes: string[]): Promise<string | undefined> {
    if (given !== undefined && /^[0-9a-f]{40}$/.test(given)) return given;
    const answer = await asked(project, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${given ?? "HEAD"}^{commit}`]);
    if (answer !== undefined) return answer;
    const missing = "is missing, and git has nothing checked out here; allowed: 40 hexadecimal digits";
    const unknown = `${JSON.stringify(given)} is no commit that git knows here; allowed: 40 hexadecimal digits, or a name for them`;
    mistakes.push(
        given === undefined
            ? `--commit: ${missing}; cure: name the commit that the images were built from`
            : `--commit: ${unknown}; cure: write what \`git rev-parse HEAD\` prints`,
    );
    return undefined;
}

/** What git prints; undefined where it refuses, or is not there. */
async function asked({ dir }: Project, words: readonly string[]): Promise<string | undefined> {
    const text = await git(dir, ...words).catch(() => "");
    return text === "" ? undefined : text;
}

/** Every migration in the folder of `--migrations`. */
export function migrationsOf(project: Project, options: SourceOptions, mistakes: string[]): readonly Migration[] {
    if (options.migrations === undefined) return [];
    const folder = resolve(options.cwd ?? ".", options.migrations);
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
        mistakes.push(`--migrations: there is no folder ${options.migrations}; allowed: a folder with .sql files; cure: name one, or leave it out`);
        return [];
    }
    const found = migrationsIn(project.dir, folder);
    mistakes.push(...found.mistakes.map((mistake) => `--migrations: ${mistake}`));
    if (found.migrations.length + found.mistakes.length === 0) {
        mistakes.push(`--migrations: ${options.migrations} holds no .sql file; allowed: a folder with .sql files; cure: name another one, or leave it out`);
    }
    return found.migrations;
}

/** What `--evidence` names, with its hashes. @param at when the release is made, as a manifest writes it */
export async function evidenceOf(project: Project, options: SourceOptions, at: string, mistakes: string[]): Promise<readonly Evidence[]> {
    if (options.evidence.length === 0) return [];
    const by = options.by ?? (await asked(project, ["config", "user.email"])) ?? `${userInfo().username}@${hostname()}`;
    return options.evidence.flatMap((text): readonly Evidence[] => {
        const [, kind, place] = /^([^=]+)=(.+)$/.exec(text) ?? [];
        if (kind === undefined || place === undefined) {
            mistakes.push(`--evidence: ${JSON.stringify(text)} names no kind and place; allowed: KIND=FILE or KIND=ADDRESS@sha256:HASH; cure: write sbom=FILE`);
            return [];
        }
        const [, uri, sha256] = /^(\w+:\/\/.+?)(?:@sha256:([0-9a-f]{64}))?$/.exec(place) ?? [];
        if (uri !== undefined) {
            if (sha256 !== undefined) return [{ kind, uri, sha256, by, at }];
            const allowed = "ADDRESS@sha256:HASH with 64 hexadecimal digits; cure: write what `sha256sum` prints for it";
            mistakes.push(`--evidence: ${place} has no hash; allowed: ${allowed}`);
            return [];
        }
        const file = pathInProject(project.dir, resolve(options.cwd ?? ".", place));
        const hash = hashOfFile(project.dir, file);
        if (hash !== undefined) return [{ kind, file, sha256: hash, by, at }];
        mistakes.push(`--evidence: there is no file ${place}; allowed: a file in the project; cure: name one`);
        return [];
    });
}

/** As a manifest writes a time: to the second. */
export function manifestTime(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
