import { Command, Option } from "commander";
import { historyOf, results, successRate } from "../../release/audit/history";
import { ChangeRecord, RolloutResult } from "../../release/audit/rollouts";
import { AuditFinding } from "../../release/audit/verify";
import { openAudit } from "../audit";
import { durationText, Output, tableText, terminalOutput } from "../output";
import { CommonOptions } from "../session";
import { timeIn, wholeNumber } from "../times";
import { withCommonOptions } from "./common";

interface HistoryOptions extends CommonOptions {
    readonly release?: string | undefined;
    readonly result?: RolloutResult | undefined;
    readonly since?: string | undefined;
    readonly who?: string | undefined;
    readonly limit: string;
}

// A reason of a rollback tells of every service; its first line says enough in a table.
const longestReason = 100;

export function historyCommand(): Command {
    return withCommonOptions(
        new Command("history")
            .description(
                "what became of a stack's rollouts, and which updates moved its live release; newest first, by the audit log",
            )
            .option("--release <version>", "only of that release")
            .addOption(new Option("--result <result>", `only with that result: ${results.join(", ")}`).choices(results))
            .option("--since <time>", "begun then or later: 2026-11-01, 2026-11-01T08:00:00Z, or how long ago, as 30d, 12h")
            .option("--who <name>", "a part of the name of whoever began it, resumed it or took it back")
            .option("--limit <count>", "that many, newest first", "20"),
    ).action(history);
}

async function history(options: HistoryOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const { release, result, who } = options;
    const limit = wholeNumber("--limit", options.limit, 1, 100_000);
    const since = options.since === undefined ? undefined : timeIn("--since", options.since, Date.now());
    const { log, stack } = await openAudit(options, output);
    const { changes, findings } = await log.read();
    const found = historyOf(changes, { release, result, since, who, limit });
    warnOf(output, findings, stack);
    const rollouts = found.map((change) => ({ ...change, successRate: successRate(change) }));
    output.result({ command: "history", stack, rollouts, findings }, () => printHistory(output, found));
}

/** Figures of a log that was changed are shown, but never without saying so. */
export function warnOf(output: Output, findings: readonly AuditFinding[], stack: string | undefined): void {
    if (findings.length === 0) return;
    const count = findings.length === 1 ? "1 thing is" : `${findings.length} things are`;
    output.warn(
        `the audit log is not as it was written, ${count} wrong with it: ` +
            `\`colorway audit verify --stack ${stack ?? ""}\` tells what; shown is what can be believed`,
    );
}

/** As a table. */
export function printHistory(output: Output, changes: readonly ChangeRecord[]): void {
    if (changes.length === 0) return output.line("nothing of the kind is recorded");
    const rows = changes.map((change) => [
        change.started.slice(0, 19).replace("T", " "),
        change.version === "" ? "-" : change.version,
        change.strategy,
        durationCell(change),
        change.who.replace(/ \(process \d+\)$/, ""),
        change.result,
        rateCell(change),
        shortReason(change.reason),
    ]);
    output.line(tableText(["STARTED (UTC)", "RELEASE", "STRATEGY", "DURATION", "WHO", "RESULT", "SUCCESS", "REASON"], rows));
}

function durationCell({ started, ended }: ChangeRecord): string {
    return ended === undefined ? "-" : durationText(Date.parse(ended) - Date.parse(started));
}

function rateCell(change: ChangeRecord): string {
    const rate = successRate(change);
    return rate === undefined ? "-" : `${rate.toFixed(2)} %`;
}

function shortReason(reason = ""): string {
    const [line = ""] = reason.split("\n");
    return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}
