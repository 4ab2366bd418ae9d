/** Which releases ran, for the commands: refuse what changed since, record what runs now. */

import { join } from "node:path";
import { colors, Release, Settings } from "../config/types";
import { FolderReleaseRecords } from "../release/adapters/folder-release-records";
import type { RecordsPlace } from "../release/adapters/s3-audit";
import type { Retention } from "../release/adapters/s3-bucket";
import { S3ReleaseRecords } from "../release/adapters/s3-release-records";
import { Project } from "../release/engine/project";
import { Target, targetText } from "../release/engine/target";
import { changeOf, recordRun, ReleaseChanged } from "../release/manifests/seen";
import { Clock } from "../release/ports/clock";
import { ReleaseRecords } from "../release/ports/release-records";
import { CommandFailure, exitCodes } from "./failure";
import { Output } from "./output";
import { cloudOf, CommonOptions, findProject, openSession } from "./session";

const placePattern = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/([\w./-]*))?\?region=([a-z0-9-]+)(?:&retention=(governance|compliance):(\d{1,5}))?$/;
// Amazon S3 User Guide, "Object Lock considerations": a retention period is at most 100 years.
const longestRetention = 36_500;

/** Bucket of a real account's records, as `s3://BUCKET/PREFIX?region=us-east-1`. */
export const recordsVariable = "COLORWAY_RECORDS";

/** Records of the simulated cloud lie beside it, those of a real account in the bucket that the variable names; undefined: in none. */
export function recordsOf(project: Project, target: Pick<Target, "kind">, environment: NodeJS.ProcessEnv = process.env): ReleaseRecords | undefined {
    if (target.kind === "simulated") return new FolderReleaseRecords(join(project.simulated, "releases.jsonl"));
    const place = recordsPlace(environment);
    return place && new S3ReleaseRecords(place);
}

/** Bucket, prefix and retention that the variable names; undefined where it is not set. */
export function recordsPlace(environment: NodeJS.ProcessEnv = process.env): RecordsPlace | undefined {
    const place = environment[recordsVariable];
    if (place === undefined || place === "") return undefined;
    const [, bucket, path = "", region, mode, days] = placePattern.exec(place) ?? [];
    if (bucket !== undefined && region !== undefined && (days === undefined || (Number(days) >= 1 && Number(days) <= longestRetention))) {
        const prefix = path.replace(/\/*$/, path === "" ? "" : "/");
        return { bucket, prefix, region, ...(days === undefined ? {} : { retention: { mode: mode as Retention["mode"], days: Number(days) } }) };
    }
    const allowed = "a bucket, as s3://BUCKET/PREFIX?region=us-east-1, and after it, if entries shall be locked, &retention=MODE:DAYS with governance or compliance and 1 to 36500";
    throw new CommandFailure(`${recordsVariable}: ${JSON.stringify(place)} is no place for records; allowed: ${allowed}`, exitCodes.usage);
}

/** Says where the command acts, and opens the records of that cloud; the simulated one need not run for it. */
export async function openRecords(options: CommonOptions, output: Output): Promise<ReleaseRecords | undefined> {
    const project = findProject(options);
    if (cloudOf(options) === "aws") {
        const records = recordsOf(project, (await openSession(options, output)).target);
        if (records === undefined) output.warn(noRecords);
        return records;
    }
    output.line(targetText({ kind: "simulated", providers: {} }));
    return recordsOf(project, { kind: "simulated" });
}

/** What is said where nobody can tell what ran. */
export const noRecords = `${recordsVariable} is not set: nobody can tell whether a release changed since it ran; set it to s3://BUCKET/PREFIX?region=REGION`;

/** Releases of the slots that run something. */
export function runningReleases({ slots }: Settings): readonly Release[] {
    const releases = colors.flatMap((color) => (slots[color].size === "off" ? [] : (slots[color].release ?? [])));
    return releases.filter(({ version }, index) => releases.findIndex((other) => other.version === version) === index);
}

/** Refuses, with all of them at once, releases that ran with another manifest. */
export async function refuseChanged(records: ReleaseRecords, releases: readonly Release[]): Promise<void> {
    const found = await Promise.all(releases.map((release) => changeOf(records, release)));
    const changes = found.flatMap((change) => change ?? []);
    if (changes.length === 0) return;
    const text = changes.map((change) => new ReleaseChanged(change).message).join("\n");
    throw new CommandFailure(text, exitCodes.refused, { changedReleases: changes });
}

/** Records what an update has made run in an environment. */
export async function recordReleases(records: ReleaseRecords, settings: Settings, clock: Clock): Promise<void> {
    for (const release of runningReleases(settings)) await recordRun(records, release, { environment: settings.environment }, clock);
}
