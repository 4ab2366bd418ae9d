/** Reads and writes of rows. */

import type { Judged } from "../judged";
import { child, has, listOf, locationOf, nodesBelow, ofKind, relationName, textOf, type TreeNode } from "../tree";
import { namesRows, unknownCalls } from "./expressions";

/** `SELECT`, `INSERT`, `UPDATE`, `DELETE`, and those inside of them. */
export function dataStatement(at: Judged): void {
    const { kind, body } = at.statement;
    for (const node of nodesBelow({ [kind]: body })) {
        switch (node.kind) {
            case "UpdateStmt":
                rows(at, node.body, "updates");
                break;
            case "DeleteStmt":
                rows(at, node.body, "deletes");
                break;
            case "InsertStmt":
                insert(at, node.body);
                break;
            case "MergeStmt":
                at.refuse("undecidable", `merges into ${relationName(child(node.body, "relation"))}`, {
                    table: relationName(child(node.body, "relation")),
                });
                break;
            case "LockingClause":
                at.refuse("row-locks", "locks the rows that it reads");
                break;
            case "intoClause":
                at.file.made.add(relationName(child(node.body, "rel")));
                break;
            default:
        }
    }
    const [call] = unknownCalls(body);
    if (call !== undefined) at.refuse("undecidable", `calls ${call}()`);
}

function rows(at: Judged, body: TreeNode, verb: "updates" | "deletes"): void {
    const relation = child(body, "relation");
    if (!at.isShared(relation)) return;
    const table = relationName(relation);
    const location = locationOf(relation);
    at.works(`${verb} rows of ${table}`);
    if (verb === "deletes") at.refuse("delete-rows", `deletes rows of ${table}`, { table }, location);
    if (!has(body, "whereClause")) at.refuse("row-locks", `${verb} every row of ${table}`, { table }, location);
    else if (!namesRows(child(body, "whereClause")))
        at.refuse("row-locks", `${verb} rows of ${table} that no key, list, range or LIMIT bounds`, { table }, location);
}

function insert(at: Judged, body: TreeNode): void {
    const query = child(body, "selectStmt", "SelectStmt");
    if (has(query, "fromClause")) at.works(`inserts what a query finds into ${relationName(child(body, "relation"))}`);
}

/** PostgreSQL lets nobody use a new value before the transaction that adds it has ended. */
export function enumValues(at: Judged): void {
    if (at.file.enumValues.size === 0) return;
    const used = nodesBelow(at.statement.body).flatMap(({ kind, body }) =>
        kind === "A_Const" ? [{ body, value: textOf(child(body, "sval"), "sval") }] : [],
    );
    for (const { body, value } of used) {
        const type = at.file.enumValues.get(value);
        if (type !== undefined)
            at.refuse(
                "enum-value-same-file",
                `uses '${value}', which the file adds to ${type}`,
                { name: type },
                locationOf(body),
            );
    }
}

export function truncate(at: Judged): void {
    const { body } = at.statement;
    const shared = ofKind(listOf(body, "relations"), "RangeVar").filter(relation => at.isShared(relation));
    if (shared.length === 0) return;
    for (const relation of shared) at.locks(relation, "ACCESS EXCLUSIVE", locationOf(relation));
    const names = shared.map(relationName).join(", ");
    at.refuse("drop", `empties ${names}`, { table: names, name: names });
    if (textOf(body, "behavior") === "DROP_CASCADE")
        at.refuse("drop-cascade", `empties every table that refers to ${names}`, { table: names, name: names });
}
