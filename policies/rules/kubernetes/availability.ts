/** Workloads that outlive the loss of a pod, a node, or a zone. */
import { Answer, ask, demanded, every, some } from "../../core/answer";
import { judged, shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { notApplicable, unknown } from "../../core/outcome";
import { integerParameter } from "../../core/parameters";
import type { Rule, StackView, Subject } from "../../core/rule";
import { about, selects, together } from "./objects";
import { inPod, podOf, scaled } from "./pods";

const [autoscaler, budget] = ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "kubernetes:policy/v1:PodDisruptionBudget"];
const zone = "topology.kubernetes.io/zone";

/**
 * Whether an autoscaler decides how many pods a workload has: by where the name comes from while it is not known, else by the
 * name.
 */
function scales(scaler: Subject, workload: Subject): Answer {
    const target = scaler.props.at("spec.scaleTargetRef");
    const [own, name] = [workload.props.at("metadata.name"), target.at("name")];
    const kind = workload.type.slice(workload.type.lastIndexOf(":") + 1);
    if (own.reading !== "unknown" && name.reading !== "unknown") {
        return every(ask(target.at("kind"), ({ text }) => text === kind), name.text === own.text, together(scaler, workload));
    }
    const sources = scaler.from("spec").filter(({ type }) => type === workload.type);
    return sources.length === 0 ? { unknown: name.path } : sources.some(({ urn }) => urn === workload.urn);
}

/**
 * What sets the least number of pods: an autoscaler where one is there, whatever `replicas` says, else `replicas`. Each is 1
 * where nothing is said.
 */
function least(
    workload: Subject, stack: StackView,
): { readonly node: Node; readonly of?: Subject } | { readonly unknown: string } {
    for (const scaler of stack.ofType(autoscaler)) {
        const answer = about(scaler, scales(scaler, workload));
        if (typeof answer === "object") return answer;
        if (answer) return { node: scaler.props.at("spec.minReplicas"), of: scaler };
    }
    return { node: workload.props.at("spec.replicas") };
}

const spread = inPod((spec) => {
    const affinity = spec.at("affinity.podAntiAffinity");
    const lists = [
        { list: spec.at("topologySpreadConstraints"), key: "topologyKey" },
        { list: affinity.at("requiredDuringSchedulingIgnoredDuringExecution"), key: "topologyKey" },
        { list: affinity.at("preferredDuringSchedulingIgnoredDuringExecution"), key: "podAffinityTerm.topologyKey" },
    ];
    const answers = lists.flatMap(({ list, key }): readonly Answer[] =>
        (list.reading === "unknown" ? [{ unknown: list.path }] : list.items().map((item) =>
            ask(item.at(key), ({ text }) => text === zone))));
    return demanded(
        some(...answers), spec.path, `has neither topologySpreadConstraints nor podAntiAffinity over ${zone}; one is required`,
    );
});

export const availabilityRules: readonly Rule[] = [
    {
        id: "k8s-minimum-replicas",
        title: "Workloads have more than one pod",
        why: "With one, each update of a node and each crash is an outage.",
        cure: "Set spec.replicas, or minReplicas of the workload's HorizontalPodAutoscaler, to 2 or more.",
        types: scaled,
        kind: "stack",
        parameters: { least: integerParameter("least number of pods", 2, { minimum: 1 }) },
        conditions: [(subject, context) => {
            const found = least(subject, context.stack);
            if ("unknown" in found) return unknown(found.unknown);
            const { node, of } = found;
            const bound = Number(context.parameter("least"));
            const place = of === undefined ? node.path : `${of.name}.${node.path}`;
            if (node.reading === "unknown") return unknown(place);
            return demanded(
                (node.reading === "absent" ? 1 : node.number ?? 0) >= bound, place,
                `is ${shown(node.value ?? 1)}; ${bound} or more is required`,
            );
        }],
    },
    {
        id: "k8s-pod-disruption-budget",
        title: "Workloads of several pods have a disruption budget",
        why: "Draining nodes may take all pods of a workload away at once otherwise.",
        cure: "Add a policy.v1.PodDisruptionBudget in the same namespace whose selector matches the pod's labels.",
        types: scaled,
        kind: "stack",
        conditions: [(subject, { stack }) => {
            const found = least(subject, stack);
            if ("unknown" in found) return unknown(found.unknown);
            if (found.node.reading === "unknown") {
                return unknown(found.of === undefined ? found.node.path : `${found.of.name}.${found.node.path}`);
            }
            if ((found.node.number ?? 1) <= 1) return notApplicable("the workload has one pod");
            const labels = podOf(subject).at("metadata.labels");
            const answers = stack.ofType(budget).map((each) =>
                about(each, every(together(each, subject), selects(each.props.at("spec.selector"), labels))));
            return demanded(some(...answers), "", "has no PodDisruptionBudget that selects its pods");
        }],
    },
    {
        id: "k8s-topology-spread",
        title: "The pods of a workload are spread over zones",
        why: "The scheduler may put all of them into one zone, and a zone that fails takes the whole workload.",
        cure: `Give the pod's spec a topologySpreadConstraints entry with topologyKey ${zone}.`,
        types: scaled,
        kind: "resource",
        conditions: [(subject, context) => {
            const spec = podOf(subject).at("spec");
            return spec.reading === "unknown" ? judged(spec, "met", "", () => undefined) : spread(subject, context);
        }],
    },
];
