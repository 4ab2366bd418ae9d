/**
 * Names of the metrics that rules and dashboards ask for. Those of the services are the ones that judgement reads, too
 * (release/adapters/prometheus-metrics.ts); `service`, `color` and `version` are set when they are scraped.
 */

import { colors } from "../../config/types";
import { slotNamespaces } from "../slots/labels";

/** Counter of the services' requests, by `code`. */
export const requests = "http_requests_total";
/** Histogram in seconds. */
export const durations = "http_request_duration_seconds";
/** Status codes that are errors, as an expression of the whole value. */
export const errorCodes = "5..";

/** Selects what the services of both colors count. */
export const inSlots = `color=~"${colors.join("|")}"`;
/** Selects Kubernetes objects of both slots. */
export const inSlotNamespaces = `namespace=~"${slotNamespaces.join("|")}"`;
/** The color of a slot's namespace, as the label `color` of Kubernetes' own metrics. */
export function withColor(vector: string): string {
    return `label_replace(${vector}, "color", "$1", "namespace", "colorway-(.*)")`;
}

/** Metrics that the recording rules make. */
export const recorded = {
    /** Requests a second, by service, color and version. */
    requestRate: "colorway:requests:rate1m",
    /** Failed requests a second, by the same. */
    errorRate: "colorway:errors:rate1m",
    /** Share of requests that failed, 0 to 1, by the same. */
    errorRatio: "colorway:errors:ratio1m",
    /** Seconds at the quantile that releases are judged by, by the same. */
    latency: "colorway:latency_seconds:quantile1m",
    /** Share of the users' requests, 0 to 1, by color and version. */
    trafficShare: "colorway:traffic:share30s",
    /** Users' requests a second, by service. */
    sloRequestRate: "colorway:slo_requests:rate5m",
    /** Users' failed requests a second, by service. */
    sloErrorRate: "colorway:slo_errors:rate5m",
} as const;

/** Share of the users' requests that failed over a time, as `1h`, by service. */
export function sloErrorRatio(window: string): string {
    return `colorway:slo_errors:ratio${window}`;
}

/** Services that users reach, as an expression of the whole label. */
export function publicServices(services: readonly { readonly name: string; readonly isPublic: boolean }[]): string {
    return services.filter(({ isPublic }) => isPublic).map(({ name }) => name).join("|");
}
