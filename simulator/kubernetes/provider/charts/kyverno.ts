import { flag, record } from "../../../cloud/values";
import { type Chart, fullName } from "./chart";

/** Source: github.com/kyverno/kyverno, charts/kyverno of v1.19.1: Chart.yaml, values.yaml, templates. */
export const kyverno: Chart = {
    name: "kyverno",
    repository: "https://kyverno.github.io/kyverno",
    versions: { "3.9.1": "v1.19.1" },
    values: new Set([
        "admissionController",
        "apiCallToken",
        "apiVersionOverride",
        "backgroundController",
        "cleanupController",
        "config",
        "crds",
        "customLabels",
        "existingImagePullSecrets",
        "features",
        "fullnameOverride",
        "global",
        "grafana",
        "imagePullSecrets",
        "metricsConfig",
        "nameOverride",
        "namespaceOverride",
        "openreports",
        "prometheusRule",
        "rbac",
        "reportsController",
        "reportsServer",
        "test",
        "upgrade",
        "webhooksCleanup",
    ]),
    required: {},
    refuse: (namespace) =>
        namespace === "kube-system"
            ? "execution error at (kyverno/templates/validate.yaml:32:6): Kyverno cannot be installed in namespace kube-system."
            : undefined,
    kinds: ["kyverno.io/v1/ClusterPolicy"],
    resources: (release, namespace, values) => {
        const full = fullName("kyverno", release);
        const controllers = ["admission", "background", "cleanup", "reports"].filter((role) => {
            const settings = record(values, `${role}Controller`);
            return role === "admission" || settings["enabled"] === undefined || flag(settings, "enabled");
        });
        const each = controllers.map((role) => `${namespace}/${full}-${role}-controller`);
        return {
            "ConfigMap/v1": [`${namespace}/${full}`, `${namespace}/${full}-metrics`],
            "Deployment/apps/v1": each,
            "Service/v1": [`${namespace}/${full}-svc`, `${namespace}/${full}-svc-metrics`],
            "ServiceAccount/v1": each,
        };
    },
};
