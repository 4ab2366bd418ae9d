/** What the migrations before a statement tell about the schema. Whatever they do not tell is unknown, and unknown is refused. */

import type { ColumnType } from "./tree";

/** Key of a column or constraint of a table; no name holds a NUL. */
export function within(table: string, part: string): string {
    return `${table}\0${part}`;
}

/** Across files, in their order. Columns and constraints by `within`. */
export class Known {
    readonly columnTypes = new Map<string, ColumnType>();
    /** Column of each `CHECK (COLUMN IS NOT NULL)`. */
    readonly notNullChecks = new Map<string, string>();
    /** Those of them that hold for every row. */
    readonly validNotNull = new Set<string>();
    /** Types that are no domains. */
    readonly plainTypes = new Set<string>();
    /** Tables and columns that a file of the same release makes: the live release does not write them. */
    readonly releaseTables = new Set<string>();
    /** Those without a default, so that the live release's rows have NULL there. */
    readonly releaseColumns = new Set<string>();

    /** The migrations of the next release begin. */
    nextRelease(): void {
        this.releaseTables.clear();
        this.releaseColumns.clear();
    }

    /** Whether a valid CHECK constraint shows that the column has no NULL. */
    hasNoNull(table: string, column: string): boolean {
        return [...this.notNullChecks].some(
            ([name, checked]) => name.startsWith(within(table, "")) && checked === column && this.validNotNull.has(name),
        );
    }

    /** The table is gone, or has another name. */
    forget(table: string): void {
        const kept = [this.columnTypes, this.notNullChecks, this.validNotNull, this.releaseColumns];
        for (const names of kept)
            for (const name of [...names.keys()]) if (name.startsWith(within(table, ""))) names.delete(name);
        this.releaseTables.delete(table);
    }

    /** Names without a schema may mean something else from now on. */
    forgetAll(): void {
        for (const names of [this.columnTypes, this.notNullChecks, this.validNotNull, this.plainTypes]) names.clear();
        this.nextRelease();
    }
}
