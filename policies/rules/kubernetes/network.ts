/** Which pods may talk to which. */
import { parts } from "../../core/conditions";
import { Answer, ask, demanded, every, some } from "../../core/answer";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import type { Node } from "../../core/node";
import type { Condition, Rule, Subject } from "../../core/rule";
import { about, listParameter, selects, together, unlessListed } from "./objects";
import { lasting, podOf } from "./pods";

const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const everywhere = ["0.0.0.0/0", "::/0"];

/** Whether a policy lets anything pass. */
function allows({ props }: Subject): Answer {
    return some(...["ingress", "egress"].map((direction) =>
        ask(props.at(`spec.${direction}`), (list) => list.items().length > 0)));
}

function isForPods(policy: Subject, workload: Subject): Answer {
    const selector = policy.props.at("spec.podSelector");
    const selected = selector.reading === "absent" ? true : selects(selector, podOf(workload).at("metadata.labels"));
    return every(together(policy, workload), about(policy, every(selected, allows(policy))));
}

/** No rule of a direction lets everything pass. */
function someOnly(direction: "ingress" | "egress", peers: "from" | "to"): Condition {
    return unlessListed("mayAllowAll", ({ props }) => parts(props.at(`spec.${direction}`), (rule) => {
        const [others, ports] = [rule.at(peers), rule.at("ports")];
        const open = [others, ports].find(({ reading }) => reading === "unknown");
        if (others.items().length === 0 && ports.items().length === 0) {
            return open === undefined
                ? notMet(rule.path, "lets everything pass; peers or ports are required")
                : unknown(open.path);
        }
        return [met, ...parts(others, block)];
    }));
}

function block(peer: Node): Outcome {
    const cidr = peer.at("ipBlock.cidr");
    const except = peer.at("ipBlock.except");
    if (cidr.reading === "unknown") return unknown(cidr.path);
    if (cidr.text === undefined || !everywhere.includes(cidr.text)) return met;
    if (except.reading === "unknown") return unknown(except.path);
    return except.items().length > 0 ? met : notMet(cidr.path, `is "${cidr.text}" without except; a smaller range is required`);
}

export const networkRules: readonly Rule[] = [
    {
        id: "k8s-workload-has-network-policy",
        title: "Each workload has a network policy of what it may reach and who may reach it",
        why: "What no policy but the default selects is either cut off, or open to all.",
        cure: "Add a networking.v1.NetworkPolicy in the workload's namespace whose podSelector matches the pod's labels, with "
            + "ingress or egress rules.",
        types: lasting,
        kind: "stack",
        conditions: [(subject, { stack }) =>
            demanded(
                some(...stack.ofType(policyType).map((policy) => isForPods(policy, subject))), "",
                "has no NetworkPolicy with rules that selects its pods",
            )],
    },
    {
        id: "k8s-network-policy-no-allow-all",
        title: "No network policy lets everything pass",
        why: "One such rule undoes the default deny for all pods that it selects.",
        cure: "Name peers and ports in each rule; for ranges of all addresses give except, or list the policy in the parameter "
            + "mayAllowAll.",
        types: [policyType],
        kind: "resource",
        parameters: { mayAllowAll: listParameter("policies that may let everything pass") },
        conditions: [someOnly("ingress", "from"), someOnly("egress", "to")],
    },
];
