/**
 * Checks migrations: what would break the live color, or keep it waiting, is refused, with the place, the reason and the way in two
 * steps. Pure: nothing is read and no database is asked.
 */

import type { MigrationPhase } from "../../config/types";
import { type Allowance, allowancesIn } from "./comments";
import { FileState, Judged, type Names, type Refusal } from "./judged";
import { Known } from "./known";
import { type Parsed, positionOf, type SqlParser, type Statement } from "./parser";
import { isRuleId, rules, type RuleId } from "./rules";
import { judge, standsAlone } from "./statements/all";

export interface MigrationFile {
    /** As messages name it. */
    readonly file: string;
    readonly phase: MigrationPhase;
    readonly sql: string;
}

export interface Finding {
    readonly rule: RuleId;
    readonly file: string;
    /** From 1. */
    readonly line: number;
    /** From 1, in letters. */
    readonly column: number;
    readonly text: string;
    readonly why: string;
    /** A line for each step. */
    readonly cure: readonly string[];
    /** Page of PostgreSQL's documentation; absent: a rule of this project. */
    readonly source?: string;
}

/** A rule that a stated reason lifted. */
export interface Stated {
    readonly rule: RuleId;
    readonly file: string;
    readonly line: number;
    readonly text: string;
    readonly reason: string;
}

export interface CheckedFile {
    readonly file: string;
    readonly phase: MigrationPhase;
    readonly statements: number;
    /** Whether it runs as one transaction; otherwise its one statement runs alone. */
    readonly transaction: boolean;
    /** By their places. */
    readonly findings: readonly Finding[];
    readonly stated: readonly Stated[];
}

/** Migrations of one release, in the order in which they run. */
export interface ReleaseMigrations {
    readonly files: readonly MigrationFile[];
    /** Whether they are reported on; otherwise they only tell what is known of the schema. */
    readonly reported: boolean;
}

/** @param releases oldest first */
export function checkMigrations(parser: SqlParser, releases: readonly ReleaseMigrations[]): readonly CheckedFile[] {
    const known = new Known();
    return releases.flatMap(({ files, reported }) => {
        known.nextRelease();
        const checked = files.map(file => checkFile(parser, known, file));
        return reported ? checked : [];
    });
}

function checkFile(parser: SqlParser, known: Known, file: MigrationFile): CheckedFile {
    const notes = new Notes(file, parser.major);
    const parsed = parser.parse(file.sql);
    if ("fault" in parsed) {
        notes.add({ rule: "syntax", text: parsed.fault.message }, parsed.fault.index);
        return {
            file: file.file,
            phase: file.phase,
            statements: 0,
            transaction: true,
            findings: notes.findings,
            stated: [],
        };
    }
    const { statements } = parsed;
    const transaction = !statements.some(standsAlone);
    if (statements.length === 0) notes.add({ rule: "empty-file", text: "holds no statement" }, 0);
    if (!transaction) noteCompany(statements, notes);
    const state = new FileState(file.phase, Number(parser.major), transaction);
    for (const statement of statements) {
        const judged = new Judged(statement, state, known);
        judge(judged);
        notes.settle(statement, judged.refusals, parsed);
    }
    notes.strayAllowances(parsed);
    return {
        file: file.file,
        phase: file.phase,
        statements: statements.length,
        transaction,
        findings: notes.sorted(),
        stated: notes.stated,
    };
}

/** Beside a statement that stands alone only SET may be, before it. */
function noteCompany(statements: readonly Statement[], notes: Notes): void {
    const others = statements.filter(({ kind }) => kind !== "VariableSetStmt");
    if (others.length < 2) return;
    for (const alone of others.filter(standsAlone)) {
        notes.add(
            {
                rule: "own-file",
                text: `stands in a file with ${others.length - 1} other ${others.length === 2 ? "statement" : "statements"}`,
            },
            alone.start,
        );
    }
}

/** Findings of one file, less what is lifted. */
class Notes {
    readonly findings: Finding[] = [];
    readonly stated: Stated[] = [];
    private readonly seen = new Set<number>();

    constructor(
        private readonly file: MigrationFile,
        private readonly major: string,
    ) {}

    add({ rule, text, names = {} }: Pick<Refusal, "rule" | "text" | "names">, index: number): void {
        const { why, cure, page } = rules[rule];
        this.findings.push({
            rule,
            file: this.file.file,
            ...positionOf(this.file.sql, index),
            text,
            why,
            cure: named(cure, names),
            ...(page === undefined
                ? {}
                : { source: `https://www.postgresql.org/docs/${this.major}/${page[0]} (${page[1]})` }),
        });
    }

    settle(statement: Statement, refusals: readonly Refusal[], { indexOf }: Parsed): void {
        const { phase } = this.file;
        const allowances = allowancesIn(statement.before.text, statement.before.start);
        const used = new Set<Allowance>();
        for (const refusal of refusals.filter(({ rule }) => rules[rule].phases.includes(phase))) {
            const index = refusal.location === undefined ? statement.start : indexOf(refusal.location);
            const allowance = rules[refusal.rule].stated.includes(phase)
                ? allowances.find(({ rule }) => rule === refusal.rule)
                : undefined;
            if (allowance?.reason === undefined) this.add(refusal, index);
            else {
                used.add(allowance);
                const { line } = positionOf(this.file.sql, index);
                this.stated.push({
                    rule: refusal.rule,
                    file: this.file.file,
                    line,
                    text: refusal.text,
                    reason: allowance.reason,
                });
            }
        }
        for (const allowance of allowances) {
            this.seen.add(allowance.index);
            if (!used.has(allowance)) this.add({ rule: "allowance", text: uselessText(allowance, phase) }, allowance.index);
        }
    }

    /** Those that stand inside a statement, or behind the last one. */
    strayAllowances({ statements }: Parsed): void {
        for (const allowance of allowancesIn(this.file.sql, 0)) {
            if (!this.seen.has(allowance.index))
                this.add({ rule: "allowance", text: strayText(statements.length) }, allowance.index);
        }
    }

    sorted(): readonly Finding[] {
        return [...this.findings].sort((one, other) => one.line - other.line || one.column - other.column);
    }
}

function strayText(statements: number): string {
    return statements === 0
        ? "states a reason in a file without statements"
        : "states a reason where no statement begins after it";
}

function uselessText({ rule, reason }: Allowance, phase: MigrationPhase): string {
    if (rule === undefined || reason === undefined) return "is not written as `-- colorway: allow RULE: REASON`";
    if (!isRuleId(rule)) return `names ${rule}, which is no rule`;
    if (!rules[rule].phases.includes(phase)) return `lifts ${rule}, which is not asked for in ${phase} migrations`;
    if (!rules[rule].stated.includes(phase)) return `lifts ${rule}, which no reason can lift in ${phase} migrations`;
    return `lifts ${rule}, which the statement does not break`;
}

/** The cure with the statement's own names; in capitals where it has none. */
function named(lines: readonly string[], names: Names): readonly string[] {
    const places: { readonly [place: string]: string | undefined } = { ...names };
    return lines.map(line => line.replace(/\{(\w+)\}/g, (_, place: string) => places[place] || place.toUpperCase()));
}
