/** Whether a manifest is what it should be: its form, the files it names, and what ran. */

import { readRelease, releaseFile, type ReleaseSource } from "../../config/releases";
import type { Problem, Release } from "../../config/types";
import type { ReleaseRecords } from "../ports/release-records";
import { manifestDigest } from "./digest";
import { changeOf, type ReleaseChange } from "./seen";

export interface Verified {
    readonly version: string;
    /** Digest of the manifest; absent where its form is broken. */
    readonly digest?: string;
    /** Everything that is wrong with its form and its files. */
    readonly problems: readonly Problem[];
    /** Present where it is not the manifest that ran. */
    readonly change?: ReleaseChange;
}

export interface Surroundings {
    readonly source: ReleaseSource;
    /** Absent where there are none. */
    readonly records?: ReleaseRecords;
    /** SHA-256 of a file inside the project; undefined where there is none. */
    readonly hashOf: (file: string) => string | undefined;
    /** Services that need an image; absent: whatever the manifest has. */
    readonly services?: readonly string[];
}

export async function verifyRelease(version: string, around: Surroundings): Promise<Verified> {
    const problems: Problem[] = [];
    const release = readRelease(version, around.source, around.services, problems);
    if (release === undefined) return { version, problems };
    const digest = manifestDigest(release);
    const change = around.records === undefined ? undefined : await changeOf(around.records, release);
    return { version, digest, problems: fileProblems(release, around.hashOf), ...(change === undefined ? {} : { change }) };
}

/** A problem for each file that is not there or not the one that the manifest names. */
export function fileProblems(release: Release, hashOf: (file: string) => string | undefined): readonly Problem[] {
    return namedFiles(release).flatMap(({ key, file, sha256 }) => {
        const found = hashOf(file);
        if (found === sha256) return [];
        const message = found === undefined ? "does not exist" : `has another content: its SHA-256 is ${found}`;
        const cure = "put the file back as it was, or make a new version with what is there now";
        return [{ key: `${releaseFile(release.version)}:${key}`, value: JSON.stringify(file), message, allowed: `the file with SHA-256 ${sha256}`, cure }];
    });
}

function namedFiles({ migrations = [], evidence = [] }: Release): readonly { readonly key: string; readonly file: string; readonly sha256: string }[] {
    return [
        ...migrations.map(({ file, sha256 }, index) => ({ key: `migrations[${index}].file`, file, sha256 })),
        ...evidence.flatMap(({ file, sha256 }, index) => (file === undefined ? [] : [{ key: `evidence[${index}].file`, file, sha256 }])),
    ];
}
