/** Which resource stands before which, in the way that Pulumi's engine sees it. */

import type { Recorded, Recording } from "./recorder";

/** Whether `later` is registered and changed only after `earlier`: through dependencies, its parents' included. */
export function comesAfter<T>(recording: Recording<T>, later: Recorded, earlier: Recorded): boolean {
    const byUrn = new Map(recording.resources.map(resource => [resource.urn, resource]));
    const seen = new Set<string>();
    const open = [later];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const urn of [...next.dependencies, next.parent]) {
            const found = byUrn.get(urn);
            if (urn === earlier.urn) {
                return true;
            }
            if (found !== undefined && !seen.has(urn)) {
                seen.add(urn);
                open.push(found);
            }
        }
    }
    return false;
}

/** The resource and everything below it, custom resources only. */
export function customBelow<T>(recording: Recording<T>, root: Recorded): Recorded[] {
    const children = recording.resources.filter(resource => resource.parent === root.urn);
    return [...(root.custom ? [root] : []), ...children.flatMap(child => customBelow(recording, child))];
}
