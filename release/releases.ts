/** The manifests of a project's folder. */
import { join } from "node:path";
import { releaseFolder } from "../config/files";
import { readRelease } from "../config/releases";
import type { Problem, Release } from "../config/types";

/** There is no such manifest, or it is not in order. */
export class ReleaseUnusable extends Error {
    constructor(
        message: string,
        /** What is wrong in the manifest; empty where there is none. */
        readonly problems: readonly Problem[],
    ) {
        super(message);
        this.name = "ReleaseUnusable";
    }
}

/** @throws ReleaseUnusable */
export function releaseIn(projectDir: string, version: string, services: readonly string[]): Release {
    const problems: Problem[] = [];
    const source = releaseFolder(join(projectDir, "releases"));
    if (!source.versions.includes(version)) {
        const known = source.versions.length === 0 ? "there is none" : `there are ${source.versions.join(", ")}`;
        throw new ReleaseUnusable(`${version}: there is no releases/${version}.yaml; ${known}; make one: colorway release create ${version} …`, []);
    }
    const release = readRelease(version, source, services, problems);
    if (release === undefined || problems.length > 0) throw new ReleaseUnusable(`releases/${version}.yaml is not in order`, problems);
    return release;
}
