/**
 * Who may talk to whom in a slot: nobody, but for the calls that the configuration names. Creates nothing.
 *
 * Selectors of pods never leave the namespace, so blue cannot call green.
 */

import type * as inputs from "@pulumi/kubernetes/types/input";
import type { ServiceSettings } from "../../config/types";
import { serviceLabel } from "./labels";

export type PolicySpec = inputs.networking.v1.NetworkPolicySpec;
type Peer = inputs.networking.v1.NetworkPolicyPeer;
type Port = inputs.networking.v1.NetworkPolicyPort;

/** Ports that a service may reach beside those of other services. */
const dnsPort = 53;
const databasePort = 5432;
const cachePort = 6379;
const httpsPort = 443;
export const logsPort = 3100;
export const tracesPort = 4317;

/** Where logs and traces are collected, and figures fetched from. */
export const observabilityNamespace = "observability";
/** Label of the pods that the operator of kube-prometheus-stack makes (prometheus-operator, pkg/prometheus/server/statefulset.go). */
export const scraperLabels = { [serviceLabel]: "prometheus" };
/** The label that every namespace carries with its own name (Kubernetes, "Namespaces", automatic labelling). */
const namespaceNameLabel = "kubernetes.io/metadata.name";

/** Addresses outside of the slot. */
export interface Surroundings {
    /** Subnets of the load balancer. */
    readonly loadBalancerCidrs: readonly string[];
    /** Subnets of the database and the cache. */
    readonly dataCidrs: readonly string[];
    /** Subnets of the interface endpoints, by which AWS's services are reached without leaving the VPC. */
    readonly endpointCidrs: readonly string[];
}

/**
 * No place on the Internet: private use (RFC 1918), shared address space (RFC 6598), loopback and link-local (RFC 1122, 3927), where a
 * node tells its own credentials. HTTPS to anywhere is not HTTPS to every neighbor.
 */
const notInternet = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

const internet: Peer = { ipBlock: { cidr: "0.0.0.0/0", except: notInternet } };

/** Who fetches figures. */
export const scrapers: Peer = { ...inNamespace(observabilityNamespace), podSelector: { matchLabels: scraperLabels } };

/** Nothing in, nothing out, for every pod. */
export const defaultDeny: PolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

export const dnsOut: inputs.networking.v1.NetworkPolicyEgressRule = {
    to: [{ ...inNamespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
    ports: [{ protocol: "UDP", port: dnsPort }, ...tcp(dnsPort)],
};

/** Names are looked up by every pod. */
export const allowDns: PolicySpec = { podSelector: {}, policyTypes: ["Egress"], egress: [dnsOut] };

/**
 * What one service may receive and send.
 *
 * @param services all services of the slot
 * @throws RangeError when the service calls one that does not exist
 */
export function planServicePolicy(service: ServiceSettings, services: readonly ServiceSettings[], around: Surroundings): PolicySpec {
    return {
        podSelector: podsOf(service.name).podSelector,
        policyTypes: ["Ingress", "Egress"],
        ingress: ingressOf(service, services, around),
        egress: egressOf(service, services, around),
    };
}

/** The load balancer's requests and health checks come from its subnets; the kubelet's probes need no leave. */
function ingressOf(service: ServiceSettings, services: readonly ServiceSettings[], around: Surroundings): PolicySpec["ingress"] {
    const callers = services.filter(other => other.calls.includes(service.name)).map(other => podsOf(other.name));
    const outside = service.publicPaths.length > 0 ? around.loadBalancerCidrs.map(blockOf) : [];
    return [{ from: [...outside, ...callers, scrapers], ports: tcp(service.port) }];
}

function egressOf(service: ServiceSettings, services: readonly ServiceSettings[], around: Surroundings): PolicySpec["egress"] {
    const data = around.dataCidrs.map(blockOf);
    return [
        ...service.calls.map(name => ({ to: [podsOf(name)], ports: tcp(calleeOf(name, service, services).port) })),
        ...(service.usesDatabase ? [{ to: data, ports: tcp(databasePort) }] : []),
        ...(service.usesCache ? [{ to: data, ports: tcp(cachePort) }] : []),
        httpsOut(around.endpointCidrs),
        { to: [inNamespace(observabilityNamespace)], ports: [...tcp(logsPort), ...tcp(tracesPort)] },
    ];
}

/** HTTPS to the Internet and to the interface endpoints in these blocks, never to other private addresses. */
export function httpsOut(endpointCidrs: readonly string[]): inputs.networking.v1.NetworkPolicyEgressRule {
    return { to: [internet, ...endpointCidrs.map(blockOf)], ports: tcp(httpsPort) };
}

/** The service of that name. */
export function calleeOf(name: string, caller: ServiceSettings, services: readonly ServiceSettings[]): ServiceSettings {
    const found = services.find(service => service.name === name);
    if (found === undefined) {
        throw new RangeError(`services.${caller.name}.calls: got "${name}"; `
            + `one of ${services.map(service => service.name).join(", ")} is allowed`);
    }
    return found;
}

function podsOf(service: string): { podSelector: { matchLabels: { [key: string]: string } } } {
    return { podSelector: { matchLabels: { [serviceLabel]: service } } };
}

/** Alone: every pod there. */
function inNamespace(name: string): Pick<Peer, "namespaceSelector"> {
    return { namespaceSelector: { matchLabels: { [namespaceNameLabel]: name } } };
}

export function blockOf(cidr: string): Peer {
    return { ipBlock: { cidr } };
}

export function tcp(port: number): Port[] {
    return [{ protocol: "TCP", port }];
}
