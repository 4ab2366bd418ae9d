/** HorizontalPodAutoscalers: keep Deployments within their bounds, and as large as the processor time of requests asks for. */

import { Draft, isProps, numberOr, optionalText, Props, record, records, text } from "../../cloud/values";
import { wholeSeconds } from "../api/garbage";
import { isDeleting, KubeObject, labelsOf, namespaceOf, ObjectKey, specOf, statusOf } from "../api/types";
import { selects } from "../api/selectors";
import { isTrue, Said, withConditions } from "../runtime/conditions";
import { isActive, requestsOf } from "../runtime/pod-spec";
import { Controller, ControllerContext, keyFrom } from "./controller";
import { replicasOf } from "./deployment";
import { proposal, Recommendation, rulesOf, scale, ScaleEvent, ScaleResult } from "./scaling";

const api = "autoscaling/v2";
/** Seconds; kube-controller-manager, `--horizontal-pod-autoscaler-sync-period`. */
const syncPeriod = 15;
/** The longest window that `behavior` takes (API reference, `HPAScalingRules`). */
const longestWindow = 3600;

const cpuMetric = "cpu resource utilization (percentage of request)";
const unable = "the HPA was unable to compute the replica count";

/** Processor seconds that a pod has used since its start; undefined: it does not run. */
export type CpuSeconds = (podUid: string) => number | undefined;

interface Sample {
    readonly at: number;
    readonly cpuSeconds: number;
    /** Cores, between the last two samples. */
    readonly cores: number;
}

interface Memory {
    readonly recommendations: Recommendation[];
    readonly events: ScaleEvent[];
}

type Measured = { readonly metrics: readonly Props[]; readonly proposed: number } | { readonly problem: string };

export class AutoscalerController extends Controller {
    private readonly samples = new Map<string, Sample>();
    private readonly memories = new Map<string, Memory>();

    constructor(
        private readonly cpuSeconds: CpuSeconds,
        context: ControllerContext,
    ) {
        super("autoscaler", context);
    }

    protected begin(): void {
        this.queueAll(api, "HorizontalPodAutoscaler");
    }

    protected changed(key: ObjectKey, object: KubeObject | undefined): void {
        if (key.kind === "HorizontalPodAutoscaler") this.queue.add(`${key.namespace}/${key.name}`);
        else if (key.kind === "Deployment" && object !== undefined) this.queueAll(api, "HorizontalPodAutoscaler", key.namespace);
    }

    protected reconcile(name: string): void {
        const scaler = this.cluster.get(keyFrom(api, "HorizontalPodAutoscaler", name));
        if (scaler === undefined || isDeleting(scaler)) {
            this.memories.delete(name);
            return;
        }
        this.queue.addAfter(name, syncPeriod);
        const reference = record(specOf(scaler), "scaleTargetRef");
        const target = keyFrom(
            text(reference, "apiVersion"),
            text(reference, "kind"),
            `${namespaceOf(scaler)}/${text(reference, "name")}`,
        );
        const object = target.kind === "Deployment" || target.kind === "ReplicaSet" ? this.cluster.get(target) : undefined;
        if (object === undefined) return this.tellMissing(scaler, target);
        this.adjust(name, scaler, object);
    }

    private adjust(name: string, scaler: KubeObject, target: KubeObject): void {
        const spec = specOf(scaler);
        const current = replicasOf(target);
        const [min, max] = [numberOr(spec, "minReplicas", 1), numberOr(spec, "maxReplicas", 1)];
        if (current === 0) {
            return this.tell(
                scaler,
                target,
                0,
                [],
                [
                    {
                        type: "AbleToScale",
                        status: "True",
                        reason: "SucceededGetScale",
                        message: "the HPA controller was able to get the target's current scale",
                    },
                    {
                        type: "ScalingActive",
                        status: "False",
                        reason: "ScalingDisabled",
                        message: "scaling is disabled since the replica count of the target is zero",
                    },
                ],
            );
        }
        const measured = this.measure(spec, target, current);
        const memory = this.memories.get(name) ?? { recommendations: [{ at: this.now(), replicas: current }], events: [] };
        this.memories.set(name, memory);
        const result = this.decide({ spec, current, min, max, memory, measured });
        if (result.replicas !== current) {
            memory.events.push({ at: this.now(), change: result.replicas - current });
            this.cluster.update({ ...target, spec: { ...specOf(target), replicas: result.replicas } });
            const reason =
                current < min
                    ? "Current number of replicas below Spec.MinReplicas"
                    : current > max
                      ? "Current number of replicas above Spec.MaxReplicas"
                      : `${result.replicas > current ? `${cpuMetric} above` : "All metrics below"} target`;
            this.cluster.recorder.record(
                scaler,
                "Normal",
                "SuccessfulRescale",
                `New size: ${result.replicas}; reason: ${reason}`,
                "horizontal-pod-autoscaler",
            );
        }
        this.tell(
            scaler,
            target,
            result.replicas,
            "metrics" in measured ? measured.metrics : [],
            conditionsOf(result, current, min, max, measured),
        );
    }

    private decide({
        spec,
        current,
        min,
        max,
        memory,
        measured,
    }: {
        spec: Props;
        current: number;
        min: number;
        max: number;
        memory: Memory;
        measured: Measured;
    }): ScaleResult {
        if (current > max) return { replicas: max, stabilized: undefined, limited: undefined };
        if (current < min) return { replicas: min, stabilized: undefined, limited: undefined };
        if ("problem" in measured) return { replicas: current, stabilized: undefined, limited: undefined };
        const now = this.now();
        const { recommendations, events } = memory;
        const up = rulesOf(spec, "scaleUp");
        const down = rulesOf(spec, "scaleDown");
        const result = scale({ current, proposed: measured.proposed, min, max, now, up, down, recommendations, events });
        recommendations.push({ at: now, replicas: measured.proposed });
        for (const list of [recommendations, events]) while (list.length > 0 && list[0].at < now - longestWindow) list.shift();
        return result;
    }

    private measure(spec: Props, target: KubeObject, current: number): Measured {
        const metrics = records(spec, "metrics");
        const selector = record(specOf(target), "selector");
        const pods = this.cluster
            .list("v1", "Pod", namespaceOf(target))
            .filter((pod) => isActive(pod) && !isDeleting(pod) && selects(selector, labelsOf(pod)));
        const ready = pods.filter((pod) => isTrue(pod, "Ready"));
        const cores = ready.map((pod) => this.coresOf(pod.metadata.uid));
        if (ready.length === 0)
            return {
                problem:
                    `${unable}: failed to get cpu utilization: ` +
                    "did not receive metrics for targeted pods (pods might be unready)",
            };
        let proposed = 0;
        const shown: Props[] = [];
        for (const metric of metrics) {
            const resource = record(metric, "resource");
            const goal = record(resource, "target")["averageUtilization"];
            if (optionalText(resource, "name") !== "cpu" || typeof goal !== "number") {
                return {
                    problem:
                        `${unable}: ${optionalText(resource, "name") ?? text(metric, "type")}: ` +
                        "the simulated cloud measures the utilization of cpu only",
                };
            }
            const requested = ready.reduce((sum, pod) => sum + requestsOf(pod).cpu, 0);
            if (requested === 0)
                return {
                    problem: `${unable}: failed to get cpu utilization: missing request for cpu`,
                };
            const used = cores.reduce((sum, each) => sum + each, 0);
            const utilization = Math.round((used / requested) * 100);
            proposed = Math.max(proposed, proposal(current, ready.length, ((used / requested) * 100) / goal));
            const averageValue = `${Math.round((used / ready.length) * 1000)}m`;
            shown.push({
                type: "Resource",
                resource: { name: "cpu", current: { averageUtilization: utilization, averageValue } },
            });
        }
        return { metrics: shown, proposed: metrics.length === 0 ? current : proposed };
    }

    private coresOf(uid: string): number {
        const cpuSeconds = this.cpuSeconds(uid) ?? 0;
        const at = this.cluster.clock.now();
        const last = this.samples.get(uid);
        // a second look right after the first one would measure nothing but noise
        if (last !== undefined && at - last.at < this.cluster.clock.scaled(syncPeriod) / 2) return last.cores;
        const cores =
            last === undefined || cpuSeconds < last.cpuSeconds ? 0 : (cpuSeconds - last.cpuSeconds) / ((at - last.at) / 1000);
        this.samples.set(uid, { at, cpuSeconds, cores });
        return cores;
    }

    private tell(
        scaler: KubeObject,
        target: KubeObject,
        desired: number,
        metrics: readonly Props[],
        said: readonly Said[],
    ): void {
        const status: Draft = {
            currentReplicas: numberOr(statusOf(target), "replicas", 0),
            desiredReplicas: desired,
            conditions: withConditions(scaler, said, wholeSeconds(this.cluster.clock.iso())),
        };
        if (metrics.length > 0) status["currentMetrics"] = metrics;
        if (desired !== replicasOf(target)) status["lastScaleTime"] = wholeSeconds(this.cluster.clock.iso());
        else if (isProps(scaler["status"]) && scaler["status"]["lastScaleTime"] !== undefined)
            status["lastScaleTime"] = scaler["status"]["lastScaleTime"];
        this.cluster.updateStatus(
            keyFrom(api, "HorizontalPodAutoscaler", `${namespaceOf(scaler)}/${scaler.metadata.name}`),
            status,
        );
    }

    private tellMissing(scaler: KubeObject, target: ObjectKey): void {
        const missing = `${target.kind.toLowerCase()}s.apps "${target.name}" not found`;
        const message = `the HPA controller was unable to get the target's current scale: ${missing}`;
        const said: Said = { type: "AbleToScale", status: "False", reason: "FailedGetScale", message };
        const conditions = withConditions(scaler, [said], wholeSeconds(this.cluster.clock.iso()));
        this.cluster.updateStatus(keyFrom(api, "HorizontalPodAutoscaler", `${namespaceOf(scaler)}/${scaler.metadata.name}`), {
            currentReplicas: 0,
            desiredReplicas: 0,
            conditions,
        });
    }

    /** Seconds of the cluster's life. */
    private now(): number {
        return this.cluster.clock.now() / this.cluster.clock.scaled(1);
    }
}

/** The controller's words (k8s.io/kubernetes pkg/controller/podautoscaler). */
function conditionsOf(result: ScaleResult, current: number, min: number, max: number, measured: Measured): readonly Said[] {
    const able: Said =
        result.replicas !== current
            ? {
                  type: "AbleToScale",
                  status: "True",
                  reason: "SucceededRescale",
                  message: `the HPA controller was able to update the target scale to ${result.replicas}`,
              }
            : result.stabilized !== undefined
              ? { type: "AbleToScale", status: "True", reason: result.stabilized, message: stabilizedText[result.stabilized] }
              : {
                    type: "AbleToScale",
                    status: "True",
                    reason: "ReadyForNewScale",
                    message: "recommended size matches current size",
                };
    const active: Said =
        "problem" in measured
            ? { type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric", message: measured.problem }
            : {
                  type: "ScalingActive",
                  status: "True",
                  reason: "ValidMetricFound",
                  message: `the HPA was able to successfully calculate a replica count from ${cpuMetric}`,
              };
    const limit = current < min ? "TooFewReplicas" : current > max ? "TooManyReplicas" : result.limited;
    const limited: Said =
        limit === undefined
            ? {
                  type: "ScalingLimited",
                  status: "False",
                  reason: "DesiredWithinRange",
                  message: "the desired count is within the acceptable range",
              }
            : { type: "ScalingLimited", status: "True", reason: limit, message: limitText[limit] };
    return [able, active, limited];
}

const stabilizedText = {
    ScaleUpStabilized: "recent recommendations were lower than current one, applying the lowest recent recommendation",
    ScaleDownStabilized: "recent recommendations were higher than current one, applying the highest recent recommendation",
} as const;

const limitText = {
    TooFewReplicas: "the desired replica count is less than the minimum replica count",
    TooManyReplicas: "the desired replica count is more than the maximum replica count",
    ScaleUpLimit: "the desired replica count is increasing faster than the maximum scale rate",
    ScaleDownLimit: "the desired replica count is decreasing faster than the maximum scale rate",
} as const;
