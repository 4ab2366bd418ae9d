/** Rights, roles, settings and what is not a migration's work. */

import type { Judged } from "../judged";
import { child, flagOf, has, listOf, ofKind, textOf, type TreeNode, words } from "../tree";

export function grant(at: Judged): void {
    judgeGrant(at, at.statement.body);
}

export function defaultPrivileges(at: Judged): void {
    judgeGrant(at, child(at.statement.body, "action"));
}

function judgeGrant(at: Judged, body: TreeNode): void {
    if (!flagOf(body, "is_grant")) return at.refuse("revoke", "takes rights away");
    const roles = ofKind(listOf(body, "grantees"), "RoleSpec");
    if (roles.some(role => textOf(role, "roletype") === "ROLESPEC_PUBLIC")) at.refuse("grant-public", "grants to PUBLIC");
    if (listOf(body, "privileges").length === 0) at.refuse("grant-all", "grants ALL");
    if (flagOf(body, "grant_option")) at.refuse("grant-option", "grants WITH GRANT OPTION");
}

/** Time limits and the like, whose effect ends with the file. */
const settings = [
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "transaction_timeout",
    "client_min_messages",
    "timezone",
    "maintenance_work_mem",
    "max_parallel_maintenance_workers",
    "work_mem",
    "application_name",
];

/** Longer than this nobody's request shall wait for a migration. Milliseconds; this project's own limit. */
export const maxLockTimeoutMs = 5000;

/** Units of a time parameter (PostgreSQL documentation, "Setting Parameters"); without one it is milliseconds. */
const units: { readonly [unit: string]: number } = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

export function setting(at: Judged): void {
    const {
        file,
        known,
        statement: { body },
    } = at;
    const name = textOf(body, "name").toLowerCase();
    const kind = textOf(body, "kind");
    if (kind === "VAR_RESET_ALL") file.lockTimeout = false;
    else if (name === "lock_timeout") lockTimeout(at, kind);
    else if (name === "search_path") {
        // Names without a schema mean something else from here on.
        file.made.clear();
        known.forgetAll();
    } else if (["role", "session_authorization"].includes(name)) at.refuse("roles", `sets ${name}`);
    else if (!settings.includes(name)) at.refuse("setting", `sets ${name}`);
}

function lockTimeout(at: Judged, kind: string): void {
    const {
        file,
        statement: { body },
    } = at;
    const [argument = {}] = ofKind(listOf(body, "args"), "A_Const");
    const milliseconds =
        kind === "VAR_SET_VALUE" ? timeOf(child(argument, "sval"), child(argument, "ival"), has(argument, "ival")) : 0;
    // SET LOCAL ends with the statement where there is no transaction.
    const lasts = file.transaction || !flagOf(body, "is_local");
    file.lockTimeout = lasts && milliseconds > 0 && milliseconds <= maxLockTimeoutMs;
    if (milliseconds > maxLockTimeoutMs) {
        file.toldTimeout = true;
        at.refuse(
            "lock-timeout",
            `lets a statement wait ${milliseconds / 1000} s for a lock; allowed: up to ${maxLockTimeoutMs / 1000} s`,
        );
    }
}

/** Milliseconds; NaN where it can't be read. */
function timeOf(text: TreeNode, whole: TreeNode, isWhole: boolean): number {
    if (isWhole) return typeof whole["ival"] === "number" ? whole["ival"] : 0;
    const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/.exec(textOf(text, "sval")) ?? [];
    return number === undefined ? NaN : Number(number) * (unit === undefined || unit === "" ? 1 : (units[unit] ?? NaN));
}

export function addEnumValue(at: Judged): void {
    const {
        file,
        statement: { body },
    } = at;
    const type = words(listOf(body, "typeName")).join(".");
    const value = textOf(body, "newVal");
    if (has(body, "oldVal"))
        return at.refuse("rename", `renames value '${textOf(body, "oldVal")}' of ${type} to '${value}'`, { name: type });
    if (!file.madeOther.has(`OBJECT_TYPE ${type}`)) file.enumValues.set(value, type);
}

export function alterDomain(at: Judged): void {
    const { body } = at.statement;
    const name = words(listOf(body, "typeName")).join(".");
    if (at.file.madeOther.has(`OBJECT_DOMAIN ${name}`)) return;
    const constraint = child(body, "def", "Constraint");
    const subtype = textOf(body, "subtype");
    // C: add a constraint, O: SET NOT NULL, X: drop one, V: validate, T: default, N: DROP NOT NULL (parse nodes, AlterDomainStmt).
    if (subtype === "C") at.refuse("live-writes", `adds a constraint to domain ${name}`, { name });
    if (subtype === "O" || (subtype === "C" && !flagOf(constraint, "skip_validation"))) {
        at.locks(`the tables that use ${name}`, "SHARE");
        at.refuse("check-not-valid", `reads every table that uses domain ${name}`, { name });
    }
    if (subtype === "V") at.works(`validates a constraint of domain ${name}`);
    if (subtype === "X") at.refuse("drop-constraint", `drops a constraint of domain ${name}`, { name });
}
