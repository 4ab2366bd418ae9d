import { allKnown, type Evidence } from "./evidence";

/** One JSON document with everything, for programs. */
export function jsonReport(evidence: Evidence): string {
    const { rules, mappings, ...rest } = evidence;
    const told = rules.map(({ id, title, why, cure, kind, types }) => ({ id, title, why, cure, kind, types, ...mappings[id] }));
    return `${JSON.stringify({ ...rest, valuesKnown: allKnown(evidence), rules: told }, undefined, 2)}\n`;
}
