/** Metrics that rules and dashboards may ask for, by who gives them. */

/**
 * kube-state-metrics, docs/metrics/workload and docs/metrics/cluster; node_exporter, collectors cpu and filesystem; cAdvisor,
 * docs/storage/prometheus.md; kubelet, pkg/kubelet/metrics/collectors; Prometheus itself.
 */
export const exported: ReadonlySet<string> = new Set([
    "ALERTS",
    "container_cpu_cfs_periods_total",
    "container_cpu_cfs_throttled_periods_total",
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
    "container_network_receive_packets_dropped_total",
    "kube_deployment_spec_replicas",
    "kube_deployment_status_condition",
    "kube_deployment_status_replicas_available",
    "kube_deployment_status_replicas_ready",
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_horizontalpodautoscaler_status_desired_replicas",
    "kube_node_status_allocatable",
    "kube_node_status_condition",
    "kube_pod_container_resource_limits",
    "kube_pod_container_resource_requests",
    "kube_pod_container_status_restarts_total",
    "kube_pod_container_status_waiting_reason",
    "kube_pod_status_phase",
    "kubelet_volume_stats_capacity_bytes",
    "kubelet_volume_stats_used_bytes",
    "node_cpu_seconds_total",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "up",
]);
