/**
 * Helm charts that observe the cluster, with the versions that their repositories offered on the date below. A chart's major
 * version is raised by hand, after its notes on upgrading: kube-prometheus-stack may bring new definitions of custom resources.
 */

/** When the table was read. */
export const chartVersionsDate = "2026-08-22";

export interface ChartVersion {
    readonly chart: string;
    readonly version: string;
    readonly repository: string;
}

/**
 * Of prometheus-operator v0.93.1, Prometheus 3.14, Grafana 12.11 (prometheus-community/helm-charts, charts/kube-prometheus-
 * stack).
 */
export const prometheusStack: ChartVersion = {
    chart: "kube-prometheus-stack", version: "88.5.3", repository: "https://prometheus-community.github.io/helm-charts",
};

/**
 * Of Loki 3.7.6; Grafana's own repository has only the enterprise chart since 2026-03-16 (grafana-community/helm-charts,
 * charts/loki).
 */
export const loki: ChartVersion = {
    chart: "loki", version: "18.11.0", repository: "https://grafana-community.github.io/helm-charts",
};

/** Of the collector 0.158.0 (open-telemetry/opentelemetry-helm-charts, charts/opentelemetry-collector). */
export const collector: ChartVersion = {
    chart: "opentelemetry-collector", version: "0.170.0",
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
};

/**
 * EBS driver for the disks of Prometheus and Loki: an add-on of EKS for all Kubernetes versions of the cluster's table (EKS
 * user guide, "Use Kubernetes volume storage with Amazon EBS").
 */
export const ebsDriverVersion = "v1.63.1-eksbuild.1";
