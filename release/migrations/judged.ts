/** One statement under the rules: what its judge can ask of the file, and where it notes what it found. */

import type { MigrationPhase } from "../../config/types";
import type { Known } from "./known";
import type { Statement } from "./parser";
import type { RuleId } from "./rules";
import { relationName, type TreeNode } from "./tree";

/** What a cure names in its places. */
export interface Names {
    readonly table?: string;
    readonly column?: string;
    readonly name?: string;
    readonly type?: string;
}

export interface Refusal {
    readonly rule: RuleId;
    /** What the statement does, with its names. */
    readonly text: string;
    /** In bytes, as the tree has it; absent: where the statement begins. */
    readonly location?: number | undefined;
    readonly names?: Names;
}

/** What the statements before it in its file did. */
export class FileState {
    /** Tables, views, sequences and indexes that the file itself makes: nobody else sees them before it commits. */
    readonly made = new Set<string>();
    /** Types, functions and the like: `OBJECT_TYPE mood`. */
    readonly madeOther = new Set<string>();
    /** Columns and constraints that it adds to tables that others use, by `within`. */
    readonly addedColumns = new Set<string>();
    readonly addedConstraints = new Set<string>();
    /** New values of enums. */
    readonly enumValues = new Map<string, string>();
    lockTimeout = false;
    /** Whether a missing time limit was told. */
    toldTimeout = false;
    /** The first lock on a table that others use which keeps out writes, and is held until the file commits. */
    held: string | undefined;

    constructor(
        readonly phase: MigrationPhase,
        readonly major: number,
        /** Whether the file is one transaction. */
        readonly transaction: boolean,
    ) {}
}

/** Locks that keep out the live color's writes, or its reads too. */
export type HardLock = "SHARE" | "SHARE ROW EXCLUSIVE" | "EXCLUSIVE" | "ACCESS EXCLUSIVE";

export class Judged {
    readonly refusals: Refusal[] = [];

    constructor(
        readonly statement: Statement,
        readonly file: FileState,
        readonly known: Known,
    ) {}

    refuse(rule: RuleId, text: string, names: Names = {}, location?: number): void {
        this.refusals.push({ rule, text, names, location });
    }

    /** Whether others use the relation: it was there before this file. */
    isShared(relation: TreeNode): boolean {
        return !this.file.made.has(relationName(relation));
    }

    /** A lock that keeps others out: it needs a limit of the wait for it. Those on what the file itself makes keep out nobody. */
    locks(relation: TreeNode | string, mode: HardLock, location?: number): void {
        const name = typeof relation === "string" ? relation : relationName(relation);
        const { file } = this;
        if (file.made.has(name)) return;
        if (!file.lockTimeout && !file.toldTimeout) {
            file.toldTimeout = true;
            this.refuse("lock-timeout", `waits for ${mode} on ${name} without a limit`, { table: name }, location);
        }
        if (file.transaction) file.held ??= `${mode} on ${name}`;
    }

    /** Work that may take long: under a lock of an earlier statement the live color waits for it. */
    works(text: string): void {
        const { held } = this.file;
        if (held !== undefined) this.refuse("work-under-lock", `${text} while the transaction holds ${held}`);
    }
}
