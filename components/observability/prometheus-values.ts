/** Values of kube-prometheus-stack: Prometheus, Alertmanager, Grafana and the exporters of the cluster. */

import type * as pulumi from "@pulumi/pulumi";
import { accounts, lokiAddress, namespaceName, nodeNamespace, storageClassName } from "./places";

export interface PrometheusValuesArgs {
    readonly region: pulumi.Input<string>;
    /** Topic of SNS that alerts go to. */
    readonly topicArn: pulumi.Input<string>;
    readonly retentionDays: number;
    readonly storageGib: number;
    readonly replicas: number;
}

/** Share of the disk that Prometheus fills before it drops the oldest days. */
const usableShare = 0.8;

type Values = { readonly [key: string]: unknown };

/** Only this namespace: a slot must not bring rules or targets of its own. */
const here = { matchLabels: { "kubernetes.io/metadata.name": namespaceName } };

export function prometheusValues(args: PrometheusValuesArgs): Values {
    return {
        fullnameOverride: "monitoring",
        prometheus: { prometheusSpec: prometheusSpec(args) },
        alertmanager: alertmanager(args),
        grafana: grafana(args),
        prometheusOperator: {
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
        "kube-state-metrics": {
            fullnameOverride: "kube-state-metrics",
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
        "prometheus-node-exporter": {
            fullnameOverride: "node-exporter",
            // It reads the node's own files, which no pod of this namespace may.
            namespaceOverride: nodeNamespace,
            resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "64Mi" } },
        },
        // EKS runs these and lets nobody scrape them but as CloudWatch metrics.
        kubeControllerManager: { enabled: false },
        kubeEtcd: { enabled: false },
        kubeScheduler: { enabled: false },
        kubeProxy: { enabled: false },
        defaultRules: {
            rules: {
                etcd: false, kubeControllerManager: false, kubeProxy: false, kubeSchedulerAlerting: false,
                kubeSchedulerRecording: false, windows: false,
            },
        },
    };
}

function prometheusSpec({ replicas, retentionDays, storageGib }: PrometheusValuesArgs): Values {
    return {
        replicas,
        retention: `${retentionDays}d`,
        retentionSize: `${Math.floor(storageGib * usableShare)}GB`,
        // A release is judged within seconds; what does not change so fast has an interval of its own.
        scrapeInterval: "30s",
        evaluationInterval: "15s",
        podAntiAffinity: "hard",
        podAntiAffinityTopologyKey: "topology.kubernetes.io/zone",
        ruleSelectorNilUsesHelmValues: false,
        ruleNamespaceSelector: here,
        serviceMonitorSelectorNilUsesHelmValues: false,
        serviceMonitorNamespaceSelector: { matchExpressions: [{
            key: "kubernetes.io/metadata.name", operator: "In", values: [namespaceName, nodeNamespace],
        }] },
        podMonitorSelectorNilUsesHelmValues: false,
        podMonitorNamespaceSelector: here,
        resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { cpu: "2", memory: "3Gi" } },
        storageSpec: volume(storageGib),
    };
}

function volume(gib: number): Values {
    return {
        volumeClaimTemplate: {
            spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage: `${gib}Gi` } } },
        },
    };
}

function alertmanager({ region, replicas, topicArn }: PrometheusValuesArgs): Values {
    return {
        serviceAccount: { name: accounts.alertmanager },
        alertmanagerSpec: {
            replicas,
            resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
            storage: volume(1),
        },
        config: {
            route: {
                receiver: "topic",
                group_by: ["alertname", "service", "color", "namespace"],
                // Together with the rules less than a minute from the symptom to the pager.
                group_wait: "10s",
                group_interval: "5m",
                repeat_interval: "4h",
                routes: [
                    { receiver: "null", matchers: ["alertname =~ \"Watchdog|InfoInhibitor\""] },
                    { receiver: "null", matchers: ["severity = info"] },
                ],
            },
            receivers: [
                { name: "null" },
                { name: "topic", sns_configs: [{ topic_arn: topicArn, sigv4: { region }, ...message }] },
            ],
            inhibit_rules: [
                // Who is woken by the fault need not read of its beginnings.
                {
                    source_matchers: ["severity = critical"], target_matchers: ["severity =~ warning|info"],
                    equal: ["alertname", "namespace", "service", "color"],
                },
                { source_matchers: ["alertname = InfoInhibitor"], target_matchers: ["severity = info"], equal: ["namespace"] },
            ],
        },
    };
}

/** A subject of SNS has at most 100 letters in one line (SNS API reference, Publish). */
const message = {
    send_resolved: true,
    subject: "{{ .Status }}: {{ .CommonLabels.severity }} {{ .CommonLabels.alertname }}",
    message: "{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }}\n{{ .Annotations.description }}\n"
        + "Runbook: {{ .Annotations.runbook_url }}\n\n{{ end }}",
};

function grafana({ region }: PrometheusValuesArgs): Values {
    return {
        fullnameOverride: "grafana",
        serviceAccount: { name: accounts.grafana },
        // Rights in this namespace alone, where all dashboards are.
        rbac: { namespaced: true },
        sidecar: { dashboards: { searchNamespace: namespaceName }, datasources: { searchNamespace: namespaceName } },
        // Nothing that matters is in it: dashboards and sources come from here, so it needs no disk.
        persistence: { enabled: false },
        testFramework: { enabled: false },
        resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { cpu: "1", memory: "512Mi" } },
        additionalDataSources: [
            { name: "Loki", type: "loki", uid: "loki", access: "proxy", url: lokiAddress },
            {
                name: "CloudWatch", type: "cloudwatch", uid: "cloudwatch",
                jsonData: { authType: "default", defaultRegion: region },
            },
        ],
        "grafana.ini": {
            analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
            "auth.anonymous": { enabled: false },
            users: { allow_sign_up: false },
        },
    };
}
