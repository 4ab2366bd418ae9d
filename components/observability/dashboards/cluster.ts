/** The cluster under the slots: room, pods that find none, what restarts. */

import { inSlotNamespaces } from "../metrics";
import { type Dashboard, dashboard, type PanelPlan } from "./panel";

const room: readonly PanelPlan[] = [
    {
        title: "CPU asked for", about: "Share of what nodes can give; above 1 pods wait.", unit: "percentunit", limit: 1,
        queries: [{
            expr: "sum by (node) (kube_pod_container_resource_requests{resource=\"cpu\"}) "
                + "/ sum by (node) (kube_node_status_allocatable{resource=\"cpu\"})",
            legend: "{{node}}",
        }],
    },
    {
        title: "Memory asked for", about: "Share of what nodes can give; above 1 pods wait.", unit: "percentunit", limit: 1,
        queries: [{
            expr: "sum by (node) (kube_pod_container_resource_requests{resource=\"memory\"}) "
                + "/ sum by (node) (kube_node_status_allocatable{resource=\"memory\"})",
            legend: "{{node}}",
        }],
    },
    {
        title: "CPU in use", about: "By node.", unit: "percentunit",
        queries: [{
            expr: "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[$__rate_interval]))", legend: "{{instance}}",
        }],
    },
    {
        title: "Disk in use", about: "By node; above 0.85 the kubelet evicts pods.", unit: "percentunit", limit: 0.85,
        queries: [{
            expr: "1 - max by (instance) (node_filesystem_avail_bytes{mountpoint=\"/\"} / node_filesystem_size_bytes{mountpoint=\"/\"})",
            legend: "{{instance}}",
        }],
    },
];

const pods: readonly PanelPlan[] = [
    {
        title: "Pods that wait", about: "Pending for lack of room, or held back by something.", unit: "none",
        queries: [{ expr: "sum by (namespace, phase) (kube_pod_status_phase{phase=~\"Pending|Failed\"}) > 0", legend: "{{namespace}} {{phase}}" }],
    },
    {
        title: "Restarts", about: "Of containers in the slots, within ten minutes.", unit: "none",
        queries: [{
            expr: `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{${inSlotNamespaces}}[10m])) > 0`,
            legend: "{{namespace}} {{pod}}",
        }],
    },
    {
        title: "Nodes that are not ready", about: "By condition.", unit: "none",
        queries: [{ expr: "sum by (node) (kube_node_status_condition{condition=\"Ready\", status!=\"true\"}) > 0", legend: "{{node}}" }],
    },
    {
        title: "CPU throttled", about: "Share of periods in which a container wanted more than its limit.", unit: "percentunit",
        queries: [{
            expr: `sum by (namespace, container) (rate(container_cpu_cfs_throttled_periods_total{${inSlotNamespaces}}[$__rate_interval])) `
                + `/ sum by (namespace, container) (rate(container_cpu_cfs_periods_total{${inSlotNamespaces}}[$__rate_interval]))`,
            legend: "{{namespace}} {{container}}",
        }],
    },
    {
        title: "Network dropped", about: "By pod of the slots.", unit: "pps",
        queries: [{
            expr: `sum by (namespace, pod) (rate(container_network_receive_packets_dropped_total{${inSlotNamespaces}}[$__rate_interval]))`,
            legend: "{{namespace}} {{pod}}",
        }],
    },
    {
        title: "Volumes in use", about: "Prometheus and Loki; a full one stops them.", unit: "percentunit", limit: 0.9,
        queries: [{
            expr: "max by (namespace, persistentvolumeclaim) "
                + "(kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)",
            legend: "{{persistentvolumeclaim}}",
        }],
    },
];

export const clusterDashboard: Dashboard = dashboard({ name: "cluster", title: "Cluster", variables: [], panels: [...room, ...pods] });
