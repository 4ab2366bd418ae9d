import { record, textOr } from "../../../cloud/values";
import { type Chart, fullName } from "./chart";

/** Source: github.com/prometheus-community/helm-charts, charts/kube-prometheus-stack: Chart.yaml, values.yaml, templates. */
export const prometheusStack: Chart = {
    name: "kube-prometheus-stack",
    repository: "https://prometheus-community.github.io/helm-charts",
    versions: { "88.5.3": "v0.93.1" },
    values: new Set([
        "additionalPrometheusRulesMap",
        "alertmanager",
        "cleanPrometheusOperatorObjectNames",
        "commonLabels",
        "coreDns",
        "crds",
        "customRules",
        "defaultRules",
        "extraManifests",
        "fullnameOverride",
        "global",
        "grafana",
        "kube-state-metrics",
        "kubeApiServer",
        "kubeControllerManager",
        "kubeDns",
        "kubeEtcd",
        "kubeProxy",
        "kubeScheduler",
        "kubeStateMetrics",
        "kubeTargetVersionOverride",
        "kubeVersionOverride",
        "kubelet",
        "kubernetesServiceMonitors",
        "nameOverride",
        "namespaceOverride",
        "nodeExporter",
        "prometheus",
        "prometheus-node-exporter",
        "prometheus-windows-exporter",
        "prometheusOperator",
        "thanosRuler",
        "windowsMonitoring",
    ]),
    required: {},
    kinds: ["monitoring.coreos.com/v1/PrometheusRule", "monitoring.coreos.com/v1/ServiceMonitor"],
    resources: (release, namespace, values) => {
        const full = textOr(values, "fullnameOverride", fullName("kube-prometheus-stack", release));
        const part = (chart: string): string => {
            const own = record(values, chart);
            const name = textOr(own, "fullnameOverride", fullName(chart, release));
            return `${textOr(own, "namespaceOverride", namespace)}/${name}`;
        };
        const exporters = part("prometheus-node-exporter");
        const state = part("kube-state-metrics");
        const grafana = part("grafana");
        const own = (suffix: string): string => `${namespace}/${full}-${suffix}`;
        return {
            "Alertmanager/monitoring.coreos.com/v1": [own("alertmanager")],
            "DaemonSet/apps/v1": [exporters],
            "Deployment/apps/v1": [grafana, state, own("operator")],
            "MutatingWebhookConfiguration/admissionregistration.k8s.io/v1": [`${full}-admission`],
            "Prometheus/monitoring.coreos.com/v1": [own("prometheus")],
            "Service/v1": [grafana, state, own("alertmanager"), own("operator"), own("prometheus"), exporters],
            "ValidatingWebhookConfiguration/admissionregistration.k8s.io/v1": [`${full}-admission`],
        };
    },
};
