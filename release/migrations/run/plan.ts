/** Which files of a release run in a database, by what its table says. Pure. */
import type { Migration, MigrationPhase } from "../../../config/types";
import type { Applied } from "./history";

/** A file that the checker passed. */
export interface RunFile extends Migration {
    readonly sql: string;
    /** Whether the file is one transaction. */
    readonly transaction: boolean;
    /** Its statements; sent one by one where it is none. */
    readonly statements: readonly string[];
}

export interface RunStep extends RunFile {
    /** Whether it was broken off before, and a person says that it may begin anew. */
    readonly again: boolean;
}

export interface RunPlan {
    /** In this order. */
    readonly steps: readonly RunStep[];
    /** Files of the phase that ran before. */
    readonly ran: readonly string[];
    /** Why nothing may run; empty: all of it may. */
    readonly problems: readonly string[];
}

export interface RunRequest {
    readonly phase: MigrationPhase;
    /** Of the release, in its order, as the checker passed them; both phases. */
    readonly files: readonly RunFile[];
    /** Rows of the table. */
    readonly applied: readonly Applied[];
    /** File that was broken off and may begin anew. */
    readonly again?: string | undefined;
}

/** A command line's argument has at most 128 KiB (Linux, `MAX_ARG_STRLEN`), and a message is one. */
export const longestFile = 120_000;

export function planRun({ phase, files, applied, again }: RunRequest): RunPlan {
    const rows = new Map(applied.map((row) => [row.file, row]));
    const own = files.filter((file) => file.phase === phase);
    const problems = [
        ...files.flatMap((file) => problemsOf(file, rows.get(file.file), again)),
        ...againProblems(again, own, rows),
    ];
    const waiting = phase === "contract"
        ? files.filter(({ phase: each, file }) => each === "expand" && rows.get(file)?.state !== "done")
        : [];
    if (waiting.length > 0) problems.push(`expand migrations have not run: ${waiting.map(({ file }) => file).join(", ")}; run them first: --phase expand`);
    const isDone = ({ file }: Migration): boolean => rows.get(file)?.state === "done";
    const steps = own.filter((file) => !isDone(file)).map((file) => ({
        ...file,
        again: rows.get(file.file)?.state === "running",
    }));
    return { steps: problems.length > 0 ? [] : steps, ran: own.filter(isDone).map(({ file }) => file), problems };
}

function problemsOf(
    { file, sha256, phase, sql }: RunFile,
    row: Applied | undefined,
    again: string | undefined,
): readonly string[] {
    const bytes = Buffer.byteLength(sql);
    if (row === undefined) return bytes > longestFile
        ? [`${file}: has ${bytes} bytes; at most ${longestFile} are allowed; split it`]
        : [];
    if (row.sha256 !== sha256) {
        const cure = "put the file back as it was, and write the change as a new migration";
        return [`${file}: ran with another content (${row.sha256.slice(0, 12)}…, with ${row.version}); ${cure}`];
    }
    if (row.phase !== phase) return [`${file}: ran as ${row.phase}, with ${row.version}; give it that phase again`];
    if (row.state === "running" && again !== file) {
        const cure = `if nobody runs it any more, take away what it left, as an index that is not valid, then --again ${file}`;
        return [`${file}: began at ${row.started} by ${row.actor} and did not say that it ended; ${cure}`];
    }
    return [];
}

function againProblems(
    again: string | undefined,
    own: readonly Migration[],
    rows: ReadonlyMap<string, Applied>,
): readonly string[] {
    if (again === undefined) return [];
    if (!own.some(({ file }) => file === again)) {
        return [
            `--again ${again}: is no migration of that phase of the release; allowed: ${own.map(({ file }) => file).join(", ") || "none"}`,
        ];
    }
    const state = rows.get(again)?.state;
    return state === "running"
        ? []
        : [`--again ${again}: ${state === "done" ? "ran" : "has not begun"}, so nothing is to begin anew; leave --again out`];
}
