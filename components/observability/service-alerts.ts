/** Alerts on what users and callers see of a service, and on what shows nothing any more. */

import { byTraffic } from "./by-traffic";
import { inSlotNamespaces, recorded } from "./metrics";
import type { AlertPlan, Objectives } from "./rule-types";

/** Percent of failed requests at which somebody is woken (requirement: halt above 1 %, page above 5 %). */
const pagePercent = 5;
/** Failed requests in a minute below which a share says nothing; as many as judgement needs. */
export const fewestErrors = 5;
/** Requests expected above a quantile before it is read; as judgement does. */
const tail = 10;

const here = "{{ $labels.service }} in {{ $labels.color }}";

export function serviceAlerts(objectives: Objectives): readonly AlertPlan[] {
    return [highErrorRate, highLatency(objectives), ...serviceDown, targetsDown, metricsMissing(objectives)];
}

const highErrorRate: AlertPlan = {
    name: "HighErrorRate",
    severity: "critical",
    expr: `${recorded.errorRatio} > ${pagePercent / 100}\nand ${recorded.errorRate} * 60 >= ${fewestErrors}`,
    // With the minute of the rate, a tenth of failures is told within a minute, more of them sooner.
    holds: 15,
    summary: `${here} fails {{ $value | humanizePercentage }} of its requests`,
    description: `More than ${pagePercent} % of the requests to ${here}, release {{ $labels.version }}, fail.`,
};

function highLatency({ latencyQuantile, latencyMilliseconds }: Objectives): AlertPlan {
    const requests = Math.ceil(tail / (1 - latencyQuantile / 100));
    return {
        name: "HighLatency",
        severity: "warning",
        expr: `${recorded.latency} > ${latencyMilliseconds / 1000}\nand ${recorded.requestRate} * 60 >= ${requests}`,
        holds: 30,
        summary: `${here} is slow: p${latencyQuantile} is {{ $value | humanizeDuration }}`,
        description: `p${latencyQuantile} of ${here}, release {{ $labels.version }}, is above ${latencyMilliseconds} ms.`,
    };
}

const up = `up{${inSlotNamespaces}}`;

const serviceDown = byTraffic({
    name: "ServiceDown",
    expr: `sum by (service, color) (${up}) == 0`,
    holds: 30,
    summary: `${here} is down: none of its pods answers`,
    description: `Prometheus reaches no pod of ${here}.`,
});

const targetsDown: AlertPlan = {
    name: "TargetsDown",
    severity: "warning",
    expr: `sum by (service, color) (${up} == bool 0) > 0\nand sum by (service, color) (${up}) > 0`,
    // Longer than a pod takes to drain.
    holds: 300,
    summary: `{{ $value }} pods of ${here} do not answer Prometheus`,
    description: `Some pods of ${here} answer, {{ $value }} do not: they hang, or a network policy keeps Prometheus out.`,
};

function metricsMissing({ services }: Objectives): AlertPlan {
    return {
        name: "MetricsMissing",
        severity: "critical",
        expr: services.map(({ name }) => `absent(up{${inSlotNamespaces}, service="${name}"})`).join("\nor "),
        holds: 120,
        summary: "nothing is known of {{ $labels.service }} in any color",
        description: "Prometheus knows no pod of {{ $labels.service }}: all are gone, or it no longer finds them. No alert on this "
            + "service can go off, and no release passes.",
    };
}
