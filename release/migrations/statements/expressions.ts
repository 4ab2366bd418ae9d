/** What can be told of an expression without the database. */

import { builtInName, child, has, listOf, nodesBelow, ofKind, opened, textOf, type TreeNode, words } from "../tree";

/**
 * Built-in functions that are no more than STABLE (PostgreSQL documentation, "Functions and Operators"; volatility as in
 * `pg_proc`).
 */
const calm: ReadonlySet<string> = new Set(
    (
        "now transaction_timestamp statement_timestamp timezone date_trunc date_part extract age make_date make_time " +
        "make_interval make_timestamp " +
        "make_timestamptz to_timestamp to_char to_date to_number current_setting current_schema current_database lower " +
        "upper initcap length char_length " +
        "octet_length btrim ltrim rtrim lpad rpad left right substr substring replace translate split_part overlay " +
        "position strpos concat concat_ws format " +
        "repeat reverse md5 sha224 sha256 sha384 sha512 encode decode convert_to convert_from ascii chr abs ceil " +
        "ceiling floor round trunc mod power sqrt sign div " +
        "jsonb_build_object jsonb_build_array json_build_object json_build_array to_json to_jsonb jsonb_set " +
        "jsonb_typeof json_typeof " +
        "array_length cardinality array_append array_cat array_to_string string_to_array int4range int8range numrange " +
        "tsrange tstzrange daterange " +
        "regexp_replace regexp_match regexp_matches to_tsvector starts_with like_escape isfinite txid_current pg_current_xact_id"
    ).split(" "),
);

/** Functions that change nothing for others, but give another value with each call, or work on rows that were read. */
const harmless: ReadonlySet<string> = new Set(
    (
        "random gen_random_uuid uuidv4 uuidv7 clock_timestamp timeofday nextval currval lastval count sum min max avg " +
        "bool_and bool_or every array_agg string_agg " +
        "jsonb_agg json_agg jsonb_object_agg row_number rank dense_rank lag lead first_value last_value ntile " +
        "generate_series unnest jsonb_array_elements " +
        "jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys version pg_backend_pid pg_size_pretty " +
        "pg_table_size pg_total_relation_size pg_relation_size"
    ).split(" "),
);

function calls(expression: unknown): readonly string[] {
    return nodesBelow(expression).flatMap(({ kind, body }) =>
        kind === "FuncCall" ? [builtInName(words(listOf(body, "funcname")))] : [],
    );
}

/**
 * Functions in a default that may be volatile; a function that is not known is volatile unless it says otherwise (CREATE
 * FUNCTION).
 */
export function volatileCalls(expression: unknown): readonly string[] {
    return calls(expression).filter(name => !calm.has(name));
}

/** Functions whose effect can't be told. */
export function unknownCalls(expression: unknown): readonly string[] {
    return calls(expression).filter(name => !calm.has(name) && !harmless.has(name));
}

/** Columns that an expression names, without their tables. */
export function columnsIn(expression: unknown): readonly string[] {
    return nodesBelow(expression).flatMap(({ kind, body }) =>
        kind === "ColumnRef" ? words(listOf(body, "fields")).slice(-1) : [],
    );
}

/** The column of `COLUMN IS NOT NULL`, and nothing else. */
export function notNullColumn(expression: TreeNode): string | undefined {
    const test = child(expression, "NullTest");
    if (textOf(test, "nulltesttype") !== "IS_NOT_NULL") return undefined;
    const fields = words(listOf(child(test, "arg", "ColumnRef"), "fields"));
    return fields.length === 1 ? fields[0] : undefined;
}

/** Whether it is true or unknown where its columns are NULL: comparisons only, joined by AND and OR. */
export function passesNulls(expression: TreeNode): boolean {
    const plain = new Set([
        "A_Expr",
        "A_Const",
        "ColumnRef",
        "BoolExpr",
        "TypeCast",
        "List",
        "String",
        "typeName",
        "lexpr",
        "rexpr",
        "arg",
        "ival",
        "sval",
        "fval",
        "boolval",
    ]);
    const compared = new Set(["AEXPR_OP", "AEXPR_IN", "AEXPR_BETWEEN", "AEXPR_LIKE", "AEXPR_ILIKE", "AEXPR_OP_ANY"]);
    const { kind, body } = opened(expression);
    if (kind === "BoolExpr")
        return ["AND_EXPR", "OR_EXPR"].includes(textOf(body, "boolop")) && listOf(body, "args").every(passesNulls);
    if (kind !== "A_Expr" || !compared.has(textOf(body, "kind"))) return false;
    const below = nodesBelow(expression);
    const calmKind = (node: { readonly kind: string; readonly body: TreeNode }): boolean =>
        plain.has(node.kind) && (node.kind !== "A_Expr" || compared.has(textOf(node.body, "kind")));
    return columnsIn(expression).length > 0 && below.every(calmKind);
}

function sidesOf(body: TreeNode): readonly TreeNode[] {
    return ["lexpr", "rexpr"].flatMap(side => (has(body, side) ? [child(body, side)] : []));
}

/** Whether a WHERE names rows, rather than all that are, or are not, in some state. */
export function namesRows(where: TreeNode): boolean {
    const { kind, body } = opened(where);
    if (kind === "BoolExpr") {
        const parts = listOf(body, "args");
        const how = textOf(body, "boolop");
        return how === "AND_EXPR" ? parts.some(namesRows) : how === "OR_EXPR" && parts.every(namesRows);
    }
    if (kind === "SubLink") return has(child(body, "subselect", "SelectStmt"), "limitCount");
    if (kind !== "A_Expr") return false;
    const compared = textOf(body, "kind");
    if (compared === "AEXPR_IN") return textOf(ofKind(listOf(body, "name"), "String")[0] ?? {}, "sval") === "=";
    if (compared === "AEXPR_BETWEEN") return true;
    const equal = compared === "AEXPR_OP" && words(listOf(body, "name")).join("") === "=";
    const values = sidesOf(body).filter(side => columnsIn(side).length === 0 && !Object.hasOwn(side, "SubLink"));
    return equal && values.length === 1;
}
