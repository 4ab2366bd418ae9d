/**
 * Which connections NetworkPolicies allow. Pure; rules as in the API reference, `NetworkPolicy v1 networking.k8s.io`:
 * policies that select a pod isolate it in their directions, everything they name is allowed, all else is not.
 */

import { isProps, numberOr, optionalText, Props, record, records, texts } from "../../cloud/values";
import { contains, parseCidr } from "../../aws/ec2/cidr";
import { selects } from "../api/selectors";
import { KubeObject, namespaceOf, specOf } from "../api/types";

type Labels = Readonly<Record<string, string>>;

/** One end of a connection that is a pod. */
export interface PodPeer {
    readonly namespace: string;
    readonly namespaceLabels: Labels;
    readonly labels: Labels;
    readonly ip: string;
    /** Numbers of its container ports by name. */
    readonly ports: { readonly [name: string]: number };
}

/** One end of a connection outside the cluster. */
export interface AddressPeer {
    readonly ip: string;
}

export type Peer = PodPeer | AddressPeer;

export type Protocol = "TCP" | "UDP" | "SCTP";

function isPod(peer: Peer): peer is PodPeer {
    return "namespace" in peer;
}

/** Whether `from` may open a connection to `port` of `to`: its egress and the other's ingress must both allow it. */
export function allowed(
    policies: readonly KubeObject[],
    from: Peer,
    to: Peer,
    port: number,
    protocol: Protocol = "TCP",
): boolean {
    return (
        directionAllows(policies, "Egress", from, to, { port, protocol, named: to }) &&
        directionAllows(policies, "Ingress", to, from, { port, protocol, named: to })
    );
}

interface Destination {
    readonly port: number;
    readonly protocol: Protocol;
    /** The end whose container ports a name refers to. */
    readonly named: Peer;
}

function directionAllows(
    policies: readonly KubeObject[],
    direction: "Ingress" | "Egress",
    own: Peer,
    other: Peer,
    to: Destination,
): boolean {
    if (!isPod(own)) return true;
    const isolating = policies.filter(
        (policy) =>
            namespaceOf(policy) === own.namespace &&
            typesOf(specOf(policy)).includes(direction) &&
            selects(record(specOf(policy), "podSelector"), own.labels),
    );
    if (isolating.length === 0) return true;
    const [rules, peers] = direction === "Ingress" ? ["ingress", "from"] : ["egress", "to"];
    return isolating.some((policy) =>
        records(specOf(policy), rules).some((rule) => {
            const namedPeers = records(rule, peers);
            const peerFits = namedPeers.length === 0 || namedPeers.some((peer) => peerMatches(peer, own.namespace, other));
            const ports = records(rule, "ports");
            return peerFits && (ports.length === 0 || ports.some((port) => portMatches(port, to)));
        }),
    );
}

/** Absent `policyTypes`: ingress always, egress where there are egress rules. */
function typesOf(spec: Props): readonly string[] {
    const given = texts(spec, "policyTypes");
    if (given.length > 0) return given;
    return records(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

function peerMatches(peer: Props, namespace: string, other: Peer): boolean {
    const block = peer["ipBlock"];
    if (isProps(block)) return inBlock(block, other.ip);
    if (!isPod(other)) return false;
    const { namespaceSelector, podSelector } = peer;
    const namespaceFits = isProps(namespaceSelector)
        ? selects(namespaceSelector, other.namespaceLabels)
        : other.namespace === namespace;
    return namespaceFits && (!isProps(podSelector) || selects(podSelector, other.labels));
}

function inBlock(block: Props, ip: string): boolean {
    return inCidr(optionalText(block, "cidr"), ip) && !texts(block, "except").some((except) => inCidr(except, ip));
}

function inCidr(cidr: string | undefined, ip: string): boolean {
    const outer = cidr === undefined ? undefined : parseCidr(cidr);
    const inner = parseCidr(`${ip}/32`);
    return outer !== undefined && inner !== undefined && contains(outer, inner);
}

function portMatches(rule: Props, to: Destination): boolean {
    if ((optionalText(rule, "protocol") ?? "TCP") !== to.protocol) return false;
    const { port } = rule;
    if (port === undefined || port === null) return true;
    if (typeof port === "string") return isPod(to.named) && to.named.ports[port] === to.port;
    const end = numberOr(rule, "endPort", Number(port));
    return Number(port) <= to.port && to.port <= end;
}
