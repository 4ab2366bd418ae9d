/** Alerts on releases, from what the cluster and the traffic show: they go off, too, where the runner of a rollout is lost. */

import { byTraffic } from "./by-traffic";
import { inSlotNamespaces, recorded, withColor } from "./metrics";
import type { AlertPlan, Objectives } from "./rule-types";
import { fewestErrors } from "./service-alerts";

const { errorRate, errorRatio, requestRate, trafficShare } = recorded;

/** Share of all traffic from which on a release counts as the only one, and below which it was not. */
const all = 0.98;
const notAll = 0.97;
/** Users' requests a second below which the few of a smoke test are a share of the traffic. */
const fewestRequests = 5;

export function rolloutAlerts(objectives: Objectives): readonly AlertPlan[] {
    return [...deploymentFailed, errorsDuringDeployment(objectives), rollbackTriggered, rolloutStuck(objectives)];
}

/** Kubernetes API reference, Deployment, `progressDeadlineSeconds`: the condition turns false when it is over. */
const progressing = `kube_deployment_status_condition{${inSlotNamespaces}, condition="Progressing", status="false"}`;

const deploymentFailed = byTraffic({
    name: "DeploymentFailed",
    expr: `max by (namespace, deployment, color) (${withColor(progressing)}) == 1`,
    summary: "{{ $labels.deployment }} in {{ $labels.color }} does not get ready",
    description: "The pods of {{ $labels.namespace }}/{{ $labels.deployment }} made no progress within the deadline.",
});

function errorsDuringDeployment({ errorPercent }: Objectives): AlertPlan {
    return {
        name: "HighErrorRateDuringDeployment",
        severity: "warning",
        expr: [
            `${errorRatio} > ${errorPercent / 100}`,
            `and ${errorRate} * 60 >= ${fewestErrors}`,
            `and on () (count(max_over_time(${trafficShare}[10m]) > 0.001) > 1)`,
        ].join("\n"),
        holds: 15,
        summary: "{{ $labels.service }} in {{ $labels.color }} fails {{ $value | humanizePercentage }} during a rollout",
        description: `Two releases have traffic, and {{ $labels.version }} of {{ $labels.service }} in {{ $labels.color }} fails more `
            + `than ${errorPercent} % of its requests: the rollout must go back, and does so by itself while its runner lives.`,
    };
}

/** The very release that had all traffic before has it again, and in between another one had some. */
const rollbackTriggered: AlertPlan = {
    name: "RollbackTriggered",
    severity: "warning",
    expr: [
        `${trafficShare} > ${all}`,
        `and min_over_time(${trafficShare}[10m]) < ${notAll}`,
        `and max_over_time(${trafficShare}[3h] offset 10m) > ${all}`,
        `and on () (sum(${requestRate}) > ${fewestRequests})`,
    ].join("\n"),
    summary: "all traffic went back to {{ $labels.version }} in {{ $labels.color }}",
    description: "Another release had a share of the traffic in the last ten minutes, and lost it to {{ $labels.version }} in "
        + "{{ $labels.color }}, which had all of it before.",
};

function rolloutStuck({ sharedSeconds }: Objectives): AlertPlan {
    return {
        name: "RolloutStuck",
        severity: "warning",
        expr: `count(${trafficShare} > 0.01) > 1`,
        holds: sharedSeconds,
        summary: "{{ $value }} releases share the traffic for longer than any rollout takes",
        description: `The traffic is split for more than ${Math.round(sharedSeconds / 60)} minutes, which no step of a rollout with its hold `
            + "lasts: its runner is lost, or somebody wrote weights by hand.",
    };
}
