/** Order of versions. */

import { isVersion } from "../../config/sections/slots";

/** Precedence of Semantic Versioning 2.0.0, section 11: below 0 where `left` comes first. Both are versions. */
export function compareVersions(left: string, right: string): number {
    const [one, other] = [partsOf(left), partsOf(right)];
    return compareLists(one.numbers, other.numbers) || comparePre(one.pre, other.pre);
}

/** Oldest first; names of files that are no versions come last, by their letters. */
export function sortVersions(names: readonly string[]): readonly string[] {
    const versions = names.filter(isVersion).sort(compareVersions);
    return [...versions, ...names.filter(name => !isVersion(name)).sort()];
}

function partsOf(version: string): { readonly numbers: readonly string[]; readonly pre: readonly string[] } {
    const dash = version.indexOf("-");
    const core = dash < 0 ? version : version.slice(0, dash);
    return { numbers: core.split("."), pre: dash < 0 ? [] : version.slice(dash + 1).split(".") };
}

/** A version without a pre-release comes after all that have one. */
function comparePre(left: readonly string[], right: readonly string[]): number {
    if (left.length === 0 || right.length === 0) return right.length - left.length;
    return compareLists(left, right);
}

function compareLists(left: readonly string[], right: readonly string[]): number {
    for (const [index, part] of left.entries()) {
        const other = right[index];
        if (other === undefined) return 1;
        const order = compareParts(part, other);
        if (order !== 0) return order;
    }
    return left.length - right.length;
}

/** Numbers by their value and before words; words by their letters. */
function compareParts(left: string, right: string): number {
    const [one, other] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (one && other) return Number(left) - Number(right);
    if (one !== other) return one ? -1 : 1;
    return left < right ? -1 : left > right ? 1 : 0;
}
