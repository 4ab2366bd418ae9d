/** One service at a time: what its callers see, what is left of its budget, and its logs. */

import { durations, errorCodes, inSlots, recorded, requests, sloErrorRatio } from "../metrics";
import type { Objectives } from "../rule-types";
import { type Dashboard, dashboard, labelVariable, lokiSource, type PanelPlan } from "./panel";

const chosen = "service=~\"$service\"";

export function serviceDashboard(objectives: Objectives): Dashboard {
    return dashboard({
        name: "service",
        title: "Service",
        variables: [labelVariable("service", "Service", recorded.requestRate)],
        panels: [...golden(objectives), ...budget(objectives), ...inside],
    });
}

function golden({ errorPercent, latencyQuantile, latencyMilliseconds }: Objectives): readonly PanelPlan[] {
    return [
        {
            title: "Requests", about: "By color and release.", unit: "reqps",
            queries: [{ expr: `${recorded.requestRate}{${chosen}}`, legend: "{{service}} {{color}} {{version}}" }],
        },
        {
            title: "Errors", about: `Share of requests that failed; a release goes back above ${errorPercent} %.`, unit: "percentunit",
            limit: errorPercent / 100,
            queries: [{ expr: `${recorded.errorRatio}{${chosen}}`, legend: "{{service}} {{color}} {{version}}" }],
        },
        {
            title: `Latency, p${latencyQuantile}`, about: "The quantile that releases are judged by.", unit: "s",
            limit: latencyMilliseconds / 1000,
            queries: [{ expr: `${recorded.latency}{${chosen}}`, legend: "{{service}} {{color}} {{version}}" }],
        },
        {
            title: "Latency, p50 and p99", about: "Of both colors: half of the requests are faster, and one in a hundred is slower.", unit: "s",
            queries: [50, 99].map(quantile => ({
                expr: `histogram_quantile(${quantile / 100}, `
                    + `sum by (service, le) (rate(${durations}_bucket{${inSlots}, ${chosen}}[$__rate_interval])))`,
                legend: `{{service}} p${quantile}`,
            })),
        },
        {
            title: "Errors by code", about: "What exactly fails.", unit: "reqps",
            queries: [{
                expr: `sum by (service, color, code) (rate(${requests}{${inSlots}, ${chosen}, code=~"${errorCodes}"}[$__rate_interval]))`,
                legend: "{{service}} {{color}} {{code}}",
            }],
        },
        {
            title: "Errors by zone", about: "One zone alone is an impaired zone.", unit: "reqps",
            queries: [{
                expr: `sum by (service, zone) (rate(${requests}{${inSlots}, ${chosen}, code=~"${errorCodes}"}[$__rate_interval]))`,
                legend: "{{service}} {{zone}}",
            }],
        },
    ];
}

function budget({ availabilityPercent }: Objectives): readonly PanelPlan[] {
    const allowed = Number((1 - availabilityPercent / 100).toPrecision(6));
    return [
        {
            title: "Error budget, burn rate", about: "1: the failures of 30 days are used up in 30 days. 14.4 over an hour wakes somebody.",
            unit: "none", limit: 1,
            queries: ["1h", "6h", "3d"].map(window => ({
                expr: `${sloErrorRatio(window)}{${chosen}} / ${allowed}`, legend: `{{service}} ${window}`,
            })),
        },
        {
            title: "Error budget, left of 30 days", about: `Of the ${availabilityPercent} % promised; as far back as metrics are kept.`,
            unit: "percentunit", type: "stat", least: -1,
            queries: [{
                expr: `1 - (sum_over_time(${recorded.sloErrorRate}{${chosen}}[30d]) `
                    + `/ sum_over_time(${recorded.sloRequestRate}{${chosen}}[30d])) / ${allowed}`,
                legend: "{{service}}",
            }],
        },
    ];
}

const inside: readonly PanelPlan[] = [
    {
        title: "CPU", about: "Share of the request; the autoscaler aims at its target.", unit: "percentunit",
        queries: [{
            expr: "sum by (namespace, container) (rate(container_cpu_usage_seconds_total{container=~\"$service\"}[$__rate_interval])) "
                + "/ sum by (namespace, container) (kube_pod_container_resource_requests{resource=\"cpu\", container=~\"$service\"})",
            legend: "{{namespace}} {{container}}",
        }],
    },
    {
        title: "Memory", about: "Share of the limit; at 1 the container is ended.", unit: "percentunit", limit: 1,
        queries: [{
            expr: "max by (namespace, container) (container_memory_working_set_bytes{container=~\"$service\"}) "
                + "/ max by (namespace, container) (kube_pod_container_resource_limits{resource=\"memory\", container=~\"$service\"})",
            legend: "{{namespace}} {{container}}",
        }],
    },
    {
        title: "Logs", about: "Newest first.", unit: "none", type: "logs", width: 24, height: 12,
        queries: [{
            expr: "{k8s_namespace_name=~\"colorway-(blue|green)\", k8s_container_name=~\"$service\"}", legend: "", source: lokiSource,
        }],
    },
];
