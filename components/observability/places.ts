/** Names that the parts know each other by. */

import { observabilityNamespace } from "../slots/network-policies";

export const namespaceName = observabilityNamespace;
/** Where what needs the node itself runs: node exporter and the agent of the logs. */
export const nodeNamespace = "kube-system";
export const storageClassName = "observability";

/** Accounts of the pods that AWS knows. */
export const accounts = { alertmanager: "alertmanager", grafana: "grafana", loki: "loki", collector: "collector" } as const;

/** Label by which Grafana's sidecar finds dashboards (chart's `grafana.sidecar.dashboards.label`). */
export const dashboardLabel = { grafana_dashboard: "1" };

/** Loki's address inside the cluster. */
export const lokiAddress = `http://loki.${namespaceName}.svc:3100`;
