import { Command } from "commander";
import { DeliveryMetrics, Durations, metricsOf } from "../../release/audit/metrics";
import { openAudit } from "../audit";
import { Output, tableText, terminalOutput } from "../output";
import { CommonOptions } from "../session";
import { spanIn, timeIn } from "../times";
import { withCommonOptions } from "./common";
import { warnOf } from "./history";

interface MetricsOptions extends CommonOptions {
    readonly period: string;
    readonly until?: string | undefined;
}

export function metricsCommand(): Command {
    return withCommonOptions(
        new Command("metrics")
            .description(
                "the four keys of DORA and more, by the audit log: deployments, lead time, change failures, time to restore",
            )
            .option("--period <span>", "how long, as 30d, 12w, 24h", "30d")
            .option("--until <time>", "the end of the period, as 2026-12-01, default: now"),
    ).action(metrics);
}

async function metrics(options: MetricsOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const to = options.until === undefined ? Date.now() : timeIn("--until", options.until, Date.now());
    const from = to - spanIn("--period", options.period);
    const { log, stack } = await openAudit(options, output);
    const { changes, findings } = await log.read();
    warnOf(output, findings, stack);
    const found = metricsOf(changes, { from, to });
    output.result({ command: "metrics", stack, ...found, findings }, () => printMetrics(output, stack ?? "", found));
}

/** As two tables. */
export function printMetrics(output: Output, stack: string, found: DeliveryMetrics): void {
    output.line(`${stack}, ${found.from.slice(0, 16)}Z to ${found.to.slice(0, 16)}Z`);
    const rows = [
        [
            "deployment frequency",
            `${found.deployments} ${found.deployments === 1 ? "deployment" : "deployments"}, ${number(found.deploymentsPerDay)} a day`,
        ],
        [
            "lead time for changes",
            `${spread(found.leadTime)}${found.leadTimeUnknown === 0 ? "" : `; of ${found.leadTimeUnknown} the commit's time is not known`}`,
        ],
        [
            "change failure rate",
            `${share(found.changeFailureRate)}: ${found.changeFailures} of ${found.exposed} releases that users got`,
        ],
        ["time to restore", spread(found.timeToRestore)],
        [
            "rollbacks",
            `${share(found.rollbackShare)}: ${found.rolledBackByItself} by themselves, ${found.rolledBackByPerson} by a person`,
        ],
        ["not begun", `${found.refused} refused, ${found.failedUnexposed} failed before users got them`],
        ["duration of a rollout", spread(found.duration)],
        [
            "requests under watch",
            `${found.requests}, ${found.successRate === undefined ? "none" : `${found.successRate.toFixed(3)} %`} answered without an error`,
        ],
        ["outside of rollouts", `${found.outsideRollouts} changes of the live release by up or destroy`],
    ];
    output.line(tableText(["KEY", "VALUE"], rows));
    const phases = Object.entries(found.phases).map(([phase, each]) => [
        phase,
        String(each.count),
        time(each.p50),
        time(each.p95),
    ]);
    if (phases.length > 0) output.line(tableText(["PHASE", "DONE", "P50", "P95"], phases));
}

function spread({ count, p50, p95 }: Durations): string {
    return count === 0 ? "none" : `p50 ${time(p50)}, p95 ${time(p95)} (${count})`;
}

function share(value: number | undefined): string {
    return value === undefined ? "none" : `${value.toFixed(1)} %`;
}

function number(value: number): string {
    return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

/** `0.4 s`, `12 s`, `5 min`, `3.2 h`, `4.1 d`. */
function time(milliseconds = 0): string {
    const seconds = milliseconds / 1000;
    if (seconds < 10) return `${seconds.toFixed(1)} s`;
    if (seconds < 120) return `${seconds.toFixed(0)} s`;
    if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
    return seconds < 48 * 3600 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}
