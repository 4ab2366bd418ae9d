/** Which node a pod goes to. Pure; the filters and scores of kube-scheduler's default plugins that the program's pods use. */

import { isProps, list, numberOr, optionalText, Props, record, records, text, texts, Value } from "../../cloud/values";
import { selects } from "../api/selectors";
import { KubeObject, labelsOf, namespaceOf, specOf } from "../api/types";
import { Requests, requestsOf } from "../runtime/pod-spec";

type Labels = Readonly<Record<string, string>>;

export interface NodeView {
    readonly name: string;
    readonly labels: Labels;
    readonly taints: readonly Props[];
    /** Allocatable CPU in cores, memory in bytes. */
    readonly allocatable: Requests;
    /** Most pods it takes. */
    readonly pods: number;
    /** Pods that are bound to it and have not ended. */
    readonly running: readonly KubeObject[];
}

export type Placement = { readonly node: string } | { readonly reason: string };

/** The best node for a pod, or why there is none, in the scheduler's words. */
export function place(pod: KubeObject, nodes: readonly NodeView[]): Placement {
    if (nodes.length === 0) return { reason: "no nodes available to schedule pods" };
    const refusals = new Map<string, number>();
    const fitting: NodeView[] = [];
    for (const node of nodes) {
        const reasons = refusalsOf(pod, node, nodes);
        for (const reason of reasons) refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
        if (reasons.length === 0) fitting.push(node);
    }
    if (fitting.length === 0) {
        const told = [...refusals].map(([reason, count]) => `${count} ${reason}`).sort();
        return {
            reason:
                `0/${nodes.length} nodes are available: ${told.join(", ")}. preemption: 0/${nodes.length} nodes are available: ` +
                `${nodes.length} Preemption is not helpful for scheduling.`,
        };
    }
    const scored = fitting.map((node) => ({ node, score: score(pod, node, nodes) }));
    return { node: scored.reduce((best, each) => (each.score > best.score ? each : best)).node.name };
}

/** As kube-scheduler does, a node that fails one filter is not asked the next one; of resources all are named. */
function refusalsOf(pod: KubeObject, node: NodeView, nodes: readonly NodeView[]): readonly string[] {
    const taint = node.taints.find((each) => optionalText(each, "effect") !== "PreferNoSchedule" && !tolerates(pod, each));
    if (taint !== undefined)
        return [`node(s) had untolerated taint {${text(taint, "key")}: ${optionalText(taint, "value") ?? ""}}`];
    if (!wantsNode(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"];
    const resources = lacking(pod, node);
    if (resources.length > 0) return resources;
    if (spreadOf(pod).some((each) => each.hard && skewWith(pod, each, node, nodes) > each.maxSkew)) {
        return ["node(s) didn't match pod topology spread constraints"];
    }
    return repelled(pod, node, nodes) ? ["node(s) didn't match pod anti-affinity rules"] : [];
}

function lacking(pod: KubeObject, node: NodeView): readonly string[] {
    const wanted = requestsOf(pod);
    const used = node.running.map(requestsOf);
    const total = (name: keyof Requests): number => used.reduce((sum, each) => sum + each[name], wanted[name]);
    return [
        // sums of fractions of a core are not exact
        ...(total("cpu") > node.allocatable.cpu + 1e-9 ? ["Insufficient cpu"] : []),
        ...(total("memory") > node.allocatable.memory ? ["Insufficient memory"] : []),
        ...(node.running.length + 1 > node.pods ? ["Too many pods"] : []),
    ];
}

function tolerates(pod: KubeObject, taint: Props): boolean {
    return records(specOf(pod), "tolerations").some((toleration) => {
        const key = optionalText(toleration, "key");
        const effect = optionalText(toleration, "effect");
        if (effect !== undefined && effect !== optionalText(taint, "effect")) return false;
        if (optionalText(toleration, "operator") === "Exists") return key === undefined || key === optionalText(taint, "key");
        return (
            key === optionalText(taint, "key") &&
            (optionalText(toleration, "value") ?? "") === (optionalText(taint, "value") ?? "")
        );
    });
}

function wantsNode(pod: KubeObject, node: NodeView): boolean {
    const spec = specOf(pod);
    const plain = selects({ matchLabels: record(spec, "nodeSelector") }, node.labels);
    const affinity = record(record(spec, "affinity"), "nodeAffinity")["requiredDuringSchedulingIgnoredDuringExecution"];
    if (!isProps(affinity)) return plain;
    return (
        plain &&
        records(affinity, "nodeSelectorTerms").some((term) =>
            selects({ matchExpressions: term["matchExpressions"] ?? [] }, node.labels),
        )
    );
}

interface Spread {
    readonly key: string;
    readonly maxSkew: number;
    readonly hard: boolean;
    readonly selector: Props;
    readonly minDomains: number;
}

function spreadOf(pod: KubeObject): readonly Spread[] {
    return records(specOf(pod), "topologySpreadConstraints").map((each) => {
        const selector = record(each, "labelSelector");
        const own = texts(each, "matchLabelKeys").flatMap((key): [string, Value][] =>
            labelsOf(pod)[key] === undefined ? [] : [[key, labelsOf(pod)[key]]],
        );
        return {
            key: text(each, "topologyKey"),
            maxSkew: numberOr(each, "maxSkew", 1),
            hard: optionalText(each, "whenUnsatisfiable") !== "ScheduleAnyway",
            selector: { ...selector, matchLabels: { ...record(selector, "matchLabels"), ...Object.fromEntries(own) } },
            minDomains: numberOr(each, "minDomains", 1),
        };
    });
}

/** How uneven the pods of a constraint would be with the pod on that node: its domain's count above the least one's. */
function skewWith(pod: KubeObject, spread: Spread, node: NodeView, nodes: readonly NodeView[]): number {
    const domain = node.labels[spread.key];
    if (domain === undefined) return Infinity;
    const counts = new Map<string, number>();
    for (const each of nodes) {
        const name = each.labels[spread.key];
        if (name === undefined || !wantsNode(pod, each)) continue;
        const alike = each.running.filter(
            (other) => namespaceOf(other) === namespaceOf(pod) && selects(spread.selector, labelsOf(other)),
        );
        counts.set(name, (counts.get(name) ?? 0) + alike.length);
    }
    const least = counts.size < spread.minDomains ? 0 : Math.min(...counts.values());
    return (counts.get(domain) ?? 0) + 1 - least;
}

interface Repulsion {
    readonly key: string;
    readonly selector: Props;
    readonly namespaces: readonly string[];
}

function repulsionsOf(pod: KubeObject): readonly Repulsion[] {
    const rules = list(
        record(record(specOf(pod), "affinity"), "podAntiAffinity"),
        "requiredDuringSchedulingIgnoredDuringExecution",
    ).filter(isProps);
    return rules.map((rule) => {
        const namespaces = texts(rule, "namespaces");
        return {
            key: text(rule, "topologyKey"),
            selector: record(rule, "labelSelector"),
            namespaces: namespaces.length > 0 ? namespaces : [namespaceOf(pod) ?? ""],
        };
    });
}

/** Whether the pod refuses a neighbor there, or one of them refuses it. */
function repelled(pod: KubeObject, node: NodeView, nodes: readonly NodeView[]): boolean {
    return nodes.some((each) =>
        each.running.some((other) => {
            const near = (key: string): boolean => node.labels[key] !== undefined && node.labels[key] === each.labels[key];
            const hits = (rule: Repulsion, whom: KubeObject): boolean =>
                near(rule.key) && rule.namespaces.includes(namespaceOf(whom) ?? "") && selects(rule.selector, labelsOf(whom));
            return repulsionsOf(pod).some((rule) => hits(rule, other)) || repulsionsOf(other).some((rule) => hits(rule, pod));
        }),
    );
}

/** Even spread counts most, then pods of the same kind apart, then the emptier node. */
function score(pod: KubeObject, node: NodeView, nodes: readonly NodeView[]): number {
    const skew = spreadOf(pod).reduce((sum, each) => sum + Math.min(skewWith(pod, each, node, nodes), 100), 0);
    const wanted = requestsOf(pod);
    const used = node.running
        .map(requestsOf)
        .reduce((sum, each) => ({ cpu: sum.cpu + each.cpu, memory: sum.memory + each.memory }), wanted);
    const free = (1 - used.cpu / node.allocatable.cpu + 1 - used.memory / node.allocatable.memory) / 2;
    return -skew * 10 + free;
}
