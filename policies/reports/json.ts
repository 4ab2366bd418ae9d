import { catalogOf } from "./catalogs";
import { allKnown, type Evidence } from "./evidence";

/** One JSON document with everything, for programs. */
export function jsonReport(evidence: Evidence): string {
    return `${JSON.stringify(jsonValue(evidence), undefined, 2)}\n`;
}

export function jsonValue(evidence: Evidence): { readonly [name: string]: unknown } {
    const { rules, mappings, ...rest } = evidence;
    const told = rules.map(({ id, title, why, cure, kind, types }) => ({ id, title, why, cure, kind, types, ...mappings[id] }));
    const catalogs = evidence.assessments.flatMap(({ standard }) => catalogOf(standard) ?? []);
    return { ...rest, valuesKnown: allKnown(evidence), catalogs, rules: told };
}
