/** Burn rates: days, in minutes. The promise is 99.9 %, so the budget is one request of a thousand. */

import { type AlertCase, release } from "./cases";
import type { Growth, InputSeries } from "./series";

/** Seconds between two samples. */
export const slowStep = 60;
const minute = 60;
const hour = 3600;
const day = 24 * hour;

/** Shares of failed requests, one after the other, of 100 a second. */
function failing(...shares: readonly (readonly [share: number, seconds: number])[]): readonly InputSeries[] {
    const of = (rate: (share: number) => number): Growth => shares.map(([share, seconds]) => [rate(share), seconds]);
    const series = { color: "blue", version: "1.0.0" } as const;
    return release({ ...series, good: of(share => 100 * (1 - share)), bad: of(share => 100 * share) }, slowStep);
}

const fast = (window: string): AlertCase["firing"][number] => ({ severity: "critical", service: "api-gateway", window });
const slow = (window: string): AlertCase["firing"][number] => ({ severity: "warning", service: "api-gateway", window });

export const burnCases: readonly AlertCase[] = [
    {
        alert: "ErrorBudgetBurnFast", what: "2 % for an hour",
        series: failing([0, hour], [0.02, hour]), at: 2 * hour, firing: [fast("1h"), fast("6h")],
    },
    {
        alert: "ErrorBudgetBurnFast", what: "10 % for a quarter of an hour",
        series: failing([0, hour], [0.1, 20 * minute]), at: 75 * minute, firing: [fast("1h"), fast("6h")],
    },
    {
        alert: "ErrorBudgetBurnFast", what: "0.8 % for six hours",
        series: failing([0, hour], [0.008, 6 * hour]), at: 7 * hour, firing: [fast("6h")],
    },
    {
        alert: "ErrorBudgetBurnFast", what: "10 % for ten minutes, an hour ago",
        series: failing([0, 6 * hour], [0.1, 10 * minute], [0, hour]), at: 7 * hour, firing: [],
    },
    {
        alert: "ErrorBudgetBurnFast", what: "0.1 % all day", series: failing([0.001, 10 * hour]), at: 10 * hour, firing: [],
    },
    {
        alert: "ErrorBudgetBurnSlow", what: "0.4 % for a day",
        series: failing([0, hour], [0.004, day]), at: 25 * hour, firing: [slow("1d"), slow("3d")],
    },
    {
        alert: "ErrorBudgetBurnSlow", what: "0.15 % for three days",
        series: failing([0.0015, 73 * hour]), at: 73 * hour, firing: [slow("3d")],
    },
    {
        alert: "ErrorBudgetBurnSlow", what: "0.08 % for three days", series: failing([0.0008, 73 * hour]), at: 73 * hour, firing: [],
    },
    {
        alert: "ErrorBudgetBurnSlow", what: "3 % for an hour, a day ago",
        series: failing([0, hour], [0.03, hour], [0, 26 * hour]), at: 28 * hour, firing: [],
    },
];
