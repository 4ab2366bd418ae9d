/** The table in the database that tells which migrations ran: its definition, and the statements that read and write it. Pure. */
import type { MigrationPhase } from "../../../config/types";

/** One row. */
export interface Applied {
    readonly file: string;
    /** SHA-256 of the file that ran. */
    readonly sha256: string;
    readonly phase: MigrationPhase;
    /** The release that it came with. */
    readonly version: string;
    /** `running`: it began and has not said that it ended; of files outside of a transaction alone. */
    readonly state: "running" | "done";
    /** ISO 8601, by the database's clock. */
    readonly started: string;
    readonly ended: string | null;
    readonly actor: string;
}

/** Any number that nobody else takes: who writes the table holds the advisory lock of it. */
const lockNumber = 720_261_121;
/** An advisory lock is given up after as long; the file's own `lock_timeout` counts for all else. */
const patience = "SET LOCAL lock_timeout = '10s'";
const locked = `${patience}; SELECT pg_advisory_xact_lock(${lockNumber})`;

/** Made where it is not there; doing it twice changes nothing. */
export const definition = `BEGIN; ${locked};
CREATE SCHEMA IF NOT EXISTS colorway;
CREATE TABLE IF NOT EXISTS colorway.migrations (
    file text PRIMARY KEY,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    phase text NOT NULL CHECK (phase IN ('expand', 'contract')),
    version text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done')),
    started timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended timestamptz,
    actor text NOT NULL,
    CHECK ((state = 'done') = (ended IS NOT NULL))
);
COMMIT`;

/** Every row as JSON, in the order in which they began; an empty list where there is no table. */
export const reading = [
    "SELECT to_regclass('colorway.migrations') IS NOT NULL",
    `SELECT coalesce(jsonb_agg(jsonb_build_object('file', file, 'sha256', sha256, 'phase', phase, 'version', version, 'state', state,
    'started', to_char(started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'ended', to_char(ended AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'actor', actor) ORDER BY started, file), '[]')
FROM colorway.migrations`,
] as const;

/** Indexes that a broken-off `CREATE INDEX CONCURRENTLY` left: they cost every write and help no query. */
export const invalidIndexes = `SELECT coalesce(jsonb_agg(indexrelid::regclass::text ORDER BY indexrelid::regclass::text), '[]')
FROM pg_index WHERE NOT indisvalid`;

export type Entry = Pick<Applied, "file" | "sha256" | "phase" | "version" | "actor">;

/** A file in one transaction with its row: either both are there afterwards, or neither. */
export function inTransaction(entry: Entry, sql: string): readonly string[] {
    return [`BEGIN; ${locked}; ${inserted(entry, "done")}; RESET lock_timeout`, sql, "COMMIT"];
}

/** A file outside of a transaction: its row says `running` until all of it ran. */
export function outsideTransaction(entry: Entry, statements: readonly string[], again: boolean): readonly string[] {
    const where = `WHERE file = ${quoted(entry.file)}`;
    const begun = again
        ? `UPDATE colorway.migrations SET started = clock_timestamp(), actor = ${quoted(entry.actor)} ${where} AND state = 'running'`
        : inserted(entry, "running");
    const done = `UPDATE colorway.migrations SET state = 'done', ended = clock_timestamp() ${where}`;
    return [`BEGIN; ${locked}; ${begun}; COMMIT`, ...statements, "RESET lock_timeout", done];
}

function inserted({ file, sha256, phase, version, actor }: Entry, state: Applied["state"]): string {
    const values = [file, sha256, phase, version, state, actor].map(quoted).join(", ");
    const ended = state === "done" ? "clock_timestamp()" : "NULL";
    return `INSERT INTO colorway.migrations (file, sha256, phase, version, state, actor, ended) VALUES (${values}, ${ended})`;
}

/** A literal whatever `standard_conforming_strings` says: no letter of it is taken as an escape (PostgreSQL documentation, 4.1.2.1). */
export function quoted(text: string): string {
    const doubled = text.replaceAll("'", "''");
    return text.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
