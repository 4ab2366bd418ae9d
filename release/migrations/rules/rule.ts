/** The form of a rule. Its reasons are those of PostgreSQL's documentation. */

import type { MigrationPhase } from "../../../config/types";

export interface Rule {
    /** Where it is refused. */
    readonly phases: readonly MigrationPhase[];
    /** Where a stated reason lets it through: what depends on sizes or on code, which a file can't tell. */
    readonly stated: readonly MigrationPhase[];
    readonly why: string;
    /** SQL or words, a line for each step; `{table}`, `{column}`, `{name}`, `{type}` stand for what the statement names. */
    readonly cure: readonly string[];
    /** Page below `https://www.postgresql.org/docs/MAJOR/`, and section; absent: a rule of this project. */
    readonly page?: readonly [file: string, section: string];
}

export const both = ["expand", "contract"] as const;
export const expand = ["expand"] as const;
export const contract = ["contract"] as const;
export const never = [] as const;

export const alterTable = ["sql-altertable.html", "ALTER TABLE, Description and Notes"] as const;
export const createIndex = ["sql-createindex.html", "Building Indexes Concurrently"] as const;
export const locking = ["explicit-locking.html", "Table-Level Locks"] as const;
