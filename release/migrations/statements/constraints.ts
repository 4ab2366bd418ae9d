/** Constraints that are added to a table that others use. */

import type { Judged } from "../judged";
import { within } from "../known";
import { child, flagOf, listOf, locationOf, relationName, textOf, type TreeNode, words } from "../tree";
import { columnsIn, notNullColumn, passesNulls } from "./expressions";

/** `ADD CONSTRAINT`, or a constraint beside the columns. */
export function addConstraint(at: Judged, relation: TreeNode, constraint: TreeNode): void {
    const table = relationName(relation);
    const name = textOf(constraint, "conname");
    remember(at, table, constraint);
    if (!at.isShared(relation)) return referenced(at, constraint);
    const names = { table, ...(name === "" ? {} : { name }) };
    const shown = name === "" ? "a constraint" : `constraint ${name}`;
    const location = locationOf(constraint);
    const refuse = (rule: Parameters<Judged["refuse"]>[0], text: string): void =>
        at.refuse(rule, `${text} on ${table}`, names, location);
    if (name !== "") at.file.addedConstraints.add(within(table, name));
    if (!keptByLive(at, table, constraint)) refuse("live-writes", `adds ${shown}`);
    const valid = !flagOf(constraint, "skip_validation");
    switch (textOf(constraint, "contype")) {
        case "CONSTR_CHECK":
            if (valid) refuse("check-not-valid", `adds ${shown}, a CHECK without NOT VALID,`);
            at.locks(relation, "ACCESS EXCLUSIVE", location);
            break;
        case "CONSTR_NOTNULL": {
            const [column = ""] = words(listOf(constraint, "keys"));
            if (valid && !at.known.hasNoNull(table, column))
                at.refuse("set-not-null", `adds ${shown}, NOT NULL of ${table}.${column}`, { ...names, column }, location);
            at.locks(relation, "ACCESS EXCLUSIVE", location);
            break;
        }
        case "CONSTR_FOREIGN":
            if (valid) refuse("foreign-key-not-valid", `adds ${shown}, a foreign key without NOT VALID,`);
            at.locks(relation, "SHARE ROW EXCLUSIVE", location);
            referenced(at, constraint);
            break;
        case "CONSTR_UNIQUE":
        case "CONSTR_PRIMARY": {
            const primary = textOf(constraint, "contype") === "CONSTR_PRIMARY";
            if (textOf(constraint, "indexname") === "")
                refuse("unique-using-index", `adds ${shown}, ${primary ? "PRIMARY KEY" : "UNIQUE"} without USING INDEX,`);
            // Which columns the index has, and whether they are NOT NULL, is not in the file.
            else if (primary) refuse("set-not-null", `adds ${shown}, a PRIMARY KEY, which sets its columns NOT NULL,`);
            at.locks(relation, "ACCESS EXCLUSIVE", location);
            break;
        }
        case "CONSTR_EXCLUSION":
            refuse("exclusion-constraint", `adds ${shown}, EXCLUDE,`);
            at.locks(relation, "ACCESS EXCLUSIVE", location);
            break;
        default:
            refuse("undecidable", `adds ${shown} of kind ${textOf(constraint, "contype")}`);
            at.locks(relation, "ACCESS EXCLUSIVE", location);
    }
}

/** A foreign key keeps out the writes to the table that it refers to as well. */
export function referenced(at: Judged, constraint: TreeNode): void {
    const target = child(constraint, "pktable");
    if (textOf(constraint, "contype") === "CONSTR_FOREIGN" && relationName(target) !== "")
        at.locks(target, "SHARE ROW EXCLUSIVE", locationOf(constraint));
}

function remember({ known }: Judged, table: string, constraint: TreeNode): void {
    const name = textOf(constraint, "conname");
    const checked =
        textOf(constraint, "contype") === "CONSTR_CHECK" ? notNullColumn(child(constraint, "raw_expr")) : undefined;
    if (name === "" || checked === undefined) return;
    known.notNullChecks.set(within(table, name), checked);
    if (!flagOf(constraint, "skip_validation")) known.validNotNull.add(within(table, name));
}

/** Whether what the live release writes keeps it: a table that it does not know, or columns that it leaves NULL. */
function keptByLive({ known }: Judged, table: string, constraint: TreeNode): boolean {
    if (known.releaseTables.has(table)) return true;
    const isNull = (column: string): boolean => known.releaseColumns.has(within(table, column));
    switch (textOf(constraint, "contype")) {
        // Of a foreign key without MATCH FULL, one NULL is enough (CREATE TABLE, REFERENCES).
        case "CONSTR_FOREIGN":
            return textOf(constraint, "fk_matchtype") !== "f" && words(listOf(constraint, "fk_attrs")).some(isNull);
        case "CONSTR_CHECK": {
            const expression = child(constraint, "raw_expr");
            return columnsIn(expression).every(isNull) && passesNulls(expression);
        }
        // The index was judged when it was made.
        case "CONSTR_UNIQUE":
            return textOf(constraint, "indexname") !== "" || uniqueKept(constraint, isNull);
        case "CONSTR_PRIMARY":
            return textOf(constraint, "indexname") !== "";
        default:
            return false;
    }
}

/** NULLs are distinct unless it says otherwise. */
function uniqueKept(constraint: TreeNode, isNull: (column: string) => boolean): boolean {
    return !flagOf(constraint, "nulls_not_distinct") && words(listOf(constraint, "keys")).some(isNull);
}
