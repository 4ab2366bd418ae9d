/** Reads `releases/VERSION.yaml`, the immutable manifest of a release. Pure: the text comes from a `ReleaseSource`. */

import { type Checked, map, object, text } from "./fields";
import { nearest } from "./nearest";
import { Place } from "./problems";
import { isVersion } from "./sections/slots";
import type { Problem, Release } from "./types";
import { readYaml } from "./yaml-values";

/** Where manifests come from: a folder, or a record in a test. */
export interface ReleaseSource {
    /** The versions there are, for the message when one is missing. */
    readonly versions: readonly string[];
    /** Text of the manifest; undefined where there is none of that version. */
    read(version: string): string | undefined;
}

/** Repository of a registry, then the digest; no tag, since a tag can be moved to another image. */
const imagePattern = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+@sha256:[0-9a-f]{64}$/;

const releaseField = object<Release>(
    {
        version: text({
            about: "Version of the release.",
            allowed: "a semantic version that equals the name of the file",
            example: "1.4.0",
            check: version => (isVersion(version) ? undefined : "is no semantic version"),
        }),
        commit: text({
            about: "Git commit that the images were built from.",
            allowed: "40 hexadecimal digits",
            example: "what `git rev-parse HEAD` prints",
            cure: "write the whole id, as `git rev-parse HEAD` prints it",
            check: commit => (/^[0-9a-f]{40}$/.test(commit) ? undefined : "is no id of a commit"),
        }),
        created: text({
            about: "When the release was made.",
            allowed: "a time in UTC, in quotes",
            example: "\"2026-11-02T09:00:00Z\"",
            check: created =>
                /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(created) && !Number.isNaN(Date.parse(created))
                    ? undefined
                    : "is no time",
        }),
        images: map(
            text({
                about: "Image of the service.",
                allowed: "REPOSITORY@sha256:DIGEST with 64 hexadecimal digits",
                example: "registry.example/orders@sha256:DIGEST",
                cure: "write the digest, as `docker buildx imagetools inspect` prints it",
                check: imageComplaint,
            }),
            {
                about: "Image of each service by its name.",
                allowed: "an image for each service",
                cure: "write a line for each service, as api-gateway: REPOSITORY@sha256:DIGEST",
                checkKey: name => (/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) ? undefined : "is no name of a service"),
            },
        ),
    },
    { about: "A release.", defaults: {} },
);

function imageComplaint(image: string): string | undefined {
    if (imagePattern.test(image)) return undefined;
    if (!image.includes("@"))
        return /:[\w.-]+$/.test(image) ? "names a tag, which can be moved to another image" : "has no digest";
    if (/:[\w.-]+@/.test(image) && imagePattern.test(image.replace(/:[\w.-]+@/, "@"))) return "has a tag beside the digest";
    return "is no image with a digest";
}

/**
 * The manifest of `version`, or undefined with a problem for each mistake in it.
 *
 * @param services names that need an image; undefined where the list itself is broken
 */
export function readRelease(
    version: string,
    source: ReleaseSource,
    services: readonly string[] | undefined,
    problems: Problem[],
): Release | undefined {
    const place = new Place(releaseFile(version), problems, ":");
    const yaml = readYaml(source.read(version) ?? "");
    if ("fault" in yaml) {
        place.note({ allowed: "a YAML document", cure: "correct the file" }, `is no YAML: ${yaml.fault}`, undefined);
        return undefined;
    }
    const before = problems.length;
    const release = releaseField.read(yaml.content, place);
    if (release === undefined) return undefined;
    if (release.version !== undefined && release.version !== version) {
        place.member("version").note(
            releaseField.members?.version ?? releaseField,
            {
                message: "differs from the name of the file",
                cure: `write ${version}, or rename the file`,
            },
            release.version,
        );
    }
    noteMissingImages(release, services ?? [], place);
    return problems.length > before ? undefined : (release as Release);
}

function noteMissingImages(release: Checked<Release>, services: readonly string[], place: Place): void {
    const { images } = release;
    const missing = services.filter(service => images !== undefined && !(service in images));
    const [first] = missing;
    if (images === undefined || first === undefined) return;
    const spare = Object.keys(images).filter(name => !services.includes(name));
    const near = missing.length === 1 ? nearest(first, spare) : undefined;
    place.member("images").note(
        releaseField.members?.images ?? releaseField,
        {
            message: `has no image for ${missing.join(", ")}`,
            cure: near === undefined ? "add what is missing, or remove the services" : `rename ${near} to ${first}`,
        },
        undefined,
    );
}

/** Notes at the slot that there is no such release. */
export function noteMissingRelease(version: string, source: ReleaseSource, place: Place): void {
    const near = nearest(version, source.versions);
    place.note(
        {
            allowed: source.versions.length === 0 ? "a release in releases/, which is empty" : source.versions.join(", "),
            cure: "",
        },
        {
            message: `has no file ${releaseFile(version)}`,
            cure: near === undefined ? `add ${releaseFile(version)}` : `write ${near}, or add the file`,
        },
        version,
    );
}

export function releaseFile(version: string): string {
    return `releases/${version}.yaml`;
}
