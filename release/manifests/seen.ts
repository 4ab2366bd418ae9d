/** A release that ran somewhere never changes: whoever runs one asks here first, and records it here after. */

import { releaseFile } from "../../config/releases";
import type { Release } from "../../config/types";
import type { Clock } from "../ports/clock";
import type { ReleaseRecords, ReleaseRun } from "../ports/release-records";
import { canonicalJson, manifestDigest } from "./digest";

/** A manifest that is not the one that ran. */
export interface ReleaseChange {
    readonly version: string;
    /** Digest of the manifest as it is now. */
    readonly digest: string;
    /** The runs with another manifest, oldest first; at least one. */
    readonly runs: readonly ReleaseRun[];
}

export class ReleaseChanged extends Error {
    constructor(readonly change: ReleaseChange) {
        super(changeText(change));
        this.name = "ReleaseChanged";
    }
}

/** How the manifest differs from what ran; undefined where it does not, or never ran. */
export async function changeOf(records: ReleaseRecords, release: Release): Promise<ReleaseChange | undefined> {
    const digest = manifestDigest(release);
    const runs = (await records.runsOf(release.version)).filter(run => run.digest !== digest);
    return runs.length === 0 ? undefined : { version: release.version, digest, runs };
}

/** @throws ReleaseChanged where the release ran somewhere with another manifest. */
export async function checkUnchanged(records: ReleaseRecords, release: Release): Promise<void> {
    const change = await changeOf(records, release);
    if (change !== undefined) throw new ReleaseChanged(change);
}

/**
 * Records that a release runs in an environment, once for each rollout, and once for all plain updates.
 *
 * @returns whether there was something new to record
 * @throws ReleaseConflict where the release ran with another manifest
 */
export async function recordRun(
    records: ReleaseRecords,
    release: Release,
    where: { readonly environment: string; readonly rollout?: string },
    clock: Clock,
): Promise<boolean> {
    const { version } = release;
    const run = { version, digest: manifestDigest(release), ...where };
    const known = (await records.runsOf(version)).map(({ at: _, ...rest }) => canonicalJson(rest));
    if (known.includes(canonicalJson(run))) return false;
    await records.append({ ...run, at: new Date(clock.now()).toISOString() });
    return true;
}

/** Both digests, and the first run with the other one in each environment. */
function changeText({ version, digest, runs }: ReleaseChange): string {
    const environments = [...new Set(runs.map(({ environment }) => environment))];
    const firsts = environments.flatMap(name => runs.find(({ environment }) => environment === name) ?? []);
    return [
        `${releaseFile(version)}: is not the release ${version} that ran somewhere`,
        `    ran:     ${firsts.map(runText).join("\n             ")}`,
        `    is:      ${digest}`,
        "    allowed: what ran, since a release never changes",
        `    cure:    put the file back as it was, or make a new version: colorway release create VERSION --from-version ${version}`,
    ].join("\n");
}

function runText({ digest, environment, at, rollout }: ReleaseRun): string {
    return `${digest} in ${environment} at ${at}${rollout === undefined ? "" : `, rollout ${rollout}`}`;
}
