/** Alerts on the pods of the slots, from kube-state-metrics. */

import { byTraffic } from "./by-traffic";
import { inSlotNamespaces, withColor } from "./metrics";
import type { AlertPlan } from "./rule-types";

const crashing = [
    `max_over_time(kube_pod_container_status_waiting_reason{${inSlotNamespaces}, reason="CrashLoopBackOff"}[5m]) == 1`,
    `increase(kube_pod_container_status_restarts_total{${inSlotNamespaces}}[10m]) >= 3`,
].join("\nor on (namespace, pod, container) ");

const missing = `kube_deployment_spec_replicas{${inSlotNamespaces}} `
    + `- kube_deployment_status_replicas_available{${inSlotNamespaces}}`;

export const workloadAlerts: readonly AlertPlan[] = [
    ...byTraffic({
        name: "PodCrashLooping",
        expr: `count by (namespace, pod, container, color) (\n${withColor(crashing)}\n)`,
        summary: "{{ $labels.container }} in {{ $labels.color }} ends again and again",
        description: "{{ $labels.namespace }}/{{ $labels.pod }} waits to be restarted, or was three times within ten minutes.",
    }),
    {
        name: "PodsNotReady",
        severity: "warning",
        expr: `max by (namespace, deployment) (${missing}) > 0`,
        // Longer than a rollout's pods take, start-up and readiness together.
        holds: 600,
        summary: "{{ $labels.namespace }}/{{ $labels.deployment }} lacks {{ $value }} pods",
        description: "{{ $value }} of the pods that {{ $labels.namespace }}/{{ $labels.deployment }} shall have are not available.",
    },
    {
        name: "AutoscalerAtMaximum",
        severity: "warning",
        expr: [
            `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_desired_replicas{${inSlotNamespaces}})`,
            `>= max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${inSlotNamespaces}})`,
        ].join("\n"),
        holds: 900,
        summary: "{{ $labels.horizontalpodautoscaler }} in {{ $labels.namespace }} cannot grow",
        description: "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has its most pods, {{ $value }}, for a quarter of an hour.",
    },
];
