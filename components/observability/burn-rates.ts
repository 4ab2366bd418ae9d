/**
 * Alerts on how fast the budget of errors is used up: a long window says that it matters, a short one that it goes on. Windows
 * and rates are those of "The Site Reliability Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts", for a budget of 30
 * days.
 */

import { recorded, sloErrorRatio } from "./metrics";
import type { AlertPlan, Objectives, Severity } from "./rule-types";

interface BurnRate {
    readonly long: string;
    readonly short: string;
    /** Times as fast as a budget that is used up evenly. */
    readonly rate: number;
    readonly severity: Severity;
    /** Percent of the budget that is gone when it goes off. */
    readonly used: number;
}

const burnRates: readonly BurnRate[] = [
    { long: "1h", short: "5m", rate: 14.4, severity: "critical", used: 2 },
    { long: "6h", short: "30m", rate: 6, severity: "critical", used: 5 },
    { long: "1d", short: "2h", rate: 3, severity: "warning", used: 10 },
    { long: "3d", short: "6h", rate: 1, severity: "warning", used: 10 },
];

/** Failed requests below which no budget is spoken of: a single one in a quiet night is a large share of few. */
const fewest = 5;

/** Windows that the alerts look at, shortest first. */
export const burnWindows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;

const unitSeconds: { readonly [unit: string]: number } = { m: 60, h: 3600, d: 86_400 };

export function burnRateAlerts({ availabilityPercent }: Objectives): readonly AlertPlan[] {
    const budget = rounded(1 - availabilityPercent / 100);
    return burnRates.map(({ long, short, rate, severity, used }) => ({
        name: severity === "critical" ? "ErrorBudgetBurnFast" : "ErrorBudgetBurnSlow",
        severity,
        labels: { window: long },
        expr: [
            `${sloErrorRatio(long)} > ${rounded(rate * budget)}`,
            `and ${sloErrorRatio(short)} > ${rounded(rate * budget)}`,
            `and avg_over_time(${recorded.sloErrorRate}[${long}]) * ${secondsOf(long)} >= ${fewest}`,
        ].join("\n"),
        holds: 30,
        summary: `{{ $labels.service }} uses its errors up ${rate} times too fast`,
        description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} failed in the last ${long}, of `
            + `${rounded(budget * 100)} % that 30 days may have; ${used} % of the budget are gone, and it goes on.`,
    }));
}

function secondsOf(window: string): number {
    return Number(window.slice(0, -1)) * (unitSeconds[window.slice(-1)] ?? NaN);
}

/** Without the tail of binary fractions: 0.001, not 0.0010000000000000009. */
function rounded(value: number): number {
    return Number(value.toPrecision(6));
}
