import { catalogOf } from "./catalogs";
import { allKnown, type Evidence, parametersOf } from "./evidence";

/** One JSON document with everything, for programs. */
export function jsonReport(evidence: Evidence): string {
    return `${JSON.stringify(jsonValue(evidence), undefined, 2)}\n`;
}

export function jsonValue(evidence: Evidence): { readonly [name: string]: unknown } {
    const { rules, mappings, levels, parameters: _, ...rest } = evidence;
    const told = rules.map((rule) => {
        const { id, title, why, cure, kind, types } = rule;
        const parameters = parametersOf(rule, evidence);
        return { id, title, why, cure, kind, types, level: levels[id], ...(parameters.length === 0 ? {} : { parameters }), ...mappings[id] };
    });
    const catalogs = evidence.assessments.flatMap(({ standard }) => catalogOf(standard) ?? []);
    return { ...rest, valuesKnown: allKnown(evidence), catalogs, rules: told };
}
