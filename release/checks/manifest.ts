/** The condition that the release is what it was when it was planned, approved and run elsewhere. */
import { releaseFile } from "../../config/releases";
import type { Release } from "../../config/types";
import { formatProblem } from "../../config/format";
import { manifestDigest } from "../manifests/digest";
import { fileProblems } from "../manifests/verify";
import { type Asked, forward, type ReleaseCheck } from "./check";

export interface ManifestWorld {
    /** @throws where it is not in order, or not what ran before */
    readonly release: (version: string) => Promise<Release>;
    /** SHA-256 of a file of the project; undefined where there is none. */
    readonly hashOf: (file: string) => string | undefined;
}

export function manifestCheck({ release: read, hashOf }: ManifestWorld): ReleaseCheck<Asked> {
    return forward("release", async ({ version, digest }) => {
        const release = await read(version);
        const now = manifestDigest(release);
        if (now !== digest) {
            const text = `${releaseFile(version)}: was changed since the rollout was planned with ${digest}; ` +
                `it is ${now} now; put it back as it was, or begin anew`;
            return { passed: false, text };
        }
        const problems = fileProblems(release, hashOf);
        if (problems.length > 0) return { passed: false, text: problems.map(formatProblem).join("\n") };
        const { migrations = [], evidence = [], images } = release;
        const files = migrations.length + evidence.filter(({ file }) => file !== undefined).length;
        return {
            passed: true,
            text: `manifest ${digest}, ${Object.keys(images).length} images by ` +
                `digest${files === 0 ? "" : `, ${files} files as it names them`}`,
        };
    });
}
