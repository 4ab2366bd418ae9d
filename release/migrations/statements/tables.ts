/** Statements that make, drop and rename. */

import type { Judged } from "../judged";
import { within } from "../known";
import { child, flagOf, has, listOf, locationOf, ofKind, opened, relationName, textOf, type TreeNode, words } from "../tree";
import { rememberColumn } from "./columns";
import { referenced } from "./constraints";
import { unknownCalls } from "./expressions";

/** Notes what the file makes itself. With IF NOT EXISTS it may have been there before. */
function make(at: Judged, relation: TreeNode, unsure: boolean): void {
    if (!unsure) at.file.made.add(relationName(relation));
}

export function createTable(at: Judged): void {
    const { body } = at.statement;
    const relation = child(body, "relation");
    const table = relationName(relation);
    const unsure = flagOf(body, "if_not_exists");
    const elements = listOf(body, "tableElts");
    const columns = ofKind(elements, "ColumnDef");
    make(at, relation, unsure);
    at.known.forget(table);
    if (!unsure) at.known.releaseTables.add(table);
    for (const column of columns) rememberColumn(at, table, column, unsure);
    const inline = columns.flatMap(column => ofKind(listOf(column, "constraints"), "Constraint"));
    for (const constraint of [...inline, ...ofKind(elements, "Constraint")]) referenced(at, constraint);
    if (!has(body, "partbound")) return;
    for (const parent of ofKind(listOf(body, "inhRelations"), "RangeVar")) {
        if (!at.isShared(parent)) continue;
        const [name, location] = [relationName(parent), locationOf(parent)];
        at.locks(parent, "ACCESS EXCLUSIVE", location);
        at.refuse("partition", `makes ${table} a partition of ${name}`, { table: name, name: table }, location);
    }
}

export function createTableAs(at: Judged): void {
    const { body } = at.statement;
    at.works("fills a new table from a query");
    dynamicCalls(at, body);
    const relation = child(body, "into", "rel");
    make(at, relation, flagOf(body, "if_not_exists"));
    at.known.forget(relationName(relation));
    if (!flagOf(body, "if_not_exists")) at.known.releaseTables.add(relationName(relation));
}

function dynamicCalls(at: Judged, query: TreeNode): void {
    const [call] = unknownCalls(query);
    if (call !== undefined) at.refuse("undecidable", `calls ${call}()`);
}

export function createSequence(at: Judged): void {
    make(at, child(at.statement.body, "sequence"), flagOf(at.statement.body, "if_not_exists"));
}

export function createView(at: Judged): void {
    const { body } = at.statement;
    const view = child(body, "view");
    if (flagOf(body, "replace") && at.isShared(view)) {
        const name = relationName(view);
        at.locks(view, "ACCESS EXCLUSIVE", locationOf(view));
        at.refuse("replace-for-live", `replaces view ${name}`, { name }, locationOf(view));
    }
    make(at, view, flagOf(body, "replace"));
}

/** A new enum, composite or range: no domain. */
export function createType(at: Judged): void {
    const { kind, body } = at.statement;
    const name =
        kind === "CompositeTypeStmt" ? relationName(child(body, "typevar")) : words(listOf(body, "typeName")).join(".");
    at.known.plainTypes.add(name);
    at.file.madeOther.add(`OBJECT_TYPE ${name}`);
}

export function createDomain(at: Judged): void {
    const name = words(listOf(at.statement.body, "domainname")).join(".");
    at.known.plainTypes.delete(name);
    at.file.madeOther.add(`OBJECT_DOMAIN ${name}`);
}

export function createFunction(at: Judged): void {
    const { body } = at.statement;
    const name = words(listOf(body, "funcname")).join(".");
    const what = flagOf(body, "is_procedure") ? "procedure" : "function";
    const own = `OBJECT_${what.toUpperCase()} ${name}`;
    if (flagOf(body, "replace") && !at.file.madeOther.has(own))
        at.refuse("replace-for-live", `replaces ${what} ${name}`, { name });
    if (!flagOf(body, "replace")) at.file.madeOther.add(own);
}

export function createSchema(at: Judged): void {
    const { body } = at.statement;
    const name = textOf(body, "schemaname");
    if (listOf(body, "schemaElts").length > 0)
        at.refuse("undecidable", `makes objects within CREATE SCHEMA ${name}`, { name });
    if (!flagOf(body, "if_not_exists")) at.file.madeOther.add(`OBJECT_SCHEMA ${name}`);
}

const objects: { readonly [type: string]: string } = {
    OBJECT_TABLE: "table",
    OBJECT_VIEW: "view",
    OBJECT_MATVIEW: "materialized view",
    OBJECT_SEQUENCE: "sequence",
    OBJECT_INDEX: "index",
    OBJECT_FOREIGN_TABLE: "foreign table",
    OBJECT_TABCONSTRAINT: "constraint",
    OBJECT_DOMCONSTRAINT: "constraint",
};

/** As people call it: `OBJECT_EVENT_TRIGGER` is an event trigger. */
export function objectText(type: string): string {
    return objects[type] ?? type.replace("OBJECT_", "").toLowerCase().replaceAll("_", " ");
}

const relations = [
    "OBJECT_TABLE",
    "OBJECT_VIEW",
    "OBJECT_MATVIEW",
    "OBJECT_SEQUENCE",
    "OBJECT_INDEX",
    "OBJECT_FOREIGN_TABLE",
];
/** They stand on a table, the words before their own. */
const ofTable = ["OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY"];
/** Dropping them takes a lock on tables that others read and write. */
const locking = [
    "OBJECT_TABLE",
    "OBJECT_VIEW",
    "OBJECT_MATVIEW",
    "OBJECT_SEQUENCE",
    "OBJECT_INDEX",
    "OBJECT_FOREIGN_TABLE",
    ...ofTable,
];

export function drop(at: Judged): void {
    const { body } = at.statement;
    const type = textOf(body, "removeType");
    for (const object of listOf(body, "objects")) dropOne(at, type, droppedName(object));
    const names = listOf(body, "objects").map(object => droppedName(object).join("."));
    if (textOf(body, "behavior") === "DROP_CASCADE")
        at.refuse("drop-cascade", `drops what depends on ${names.join(", ")}`, { name: names.join(", ") });
}

function droppedName(object: TreeNode): readonly string[] {
    const { kind, body } = opened(object);
    if (kind === "String") return [textOf(body, "sval")];
    const list = { List: "items", ObjectWithArgs: "objname", TypeName: "names" }[kind];
    return list === undefined ? [] : words(listOf(body, list));
}

function dropOne(at: Judged, type: string, path: readonly string[]): void {
    const { file, known, statement } = at;
    const name = path.join(".");
    const what = `${objectText(type)} ${name}`;
    const table = ofTable.includes(type) ? path.slice(0, -1).join(".") : name;
    const own = relations.includes(type)
        ? file.made.has(name)
        : ofTable.includes(type)
          ? file.made.has(table)
          : file.madeOther.has(`${type} ${name}`);
    if (relations.includes(type)) {
        file.made.delete(name);
        if (type !== "OBJECT_INDEX") known.forget(name);
    }
    if (own) return void file.madeOther.delete(`${type} ${name}`);
    const concurrent = flagOf(statement.body, "concurrent");
    if (locking.includes(type) && !concurrent) at.locks(table, "ACCESS EXCLUSIVE");
    if (type !== "OBJECT_INDEX")
        return at.refuse(
            ofTable.includes(type) && type !== "OBJECT_POLICY"
                ? "trigger-on-live"
                : type === "OBJECT_POLICY"
                  ? "row-security"
                  : "drop",
            `drops ${what}`,
            { name, table },
        );
    if (!concurrent) at.refuse("drop-index-concurrently", `drops ${what} without CONCURRENTLY`, { name });
    at.refuse("drop-index", `drops ${what}`, { name });
}

export function rename(at: Judged): void {
    const { body } = at.statement;
    const relation = child(body, "relation");
    const type = textOf(body, "renameType");
    const [table, column, name] = [relationName(relation), textOf(body, "subname"), textOf(body, "newname")];
    // SHARE UPDATE EXCLUSIVE, and no query names an index (ALTER INDEX).
    if (type === "OBJECT_INDEX") {
        if (at.file.made.delete(table)) at.file.made.add(withSchema(relation, name));
        return;
    }
    const own = table !== "" && !at.isShared(relation);
    if (own || at.file.addedColumns.has(within(table, column))) return renameOwn(at, relation, { column, name });
    at.known.forget(table);
    if (table !== "") at.locks(relation, "ACCESS EXCLUSIVE");
    const object =
        words(listOf(child(body, "object", "List"), "items")).join(".") ||
        words(listOf(child(body, "object", "ObjectWithArgs"), "objname")).join(".");
    const old = column !== "" ? `${table}.${column}` : table !== "" ? table : object || "it";
    at.refuse(
        "rename",
        `renames ${objectText(type)} ${old} to ${name}`,
        { table: table || object, column, name },
        locationOf(relation),
    );
}

/** Of what the file made: nobody else knows its name. */
function renameOwn(
    { file, known }: Judged,
    relation: TreeNode,
    { column, name }: { readonly column: string; readonly name: string },
): void {
    const table = relationName(relation);
    known.forget(table);
    if (column === "" && file.made.delete(table)) file.made.add(withSchema(relation, name));
    else if (file.addedColumns.delete(within(table, column))) file.addedColumns.add(within(table, name));
}

function withSchema(relation: TreeNode, name: string): string {
    return relationName({ ...relation, relname: name });
}

export function moveToSchema(at: Judged): void {
    const { body } = at.statement;
    const relation = child(body, "relation");
    const [table, name] = [relationName(relation), textOf(body, "newschema")];
    if (table !== "" && at.file.made.delete(table)) return void at.known.forget(table);
    at.known.forget(table);
    if (table !== "") at.locks(relation, "ACCESS EXCLUSIVE");
    at.refuse(
        "rename",
        `moves ${objectText(textOf(body, "objectType"))} ${table} to schema ${name}`.replace("  ", " "),
        { table, name },
        locationOf(relation),
    );
}
