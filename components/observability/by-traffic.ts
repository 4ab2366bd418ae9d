/** The same fault wakes somebody in the color that users are on, and waits for the morning in the other one. */

import { recorded } from "./metrics";
import type { AlertPlan } from "./rule-types";

/** Colors with more than a percent of the traffic: now, or before a fault ended it. */
const withTraffic = `sum by (color) (max_over_time(${recorded.trafficShare}[10m])) > 0.01`;

/** @param plan whose expression has the label `color` */
export function byTraffic(plan: Omit<AlertPlan, "severity">): readonly AlertPlan[] {
    return [
        { ...plan, severity: "critical", expr: `(${plan.expr})\nand on (color) (${withTraffic})` },
        { ...plan, severity: "warning", expr: `(${plan.expr})\nunless on (color) (${withTraffic})` },
    ];
}
