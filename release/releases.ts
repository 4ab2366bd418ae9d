/** The manifests of a project's folder. */
import { join } from "node:path";
import { releaseFolder } from "../config/files";
import { formatProblems } from "../config/format";
import { readRelease } from "../config/releases";
import type { Problem, Release, Settings } from "../config/types";
import { checkUnchanged, recordRun } from "./manifests/seen";
import type { Clock } from "./ports/clock";
import type { ReleaseRecords } from "./ports/release-records";
import type { RolloutsOptions } from "./rollout/rollouts";

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
    if (release === undefined || problems.length > 0) throw new ReleaseUnusable(formatProblems(problems), problems);
    return release;
}

export interface RolloutReleasesOptions {
    readonly projectDir: string;
    readonly settings: () => Settings;
    /** Which releases ran; absent: nobody keeps it. */
    readonly records: ReleaseRecords | undefined;
    readonly clock: Clock;
}

/** Releases as rollouts take them: in order, the same that ran before, and recorded where they run. */
export function rolloutReleases(options: RolloutReleasesOptions): Pick<RolloutsOptions, "release" | "onRun"> {
    const { projectDir, settings, records, clock } = options;
    const release = async (version: string): Promise<Release> => {
        const found = releaseIn(projectDir, version, settings().services.map(({ name }) => name));
        if (records !== undefined) await checkUnchanged(records, found);
        return found;
    };
    return {
        release,
        onRun: async ({ version, id }) => {
            const { environment } = settings();
            if (records !== undefined) await recordRun(records, await release(version), { environment, rollout: id }, clock);
        },
    };
}
