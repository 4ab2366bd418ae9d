/** The two colors side by side: who has the traffic, and how each does. What a rollout looks like to somebody who watches it. */

import { colors } from "../../../config/types";
import { inSlotNamespaces, recorded } from "../metrics";
import type { Objectives } from "../rule-types";
import { type Dashboard, dashboard, type PanelPlan } from "./panel";

export function releaseDashboard(objectives: Objectives): Dashboard {
    return dashboard({
        name: "release", title: "Release", variables: [], panels: [...traffic(objectives), ...colors.flatMap(color => sideOf(color, objectives))],
    });
}

function traffic({ environment }: Objectives): readonly PanelPlan[] {
    return [
        {
            title: "Traffic now", about: "Share of the users' requests by color and release, as they are answered.",
            unit: "percentunit", type: "stat", width: 6,
            queries: [{ expr: recorded.trafficShare, legend: "{{color}} {{version}}" }],
        },
        {
            title: "Traffic", about: "The weights as they take effect: steps of a canary, flips and rollbacks.", unit: "percentunit", width: 18,
            queries: [{ expr: recorded.trafficShare, legend: "{{color}} {{version}}" }],
        },
        {
            title: "Alerts", about: "Those that are firing.", unit: "none", width: 12,
            queries: [{
                expr: `sum by (alertname, severity) (ALERTS{alertstate="firing", environment="${environment}"})`,
                legend: "{{severity}} {{alertname}}",
            }],
        },
        {
            title: "Pods", about: "Ready pods by color; a slot grows before it gets traffic and shrinks after it lost it.", unit: "none",
            width: 12,
            queries: [{
                expr: `sum by (namespace) (kube_deployment_status_replicas_ready{${inSlotNamespaces}})`, legend: "{{namespace}}",
            }],
        },
    ];
}

/** A row for each color, the same panels below each other. */
function sideOf(color: string, { errorPercent, latencyQuantile, latencyMilliseconds }: Objectives): readonly PanelPlan[] {
    const of = (metric: string): PanelPlan["queries"] => [{ expr: `${metric}{color="${color}"}`, legend: "{{service}} {{version}}" }];
    return [
        { title: `${color}: requests`, about: "By service.", unit: "reqps", queries: of(recorded.requestRate), width: 8 },
        {
            title: `${color}: errors`, about: "Share of requests that failed.", unit: "percentunit", limit: errorPercent / 100,
            queries: of(recorded.errorRatio), width: 8,
        },
        {
            title: `${color}: latency, p${latencyQuantile}`, about: "The quantile that releases are judged by.", unit: "s",
            limit: latencyMilliseconds / 1000, queries: of(recorded.latency), width: 8,
        },
    ];
}
