import { LoadReport, Outcome, SecondReport } from "./report";

/** Requests per color and second with failures, and a line of sums, as plain text. */
export function loadTable(report: LoadReport): string {
    const colors = colorsOf(report.seconds);
    const head = ["second", ...colors, "failed", "p50 ms", "p99 ms"];
    const rows = report.seconds.map((second) => row(String(second.second + 1), second, colors));
    return layOut([head, ...rows, row("all", report, colors)]);
}

/** One line on everything: for a terminal that already saw the seconds. */
export function loadSummary(report: LoadReport): string {
    const share = report.requests === 0 ? 0 : (report.failed / report.requests) * 100;
    const { p50, p99, max } = report.latency;
    const crossed = report.crossed === 0 ? "" : `, ${report.crossed} answered by both colors`;
    const reasons = [
        ...Object.entries(report.errors),
        ...Object.entries(report.statuses).filter(([status]) => status >= "4xx"),
    ].map(([reason, count]) => `${count} ${reason}`);
    const failures = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
    return (
        `${report.requests} requests, ${report.failed} failed${failures}` +
        `${share > 0 ? `, ${share.toFixed(2)}%` : ""}${crossed}; ` +
        `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`
    );
}

function colorsOf(seconds: readonly SecondReport[]): readonly string[] {
    return [...new Set(seconds.flatMap((second) => Object.keys(second.colors)))].sort();
}

function row(label: string, outcome: Outcome, colors: readonly string[]): readonly string[] {
    const { latency, failed } = outcome;
    return [
        label,
        ...colors.map((color) => String(outcome.colors[color] ?? 0)),
        String(failed),
        latency.p50.toFixed(1),
        latency.p99.toFixed(1),
    ];
}

function layOut(rows: readonly (readonly string[])[]): string {
    const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
    return rows.map((cells) => cells.map((cell, column) => cell.padStart(widths[column])).join("  ")).join("\n");
}
