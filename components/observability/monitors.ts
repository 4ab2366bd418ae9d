/** What Prometheus scrapes of the slots. Creates nothing. */

import type * as pulumi from "@pulumi/pulumi";
import { colors } from "../../config/types";
import { namespaceOf, selectorLabels, serviceLabel } from "../slots/labels";
import { portName } from "../slots/pod";

export interface MonitorPlan {
    /** Unique in the namespace of all monitors, as `blue-api-gateway`. */
    readonly name: string;
    readonly spec: { readonly [field: string]: unknown };
}

/** Seconds between two scrapes: releases are judged within seconds (release/adapters/prometheus-metrics.ts, `scrapeSeconds`). */
const scrapeSeconds = 5;

/** Who a figure is of is said by Kubernetes, not by the service: under these names, whatever the service itself writes. */
const owned = ["cluster", "service", "color", "version", "zone", "namespace", "pod"];

/**
 * A monitor for each service in each color, of slots that are off, too: it finds nothing there. Both colors are scraped alike,
 * so that they can be compared.
 *
 * @param cluster name of the cluster, as every figure's label
 */
export function planMonitors(
    cluster: pulumi.Input<string>, services: readonly { readonly name: string }[],
): readonly MonitorPlan[] {
    return colors.flatMap(color => services.map(({ name }) => ({
        name: `${color}-${name}`,
        spec: {
            namespaceSelector: { matchNames: [namespaceOf(color)] },
            selector: { matchLabels: selectorLabels(color, name) },
            // For the zone of the pod's node.
            attachMetadata: { node: true },
            endpoints: [{
                port: portName,
                path: "/metrics",
                interval: `${scrapeSeconds}s`,
                scrapeTimeout: `${scrapeSeconds}s`,
                relabelings: [
                    constant("cluster", cluster),
                    constant("color", color),
                    from(`__meta_kubernetes_pod_label_${metaName(serviceLabel)}`, "service"),
                    from(`__meta_kubernetes_pod_label_${metaName("app.kubernetes.io/version")}`, "version"),
                    from(`__meta_kubernetes_node_label_${metaName("topology.kubernetes.io/zone")}`, "zone"),
                ],
                metricRelabelings: [{ action: "labeldrop", regex: `exported_(${owned.join("|")})` }],
            }],
        },
    })));
}

function constant(targetLabel: string, replacement: pulumi.Input<string>): object {
    return { action: "replace", targetLabel, replacement };
}

function from(label: string, targetLabel: string): object {
    return { action: "replace", sourceLabels: [label], targetLabel };
}

/** As Prometheus writes labels of Kubernetes (Prometheus documentation, "kubernetes_sd_config"). */
function metaName(label: string): string {
    return label.replace(/[^a-zA-Z0-9_]/g, "_");
}
