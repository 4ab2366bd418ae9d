/** For each alert what makes it go off, and what looks like it and does not. */

import { counter, gauge, type Growth, type InputSeries, labeled } from "./series";

export interface AlertCase {
    readonly alert: string;
    readonly what: string;
    readonly series: readonly InputSeries[];
    /** Seconds after the start. */
    readonly at: number;
    /** Labels of the alerts that are firing then; empty: none is. */
    readonly firing: readonly { readonly [label: string]: string }[];
}

/** Seconds between two samples. */
export const step = 15;
const minute = 60;
const hour = 3600;

interface Release {
    readonly color: "blue" | "green";
    readonly version: string;
    readonly service?: string;
    readonly good: Growth;
    readonly bad?: Growth;
}

const blue = { color: "blue", version: "1.0.0" } as const;
const green = { color: "green", version: "1.1.0" } as const;

/** What one release of a service counts. */
export function release({ color, version, service = "api-gateway", good, bad }: Release, every = step): readonly InputSeries[] {
    const labels = { namespace: `colorway-${color}`, pod: `${service}-1`, service, color, version };
    const of = (code: string, growth: Growth): InputSeries =>
        ({ series: labeled("http_requests_total", { ...labels, code }), values: counter(growth, every) });
    return [of("200", good), ...(bad === undefined ? [] : [of("500", bad)])];
}

/** Latencies of a release: this share of the requests is slower than a second. */
function latencies({ color, version }: typeof blue | typeof green, perSecond: number, slowShare: number): readonly InputSeries[] {
    const labels = { service: "api-gateway", color, version };
    const bucket = (le: string, rate: number): InputSeries =>
        ({ series: labeled("http_request_duration_seconds_bucket", { ...labels, le }), values: counter([[rate, 10 * minute]], step) });
    const fast = perSecond * (1 - slowShare);
    return [bucket("0.1", fast), bucket("0.5", fast), bucket("1", fast), bucket("2.5", perSecond), bucket("+Inf", perSecond)];
}

function kube(name: string, labels: { readonly [label: string]: string }, ...values: Parameters<typeof gauge>[0]): InputSeries {
    return { series: labeled(name, { job: "kube-state-metrics", ...labels }), values: gauge(values, step) };
}

const deployment = { namespace: "colorway-green", deployment: "api-gateway" };
const noProgress = { ...deployment, condition: "Progressing", status: "false" };
const container = { namespace: "colorway-green", pod: "api-gateway-1", container: "api-gateway" };
const autoscaler = { namespace: "colorway-blue", horizontalpodautoscaler: "api-gateway" };

const onBlue = release({ ...blue, good: [[100, hour]] });
const onGreen = release({ ...green, good: [[100, hour]] });

function up(service: string, color: string, pod: string, ...values: Parameters<typeof gauge>[0]): InputSeries {
    const labels = { namespace: `colorway-${color}`, service, color, pod };
    return { series: labeled("up", labels), values: gauge(values, step) };
}

const gateway = { service: "api-gateway" };
const greenGateway = { ...gateway, ...green };
const blueGateway = { ...gateway, ...blue };

/** Ten minutes of all to blue, then a canary of green for so many seconds, then all to blue again. */
function canary(share: number, seconds: number, perSecond = 100): readonly InputSeries[] {
    const before = 20 * minute;
    const after = 20 * minute;
    return [
        ...release({ ...blue, good: [[perSecond, before], [perSecond * (1 - share), seconds], [perSecond, after]] }),
        ...release({ ...green, good: [[0, before], [perSecond * share, seconds], [0, after]] }),
    ];
}

/** 200 minutes of blue, then a canary that ends in a flip to green. */
const released = [
    ...release({ ...blue, good: [[100, 200 * minute], [90, 5 * minute], [50, 5 * minute], [0, hour]] }),
    ...release({ ...green, good: [[0, 200 * minute], [10, 5 * minute], [50, 5 * minute], [100, hour]] }),
];

export const cases: readonly AlertCase[] = [
    {
        alert: "HighErrorRate", what: "a tenth of the requests fails, a minute after it began",
        series: release({ ...blue, good: [[100, 5 * minute], [90, 5 * minute]], bad: [[0, 5 * minute], [10, 5 * minute]] }),
        at: 6 * minute, firing: [{ severity: "critical", ...blueGateway }],
    },
    {
        alert: "HighErrorRate", what: "4 % fail",
        series: release({ ...blue, good: [[96, 10 * minute]], bad: [[4, 10 * minute]] }), at: 10 * minute, firing: [],
    },
    {
        alert: "HighErrorRate", what: "two of twenty fail at night",
        series: release({ ...blue, good: [[0.3, 10 * minute]], bad: [[0.04, 10 * minute]] }), at: 10 * minute, firing: [],
    },
    {
        alert: "HighErrorRate", what: "a release that never failed has no series of errors", series: onBlue, at: 10 * minute, firing: [],
    },
    {
        alert: "HighLatency", what: "a tenth is slower than a second",
        series: [...onBlue, ...latencies(blue, 100, 0.1)], at: 5 * minute, firing: [{ severity: "warning", ...blueGateway }],
    },
    {
        alert: "HighLatency", what: "a fiftieth is slower than a second",
        series: [...onBlue, ...latencies(blue, 100, 0.02)], at: 5 * minute, firing: [],
    },
    {
        alert: "HighLatency", what: "a tenth of one request a second is",
        series: [...release({ ...blue, good: [[1, hour]] }), ...latencies(blue, 1, 0.1)], at: 5 * minute, firing: [],
    },
    {
        alert: "ServiceDown", what: "no pod of the color with traffic answers, 45 s after they stopped",
        series: [
            ...release({ ...green, good: [[100, 5 * minute], [0, 5 * minute]] }),
            ...["a", "b"].map(pod => up("api-gateway", "green", pod, [1, 5 * minute], [0, 5 * minute])),
        ],
        at: 5 * minute + 45, firing: [{ severity: "critical", service: "api-gateway", color: "green" }],
    },
    {
        alert: "ServiceDown", what: "no pod of the other color answers",
        series: [...onBlue, up("api-gateway", "green", "a", [0, 10 * minute])],
        at: 5 * minute, firing: [{ severity: "warning", service: "api-gateway", color: "green" }],
    },
    {
        alert: "ServiceDown", what: "one of two answers",
        series: [...onGreen, up("api-gateway", "green", "a", [1, 10 * minute]), up("api-gateway", "green", "b", [0, 10 * minute])],
        at: 5 * minute, firing: [],
    },
    {
        alert: "TargetsDown", what: "one of two pods does not answer",
        series: [up("api-gateway", "green", "a", [1, 10 * minute]), up("api-gateway", "green", "b", [0, 10 * minute])],
        at: 6 * minute, firing: [{ severity: "warning", service: "api-gateway", color: "green" }],
    },
    {
        alert: "TargetsDown", what: "a pod ends for two minutes",
        series: [
            up("api-gateway", "green", "a", [1, 20 * minute]),
            up("api-gateway", "green", "b", [1, 5 * minute], [0, 2 * minute], ["_", 10 * minute]),
        ],
        at: 12 * minute, firing: [],
    },
    {
        alert: "MetricsMissing", what: "the targets of one service are gone",
        series: [up("api-gateway", "blue", "a", [1, 20 * minute]), up("order-execution", "blue", "a", [1, 5 * minute], ["_", 15 * minute])],
        // Prometheus takes a series for present for five minutes after its last sample.
        at: 13 * minute, firing: [{ severity: "critical", service: "order-execution" }],
    },
    {
        alert: "MetricsMissing", what: "services are in one color only",
        series: ["api-gateway", "order-execution"].map(service => up(service, "blue", "a", [1, 20 * minute])),
        at: 15 * minute, firing: [],
    },
    {
        alert: "DeploymentFailed", what: "the color with traffic",
        series: [...onGreen, kube("kube_deployment_status_condition", noProgress, [0, 5 * minute], [1, 15 * minute])],
        at: 6 * minute, firing: [{ severity: "critical", color: "green", ...deployment }],
    },
    {
        alert: "DeploymentFailed", what: "the other color",
        series: [...onBlue, kube("kube_deployment_status_condition", noProgress, [0, 5 * minute], [1, 15 * minute])],
        at: 6 * minute, firing: [{ severity: "warning", color: "green", ...deployment }],
    },
    {
        alert: "DeploymentFailed", what: "a rollout of pods that goes on",
        series: [
            ...onBlue,
            kube("kube_deployment_status_condition", noProgress, [0, 15 * minute]),
            kube("kube_deployment_status_condition", { ...noProgress, status: "true" }, [1, 15 * minute]),
        ],
        at: 6 * minute, firing: [],
    },
    {
        alert: "HighErrorRateDuringDeployment", what: "a canary of 10 % with 3 % of errors",
        series: [
            ...release({ ...blue, good: [[100, 5 * minute], [90, 5 * minute]] }),
            ...release({ ...green, good: [[0, 5 * minute], [9.7, 5 * minute]], bad: [[0, 5 * minute], [0.3, 5 * minute]] }),
        ],
        at: 6 * minute, firing: [{ severity: "warning", ...greenGateway }],
    },
    {
        alert: "HighErrorRateDuringDeployment", what: "a service behind the gateway fails in the canary",
        series: [
            ...release({ ...blue, good: [[100, 5 * minute], [90, 5 * minute]] }),
            ...release({ ...green, good: [[0, 5 * minute], [10, 5 * minute]] }),
            ...release({
                ...green, service: "order-execution",
                good: [[0, 5 * minute], [9.7, 5 * minute]], bad: [[0, 5 * minute], [0.3, 5 * minute]],
            }),
        ],
        at: 6 * minute, firing: [{ severity: "warning", ...green, service: "order-execution" }],
    },
    {
        alert: "HighErrorRateDuringDeployment", what: "3 % of errors without a rollout",
        series: release({ ...blue, good: [[97, 10 * minute]], bad: [[3, 10 * minute]] }), at: 10 * minute, firing: [],
    },
    {
        alert: "RollbackTriggered", what: "a canary of 10 % that lasted half a minute",
        series: canary(0.1, 30), at: 22 * minute, firing: [{ severity: "warning", ...blue }],
    },
    {
        alert: "RollbackTriggered", what: "a release that had everything for five minutes",
        series: canary(1, 5 * minute), at: 27 * minute, firing: [{ severity: "warning", ...blue }],
    },
    {
        alert: "RollbackTriggered", what: "a release that stays", series: released, at: 215 * minute, firing: [],
    },
    {
        alert: "RollbackTriggered", what: "a release that stays, long after", series: released, at: 250 * minute, firing: [],
    },
    {
        alert: "RollbackTriggered", what: "a smoke test on a quiet stack", series: canary(0.3, 15, 1), at: 22 * minute, firing: [],
    },
    {
        alert: "RolloutStuck", what: "a canary that nobody ends",
        series: canary(0.1, 2 * hour), at: 2 * hour, firing: [{ severity: "warning" }],
    },
    {
        alert: "RolloutStuck", what: "a canary that takes its time", series: canary(0.1, hour), at: 75 * minute, firing: [],
    },
    {
        alert: "PodCrashLooping", what: "a container of the color with traffic waits to be restarted",
        series: [
            ...onGreen,
            kube("kube_pod_container_status_waiting_reason", { ...container, reason: "CrashLoopBackOff" }, ["_", 5 * minute], [1, minute]),
        ],
        at: 5 * minute + 30, firing: [{ severity: "critical", color: "green", ...container }],
    },
    {
        alert: "PodCrashLooping", what: "a container of the other color was restarted three times",
        series: [...onBlue, kube("kube_pod_container_status_restarts_total", container, [0, 5 * minute], [2, minute], [4, 10 * minute])],
        at: 8 * minute, firing: [{ severity: "warning", color: "green", ...container }],
    },
    {
        alert: "PodCrashLooping", what: "a container was restarted once, and another one waits for its image",
        series: [
            ...onBlue,
            kube("kube_pod_container_status_restarts_total", container, [0, 5 * minute], [1, 10 * minute]),
            kube("kube_pod_container_status_waiting_reason", { ...container, reason: "ImagePullBackOff" }, [1, 15 * minute]),
        ],
        at: 8 * minute, firing: [],
    },
    {
        alert: "PodsNotReady", what: "one of three is not available for a quarter of an hour",
        series: [
            kube("kube_deployment_spec_replicas", deployment, [3, 20 * minute]),
            kube("kube_deployment_status_replicas_available", deployment, [2, 20 * minute]),
        ],
        at: 15 * minute, firing: [{ severity: "warning", ...deployment }],
    },
    {
        alert: "PodsNotReady", what: "for five minutes",
        series: [
            kube("kube_deployment_spec_replicas", deployment, [3, 20 * minute]),
            kube("kube_deployment_status_replicas_available", deployment, [2, 5 * minute], [3, 15 * minute]),
        ],
        at: 15 * minute, firing: [],
    },
    {
        alert: "AutoscalerAtMaximum", what: "as many pods as it may have for 20 minutes",
        series: [
            kube("kube_horizontalpodautoscaler_status_desired_replicas", autoscaler, [10, 30 * minute]),
            kube("kube_horizontalpodautoscaler_spec_max_replicas", autoscaler, [10, 30 * minute]),
        ],
        at: 20 * minute, firing: [{ severity: "warning", ...autoscaler }],
    },
    {
        alert: "AutoscalerAtMaximum", what: "one fewer",
        series: [
            kube("kube_horizontalpodautoscaler_status_desired_replicas", autoscaler, [9, 30 * minute]),
            kube("kube_horizontalpodautoscaler_spec_max_replicas", autoscaler, [10, 30 * minute]),
        ],
        at: 20 * minute, firing: [],
    },
];
