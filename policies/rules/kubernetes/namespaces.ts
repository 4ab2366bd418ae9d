/** Namespaces, what guards them, and which objects stand where. */
import { Answer, ask, demanded, every, some } from "../../core/answer";
import { isOneOf, judged, shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { textParameter, textsOf, textsParameter } from "../../core/parameters";
import { keyed } from "../../core/parts";
import type { Condition, Rule, Subject } from "../../core/rule";
import { about, listParameter, namespaceType, objectsIn, unlessListed } from "./objects";
import { podRule, workloads } from "./pods";

const [policyType, quotaType, rangeType] = [
    "kubernetes:networking.k8s.io/v1:NetworkPolicy", "kubernetes:core/v1:ResourceQuota", "kubernetes:core/v1:LimitRange",
];
const service = "kubernetes:core/v1:Service";
const system = ["kube-system", "kube-public", "kube-node-lease"];
const security = "pod-security.kubernetes.io";
const versionLabel = `${security}/enforce-version`;
/** Names by which a quota limits each resource (kubernetes.io/docs/concepts/policy/resource-quotas). */
const quotas = {
    cpu: ["cpu", "requests.cpu", "limits.cpu"], memory: ["memory", "requests.memory", "limits.memory"],
    pods: ["pods", "count/pods"],
};
/** What the API server fills each in from (kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_LimitRangeItem). */
const ranges = { limits: ["default", "max"], requests: ["defaultRequest", "default", "max", "min"] };

/** Something of a type in the namespace fulfils a test. */
function holds(type: string, test: (object: Subject) => Answer, text: string): Condition {
    return (namespace, { stack }) => {
        const { found, unsure } = objectsIn(namespace, stack, type);
        return demanded(
            some(...found.map((object) => about(object, test(object))), ...unsure.map(({ name }) =>
                ({ unknown: `${name}.metadata.namespace` }))),
            "", text,
        );
    };
}

function isEmpty(list: Node): Answer {
    return ask(list, (node) => node.items().length === 0, true);
}

/** Whether a policy stops all traffic of every pod in a direction unless another lets it pass. */
function deniesAll({ props }: Subject, direction: "Ingress" | "Egress"): Answer {
    const spec = props.at("spec");
    const selector = spec.at("podSelector");
    const types = spec.at("policyTypes");
    return every(
        ask(
            selector, (node) => node.at("matchLabels").entries().length === 0 && node.at("matchExpressions").items().length === 0,
            true,
        ),
        isEmpty(spec.at(direction.toLowerCase())),
        // Without types a policy is one for ingress, and for egress only where it has rules for it (Kubernetes API reference,
        // NetworkPolicySpec).
        ask(
            types,
            (node) => (node.items().length === 0 ? direction === "Ingress" : node.items().some(({ text }) => text === direction)),
            direction === "Ingress",
        ),
    );
}

function defaultDeny(direction: "Ingress" | "Egress", rule: Pick<Rule, "title" | "why">): Rule {
    const word = direction.toLowerCase();
    return {
        id: `k8s-namespace-default-deny-${word}`,
        ...rule,
        cure: `Add a networking.v1.NetworkPolicy to the namespace with podSelector {}, policyTypes ["${direction}"] and no `
            + `${word} rules; allow what is needed by others.`,
        types: [namespaceType],
        kind: "stack",
        conditions: [
            holds(
                policyType, (policy) => deniesAll(policy, direction), `has no NetworkPolicy that denies all ${word} of every pod`,
            ),
        ],
    };
}

/** One of these resources is limited by the namespace's quotas. */
function limited(name: keyof typeof quotas): Condition {
    return holds(
        quotaType, ({ props }) => some(...quotas[name].map((key) => ask(keyed(props.at("spec.hard"), key), () => true))),
        `has no ResourceQuota that limits ${name}`,
    );
}

function ranged(kind: keyof typeof ranges): Condition {
    const given = (item: Node): Answer => every(
        ask(item.at("type"), ({ text }) => text === "Container"),
        some(...ranges[kind].map((name) => ask(item.at(name), () => true))),
    );
    return holds(rangeType, ({ props }) => {
        const list = props.at("spec.limits");
        return list.reading === "unknown" ? { unknown: list.path } : some(...list.items().map(given));
    }, `has no LimitRange with ${kind} for containers that have none`);
}

/** Name of the namespace that an object stands in. */
function inNamespace(test: (name: string) => string | undefined): Condition {
    return ({ props }) => judged(props.at("metadata.namespace"), "met", "", ({ text = "" }) => test(text));
}

export const namespaceRules: readonly Rule[] = [
    {
        id: "k8s-no-default-namespace",
        title: "Objects stand in a namespace of their own, not in default",
        why: "Quotas, network policies and rights are given by namespace; in default everything shares them.",
        cure: "Set metadata.namespace to the name of a core.v1.Namespace.",
        types: [
            ...workloads, service, "kubernetes:networking.k8s.io/v1:Ingress", "kubernetes:core/v1:ServiceAccount",
            "kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap",
        ],
        kind: "resource",
        conditions: [({ props }) =>
            judged(props.at("metadata.namespace"), "notMet", "a namespace of its own", ({ text, value }) =>
                (text !== undefined && text !== "" && text !== "default"
                    ? undefined
                    : `is ${shown(value)}; a namespace of its own is required`))],
    },
    podRule({
        id: "k8s-no-workloads-in-kube-system",
        title: "Only add-ons of the cluster run in its own namespaces",
        why: "Accounts there hold rights over the whole cluster, and its checks often leave them out.",
        cure: "Move the workload to a namespace of its own, or list the add-on in the parameter addOns.",
        parameters: { addOns: listParameter("add-ons of the cluster") },
        conditions: [unlessListed("addOns", inNamespace((name) =>
            (system.includes(name) ? `is ${shown(name)}, one of the cluster's own; another is required` : undefined)))],
    }),
    {
        id: "k8s-namespace-pod-security-enforced",
        title: "Namespaces refuse pods that are not restricted",
        why: "Whatever reaches the cluster past this program, by hand or by a controller, is held to no standard otherwise.",
        cure: `Label the namespace with ${security}/enforce: restricted and ${security}/enforce-version: vMAJOR.MINOR.`,
        types: [namespaceType],
        kind: "resource",
        parameters: {
            level: { ...textParameter("level of the Pod Security Standards", "restricted", "^(restricted|baseline)$") },
            baseline: textsParameter("names of namespaces that may stay at baseline"),
        },
        conditions: [
            ({ props }, context) => {
                const name = props.at("metadata.name").text ?? "";
                const lower = context.parameter("level") === "baseline" || textsOf(context, "baseline").includes(name);
                return isOneOf(
                    keyed(props.at("metadata.labels"), `${security}/enforce`),
                    lower ? ["restricted", "baseline"] : ["restricted"], "notMet",
                );
            },
            ({ props }) =>
                judged(keyed(props.at("metadata.labels"), versionLabel), "notMet", "a version", ({ text, value }) =>
                    (text !== undefined && /^(latest|v1\.\d+)$/.test(text)
                        ? undefined
                        : `is ${shown(value)}; a version as v1.35, or latest, is required`)),
        ],
    },
    defaultDeny("Ingress", {
        title: "Namespaces let no traffic in that no policy allows",
        why: "Every pod of the cluster reaches every other one otherwise: one that is taken is a way to all.",
    }),
    defaultDeny("Egress", {
        title: "Namespaces let no traffic out that no policy allows",
        why: "A pod that is taken can send data anywhere and fetch tools from anywhere otherwise.",
    }),
    {
        id: "k8s-namespace-resource-quota",
        title: "Namespaces have a quota of CPU, memory and pods",
        why: "One team's mistake uses up the whole cluster otherwise.",
        cure: "Add a core.v1.ResourceQuota to the namespace whose hard limits name requests.cpu, requests.memory and pods.",
        types: [namespaceType],
        kind: "stack",
        conditions: [limited("cpu"), limited("memory"), limited("pods")],
    },
    {
        id: "k8s-namespace-limit-range",
        title: "Namespaces give limits to containers that have none",
        why: "A container that says nothing is unlimited, or is refused where there is a quota.",
        cure: "Add a core.v1.LimitRange to the namespace with default and defaultRequest for the type Container.",
        types: [namespaceType],
        kind: "stack",
        conditions: [ranged("limits"), ranged("requests")],
    },
    {
        id: "k8s-required-labels",
        title: "Objects carry the labels that tell what they belong to",
        why: "Without them nobody finds the owner of what fails, costs, or is attacked.",
        cure: "Add the labels that the parameter labels lists to metadata.labels.",
        types: [...workloads, namespaceType, service],
        kind: "resource",
        parameters: { labels: textsParameter("keys of labels", ["app.kubernetes.io/name", "app.kubernetes.io/part-of"]) },
        conditions: [({ props }, context) =>
            textsOf(context, "labels").map((key) =>
                judged(keyed(props.at("metadata.labels"), key), "notMet", "a value", ({ value }) =>
                    (value === "" ? "is empty; a value is required" : undefined)))],
    },
];
