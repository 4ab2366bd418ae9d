/** Who may reach what observes the cluster, and what that may reach. Creates nothing. */

import type * as inputs from "@pulumi/kubernetes/types/input";
import { serviceCidr } from "../../config/aws";
import { slotNamespaces } from "../slots/labels";
import { blockOf, dnsOut, httpsOut, logsPort, type PolicySpec, tracesPort } from "../slots/network-policies";
import { nodeNamespace } from "./places";

type Peer = inputs.networking.v1.NetworkPolicyPeer;

/** Port of the webhook that checks rules (chart's `prometheusOperator.tls.internalPort`), and of the kubelets' figures. */
export const operatorPort = 10_250;
const nodeExporterPort = 9100;
const dnsFiguresPort = 9153;

export interface Reach {
    /** Blocks of the private subnets: nodes, control plane and endpoints of AWS. */
    readonly privateCidrs: readonly string[];
    /** Ports that services show their figures at. */
    readonly servicePorts: readonly number[];
}

/**
 * In: the pods of the namespace itself; logs and traces of the slots and of the agents on the nodes; the API server's calls of
 * the operator's webhook. Out: the pods of the namespace, figures of services, nodes and DNS, the API server, and services of
 * AWS.
 */
export function allowedTraffic({ privateCidrs, servicePorts }: Reach): PolicySpec {
    const own: Peer = { podSelector: {} };
    const nodes = privateCidrs.map(cidr => blockOf(cidr));
    return {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [
            { from: [own] },
            { from: [namespaces(...slotNamespaces, nodeNamespace)], ports: tcp(logsPort, tracesPort) },
            { from: nodes, ports: tcp(operatorPort) },
        ],
        egress: [
            { to: [own] },
            dnsOut,
            // The API server, too, as pods see it: policies are applied before the address of a Service is translated.
            httpsOut([...privateCidrs, serviceCidr]),
            { to: [namespaces(...slotNamespaces)], ports: tcp(...new Set(servicePorts)) },
            { to: [namespaces(nodeNamespace)], ports: tcp(dnsFiguresPort) },
            { to: nodes, ports: tcp(operatorPort, nodeExporterPort) },
        ],
    };
}

/** Bounds of the namespace: a runaway copy of something is refused, and nobody opens a way in from outside. */
export const quota = {
    "pods": "40",
    "requests.cpu": "8",
    "requests.memory": "24Gi",
    "limits.cpu": "40",
    "limits.memory": "48Gi",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
};

function namespaces(...names: readonly string[]): Peer {
    const matchExpressions = [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...names] }];
    return { namespaceSelector: { matchExpressions } };
}

function tcp(...ports: readonly number[]): inputs.networking.v1.NetworkPolicyPort[] {
    return ports.map(port => ({ protocol: "TCP", port }));
}
