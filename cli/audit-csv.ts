/** The audit log as CSV: a row for each entry, what all rollouts have in columns of their own, all of it as JSON in the last one. */
import { csvText } from "../policies/reports/csv";
import { AuditEntry, seal } from "../release/audit/chain";

const columns = ["rollout", "update", "actor", "kind", "version", "commit", "happened", "result"] as const;
const headings = ["sequence", "at", "type", ...columns, "cause", "milliseconds", "previous", "hash", "data"];

export function auditCsv(entries: readonly AuditEntry[]): string {
    return csvText([headings, ...entries.map(rowOf)]);
}

function rowOf(entry: AuditEntry): readonly string[] {
    const { sequence, at, type, data, previous } = entry;
    const cause = (data["cause"] as { readonly text?: string } | undefined)?.text ?? "";
    return [
        String(sequence),
        at,
        type,
        ...columns.map((name) => cellOf(data[name])),
        cause,
        cellOf(data["milliseconds"]),
        previous,
        seal(entry).hash,
        JSON.stringify(data),
    ];
}

function cellOf(value: unknown): string {
    return value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
