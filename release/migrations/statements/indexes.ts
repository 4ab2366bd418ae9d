/** Indexes, and what reads or rewrites whole tables. */

import type { Judged } from "../judged";
import { within } from "../known";
import { child, flagOf, has, listOf, locationOf, ofKind, relationName, textOf, type TreeNode } from "../tree";

/** Whether a word stands among the options, as `(FULL, ANALYZE)`; `(FULL off)` does not count. */
export function hasOption(options: readonly TreeNode[], name: string): boolean {
    const option = ofKind(options, "DefElem").find(each => textOf(each, "defname") === name);
    if (option === undefined) return false;
    const { sval, boolval, ival } = {
        ...child(option, "arg", "String"),
        ...child(option, "arg", "Boolean"),
        ...child(option, "arg", "Integer"),
    };
    if (!has(option, "arg")) return true;
    return (
        boolval === true ||
        (typeof ival === "number" && ival !== 0) ||
        (typeof sval === "string" && ["on", "true", "yes", "1"].includes(sval.toLowerCase()))
    );
}

export function createIndex(at: Judged): void {
    const { body } = at.statement;
    const relation = child(body, "relation");
    const [table, name] = [relationName(relation), textOf(body, "idxname")];
    const shared = at.isShared(relation);
    const schema = textOf(relation, "schemaname");
    if (name !== "" && !flagOf(body, "if_not_exists")) at.file.made.add(schema === "" ? name : `${schema}.${name}`);
    if (!shared) return;
    const location = locationOf(relation);
    const names = { table, ...(name === "" ? {} : { name }) };
    const shown = `index ${name === "" ? "without a name" : name} on ${table}`;
    if (!flagOf(body, "concurrent")) {
        at.locks(relation, "SHARE", location);
        at.refuse("index-concurrently", `builds ${shown} without CONCURRENTLY`, names, location);
    } else if (flagOf(body, "if_not_exists"))
        at.refuse("index-if-not-exists", `builds ${shown} IF NOT EXISTS`, names, location);
    if (flagOf(body, "unique") && !uniqueForLive(at, table, body))
        at.refuse("live-writes", `builds unique ${shown}`, names, location);
}

/** The live release leaves a column of it NULL, and NULLs are distinct. */
function uniqueForLive({ known }: Judged, table: string, index: TreeNode): boolean {
    if (known.releaseTables.has(table)) return true;
    if (flagOf(index, "nulls_not_distinct")) return false;
    return ofKind(listOf(index, "indexParams"), "IndexElem").some(element =>
        known.releaseColumns.has(within(table, textOf(element, "name"))),
    );
}

export function reindex(at: Judged): void {
    const { body } = at.statement;
    if (hasOption(listOf(body, "params"), "concurrently")) return;
    const relation = child(body, "relation");
    const name = relationName(relation) || textOf(body, "name") || "the database";
    if (!at.isShared(relation)) return;
    at.locks(name, "ACCESS EXCLUSIVE", locationOf(relation));
    at.refuse("reindex-concurrently", `rebuilds ${name} without CONCURRENTLY`, { name }, locationOf(relation));
}

export function vacuum(at: Judged): void {
    const { body } = at.statement;
    if (!flagOf(body, "is_vacuumcmd")) return at.works("reads tables for ANALYZE");
    if (hasOption(listOf(body, "options"), "full"))
        rewrite(
            at,
            "VACUUM FULL",
            ofKind(listOf(body, "rels"), "VacuumRelation").map(each => child(each, "relation")),
        );
}

export function cluster(at: Judged): void {
    const { body } = at.statement;
    rewrite(at, "CLUSTER", has(body, "relation") ? [child(body, "relation")] : []);
}

function rewrite(at: Judged, what: string, relations: readonly TreeNode[]): void {
    const shared = relations.filter(relation => at.isShared(relation));
    if (relations.length > 0 && shared.length === 0) return;
    const name = shared.map(relationName).join(", ") || "every table";
    at.locks(name, "ACCESS EXCLUSIVE");
    at.refuse("rewrites-table", `${what} rewrites ${name}`, { table: name });
}

export function refreshView(at: Judged): void {
    const { body } = at.statement;
    const view = child(body, "relation");
    at.works(`fills materialized view ${relationName(view)}`);
    if (!at.isShared(view) || flagOf(body, "concurrent")) return;
    at.locks(view, "ACCESS EXCLUSIVE", locationOf(view));
    at.refuse(
        "refresh-concurrently",
        `fills ${relationName(view)} without CONCURRENTLY`,
        { name: relationName(view) },
        locationOf(view),
    );
}

export function lockTable(at: Judged): void {
    const shared = ofKind(listOf(at.statement.body, "relations"), "RangeVar").filter(relation => at.isShared(relation));
    if (shared.length === 0) return;
    for (const relation of shared) at.locks(relation, "ACCESS EXCLUSIVE", locationOf(relation));
    at.refuse("lock-table", `locks ${shared.map(relationName).join(", ")}`, { table: shared.map(relationName).join(", ") });
}
