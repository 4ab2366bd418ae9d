import { createHash } from "node:crypto";
import { Cloud, CloudObject } from "../cloud/cloud";
import { canonical, text } from "../cloud/values";
import { parseBehavior } from "./behavior";

export const imageType = "sim:ecr/image";

/** An image in the account's registry. */
export interface Image {
    /** As `colorway/api-gateway`. */
    readonly repository: string;
    /** Tag; the newest push of a tag holds it. */
    readonly version: string;
    /** See `parseBehavior`. */
    readonly behavior: string;
    /** `sha256:` and 64 hex digits. */
    readonly digest: string;
}

/** Why an image cannot be had, as the kubelet says it. */
export interface PullFailure {
    /** `InvalidImageName` is final; `ErrImagePull` is tried again. */
    readonly reason: "ErrImagePull" | "InvalidImageName";
    readonly message: string;
}

export type Pulled = { readonly image: Image } | { readonly failure: PullFailure };

/** The services and versions that the registry holds from the start. */
export const sampleServices = ["api-gateway", "strategy-engine", "order-execution", "risk-management"] as const;
export const sampleVersions = ["1.0.0", "1.1.0"] as const;

// Amazon ECR API reference, CreateRepository, repositoryName
const repositoryPattern = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
// Docker's reference grammar: tag
const tagPattern = /^[\w][\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** Digest of an image: its content is its behavior, so it does not depend on when it was pushed. */
export function digestOf(repository: string, version: string, behavior: string): string {
    return `sha256:${createHash("sha256").update(canonical({ behavior, repository, version }), "utf8").digest("hex")}`;
}

/** What the account's Amazon ECR registry holds. */
export class ImageRegistry {
    constructor(private readonly cloud: Cloud) {}

    /** Name of the registry's host. */
    get host(): string {
        return `${this.cloud.account}.dkr.ecr.${this.cloud.region}.amazonaws.com`;
    }

    /** Pushes the sample services where they are missing. */
    seed(): void {
        for (const service of sampleServices) {
            for (const version of sampleVersions) {
                const repository = `colorway/${service}`;
                if (this.cloud.find(imageType, `${repository}@${digestOf(repository, version, "healthy")}`) !== undefined)
                    continue;
                this.push(repository, version, "healthy");
            }
        }
    }

    /**
     * Adds an image and gives it the tag `version`.
     * @returns its digest.
     * @throws BehaviorError, or Error where a name is not a name.
     */
    push(repository: string, version: string, behavior: string): string {
        if (!repositoryPattern.test(repository))
            throw new Error(
                `repository ${JSON.stringify(repository)}: ` +
                    "expected lower-case words joined by /, ., _ or -, as colorway/api-gateway",
            );
        if (!tagPattern.test(version))
            throw new Error(
                `version ${JSON.stringify(version)}: expected a tag of up to 128 letters, digits, ., _ and -, as 1.0.0`,
            );
        parseBehavior(behavior);
        const digest = digestOf(repository, version, behavior);
        const id = `${repository}@${digest}`;
        // removed first, so that it becomes the newest and holds its tag
        if (this.cloud.find(imageType, id) !== undefined) this.cloud.remove(imageType, id);
        this.cloud.put(imageType, id, { repository, version, behavior, digest });
        return digest;
    }

    /** Every image, oldest push first. */
    images(): readonly Image[] {
        return this.cloud.all(imageType).map(imageOf);
    }

    /** Full reference by digest, as a release names it. */
    reference(image: Image): string {
        return `${this.host}/${image.repository}@${image.digest}`;
    }

    /** What a node gets when it pulls `reference`. */
    pull(reference: string): Pulled {
        const parts = parseReference(reference);
        if (parts === undefined) {
            return {
                failure: {
                    reason: "InvalidImageName",
                    message:
                        `Failed to apply default image tag "${reference}": ` +
                        `couldn't parse image name "${reference}": invalid reference format`,
                },
            };
        }
        if (parts.host !== this.host) {
            const manifest = `https://${parts.host}/v2/${parts.repository}/manifests/${parts.digest ?? parts.tag}`;
            const cause = `failed to do request: Head "${manifest}": dial tcp: lookup ${parts.host}: no such host`;
            return { failure: pullFailure("Unknown", reference, cause) };
        }
        const image = this.images()
            .filter(
                (candidate) =>
                    candidate.repository === parts.repository &&
                    (parts.digest === undefined ? candidate.version === parts.tag : candidate.digest === parts.digest),
            )
            .at(-1);
        return image === undefined ? { failure: pullFailure("NotFound", reference, `${reference}: not found`) } : { image };
    }
}

/** containerd's words, as they come through the kubelet. */
function pullFailure(code: string, reference: string, cause: string): PullFailure {
    return {
        reason: "ErrImagePull",
        message:
            `rpc error: code = ${code} desc = failed to pull and unpack image "${reference}": ` +
            `failed to resolve reference "${reference}": ${cause}`,
    };
}

interface Reference {
    readonly host: string;
    readonly repository: string;
    readonly tag: string;
    readonly digest?: string;
}

function parseReference(reference: string): Reference | undefined {
    const [name, digest, more] = reference.split("@");
    if (more !== undefined || (digest !== undefined && !digestPattern.test(digest))) return undefined;
    const slash = name.indexOf("/");
    const first = slash < 0 ? "" : name.slice(0, slash);
    // a first part without a dot or a port is no host: such images come from Docker Hub
    const hosted = /[.:]/.test(first) || first === "localhost";
    const host = hosted ? first : "docker.io";
    const path = hosted ? name.slice(slash + 1) : slash < 0 ? `library/${name}` : name;
    const [repository, tag, tooMany] = path.split(":");
    if (tooMany !== undefined || !repositoryPattern.test(repository) || (tag !== undefined && !tagPattern.test(tag)))
        return undefined;
    return { host, repository, tag: tag ?? "latest", ...(digest === undefined ? {} : { digest }) };
}

function imageOf({ props }: CloudObject): Image {
    return {
        repository: text(props, "repository"),
        version: text(props, "version"),
        behavior: text(props, "behavior"),
        digest: text(props, "digest"),
    };
}
