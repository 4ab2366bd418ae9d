import { groupedBy } from "../lib/groups";
import type { Evidence } from "./evidence";

const headings = [
    "standard", "control", "control state", "rule", "relation", "mapping from", "severity", "resource", "result", "details", "exception", "exception expires",
    "stack", "source", "time", "commit",
];

/** A row for each control, rule and resource; RFC 4180, with a row of headings. Controls without results have one row. */
export function csvReport({ assessments, results, mappings, stack, source, time, commit = "" }: Evidence): string {
    const where = [stack, source, time, commit];
    const byRule = groupedBy(results, ({ rule }) => rule);
    const rows = assessments.flatMap(({ standard, controls }) => controls.flatMap(({ control, state, rules }) => {
        const begin = [standard, control.id, state];
        const found = rules.flatMap(({ rule, relation, source: from }) => (byRule.get(rule) ?? []).map((result) => [
            ...begin, rule, relation, from, mappings[rule]?.severity ?? "", result.urn, result.state, result.details.join("; "),
            result.exception?.ticket ?? "", result.exception?.expires ?? "", ...where,
        ]));
        return found.length > 0 ? found : [[...begin, ...Array<string>(headings.length - begin.length - where.length).fill(""), ...where]];
    }));
    return csvText([headings, ...rows]);
}

/** Rows in the form of RFC 4180. */
export function csvText(rows: readonly (readonly string[])[]): string {
    return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"). */
function cell(text: string): string {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
