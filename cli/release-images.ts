/** Which image each service of a new release gets, from the options of `release create`. */

import { nearest } from "../config/nearest";
import { Release } from "../config/types";

/** A reference by digest, or the behavior of an image that is still to be pushed. */
export type ImageChoice = { readonly image: string } | { readonly behavior: string };

export interface GivenImages {
    /** Each `SERVICE=REPOSITORY@sha256:DIGEST`. */
    readonly images: readonly string[];
    /** Each `SERVICE=BEHAVIOR`, or `BEHAVIOR` for every service that nothing else names. */
    readonly behaviors: readonly string[];
    /** The release that the other images come from. */
    readonly base?: Release | undefined;
}

const imageForm = "SERVICE=REPOSITORY@sha256:DIGEST";

/** The choice for each service, in the services' order; `mistakes` with everything that is wrong. */
export function chooseImages(
    services: readonly string[],
    given: GivenImages,
): { readonly choices: ReadonlyMap<string, ImageChoice>; readonly mistakes: readonly string[] } {
    const mistakes: string[] = [];
    const images = byService("--image", given.images.map((text) => splitImage(text, mistakes)), services, mistakes);
    const pairs = given.behaviors.map(splitBehavior);
    const behaviors = byService("--behavior", pairs.filter(([service]) => service !== ""), services, mistakes);
    const [everywhere, ...more] = pairs.flatMap(([service, behavior]) => (service === "" ? [behavior] : []));
    if (more.length > 0) {
        const cure = "write SERVICE=BEHAVIOR, or join them with a comma";
        mistakes.push(`--behavior: ${[everywhere, ...more].join(" and ")} are both for every service; allowed: one; cure: ${cure}`);
    }
    for (const service of behaviors.keys()) {
        if (images.has(service)) mistakes.push(`--behavior: ${service} has an image by --image, too; allowed: one of them; cure: remove one`);
    }
    const choices = new Map<string, ImageChoice>();
    for (const service of services) {
        const choice = choose(service);
        if (choice !== undefined) choices.set(service, choice);
    }
    const missing = services.filter((service) => !choices.has(service));
    if (missing.length > 0 && mistakes.length === 0) {
        const cure = given.base === undefined ? `add --image ${imageForm} for each, or --from-version VERSION` : `add --image ${imageForm} for each`;
        mistakes.push(`images: none for ${missing.join(", ")}; allowed: an image for each service; cure: ${cure}`);
    }
    return { choices, mistakes };

    function choose(service: string): ImageChoice | undefined {
        const image = images.get(service);
        if (image !== undefined) return { image };
        const behavior = behaviors.get(service) ?? everywhere;
        if (behavior !== undefined) return { behavior };
        const before = given.base?.images[service];
        if (before !== undefined) return { image: before };
        // whoever pushes one image of a release need not push the others by hand
        return behaviors.size > 0 ? { behavior: "healthy" } : undefined;
    }
}

type Pair = readonly [service: string, value: string];

function splitImage(text: string, mistakes: string[]): Pair | undefined {
    const at = text.indexOf("=");
    if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
    mistakes.push(`--image: ${JSON.stringify(text)} names no service and image; allowed: ${imageForm}; cure: write it so`);
    return undefined;
}

/** No behavior has an equals sign. */
function splitBehavior(text: string): Pair {
    const at = text.indexOf("=");
    return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + 1)];
}

function byService(option: string, pairs: readonly (Pair | undefined)[], services: readonly string[], mistakes: string[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const [service, value] of pairs.flatMap((pair) => (pair === undefined ? [] : [pair]))) {
        if (!services.includes(service)) {
            const near = nearest(service, services);
            const cure = near === undefined ? "remove it" : `write ${near}`;
            mistakes.push(`${option}: ${JSON.stringify(service)} is no service; allowed: ${services.join(", ")}; cure: ${cure}`);
        } else if (found.has(service)) {
            mistakes.push(`${option}: ${service} is given twice; allowed: once; cure: remove one`);
        } else {
            found.set(service, value);
        }
    }
    return found;
}
