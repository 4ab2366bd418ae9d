/** Which judge looks at which statement. What is not in these lists is refused: a migration says what it does. */

import type { Judged } from "../judged";
import type { RuleId } from "../rules";
import type { Statement } from "../parser";
import { child, flagOf, has, listOf, ofKind, relationName, textOf } from "../tree";
import { alterTable } from "./alter-table";
import { dataStatement, enumValues, truncate } from "./data";
import { cluster, createIndex, hasOption, lockTable, refreshView, reindex, vacuum } from "./indexes";
import { addEnumValue, alterDomain, defaultPrivileges, grant, setting } from "./rights";
import {
    createDomain,
    createFunction,
    createSchema,
    createSequence,
    createTable,
    createTableAs,
    createType,
    createView,
    drop,
    moveToSchema,
    rename,
} from "./tables";

type Judge = (at: Judged) => void;

const accept: Judge = () => undefined;

function refused(rule: RuleId, text: string): Judge {
    return at => at.refuse(rule, text);
}

/** On a table that others use. */
function onTable(rule: RuleId, text: string, member: string, lock?: "SHARE ROW EXCLUSIVE" | "ACCESS EXCLUSIVE"): Judge {
    return at => {
        const relation = child(at.statement.body, member);
        if (!at.isShared(relation)) return;
        if (lock !== undefined) at.locks(relation, lock);
        at.refuse(rule, `${text} ${relationName(relation)}`, { table: relationName(relation) });
    };
}

const judges: { readonly [kind: string]: Judge } = {
    AlterTableStmt: alterTable,
    CreateStmt: createTable,
    CreateTableAsStmt: createTableAs,
    IndexStmt: createIndex,
    DropStmt: drop,
    RenameStmt: rename,
    AlterObjectSchemaStmt: moveToSchema,
    ViewStmt: createView,
    CreateSeqStmt: createSequence,
    CreateSchemaStmt: createSchema,
    CreateEnumStmt: createType,
    CompositeTypeStmt: createType,
    CreateRangeStmt: createType,
    CreateDomainStmt: createDomain,
    AlterDomainStmt: alterDomain,
    AlterEnumStmt: addEnumValue,
    CreateFunctionStmt: createFunction,
    SelectStmt: dataStatement,
    InsertStmt: dataStatement,
    UpdateStmt: dataStatement,
    DeleteStmt: dataStatement,
    MergeStmt: dataStatement,
    TruncateStmt: truncate,
    LockStmt: lockTable,
    VacuumStmt: vacuum,
    ClusterStmt: cluster,
    ReindexStmt: reindex,
    RefreshMatViewStmt: refreshView,
    GrantStmt: grant,
    AlterDefaultPrivilegesStmt: defaultPrivileges,
    VariableSetStmt: setting,
    // SHARE UPDATE EXCLUSIVE or less, and nothing that the live release reads.
    CommentStmt: accept,
    CreateStatsStmt: accept,
    AlterStatsStmt: accept,
    VariableShowStmt: accept,
    ConstraintsSetStmt: accept,
    CreateExtensionStmt: accept,
    TransactionStmt: refused("transaction-control", "begins, ends or divides the transaction"),
    CreateTrigStmt: onTable("trigger-on-live", "makes a trigger on", "relation", "SHARE ROW EXCLUSIVE"),
    RuleStmt: onTable("trigger-on-live", "makes a rule on", "relation", "ACCESS EXCLUSIVE"),
    CreatePolicyStmt: onTable("row-security", "makes a policy on", "table", "ACCESS EXCLUSIVE"),
    AlterPolicyStmt: onTable("row-security", "changes a policy on", "table", "ACCESS EXCLUSIVE"),
    AlterSeqStmt: alterSequence,
    AlterOwnerStmt: refused("owner", "changes an owner"),
    AlterFunctionStmt: refused("replace-for-live", "changes a function"),
    DoStmt: refused("undecidable", "runs a DO block"),
    CallStmt: refused("undecidable", "calls a procedure"),
    PrepareStmt: refused("undecidable", "prepares a statement"),
    ExecuteStmt: refused("undecidable", "executes a prepared statement"),
    DeallocateStmt: refused("undecidable", "drops a prepared statement"),
    CopyStmt: refused("undecidable", "copies rows from or to a file"),
    ExplainStmt: refused("undecidable", "explains a statement, which ANALYZE runs"),
    AlterExtensionStmt: refused("undecidable", "updates an extension by its own script"),
    AlterTypeStmt: refused("undecidable", "changes a type"),
    CreateRoleStmt: refused("roles", "makes a role"),
    AlterRoleStmt: refused("roles", "changes a role"),
    AlterRoleSetStmt: refused("roles", "changes the settings of a role"),
    DropRoleStmt: refused("roles", "drops a role"),
    GrantRoleStmt: refused("roles", "changes who is a member of a role"),
    ReassignOwnedStmt: refused("administration", "gives everything that a role owns to another"),
    DropOwnedStmt: refused("administration", "drops everything that a role owns"),
    CreatedbStmt: refused("administration", "makes a database"),
    DropdbStmt: refused("administration", "drops a database"),
    AlterDatabaseStmt: refused("administration", "changes the database"),
    AlterDatabaseSetStmt: refused("administration", "changes the database's settings"),
    AlterDatabaseRefreshCollStmt: refused("administration", "refreshes the database's collation"),
    AlterSystemStmt: refused("administration", "changes the server's settings"),
    CreateTableSpaceStmt: refused("administration", "makes a tablespace"),
    DropTableSpaceStmt: refused("administration", "drops a tablespace"),
    AlterTableSpaceOptionsStmt: refused("administration", "changes a tablespace"),
    AlterTableMoveAllStmt: refused("administration", "moves every table of a tablespace"),
    CreateSubscriptionStmt: refused("administration", "makes a subscription"),
    AlterSubscriptionStmt: refused("administration", "changes a subscription"),
    DropSubscriptionStmt: refused("administration", "drops a subscription"),
    CreatePublicationStmt: refused("administration", "makes a publication"),
    AlterPublicationStmt: refused("administration", "changes a publication"),
    CheckPointStmt: refused("administration", "forces a checkpoint"),
    LoadStmt: refused("administration", "loads a library"),
    DiscardStmt: refused("administration", "discards the session's state"),
    CreateEventTrigStmt: refused("administration", "makes an event trigger"),
    AlterEventTrigStmt: refused("administration", "changes an event trigger"),
};

export function judge(at: Judged): void {
    const { kind } = at.statement;
    const known = judges[kind];
    if (known === undefined) at.refuse("undecidable", `is a ${kind.replace(/Stmt$/, "")} statement, which no rule knows`);
    else known(at);
    if (kind !== "AlterEnumStmt") enumValues(at);
}

/** `OWNED BY` ties it to a column; everything else changes the numbers that the live release gets. */
function alterSequence(at: Judged): void {
    const { body } = at.statement;
    const sequence = child(body, "sequence");
    if (!at.isShared(sequence)) return;
    at.locks(sequence, "SHARE ROW EXCLUSIVE");
    const options = ofKind(listOf(body, "options"), "DefElem").map(option => textOf(option, "defname"));
    if (options.some(option => option !== "owned_by"))
        at.refuse("undecidable", `changes sequence ${relationName(sequence)}`, { name: relationName(sequence) });
}

/**
 * PostgreSQL refuses these inside a transaction block (PreventInTransactionBlock in its source; documentation of each
 * statement).
 */
export function standsAlone({ kind, body }: Statement): boolean {
    switch (kind) {
        case "IndexStmt":
        case "DropStmt":
            return flagOf(body, "concurrent");
        case "ReindexStmt":
            return (
                hasOption(listOf(body, "params"), "concurrently") ||
                !["REINDEX_OBJECT_INDEX", "REINDEX_OBJECT_TABLE"].includes(textOf(body, "kind"))
            );
        case "VacuumStmt":
            return flagOf(body, "is_vacuumcmd");
        case "ClusterStmt":
            return !has(body, "relation");
        case "AlterTableStmt":
            return ofKind(listOf(body, "cmds"), "AlterTableCmd").some(command =>
                flagOf(child(command, "def", "PartitionCmd"), "concurrent"),
            );
        case "CreatedbStmt":
        case "DropdbStmt":
        case "CreateTableSpaceStmt":
        case "DropTableSpaceStmt":
        case "AlterSystemStmt":
            return true;
        default:
            return false;
    }
}
