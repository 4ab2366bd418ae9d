import { readFileSync, writeFileSync } from "node:fs";
import { Argument, Command, Option } from "commander";
import { SystemClock } from "../../release/adapters/system-clock";
import { AuditEntry, seal } from "../../release/audit/chain";
import { headName, namedHead } from "../../release/audit/head";
import { AuditReport } from "../../release/audit/log";
import { changesOf } from "../../release/audit/rollouts";
import { verifyChain } from "../../release/audit/verify";
import { Lease, LeaseHeld } from "../../release/journal/lease";
import { AuditHead, StoredLink } from "../../release/ports/audit";
import { auditCsv } from "../audit-csv";
import { aboutText, printChange } from "../audit-text";
import { AuditOptions, logName, openAudit, recorderOf, runningRollout } from "../audit";
import { CommandFailure, exitCodes } from "../failure";
import { Output, tableText, terminalOutput } from "../output";
import { rolloutStores } from "../rollout-ports";
import { CommonOptions, findProject } from "../session";
import { wholeNumber } from "../times";
import { withCommonOptions } from "./common";
import { warnOf } from "./history";

interface VerifyCommandOptions extends AuditOptions {
    readonly head?: string | undefined;
    readonly journals: string;
    readonly file?: string | undefined;
}

interface ShowOptions extends AuditOptions {
    readonly rollout?: string | undefined;
    readonly limit: string;
}

interface ExportOptions extends AuditOptions {
    readonly format: "jsonl" | "csv";
    readonly out?: string | undefined;
}

const releasesOption = ["--releases", "the log of releases that were made, instead of a stack's"] as const;
const lineOption = ["--line", "the log of the line, as stop-the-line writes it, instead of a stack's"] as const;
const approvalsOption = ["--approvals", "the log of approvals, of all stacks, instead of a stack's"] as const;

export function auditCommand(): Command {
    const audit = new Command("audit").description(
        "the audit log: who did what, hash-chained; find any change of it, read it, hand it on",
    );
    audit.addCommand(
        withCommonOptions(
            new Command("verify").description(
                "find any entry that was edited, removed, moved or cut off; exit code 1 where there is one",
            ),
        )
            .option(...releasesOption)
            .option(...lineOption)
            .option(...approvalsOption)
            .option("--head <head>", "a head that an earlier verification printed, as 42:HASH: the log must still have it")
            .option("--journals <count>", "how many of the newest rollouts' journals are compared with it whole", "25")
            .option("--file <file>", "an export as JSON Lines instead of the log itself")
            .action(verify),
    );
    audit.addCommand(
        withCommonOptions(
            new Command("show").description("the newest entries, one entry whole, or all of a rollout with its figures"),
        )
            .addArgument(new Argument("[entry]", "number of an entry"))
            .option("--rollout <id>", "that rollout, step by step")
            .option("--limit <count>", "that many entries, newest last", "20")
            .option(...releasesOption)
            .option(...lineOption)
            .option(...approvalsOption)
            .action(show),
    );
    audit.addCommand(
        withCommonOptions(
            new Command("export").description(
                "the whole log as JSON Lines, which can be verified, or as CSV, for people and spreadsheets",
            ),
        )
            .addOption(new Option("--format <format>", "form of the export").choices(["jsonl", "csv"]).default("jsonl"))
            .option("--out <file>", "write it there, default: print it")
            .option(...releasesOption)
            .option(...lineOption)
            .option(...approvalsOption)
            .action(exported),
    );
    audit.addCommand(
        withCommonOptions(
            new Command("catch-up").description("write what journals tell and the log lacks, after it could not be written"),
        ).action(catchUp),
    );
    return audit;
}

async function verify(options: VerifyCommandOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const head = headGiven(options.head);
    const journals = wholeNumber("--journals", options.journals, 0, 1_000_000);
    const report =
        options.file === undefined ? await verified(options, output, head, journals) : fileReport(options, options.file, head);
    const { log, entries, findings, notes } = report;
    const details = { command: "audit verify", log, entries: entries.length, head: report.head, findings, notes };
    for (const note of notes) output.line(`note: ${note}`);
    if (findings.length > 0) {
        const count = findings.length === 1 ? "1 thing is" : `${findings.length} things are`;
        throw new CommandFailure(
            [`the audit log ${log} is not as it was written, ${count} wrong:`, ...findings.map(({ text }) => `  ${text}`)].join(
                "\n",
            ),
            exitCodes.failed,
            details,
        );
    }
    output.result(details, () => {
        output.line(`${log}: ${entries.length} entries, each as it was written`);
        if (entries.length > 0) output.line(`head ${headName(report.head)}`);
    });
}

async function verified(
    options: AuditOptions,
    output: Output,
    head: AuditHead | undefined,
    journals: number,
): Promise<AuditReport> {
    const { where, log, stack } = await openAudit(options, output);
    const running = stack === undefined ? undefined : await runningRollout(where, stack);
    return log.verify({ head, journals, running });
}

/** A file has no head record and no journals beside it. */
function fileReport(options: AuditOptions, file: string, head: AuditHead | undefined): AuditReport {
    const log = logName(options, findProject(options));
    const lines = textOf(file).split(/(?<=\n)/);
    const parts = lines.map((text, index): StoredLink => ({ sequence: index + 1, text, path: `${file}:${index + 1}` }));
    const anchors = head === undefined ? [] : [{ ...head, by: `the head ${headName(head)} that was given` }];
    const notes = head === undefined ? ["without --head nothing tells whether the end of a file was cut off"] : [];
    return { log, ...verifyChain(log, parts, anchors), notes };
}

function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        throw new CommandFailure(
            `--file: ${file} can't be read; allowed: what \`colorway audit export --out FILE\` wrote`,
            exitCodes.usage,
        );
    }
}

function headGiven(text: string | undefined): AuditHead | undefined {
    if (text === undefined) return undefined;
    const head = namedHead(text);
    if (head !== undefined) return head;
    throw new CommandFailure(
        `--head: ${JSON.stringify(text)} is no head; allowed: NUMBER:HASH with 64 hexadecimal digits, as \`colorway audit verify\` prints it`,
        exitCodes.usage,
    );
}

async function show(sequence: string | undefined, options: ShowOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const limit = wholeNumber("--limit", options.limit, 1, 100_000);
    const wanted = sequence === undefined ? undefined : wholeNumber("entry", sequence, 1, 999_999_999);
    const { log, stack } = await openAudit(options, output);
    const { entries, findings } = await log.read();
    warnOf(output, findings, stack);
    if (options.rollout !== undefined) return showRollout(output, entries, options.rollout);
    if (wanted === undefined) return showEntries(output, entries.slice(-limit));
    const entry = entries.find((each) => each.sequence === wanted);
    if (entry === undefined)
        throw new CommandFailure(`entry: there is no ${wanted}; allowed: 1 to ${entries.at(-1)?.sequence ?? 0}`, exitCodes.usage);
    output.result({ command: "audit show", entry }, () => output.line(JSON.stringify(entry, undefined, 2)));
}

function showRollout(output: Output, entries: readonly AuditEntry[], id: string): void {
    const change = changesOf(entries).find((each) => each.id === id);
    if (change === undefined)
        throw new CommandFailure(
            `--rollout: nothing is recorded of ${JSON.stringify(id)}; \`colorway history --json\` tells the identifiers`,
            exitCodes.usage,
        );
    const own = entries.filter(({ data }) => data["rollout"] === id || data["update"] === id);
    output.result({ command: "audit show", rollout: change, entries: own }, () => printChange(output, change));
}

function showEntries(output: Output, entries: readonly AuditEntry[]): void {
    output.result({ command: "audit show", entries }, () => {
        if (entries.length === 0) return output.line("nothing is recorded yet");
        const rows = entries.map((entry) => [
            String(entry.sequence),
            entry.at.slice(0, 19).replace("T", " "),
            entry.type,
            String(entry.data["actor"] ?? "-"),
            aboutText(entry),
        ]);
        output.line(tableText(["ENTRY", "WRITTEN (UTC)", "TYPE", "WHO", "ABOUT"], rows));
    });
}

async function exported(options: ExportOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    // Printed, the export stands alone.
    const opened = await openAudit(options, options.out === undefined ? { ...output, line: () => undefined } : output);
    const { entries, findings } = await opened.log.read();
    warnOf(output, findings, opened.stack);
    const text = options.format === "csv" ? auditCsv(entries) : entries.map((entry) => seal(entry).text).join("");
    if (options.out === undefined) {
        process.stdout.write(text);
        return;
    }
    writeFileSync(options.out, text, { mode: 0o600 });
    const last = entries.at(-1);
    const head = last === undefined ? undefined : headName(seal(last));
    output.result({ command: "audit export", file: options.out, entries: entries.length, head }, () => {
        output.line(`${options.out}: ${entries.length} entries`);
        if (head !== undefined) output.line(`head ${head}`);
    });
}

async function catchUp(options: CommonOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { where, stack = "" } = await openAudit(options, output);
    const lease = new Lease(rolloutStores(where, stack).lease, new SystemClock(), { onLost: () => undefined });
    try {
        await lease.acquire(`audit catch-up of ${stack}`);
    } catch (error) {
        if (error instanceof LeaseHeld) throw new CommandFailure(error.message, exitCodes.refused, { holder: error.holder });
        throw error;
    }
    try {
        const written = (await recorderOf(where, stack, output)?.catchUp()) ?? 0;
        output.result({ command: "audit catch-up", stack, written }, () =>
            output.line(written === 0 ? "nothing was lacking" : `${written} entries written`),
        );
    } finally {
        await lease.release();
    }
}
