/** The arithmetic of the HorizontalPodAutoscaler. Pure; Kubernetes guide, "Horizontal Pod Autoscaling", and its API reference. */

import { isProps, numberOr, optionalText, Props, record, records, text } from "../../cloud/values";

/** Ratios this near to 1 change nothing (kube-controller-manager, `--horizontal-pod-autoscaler-tolerance`). */
const tolerance = 0.1;

export interface ScalePolicy {
    readonly type: string;
    readonly value: number;
    readonly periodSeconds: number;
}

export interface ScaleRules {
    readonly stabilizationSeconds: number;
    /** `Max`, `Min` or `Disabled`. */
    readonly select: string;
    readonly policies: readonly ScalePolicy[];
}

const usualUp: ScaleRules = {
    stabilizationSeconds: 0,
    select: "Max",
    policies: [
        { type: "Percent", value: 100, periodSeconds: 15 },
        { type: "Pods", value: 4, periodSeconds: 15 },
    ],
};
const usualDown: ScaleRules = {
    stabilizationSeconds: 300,
    select: "Max",
    policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

/** Rules of `spec.behavior` for one direction, with the API's defaults. */
export function rulesOf(spec: Props, direction: "scaleUp" | "scaleDown"): ScaleRules {
    const usual = direction === "scaleUp" ? usualUp : usualDown;
    const given = record(spec, "behavior")[direction];
    if (!isProps(given)) return usual;
    const policies = records(given, "policies").map((policy) => ({
        type: text(policy, "type"),
        value: numberOr(policy, "value", 0),
        periodSeconds: numberOr(policy, "periodSeconds", 15),
    }));
    return {
        stabilizationSeconds: numberOr(given, "stabilizationWindowSeconds", usual.stabilizationSeconds),
        select: optionalText(given, "selectPolicy") ?? "Max",
        policies: policies.length > 0 ? policies : usual.policies,
    };
}

/** Pods that would bring a metric to its target; `ratio` is its value against it. */
export function proposal(current: number, measured: number, ratio: number): number {
    return Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(ratio * measured - 1e-9);
}

export interface Recommendation {
    /** Seconds. */
    readonly at: number;
    readonly replicas: number;
}

/** A change of size in the past. */
export interface ScaleEvent {
    readonly at: number;
    /** Pods added, or taken away where negative. */
    readonly change: number;
}

export interface ScaleInput {
    readonly current: number;
    readonly proposed: number;
    readonly min: number;
    readonly max: number;
    /** Seconds. */
    readonly now: number;
    readonly up: ScaleRules;
    readonly down: ScaleRules;
    readonly recommendations: readonly Recommendation[];
    readonly events: readonly ScaleEvent[];
}

export interface ScaleResult {
    readonly replicas: number;
    readonly stabilized: "ScaleUpStabilized" | "ScaleDownStabilized" | undefined;
    readonly limited: "TooFewReplicas" | "TooManyReplicas" | "ScaleUpLimit" | "ScaleDownLimit" | undefined;
}

/** The size that the rules let a proposal become. */
export function scale(input: ScaleInput): ScaleResult {
    const { current, min, max } = input;
    const steady = stabilize(input);
    const stabilized =
        steady === input.proposed ? undefined : steady < input.proposed ? "ScaleUpStabilized" : "ScaleDownStabilized";
    if (steady > current) {
        const limit = Math.max(current, upLimit(input));
        const replicas = Math.min(steady, limit, max);
        const limited = replicas === steady ? undefined : limit < max ? "ScaleUpLimit" : "TooManyReplicas";
        return { replicas, stabilized, limited };
    }
    if (steady < current) {
        const limit = Math.min(current, downLimit(input));
        const replicas = Math.max(steady, limit, min);
        const limited = replicas === steady ? undefined : limit > min ? "ScaleDownLimit" : "TooFewReplicas";
        return { replicas, stabilized, limited };
    }
    return { replicas: current, stabilized, limited: undefined };
}

/** No growth above the least, no shrinking below the greatest recommendation of the windows. */
function stabilize({ current, proposed, now, up, down, recommendations }: ScaleInput): number {
    let [upper, lower] = [proposed, proposed];
    for (const { at, replicas } of recommendations) {
        if (at > now - up.stabilizationSeconds) upper = Math.min(upper, replicas);
        if (at > now - down.stabilizationSeconds) lower = Math.max(lower, replicas);
    }
    return current < upper ? upper : current > lower ? lower : current;
}

function upLimit({ current, now, up, events }: ScaleInput): number {
    return chosen(up, current, Math.max, Math.min, ({ type, value, periodSeconds }) => {
        const start = current - changes(events, now - periodSeconds, 1);
        return type === "Pods" ? start + value : Math.ceil(start * (1 + value / 100) - 1e-9);
    });
}

function downLimit({ current, now, down, events }: ScaleInput): number {
    return chosen(down, current, Math.min, Math.max, ({ type, value, periodSeconds }) => {
        const start = current + changes(events, now - periodSeconds, -1);
        return type === "Pods" ? start - value : Math.floor(start * (1 - value / 100) + 1e-9);
    });
}

type Pick = (...limits: number[]) => number;

function chosen(rules: ScaleRules, current: number, most: Pick, least: Pick, limitOf: (policy: ScalePolicy) => number): number {
    if (rules.select === "Disabled") return current;
    return (rules.select === "Min" ? least : most)(...rules.policies.map(limitOf));
}

/** Pods added (sign 1) or taken away (-1) since then. */
function changes(events: readonly ScaleEvent[], since: number, sign: number): number {
    return events
        .filter(({ at, change }) => at > since && change * sign > 0)
        .reduce((sum, { change }) => sum + Math.abs(change), 0);
}
