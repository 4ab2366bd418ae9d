/**
 * `ALTER TABLE` and its like on indexes, views and sequences. Locks: PostgreSQL documentation, ALTER TABLE and "Table-Level
 * Locks".
 */

import type { Judged, Names } from "../judged";
import { within } from "../known";
import type { RuleId } from "../rules";
import {
    child,
    flagOf,
    has,
    listOf,
    locationOf,
    ofKind,
    relationName,
    textOf,
    type TreeNode,
    typeOf,
    typeText,
} from "../tree";
import { addColumn, keepsValues } from "./columns";
import { addConstraint } from "./constraints";

type Command = (at: Judged, relation: TreeNode, command: TreeNode) => void;

const shortLock: Command = (at, relation) => at.locks(relation, "ACCESS EXCLUSIVE");
/** SHARE UPDATE EXCLUSIVE or less: reads and writes go on. */
const harmless: Command = () => undefined;

/** Refused on what others use, with the lock that it takes. */
function refused(
    rule: RuleId,
    text: string,
    lock: "ACCESS EXCLUSIVE" | "SHARE ROW EXCLUSIVE" = "ACCESS EXCLUSIVE",
): Command {
    return (at, relation, command) => {
        at.locks(relation, lock);
        if (at.isShared(relation)) at.refuse(rule, `${text} ${placeText(relation, command)}`, namesOf(relation, command));
    };
}

const trigger = (text: string): Command => refused("trigger-on-live", text, "SHARE ROW EXCLUSIVE");
const rule = (text: string): Command => refused("trigger-on-live", text);

const commands: { readonly [subtype: string]: Command } = {
    AT_AddColumn: addColumn,
    AT_DropColumn: dropColumn,
    AT_ColumnDefault: columnDefault,
    AT_SetNotNull: setNotNull,
    AT_DropNotNull: shortLock,
    AT_AlterColumnType: columnType,
    AT_SetExpression: refused("rewrites-table", "sets the expression of the generated column"),
    AT_DropExpression: refused("generated-change", "drops the expression of"),
    AT_AddIdentity: refused("identity-change", "makes an identity column of"),
    AT_SetIdentity: refused("identity-change", "changes the identity column"),
    AT_DropIdentity: refused("identity-change", "drops the identity of"),
    AT_SetStatistics: harmless,
    AT_SetOptions: harmless,
    AT_ResetOptions: harmless,
    AT_ClusterOn: harmless,
    AT_DropCluster: harmless,
    AT_SetRelOptions: harmless,
    AT_ResetRelOptions: harmless,
    AT_SetStorage: shortLock,
    AT_SetCompression: shortLock,
    AT_ReplicaIdentity: shortLock,
    AT_AddConstraint: (at, relation, command) => addConstraint(at, relation, child(command, "def", "Constraint")),
    AT_AlterConstraint: alterConstraint,
    AT_ValidateConstraint: validateConstraint,
    AT_DropConstraint: dropConstraint,
    AT_ChangeOwner: refused("owner", "changes the owner of"),
    AT_SetLogged: refused("rewrites-table", "SET LOGGED rewrites"),
    AT_SetUnLogged: refused("rewrites-table", "SET UNLOGGED rewrites"),
    AT_SetAccessMethod: refused("rewrites-table", "SET ACCESS METHOD rewrites"),
    AT_SetTableSpace: refused("rewrites-table", "SET TABLESPACE copies"),
    AT_EnableTrig: trigger("enables a trigger of"),
    AT_EnableAlwaysTrig: trigger("enables a trigger of"),
    AT_EnableReplicaTrig: trigger("enables a trigger of"),
    AT_EnableTrigAll: trigger("enables the triggers of"),
    AT_EnableTrigUser: trigger("enables the triggers of"),
    AT_DisableTrig: trigger("disables a trigger of"),
    AT_DisableTrigAll: trigger("disables the triggers of"),
    AT_DisableTrigUser: trigger("disables the triggers of"),
    AT_EnableRule: rule("enables a rule of"),
    AT_EnableAlwaysRule: rule("enables a rule of"),
    AT_EnableReplicaRule: rule("enables a rule of"),
    AT_DisableRule: rule("disables a rule of"),
    AT_EnableRowSecurity: refused("row-security", "enables row security on"),
    AT_DisableRowSecurity: refused("row-security", "disables row security on"),
    AT_ForceRowSecurity: refused("row-security", "forces row security on"),
    AT_NoForceRowSecurity: refused("row-security", "no longer forces row security on"),
    AT_AddInherit: refused("partition", "adds a parent of"),
    AT_DropInherit: refused("partition", "drops a parent of"),
    AT_AttachPartition: attachPartition,
    AT_DetachPartition: detachPartition,
    AT_DetachPartitionFinalize: harmless,
};

export function alterTable(at: Judged): void {
    const { body } = at.statement;
    const relation = child(body, "relation");
    const objtype = textOf(body, "objtype");
    for (const command of ofKind(listOf(body, "cmds"), "AlterTableCmd")) {
        const subtype = textOf(command, "subtype");
        const judge = commands[subtype];
        if (objtype === "OBJECT_TYPE")
            at.refuse(
                "undecidable",
                `changes the attributes of type ${relationName(relation)}, and the tables that use it`,
                { name: relationName(relation) },
            );
        // An index becomes part of the one above it, without reading a table (ALTER INDEX … ATTACH PARTITION).
        else if (objtype === "OBJECT_INDEX" && subtype === "AT_AttachPartition") shortLock(at, relation, command);
        else if (judge === undefined) refused("undecidable", `${subtype.replace("AT_", "")} on`)(at, relation, command);
        else judge(at, relation, command);
    }
}

function namesOf(relation: TreeNode, command: TreeNode): Names {
    const column = textOf(command, "name");
    return { table: relationName(relation), ...(column === "" ? {} : { column, name: column }) };
}

function placeText(relation: TreeNode, command: TreeNode): string {
    const column = textOf(command, "name");
    return `${relationName(relation)}${column === "" ? "" : `.${column}`}`;
}

function isOwnColumn({ file }: Judged, relation: TreeNode, command: TreeNode): boolean {
    return file.addedColumns.has(within(relationName(relation), textOf(command, "name")));
}

function dropColumn(at: Judged, relation: TreeNode, command: TreeNode): void {
    const table = relationName(relation);
    const column = textOf(command, "name");
    at.known.columnTypes.delete(within(table, column));
    at.known.releaseColumns.delete(within(table, column));
    if (!at.isShared(relation)) return;
    at.locks(relation, "ACCESS EXCLUSIVE");
    if (!isOwnColumn(at, relation, command))
        at.refuse("drop", `drops column ${table}.${column}`, { table, column, name: column });
    if (textOf(command, "behavior") === "DROP_CASCADE")
        at.refuse("drop-cascade", `drops what depends on ${table}.${column}`, { table, column });
}

function columnDefault(at: Judged, relation: TreeNode, command: TreeNode): void {
    at.locks(relation, "ACCESS EXCLUSIVE");
    const [table, column] = [relationName(relation), textOf(command, "name")];
    if (has(command, "def")) return void at.known.releaseColumns.delete(within(table, column));
    if (at.isShared(relation) && !isOwnColumn(at, relation, command))
        at.refuse("drop-default", `drops the default of ${table}.${column}`, { table, column });
}

function setNotNull(at: Judged, relation: TreeNode, command: TreeNode): void {
    if (!at.isShared(relation)) return;
    const [table, column] = [relationName(relation), textOf(command, "name")];
    at.locks(relation, "ACCESS EXCLUSIVE");
    const names = { table, column, name: `${column}_not_null` };
    if (!at.known.hasNoNull(table, column))
        at.refuse("set-not-null", `sets ${table}.${column} NOT NULL, and no valid CHECK is known`, names);
    if (!at.known.hasNoNull(table, column) && !at.known.releaseTables.has(table))
        at.refuse("live-writes", `sets ${table}.${column} NOT NULL`, names);
}

function columnType(at: Judged, relation: TreeNode, command: TreeNode): void {
    const [table, column] = [relationName(relation), textOf(command, "name")];
    const definition = child(command, "def", "ColumnDef");
    const [from, to] = [at.known.columnTypes.get(within(table, column)), typeOf(child(definition, "typeName"))];
    at.known.columnTypes.set(within(table, column), to);
    if (!at.isShared(relation)) return;
    at.locks(relation, "ACCESS EXCLUSIVE");
    const changed = has(definition, "raw_default") || has(definition, "collClause");
    if (from !== undefined && !changed && keepsValues(from, to)) return;
    const old = from === undefined ? "a type that no migration here tells" : typeText(from);
    const how = has(definition, "raw_default") ? ", with USING" : has(definition, "collClause") ? ", with COLLATE" : "";
    at.refuse(
        "type-change",
        `changes ${table}.${column} from ${old} to ${typeText(to)}${how}`,
        { table, column, type: typeText(to) },
        locationOf(definition),
    );
}

/** From 18 on it can make a constraint hold that was not enforced, which reads the table. */
function alterConstraint(at: Judged, relation: TreeNode, command: TreeNode): void {
    const change = child(command, "def", "ATAlterConstraint");
    const name = textOf(has(command, "def") ? { ...child(command, "def", "Constraint"), ...change } : command, "conname");
    at.locks(relation, "ACCESS EXCLUSIVE");
    if (at.isShared(relation) && flagOf(change, "alterEnforceability")) {
        at.refuse("check-not-valid", `changes whether constraint ${name} on ${relationName(relation)} is enforced,`, {
            table: relationName(relation),
            name,
        });
    }
}

function validateConstraint(at: Judged, relation: TreeNode, command: TreeNode): void {
    const [table, name] = [relationName(relation), textOf(command, "name")];
    if (at.known.notNullChecks.has(within(table, name))) at.known.validNotNull.add(within(table, name));
    if (!at.isShared(relation)) return;
    if (at.file.addedConstraints.has(within(table, name)))
        at.refuse("validate-same-file", `validates constraint ${name} on ${table} in the transaction that adds it`, {
            table,
            name,
        });
    else at.works(`validates constraint ${name} on ${table}`);
}

function dropConstraint(at: Judged, relation: TreeNode, command: TreeNode): void {
    const [table, name] = [relationName(relation), textOf(command, "name")];
    const check = at.known.notNullChecks.has(within(table, name));
    at.known.notNullChecks.delete(within(table, name));
    at.known.validNotNull.delete(within(table, name));
    if (!at.isShared(relation)) return;
    at.locks(relation, "ACCESS EXCLUSIVE");
    if (!check && !at.file.addedConstraints.has(within(table, name)))
        at.refuse("drop-constraint", `drops constraint ${name} of ${table}`, { table, name });
    if (textOf(command, "behavior") === "DROP_CASCADE")
        at.refuse("drop-cascade", `drops what depends on constraint ${name} of ${table}`, { table, name });
}

function attachPartition(at: Judged, relation: TreeNode, command: TreeNode): void {
    const partition = child(command, "def", "PartitionCmd", "name");
    if (at.isShared(partition)) at.locks(partition, "ACCESS EXCLUSIVE");
    if (!at.isShared(relation)) return;
    at.refuse("partition", `attaches ${relationName(partition)} to ${relationName(relation)}`, {
        table: relationName(relation),
        name: relationName(partition),
    });
}

function detachPartition(at: Judged, relation: TreeNode, command: TreeNode): void {
    if (!at.isShared(relation)) return;
    const detached = child(command, "def", "PartitionCmd");
    const [table, name] = [relationName(relation), relationName(child(detached, "name"))];
    if (!flagOf(detached, "concurrent")) {
        at.locks(relation, "ACCESS EXCLUSIVE");
        at.refuse("partition", `detaches ${name} from ${table} without CONCURRENTLY`, { table, name });
    }
    at.refuse("drop", `takes the rows of ${name} out of ${table}`, { table, name });
}
