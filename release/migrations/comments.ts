/** Blanks and comments before a statement, which the tree does not have, and what is stated in them. */

/** What may stand between two statements, from `start` on: blanks, comments, semicolons. */
export function blankBefore(sql: string, start: number): { readonly start: number; readonly text: string } {
    let end = start;
    for (let next = blankEnd(sql, end); next > end; next = blankEnd(sql, end)) end = next;
    return { start, text: sql.slice(start, end) };
}

function blankEnd(sql: string, at: number): number {
    if (sql.startsWith("--", at)) {
        const end = sql.indexOf("\n", at);
        return end < 0 ? sql.length : end + 1;
    }
    if (sql.startsWith("/*", at)) return blockEnd(sql, at);
    return /[\s;]/.test(sql.charAt(at)) ? at + 1 : at;
}

/** Block comments nest in PostgreSQL (documentation, "Lexical Structure", Comments). */
function blockEnd(sql: string, start: number): number {
    let depth = 0;
    for (let at = start; at < sql.length; at++) {
        if (sql.startsWith("/*", at)) [depth, at] = [depth + 1, at + 1];
        else if (sql.startsWith("*/", at)) {
            [depth, at] = [depth - 1, at + 1];
            if (depth === 0) return at + 1;
        }
    }
    return sql.length;
}

/** `-- colorway: allow RULE: REASON`, or a comment that tries to be one. */
export interface Allowance {
    /** Index of the comment in the text. */
    readonly index: number;
    /** Absent where it is not written so. */
    readonly rule?: string;
    readonly reason?: string;
}

const pattern = /--[^\S\n]*colorway:([^\n]*)/gi;

export function allowancesIn(text: string, start: number): readonly Allowance[] {
    return [...text.matchAll(pattern)].map(({ index, 1: words = "" }) => {
        const [, rule, reason] = /^\s*allow\s+([a-z][a-z-]*)\s*:\s*(\S.*?)\s*$/.exec(words) ?? [];
        return { index: start + index, ...(rule === undefined || reason === undefined ? {} : { rule, reason }) };
    });
}
