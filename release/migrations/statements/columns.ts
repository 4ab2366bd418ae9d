/** `ADD COLUMN`, and what a column's type tells. */

import type { Judged } from "../judged";
import { within } from "../known";
import {
    child,
    type ColumnType,
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
import { addConstraint, referenced } from "./constraints";
import { volatileCalls } from "./expressions";

/** Types of PostgreSQL itself; none is a domain. */
const builtIn: ReadonlySet<string> = new Set(
    (
        "int2 int4 int8 smallint integer bigint float4 float8 real numeric decimal money bool boolean text varchar " +
        "bpchar char name bytea uuid json jsonb xml date time timetz " +
        "timestamp timestamptz interval bit varbit inet cidr macaddr macaddr8 point line lseg box path polygon circle " +
        "tsvector tsquery oid regclass " +
        "int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange " +
        "tsmultirange tstzmultirange datemultirange citext hstore"
    ).split(" "),
);

const serials = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];

export function addColumn(at: Judged, relation: TreeNode, command: TreeNode): void {
    const column = child(command, "def", "ColumnDef");
    const table = relationName(relation);
    const name = textOf(column, "colname");
    const type = typeOf(child(column, "typeName"));
    const constraints = ofKind(listOf(column, "constraints"), "Constraint");
    rememberColumn(at, table, column, flagOf(command, "missing_ok"));
    if (!at.isShared(relation)) {
        for (const constraint of constraints) referenced(at, constraint);
        return;
    }
    const location = locationOf(column);
    const names = { table, column: name, type: typeText(type) };
    const refuse = (rule: Parameters<Judged["refuse"]>[0], text: string): void =>
        at.refuse(rule, `adds column ${table}.${name} ${text}`, names, location);
    at.file.addedColumns.add(within(table, name));
    at.locks(relation, "ACCESS EXCLUSIVE", location);
    const kinds = constraints.map(constraint => textOf(constraint, "contype"));
    const fallback = constraints.find(constraint => textOf(constraint, "contype") === "CONSTR_DEFAULT");
    const given = fallback !== undefined && !isNull(fallback);
    if (serials.includes(type.name)) refuse("volatile-default", `of type ${type.name}, whose default is nextval`);
    else if (!isPlain(at, type)) refuse("unknown-type", `of type ${type.name}, which is none of PostgreSQL's own`);
    const made = kinds.includes("CONSTR_GENERATED") || kinds.includes("CONSTR_IDENTITY") || serials.includes(type.name);
    if (kinds.includes("CONSTR_NOTNULL") && !given && !made)
        refuse("not-null-without-default", "NOT NULL without a default");
    if (given) {
        const [volatile] = volatileCalls(fallback);
        if (volatile !== undefined)
            refuse("volatile-default", `with a default by ${volatile}(), which is not known to be stable`);
    }
    for (const constraint of constraints) inlineConstraint(at, relation, { constraint, names, given, refuse });
}

interface Inline {
    readonly constraint: TreeNode;
    readonly names: { readonly table: string; readonly column: string };
    /** Whether rows that exist get a value. */
    readonly given: boolean;
    readonly refuse: (rule: Parameters<Judged["refuse"]>[0], text: string) => void;
}

function inlineConstraint(at: Judged, relation: TreeNode, { constraint, names, given, refuse }: Inline): void {
    switch (textOf(constraint, "contype")) {
        case "CONSTR_GENERATED":
            // A virtual one, from 18 on, is worked out when it is read.
            if (textOf(constraint, "generated_kind") !== "v") refuse("generated-column", "GENERATED … STORED");
            return;
        case "CONSTR_IDENTITY":
            return refuse("generated-column", "GENERATED … AS IDENTITY");
        case "CONSTR_FOREIGN": {
            // Without a default there is nothing to look up: it is valid at once (CREATE TABLE and ADD COLUMN skip the check of NULLs).
            const keyed = { ...constraint, fk_attrs: [{ String: { sval: names.column } }], skip_validation: !given };
            return addConstraint(at, relation, keyed);
        }
        case "CONSTR_CHECK":
            return addConstraint(at, relation, constraint);
        case "CONSTR_UNIQUE":
        case "CONSTR_PRIMARY":
            return addConstraint(at, relation, { ...constraint, keys: [{ String: { sval: names.column } }] });
        default:
    }
}

function isNull(fallback: TreeNode): boolean {
    return flagOf(child(fallback, "raw_expr", "A_Const"), "isnull");
}

function isPlain({ known }: Judged, { name }: ColumnType): boolean {
    const bare = name.replace(/\[\]$/, "");
    return builtIn.has(bare) || known.plainTypes.has(bare);
}

/** @param unsure whether the column may have been there before, with another type */
export function rememberColumn({ known }: Judged, table: string, column: TreeNode, unsure: boolean): void {
    const key = within(table, textOf(column, "colname"));
    if (unsure) return void known.columnTypes.delete(key);
    const typeName = child(column, "typeName");
    if (has(typeName, "names")) known.columnTypes.set(key, typeOf(typeName));
    const filled = ofKind(listOf(column, "constraints"), "Constraint").some(constraint => {
        const kind = textOf(constraint, "contype");
        return (
            (kind === "CONSTR_DEFAULT" && !isNull(constraint)) || kind === "CONSTR_GENERATED" || kind === "CONSTR_IDENTITY"
        );
    });
    if (!filled && !serials.includes(typeOf(typeName).name)) known.releaseColumns.add(key);
}

/**
 * Whether a change of type leaves the stored values and the indexes as they are (ALTER TABLE, Notes: binary coercible types, or an
 * unconstrained domain; and the length that `varchar_support` and its like leave out).
 */
export function keepsValues(from: ColumnType, to: ColumnType): boolean {
    const [old, now] = [from.name, to.name];
    const texts = ["varchar", "text"];
    if (texts.includes(old) && texts.includes(now)) return now === "text" || widens(from, to, 0);
    if (old !== now) return old === "cidr" && now === "inet";
    switch (old) {
        case "numeric":
            return (
                to.modifiers.length === 0 ||
                (from.modifiers.length > 0 && widens(from, to, 0) && (from.modifiers[1] ?? 0) === (to.modifiers[1] ?? 0))
            );
        case "varbit":
        case "timestamp":
        case "timestamptz":
        case "time":
        case "timetz":
            return widens(from, to, 0);
        default:
            return from.modifiers.join() === to.modifiers.join();
    }
}

/** No bound, or one that is not below the one before. */
function widens({ modifiers: from }: ColumnType, { modifiers: to }: ColumnType, index: number): boolean {
    const [old, now] = [from[index], to[index]];
    return now === undefined || (old !== undefined && now >= old);
}
