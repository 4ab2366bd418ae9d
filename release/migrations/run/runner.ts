/** Runs migrations in a database, one file after the other; stops at the first that fails, and says how it goes on. */
import type { MigrationPhase } from "../../../config/types";
import { messageOf } from "../../message";
import type { Clock } from "../../ports/clock";
import { Database, DatabaseError } from "../../ports/database";
import { Applied, definition, inTransaction, invalidIndexes, outsideTransaction, reading } from "./history";
import type { RunStep } from "./plan";

export interface StepResult {
    readonly file: string;
    readonly sha256: string;
    readonly outcome: "done" | "failed";
    readonly milliseconds: number;
}

export interface RunResult {
    readonly steps: readonly StepResult[];
    /** Absent: all of them ran. */
    readonly failure?: RunFailure;
}

export interface RunFailure {
    readonly file: string;
    /** SQLSTATE. */
    readonly code: string;
    readonly text: string;
    /** What a person does now. */
    readonly next: readonly string[];
}

export interface Run {
    readonly database: Database;
    readonly clock: Clock;
    readonly version: string;
    readonly phase: MigrationPhase;
    readonly actor: string;
    readonly steps: readonly RunStep[];
    /** Told before each file. */
    readonly onStep?: ((file: string) => void) | undefined;
}

/** Rows of the table; empty where there is none yet. Changes nothing. @throws DatabaseError */
export async function appliedIn(database: Database): Promise<readonly Applied[]> {
    const [isThere, rows] = reading;
    if ((await database.run([isThere])) !== "t") return [];
    return JSON.parse(await database.run([rows])) as readonly Applied[];
}

export async function runMigrations({ database, clock, version, actor, steps, onStep }: Run): Promise<RunResult> {
    const results: StepResult[] = [];
    if (steps.length > 0) await database.run([definition]);
    const invalidBefore = await invalidIn(database);
    for (const step of steps) {
        onStep?.(step.file);
        const began = clock.now();
        const failure = await ran(step, { database, version, actor, invalidBefore });
        const { file, sha256 } = step;
        results.push({ file, sha256, outcome: failure === undefined ? "done" : "failed", milliseconds: clock.now() - began });
        if (failure !== undefined) return { steps: results, failure };
    }
    return { steps: results };
}

type Surroundings = Pick<Run, "database" | "version" | "actor"> & { readonly invalidBefore: ReadonlySet<string> };

async function ran(step: RunStep, { database, version, actor, invalidBefore }: Surroundings): Promise<RunFailure | undefined> {
    const { file, sha256, phase, sql, statements, transaction, again } = step;
    const entry = { file, sha256, phase, version, actor };
    try {
        await database.run(transaction ? inTransaction(entry, sql) : outsideTransaction(entry, statements, again));
    } catch (error) {
        return failureOf(step, error, await leftBy(database, invalidBefore));
    }
    // What it says is not believed: the row has to be there, and no index that can't be used.
    const row = (await appliedIn(database)).find((each) => each.file === file);
    if (row?.state !== "done" || row.sha256 !== sha256) return {
        file,
        code: "",
        text: "ran, but its row in colorway.migrations is not there",
        next: ["does something else write that table? Look before you run it again"],
    };
    const left = await leftBy(database, invalidBefore);
    return left.length === 0
        ? undefined
        : { file, code: "", text: `ran, but left indexes that are not valid: ${left.join(", ")}`, next: left.map(dropping) };
}

async function invalidIn(database: Database): Promise<ReadonlySet<string>> {
    return new Set(JSON.parse(await database.run([invalidIndexes])) as readonly string[]);
}

/** Nothing is known where the database can't be asked any more. */
async function leftBy(database: Database, before: ReadonlySet<string>): Promise<readonly string[]> {
    try {
        return [...(await invalidIn(database))].filter((index) => !before.has(index));
    } catch {
        return [];
    }
}

function dropping(index: string): string {
    return `DROP INDEX CONCURRENTLY ${index};`;
}

function failureOf({ file, transaction }: RunStep, error: unknown, left: readonly string[]): RunFailure {
    const code = error instanceof DatabaseError ? error.code : "";
    const unchanged = "the file is one transaction: nothing of it is in the database";
    const lost = code.startsWith("08") || code.startsWith("57P");
    const state = !transaction
        ? [
            "the file is no transaction: what ran before the error stays",
            ...left.map(dropping),
            `then run the same command with --again ${file}`,
        ]
        : lost
          ? ["the connection was lost, perhaps behind the COMMIT: the table knows, run the same command again"]
          : [unchanged];
    return {
        file,
        code,
        text: messageOf(error),
        next: [...state, ...cureOf(code, file), "traffic stays where it is: no release needs what did not run"],
    };
}

/** By SQLSTATE or its class (PostgreSQL documentation, appendix A). */
function cureOf(code: string, file: string): readonly string[] {
    if (code === "55P03") return [
        "somebody holds a lock that it needs: pg_stat_activity, pg_blocking_pids(); try again when it is quiet",
    ];
    if (code === "57014") return ["it took longer than statement_timeout: is it for another hour, or to be done in batches?"];
    if (code === "40P01") return ["a deadlock with the services: run the same command again"];
    if (code === "42501") return ["the user lacks a right: migrations run as the owner of the tables"];
    if (code === "23505" && file !== "") return [
        "a row breaks it, or somebody ran the file at the same time: `colorway migrations status`",
    ];
    if (code.startsWith("23")) return ["rows of today break it: mend them by a migration before this one"];
    if (code.startsWith("53")) return ["the database is out of disk, memory or connections: see the runbook of alarms"];
    if (code.startsWith("28")) return ["the database does not know user or password, or demands TLS"];
    return [];
}
