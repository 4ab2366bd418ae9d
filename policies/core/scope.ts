/** How near a resource is to account data, and what PCI DSS demands of it therefore. */
import { Node } from "./node";
import type { Subject } from "./rule";

/**
 * `cde`: holds, handles or passes account data. `connected`: reaches what does, or guards it. `out`: neither; a network keeps it
 * apart
 * (PCI SSC, Guidance for PCI DSS Scoping and Network Segmentation, 2017).
 */
export type Scope = "cde" | "connected" | "out";
export const scopes: readonly Scope[] = ["cde", "connected", "out"];

/** Of a resource: as its tag says, else as the environment does. What the tag says in other words counts as the nearest scope. */
export function scopeOf({ props, provider }: Pick<Subject, "props" | "provider">, tag: string, usual: Scope): Scope {
    // Keys of tags may have dots, which a path would take apart.
    const places = [props.at("tags"), props.at("tagsAll"), props.at("metadata.labels"), provider.at("defaultTags.tags")];
    const node = places.map((place) => valueOf(place, tag)).find((value) => value.reading !== "absent");
    if (node === undefined || node.reading === "unknown") return usual;
    return scopes.find((scope) => scope === node.text) ?? "cde";
}

function valueOf(place: Node, tag: string): Node {
    return place.entries().find(([key]) => key === tag)?.[1] ?? Node.of(undefined);
}

/**
 * Whether a demand concerns a resource. @param ofAccountData whether it speaks of account data, or of the network that holds it,
 * alone
 */
export function concerns(scope: Scope, ofAccountData: boolean): boolean {
    return scope === "cde" || (scope === "connected" && !ofAccountData);
}
