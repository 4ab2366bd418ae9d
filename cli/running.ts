import type { Release } from "../config/types";

/** What the pods of a slot run, by release. */
export interface Running {
    /** Version, or an image that no release names, as `orders@sha256:0123456789ab`. */
    readonly version: string;
    /** Services whose pods run it; empty where no release names the image. */
    readonly services: readonly string[];
    readonly pods: number;
}

/**
 * Releases that the images of pods belong to, in the order of `releases`; images that none names come last.
 *
 * @param images one for each pod
 * @param releases of several that name an image the first counts
 */
export function runningReleases(images: readonly string[], releases: readonly Release[]): readonly Running[] {
    const owners = images.map((image) => ownerOf(image, releases));
    const order = [...releases.map(({ version }) => version), ...owners.map(({ version }) => version)];
    const versions = [...new Set(owners.map(({ version }) => version))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    return versions.map((version) => {
        const own = owners.filter((owner) => owner.version === version);
        const services = new Set(own.map(({ service }) => service).filter((service) => service !== undefined));
        return { version, services: [...services].sort(), pods: own.length };
    });
}

function ownerOf(image: string, releases: readonly Release[]): { readonly version: string; readonly service?: string } {
    for (const { version, images } of releases) {
        const service = Object.keys(images).find((name) => images[name] === image);
        if (service !== undefined) return { version, service };
    }
    const [name = "", digest = ""] = image.slice(image.lastIndexOf("/") + 1).split("@");
    return { version: digest === "" ? name : `${name}@${digest.slice(0, "sha256:".length + 12)}` };
}
