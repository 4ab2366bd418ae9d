/** Reads `releases/VERSION.yaml`, the immutable manifest of a release. Pure: the text comes from a `ReleaseSource`. */

import { type Checked, list, map, object, oneOf, text } from "./fields";
import { nearest } from "./nearest";
import { isObject, Place } from "./problems";
import { isVersion } from "./sections/slots";
import { type Evidence, type Migration, migrationPhases, type Problem, type Release } from "./types";
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

const timeField = (about: string) =>
    text({
        about,
        allowed: "a time in UTC, in quotes",
        example: "\"2026-11-02T09:00:00Z\"",
        check: time =>
            /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) && !Number.isNaN(Date.parse(time)) ? undefined : "is no time",
    });

const hashField = text({
    about: "SHA-256 of the content.",
    allowed: "64 hexadecimal digits",
    example: "what `sha256sum` prints",
    cure: "write what `sha256sum` prints for it",
    check: hash => (/^[0-9a-f]{64}$/.test(hash) ? undefined : "is no SHA-256"),
});

const fileField = (about: string, example: string, optional: boolean) =>
    text({
        about,
        optional,
        allowed: "a path inside the project, of letters, digits, ., _ and -",
        example,
        check: path => (isInnerPath(path) ? undefined : "is no path inside the project"),
    });

/** Relative, with slashes, and never out of the folder. */
function isInnerPath(path: string): boolean {
    return path.split("/").every(part => /^[\w.-]+$/.test(part) && part !== "." && part !== "..");
}

const migrationField = object<Migration>(
    {
        file: fileField("File with the statements.", "migrations/0007_orders.expand.sql", false),
        sha256: hashField,
        phase: oneOf(migrationPhases, {
            about: "`expand` runs before the release gets traffic, `contract` after the one before is gone.",
        }),
    },
    { about: "A change of the database.", defaults: {} },
);

const evidenceField = object<Evidence>(
    {
        kind: text({
            about: "What it is.",
            allowed: "a lower-case word, with - inside",
            example: "sbom",
            check: kind => (/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(kind) ? undefined : "is no such word"),
        }),
        file: fileField("File that holds it.", "evidence/sbom.json", true),
        uri: text({
            about: "Address of it.",
            allowed: "an address with https:// or s3://",
            example: "https://ci.example/builds/71/report.json",
            optional: true,
            check: uri => (/^(https|s3):\/\/[^\s/]+\/\S+$/.test(uri) ? undefined : "is no such address"),
        }),
        sha256: hashField,
        by: text({
            about: "Who or what put it there.",
            allowed: "a name on one line",
            example: "maria@example.com",
            check: by => (/^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$/u.test(by) ? undefined : "is no name"),
        }),
        at: timeField("When it was put there."),
    },
    { about: "What was found out about the release.", defaults: {} },
);

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
        created: timeField("When the release was made."),
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
        migrations: list(migrationField, {
            about: "Changes of the database, in the order in which they run within a phase.",
            allowed: "a list of file, sha256 and phase",
            cure: "write - {file: PATH, sha256: HASH, phase: expand} for each, or remove the key",
            optional: true,
            min: 1,
            sameness: ({ file }) => file,
        }),
        evidence: list(evidenceField, {
            about: "What was found out about the release before it was made.",
            allowed: "a list of kind, file or uri, sha256, by and at",
            cure: "write - {kind: sbom, file: PATH, sha256: HASH, by: NAME, at: TIME} for each, or remove the key",
            optional: true,
            min: 1,
            sameness: ({ file, uri }) => file ?? uri,
        }),
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
    for (const [index, evidence] of release.evidence?.entries() ?? []) notePlaces(evidence, problems, place.member("evidence").item(index));
    return problems.length > before ? undefined : (present(release) as Release);
}

/** Evidence is in one place. */
function notePlaces(evidence: Checked<Evidence> | undefined, problems: readonly Problem[], place: Place): void {
    if (evidence === undefined || problems.some(({ key }) => key === `${place.key}.file` || key === `${place.key}.uri`)) return;
    const { file, uri } = evidence;
    if ((file === undefined) !== (uri === undefined)) return;
    place.note(
        { allowed: "either file or uri", cure: file === undefined ? "write where it is" : "remove one of them" },
        file === undefined ? "has neither file nor uri" : "has both file and uri",
        undefined,
    );
}

/** Without the members that are not there. */
function present(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(present);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, present(member)]])));
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
