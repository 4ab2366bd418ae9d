/** What alerts and dashboards share, computed once. */

import { burnWindows } from "./burn-rates";
import { durations, errorCodes, inSlots, publicServices, recorded, requests, sloErrorRatio } from "./metrics";
import type { Objectives, RecordingRule } from "./rule-types";

const release = "service, color, version";
/** The shortest of the burn rates' windows. */
const rateWindow = "5m";

/** Requests, errors and latency of each service in each color and release, and each release's share of the traffic. */
export function requestRules(objectives: Objectives): readonly RecordingRule[] {
    const ofUsers = `rate(${requests}{${inSlots}, service=~"${publicServices(objectives.services)}"}[30s])`;
    const quantile = objectives.latencyQuantile / 100;
    return [
        { record: recorded.requestRate, expr: `sum by (${release}) (rate(${requests}{${inSlots}}[1m]))` },
        {
            record: recorded.errorRate,
            // A release without an error may have no series of errors.
            expr: `sum by (${release}) (rate(${requests}{${inSlots}, code=~"${errorCodes}"}[1m])) or 0 * ${recorded.requestRate}`,
        },
        { record: recorded.errorRatio, expr: `${recorded.errorRate} / (${recorded.requestRate} > 0)` },
        {
            record: recorded.latency,
            expr: `histogram_quantile(${quantile}, sum by (${release}, le) (rate(${durations}_bucket{${inSlots}}[1m])))`,
        },
        {
            record: recorded.trafficShare,
            // A release that gets nothing keeps its 0.
            expr: `sum by (color, version) (${ofUsers})\n/ on () group_left () (sum(${ofUsers}) > 0)`,
        },
    ];
}

/**
 * Share of failed requests over the windows of the burn rates. The long ones are sums of what the first two have recorded:
 * three days of raw counters would be read again with every evaluation.
 */
export function sloRules(objectives: Objectives): readonly RecordingRule[] {
    const users = `${inSlots}, service=~"${publicServices(objectives.services)}"`;
    const ofUsers = (more = ""): string => `sum by (service) (rate(${requests}{${users}${more}}[${rateWindow}]))`;
    const { sloErrorRate, sloRequestRate } = recorded;
    return [
        { record: sloRequestRate, expr: ofUsers() },
        { record: sloErrorRate, expr: `${ofUsers(`, code=~"${errorCodes}"`)} or 0 * ${sloRequestRate}` },
        ...burnWindows.map(window => ({
            record: sloErrorRatio(window),
            expr: window === rateWindow
                ? `${sloErrorRate} / (${sloRequestRate} > 0)`
                : `sum_over_time(${sloErrorRate}[${window}]) / (sum_over_time(${sloRequestRate}[${window}]) > 0)`,
        })),
    ];
}
