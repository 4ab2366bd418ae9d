/** Access to the parse tree: JSON whose members are absent where they are zero, false or empty. */

export interface TreeNode {
    readonly [member: string]: unknown;
}

const nothing: TreeNode = {};

export function isNode(value: unknown): value is TreeNode {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The node behind a member; an empty one where there is none. */
export function child(node: TreeNode, ...path: readonly string[]): TreeNode {
    let found = node;
    for (const member of path) {
        const next = found[member];
        found = isNode(next) ? next : nothing;
    }
    return found;
}

export function textOf(node: TreeNode, member: string): string {
    const value = node[member];
    return typeof value === "string" ? value : "";
}

export function flagOf(node: TreeNode, member: string): boolean {
    return node[member] === true;
}

export function has(node: TreeNode, member: string): boolean {
    return node[member] !== undefined;
}

/** A position in bytes; undefined where the tree has none, which it writes as -1. */
export function locationOf(node: TreeNode): number | undefined {
    const value = node["location"];
    return typeof value === "number" && value > 0 ? value : undefined;
}

export function listOf(node: TreeNode, member: string): readonly TreeNode[] {
    const value = node[member];
    return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A node's kind and content: `{ "ColumnRef": { … } }` is kind `ColumnRef`. */
export function opened(node: TreeNode): { readonly kind: string; readonly body: TreeNode } {
    const [kind = ""] = Object.keys(node);
    return { kind, body: child(node, kind) };
}

/** Contents of the members of a list that are of a kind. */
export function ofKind(nodes: readonly TreeNode[], kind: string): readonly TreeNode[] {
    return nodes.flatMap(node => (isNode(node[kind]) ? [child(node, kind)] : []));
}

/** Words of a qualified name: a list of strings. */
export function words(nodes: readonly TreeNode[]): readonly string[] {
    return ofKind(nodes, "String").map(node => textOf(node, "sval"));
}

/**
 * A relation as it is written, `schema.name` or `name`. Both are different names: what the second means depends on
 * `search_path`.
 */
export function relationName(relation: TreeNode): string {
    return [textOf(relation, "catalogname"), textOf(relation, "schemaname"), textOf(relation, "relname")]
        .filter(part => part !== "")
        .join(".");
}

/** Name of a function or type without `pg_catalog`, which the grammar puts before its own. */
export function builtInName(names: readonly string[]): string {
    return (names[0] === "pg_catalog" ? names.slice(1) : names).join(".");
}

/** Every node below, with its kind, in no promised order. Not recursive: a tree may be deeper than the stack. */
export function nodesBelow(root: unknown): readonly { readonly kind: string; readonly body: TreeNode }[] {
    const found: { readonly kind: string; readonly body: TreeNode }[] = [];
    const open: unknown[] = [root];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (Array.isArray(next)) for (const item of next) open.push(item);
        else if (isNode(next)) {
            for (const [kind, body] of Object.entries(next)) {
                if (isNode(body)) found.push({ kind, body });
                open.push(body ?? []);
            }
        }
    }
    return found;
}

/** A type as knowledge of a column keeps it. */
export interface ColumnType {
    /** As `varchar`, `numeric`, `public.mood`; `[]` behind an array. */
    readonly name: string;
    /** As the 10 and 2 of `numeric(10,2)`. */
    readonly modifiers: readonly number[];
}

export function typeOf(typeName: TreeNode): ColumnType {
    const name = builtInName(words(listOf(typeName, "names")));
    const constants = ofKind(listOf(typeName, "typmods"), "A_Const").map(constant => child(constant, "ival")["ival"]);
    const modifiers = constants.map(value => (typeof value === "number" ? value : 0));
    return { name: `${name}${has(typeName, "arrayBounds") ? "[]" : ""}`, modifiers };
}

const spoken: { readonly [name: string]: string } = {
    int2: "smallint",
    int4: "integer",
    int8: "bigint",
    float4: "real",
    float8: "double precision",
    bool: "boolean",
    bpchar: "char",
};

/** As people write it. */
export function typeText({ name, modifiers }: ColumnType): string {
    const bare = name.replace(/\[\]$/, "");
    const shown = spoken[bare] ?? bare;
    return `${shown}${modifiers.length === 0 ? "" : `(${modifiers.join(",")})`}${name.endsWith("[]") ? "[]" : ""}`;
}
