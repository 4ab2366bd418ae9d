/** How pods find and reach each other, and how the load balancer reaches them: cluster DNS, Services, NetworkPolicies. */

import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { Cloud } from "../../cloud/cloud";
import { numberOr, optionalText, Props, record, records, text, textOr, texts } from "../../cloud/values";
import { interfacesIn, interfaceType } from "../../aws/ec2/interfaces";
import { Endpoints } from "../../dataplane/endpoints";
import { KubeCluster } from "../api/objects";
import { KubeObject, labelsOf, namespaceOf, ObjectKey, specOf } from "../api/types";
import { allowed, Peer, PodPeer, Protocol } from "./network-policy";
import { namedPortsOf, podIpOf } from "./pod-spec";

/** Seconds until a connection whose packets are dropped is given up. */
const connectTimeout = 10;

/** Name of the one EndpointSlice of a Service. */
export function sliceKey(service: KubeObject): ObjectKey {
    const suffix = createHash("sha256").update(service.metadata.uid).digest("hex").slice(0, 5);
    return {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        namespace: namespaceOf(service),
        name: `${service.metadata.name}-${suffix}`,
    };
}

interface OpenPort {
    readonly pod: ObjectKey;
    readonly port: number;
    readonly local: number;
}

export class PodNetwork {
    private readonly ports = new Map<string, OpenPort>();
    private readonly verdicts = new Map<string, boolean>();
    private readonly timers = new Map<NodeJS.Timeout, () => void>();

    constructor(
        private readonly cluster: KubeCluster,
        private readonly cloud: Cloud,
        private readonly endpoints: Endpoints,
    ) {}

    start(): void {
        this.cluster.on("changed", this.onKubeChange);
        this.cloud.on("changed", this.onCloudChange);
    }

    stop(): void {
        this.cluster.off("changed", this.onKubeChange);
        this.cloud.off("changed", this.onCloudChange);
        for (const [timer, expire] of this.timers) {
            clearTimeout(timer);
            expire();
        }
        this.timers.clear();
        for (const address of this.ports.keys()) this.endpoints.close(address);
        this.ports.clear();
    }

    /** From now on the pod answers at `port`. */
    open(pod: ObjectKey, ip: string, port: number, local: number): void {
        this.ports.set(`${ip}:${port}`, { pod, port, local });
        this.publish(`${ip}:${port}`);
    }

    close(ip: string, port: number): void {
        this.ports.delete(`${ip}:${port}`);
        this.endpoints.close(`${ip}:${port}`);
    }

    /** The loopback port behind a pod's address, whatever policies say: the way of the kubelet, which they never bind. */
    local(ip: string, port: number): number | undefined {
        return this.ports.get(`${ip}:${port}`)?.local;
    }

    /**
     * Where a connection from a pod to `host:port` ends.
     * @throws Error as the pod's sockets would.
     */
    async route(from: ObjectKey, host: string, port: number): Promise<number> {
        const target = isIP(host) === 0 ? this.byName(from, host, port) : { ip: host, port };
        const pod = this.ports.get(`${target.ip}:${target.port}`)?.pod;
        if (!this.verdict(from, pod ?? target.ip, target.port, "TCP")) {
            await this.wait();
            throw new Error(`connect ETIMEDOUT ${target.ip}:${target.port}`);
        }
        const local = this.local(target.ip, target.port);
        if (local === undefined) throw new Error(`connect ECONNREFUSED ${target.ip}:${target.port}`);
        return local;
    }

    private byName(from: ObjectKey, host: string, port: number): { readonly ip: string; readonly port: number } {
        if (!this.maySeeDns(from)) throw new Error(`getaddrinfo EAI_AGAIN ${host}`);
        const [name, namespace = from.namespace, ...rest] = host.split(".");
        const known = rest.length === 0 || rest.join(".") === "svc" || rest.join(".") === "svc.cluster.local";
        const service = known ? this.cluster.get({ apiVersion: "v1", kind: "Service", namespace, name }) : undefined;
        if (service === undefined) throw new Error(`getaddrinfo ENOTFOUND ${host}`);
        const clusterIp = textOr(specOf(service), "clusterIP", "None");
        const addresses = this.behind(service, port, clusterIp === "None");
        if (addresses.length === 0) {
            throw new Error(clusterIp === "None" ? `getaddrinfo ENOTFOUND ${host}` : `connect ECONNREFUSED ${clusterIp}:${port}`);
        }
        return addresses[Math.floor(Math.random() * addresses.length)];
    }

    /** The ready addresses behind one port of a Service. */
    private behind(
        service: KubeObject,
        port: number,
        headless: boolean,
    ): readonly { readonly ip: string; readonly port: number }[] {
        const slice = this.cluster.get(sliceKey(service));
        const wanted = records(specOf(service), "ports").find((each) => numberOr(each, "port", 0) === port);
        if (slice === undefined || (wanted === undefined && !headless)) return [];
        const found = records(slice, "ports").find(
            (each) => wanted !== undefined && textOr(each, "name", "") === textOr(wanted, "name", ""),
        );
        const target = headless ? port : numberOr(found ?? {}, "port", 0);
        return records(slice, "endpoints")
            .filter((endpoint) => record(endpoint, "conditions")["ready"] === true)
            .flatMap((endpoint) => texts(endpoint, "addresses").map((ip) => ({ ip, port: target })));
    }

    private verdict(from: ObjectKey, to: ObjectKey | string, port: number, protocol: Protocol): boolean {
        const end = typeof to === "string" ? to : `${to.namespace}/${to.name}`;
        const name = `${from.namespace}/${from.name}|${end}|${port}${protocol}`;
        const known = this.verdicts.get(name);
        if (known !== undefined) return known;
        const source = this.peer(from);
        const target = typeof to === "string" ? { ip: to } : this.peer(to);
        const verdict = source !== undefined && target !== undefined && allowed(this.policies(), source, target, port, protocol);
        this.verdicts.set(name, verdict);
        return verdict;
    }

    /** Names are looked up at CoreDNS, which runs in kube-system with this label. */
    private maySeeDns(from: ObjectKey): boolean {
        const name = `${from.namespace}/${from.name}|dns`;
        const known = this.verdicts.get(name);
        if (known !== undefined) return known;
        const source = this.peer(from);
        const namespaceLabels = { "kubernetes.io/metadata.name": "kube-system" };
        const dns: PodPeer = {
            namespace: "kube-system",
            namespaceLabels,
            labels: { "k8s-app": "kube-dns" },
            ip: this.cluster.serviceIp(10),
            ports: { "dns": 53, "dns-tcp": 53 },
        };
        const verdict = source !== undefined && allowed(this.policies(), source, dns, 53, "UDP");
        this.verdicts.set(name, verdict);
        return verdict;
    }

    private peer(key: ObjectKey): PodPeer | undefined {
        const pod = this.cluster.get(key);
        if (pod === undefined) return undefined;
        const namespace = namespaceOf(pod) ?? "default";
        const home = this.cluster.get({ apiVersion: "v1", kind: "Namespace", name: namespace });
        return {
            namespace,
            namespaceLabels: home === undefined ? {} : { "kubernetes.io/metadata.name": namespace, ...labelsOf(home) },
            labels: labelsOf(pod),
            ip: podIpOf(pod) ?? "",
            ports: namedPortsOf(pod),
        };
    }

    private policies(): readonly KubeObject[] {
        return this.cluster.list("networking.k8s.io/v1", "NetworkPolicy");
    }

    /** Opens or closes the way of the load balancers to a pod, as the policies say. */
    private publish(address: string): void {
        const open = this.ports.get(address);
        if (open === undefined) return;
        const pod = this.peer(open.pod);
        const sources = this.loadBalancers(address.split(":")[0]);
        const reachable =
            pod !== undefined &&
            (sources.length === 0 || sources.some((source) => allowed(this.policies(), source, pod, open.port)));
        if (!reachable) this.endpoints.close(address);
        else if (this.endpoints.resolve(address) !== open.local) this.endpoints.open(address, open.local);
    }

    /** Addresses of the load balancers in the VPC of a pod. */
    private loadBalancers(ip: string): readonly Peer[] {
        const own = interfacesIn(this.cloud, {}).find(({ props }) => text(props, "privateIp") === ip);
        const vpcId = own === undefined ? undefined : optionalText(own.props, "vpcId");
        return interfacesIn(this.cloud, vpcId === undefined ? {} : { vpcId })
            .filter(({ props }) => isLoadBalancer(props))
            .map(({ props }) => ({ ip: text(props, "privateIp") }));
    }

    private readonly onKubeChange = (key: ObjectKey, object: KubeObject | undefined): void => {
        if (key.kind === "Pod") {
            // a new pod of an old name may have other labels
            if (object === undefined || podIpOf(object) === undefined) this.verdicts.clear();
            return;
        }
        if (key.kind !== "NetworkPolicy" && key.kind !== "Namespace") return;
        this.verdicts.clear();
        for (const address of this.ports.keys()) this.publish(address);
    };

    private readonly onCloudChange = (type: string, _: string, object: { readonly props: Props } | undefined): void => {
        if (type !== interfaceType || (object !== undefined && !isLoadBalancer(object.props))) return;
        for (const address of this.ports.keys()) this.publish(address);
    };

    private wait(): Promise<void> {
        return new Promise((resolve) => {
            const timer = setTimeout(() => {
                this.timers.delete(timer);
                resolve();
            }, this.cluster.clock.scaled(connectTimeout));
            this.timers.set(timer, resolve);
        });
    }
}

/** Elastic Load Balancing describes its interfaces so (ELB guide, "Application Load Balancers"). */
function isLoadBalancer(props: Props): boolean {
    return textOr(props, "description", "").startsWith("ELB ");
}
