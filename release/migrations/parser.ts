/**
 * PostgreSQL's own parser, as the server of a major version has it (libpg_query as WebAssembly), and where its statements
 * stand.
 */

import { messageOf } from "../message";
import { blankBefore } from "./comments";
import { listOf, opened, type TreeNode } from "./tree";

export interface Statement {
    /** As `AlterTableStmt`. */
    readonly kind: string;
    readonly body: TreeNode;
    /** Index of its first letter in the text. */
    readonly start: number;
    /** What stands between it and the statement before: blanks and comments. */
    readonly before: { readonly start: number; readonly text: string };
}

export interface Parsed {
    readonly statements: readonly Statement[];
    /** What stands behind the last statement. */
    readonly rest: { readonly start: number; readonly text: string };
    /** Index in the text of a place that the tree names, in bytes. */
    readonly indexOf: (byte: number) => number;
}

/** The parser's own message, and the index in the text where it stands. */
export interface SyntaxFault {
    readonly message: string;
    readonly index: number;
}

export interface SqlParser {
    /** Major version of PostgreSQL, as `17`. */
    readonly major: string;
    parse(sql: string): Parsed | { readonly fault: SyntaxFault };
}

interface Library {
    readonly loadModule: () => Promise<void>;
    readonly parseSync: (sql: string) => unknown;
}

/** Each loads its WebAssembly when it is asked for. 14 has no build that installs, and 15 takes all that 14 does. */
const libraries: { readonly [major: string]: () => Promise<Library> } = {
    "14": () => import("libpg-query-15"),
    "15": () => import("libpg-query-15"),
    "16": () => import("libpg-query-16"),
    "17": () => import("libpg-query"),
    "18": () => import("libpg-query-18"),
};

export const parserMajors: readonly string[] = Object.keys(libraries);

/** Letters in a file; the parser takes more, but no migration is so long. */
export const maxLength = 1_000_000;

/** @param version `MAJOR` or `MAJOR.MINOR`. @throws RangeError where there is no parser for it */
export async function sqlParser(version: string): Promise<SqlParser> {
    const [major = ""] = version.split(".");
    const load = libraries[major];
    if (load === undefined)
        throw new RangeError(
            `version: got "${version}"; allowed: ${parserMajors.join(", ")}, with or without a minor version`,
        );
    const library = await load();
    await library.loadModule();
    return { major, parse: sql => parsed(library, sql) };
}

function parsed(library: Library, sql: string): Parsed | { readonly fault: SyntaxFault } {
    const nul = sql.indexOf("\0");
    // The library takes the text as C does: what stands behind a NUL would never be looked at.
    if (nul >= 0) return { fault: { message: 'invalid byte sequence for encoding "UTF8": 0x00', index: nul } };
    if (sql.length > maxLength) return { fault: { message: `is longer than ${maxLength} letters`, index: 0 } };
    if (sql.trim() === "") return { statements: [], rest: { start: 0, text: sql }, indexOf: byte => byte };
    try {
        const tree = library.parseSync(sql) as TreeNode;
        return placed(sql, listOf(tree, "stmts"));
    } catch (error) {
        return { fault: faultOf(error, sql) };
    }
}

function faultOf(error: unknown, sql: string): SyntaxFault {
    // The stack of the WebAssembly; the server has a limit of its own, "stack depth limit exceeded".
    if (error instanceof RangeError) return { message: "is nested too deep for the parser", index: 0 };
    const details = (error as { readonly sqlDetails?: { readonly cursorPosition?: number } }).sqlDetails;
    // The library counts code points from 0.
    const index = Array.from(sql)
        .slice(0, details?.cursorPosition ?? 0)
        .join("").length;
    return { message: messageOf(error), index };
}

function placed(sql: string, raw: readonly TreeNode[]): Parsed {
    const bytes = Buffer.from(sql);
    const indexOf =
        bytes.length === sql.length ? (byte: number) => byte : (byte: number) => bytes.subarray(0, byte).toString().length;
    const statements: Statement[] = [];
    let end = 0;
    for (const each of raw) {
        const { stmt, stmt_location: location, stmt_len: length } = each;
        const before = blankBefore(sql, end);
        const start = before.start + before.text.length;
        statements.push({ ...opened(stmt as TreeNode), start, before });
        end = typeof length === "number" ? indexOf((typeof location === "number" ? location : 0) + length) : sql.length;
    }
    return { statements, rest: { start: end, text: sql.slice(end) }, indexOf };
}

/** Line and column from 1; columns are letters, as editors count them. */
export function positionOf(sql: string, index: number): { readonly line: number; readonly column: number } {
    const lines = sql.slice(0, index).split("\n");
    return { line: lines.length, column: Array.from(lines.at(-1) ?? "").length + 1 };
}
