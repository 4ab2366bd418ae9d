/**
 * Who reaches whom: every workload of the design against every destination, by the policies that a slot makes and the meaning that
 * Kubernetes gives them. Pure.
 */

import { allowDns, defaultDeny, observabilityNamespace, planServicePolicy, scraperLabels } from "../../components/slots/network-policies";
import { namespaceOf, selectorLabels } from "../../components/slots/labels";
import { planSubnets, type ZoneSubnets } from "../../components/network/subnet-plan";
import { colors, type ServiceSettings } from "../../config/types";
import type { KubeObject } from "../../simulator/kubernetes/api/types";
import { type AddressPeer, allowed, type Peer, type PodPeer, type Protocol } from "../../simulator/kubernetes/runtime/network-policy";

export interface Source {
    readonly name: string;
    readonly peer: Peer;
}

export interface Destination extends Source {
    readonly port: number;
    readonly protocol: Protocol;
}

export interface Design {
    readonly services: readonly ServiceSettings[];
    /** Block of the VPC. */
    readonly cidr: string;
    /** 2 or 3. */
    readonly zoneCount: number;
}

export interface Reach {
    /** Every service of both colors. */
    readonly inside: readonly Source[];
    /** Who else there is. */
    readonly outside: readonly Source[];
    /** Each of `inside`, at its own port and at another one. */
    readonly within: readonly Destination[];
    /** What is no pod of a slot. What others than `inside` reach of it is not the slots' to decide. */
    readonly beyond: readonly Destination[];
    readonly allows: (source: Source, destination: Destination) => boolean;
}

/** No service listens there, so nobody may call it. */
const strayPort = 9090;

export function reachOf(design: Design): Reach {
    const subnets = planSubnets(design.cidr, design.zoneCount);
    const policies = colors.flatMap(color => policiesOf(color, design.services, subnets));
    const pods = colors.flatMap(color => design.services.map(({ name, port }) => ({ name: `${color} ${name}`, port, peer: slotPod(color, name) })));
    const at = (port: number) => ({ name, peer }: Source): Destination => ({ name, peer, port, protocol: "TCP" });
    const outside: readonly Source[] = [
        { name: "load balancer", peer: firstOf(subnets, "publicCidr") },
        { name: "Prometheus", peer: pod(observabilityNamespace, scraperLabels) },
        { name: "another pod of observability", peer: pod(observabilityNamespace, { app: "other" }) },
        { name: "a pod of another namespace", peer: pod("default", { app: "other" }) },
    ];
    return {
        inside: pods,
        outside,
        within: [...pods.map(each => at(each.port)(each)), ...pods.map(at(strayPort))],
        beyond: destinationsOutside(subnets),
        allows: (source, { peer, port, protocol }) => allowed(policies, source.peer, peer, port, protocol),
    };
}

function destinationsOutside(subnets: readonly ZoneSubnets[]): readonly Destination[] {
    const data = firstOf(subnets, "dataCidr");
    const inner = firstOf(subnets, "privateCidr");
    const dns = pod("kube-system", { "k8s-app": "kube-dns" });
    const telemetry = pod(observabilityNamespace, { app: "other" });
    const internet: AddressPeer = { ip: "203.0.113.10" };
    const at = (name: string, peer: Peer, port: number, protocol: Protocol = "TCP"): Destination => ({ name, peer, port, protocol });
    return [
        at("DNS of the cluster", dns, 53, "UDP"),
        at("DNS of the cluster", dns, 53),
        at("DNS elsewhere", internet, 53, "UDP"),
        at("another pod of kube-system", pod("kube-system", { app: "other" }), 8080),
        at("database", data, 5432),
        at("cache", data, 6379),
        at("database's subnets, another port", data, 22),
        at("Internet, HTTPS", internet, 443),
        at("Internet, HTTP", internet, 80),
        at("Internet, SMTP", internet, 25),
        at("endpoints of AWS, Kubernetes API", inner, 443),
        at("a node's kubelet", inner, 10250),
        at("load balancer, from within", firstOf(subnets, "publicCidr"), 443),
        at("a neighboring network, HTTPS", { ip: "192.168.7.7" }, 443),
        at("instance metadata", { ip: "169.254.169.254" }, 80),
        at("logs", telemetry, 3100),
        at("traces", telemetry, 4317),
        at("observability, another port", telemetry, 3000),
    ];
}

function policiesOf(color: string, services: readonly ServiceSettings[], subnets: readonly ZoneSubnets[]): readonly KubeObject[] {
    const around = {
        loadBalancerCidrs: subnets.map(zone => zone.publicCidr),
        dataCidrs: subnets.map(zone => zone.dataCidr),
        endpointCidrs: subnets.map(zone => zone.privateCidr),
    };
    const specs = [defaultDeny, allowDns, ...services.map(service => planServicePolicy(service, services, around))];
    return specs.map((spec, index) => ({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: String(index), namespace: namespaceOf(color), uid: "", resourceVersion: "1", creationTimestamp: "" },
        // Plans hold plain values; as JSON they are what the API server gets.
        spec: JSON.parse(JSON.stringify(spec)) as KubeObject["spec"],
    }));
}

function slotPod(color: string, service: string): PodPeer {
    return pod(namespaceOf(color), selectorLabels(color, service));
}

/** In a private subnet, as every pod. */
function pod(namespace: string, labels: PodPeer["labels"]): PodPeer {
    return { namespace, namespaceLabels: { "kubernetes.io/metadata.name": namespace }, labels, ip: "10.0.1.5", ports: {} };
}

/** The address after the first one, of the first zone. */
function firstOf(subnets: readonly ZoneSubnets[], kind: keyof ZoneSubnets): AddressPeer {
    const [first] = subnets;
    if (first === undefined) throw new RangeError("subnets: none; 2 or 3 zones are allowed");
    return { ip: first[kind].replace(/\d+\/\d+$/, "10") };
}
