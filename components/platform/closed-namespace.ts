/**
 * A namespace for an operator, as closed as a slot: restricted pods, bounds, and nothing in or out but DNS, HTTPS, the API server's calls
 * of its webhook, and Prometheus.
 */

import { LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { complianceLabels, podSecurityLabels } from "../slots/labels";
import { blockOf, defaultDeny, dnsOut, httpsOut, type PolicySpec, scrapers, tcp } from "../slots/network-policies";

export interface ClosedNamespaceArgs {
    readonly namespace: string;
    /** Minor version of Kubernetes, as `1.35`, whose standard for restricted pods is enforced. */
    readonly kubernetesVersion: string;
    /** Blocks of the private subnets, where the API server and the interface endpoints are. */
    readonly privateCidrs: readonly string[];
    /** Port of the pods that the API server calls. */
    readonly webhookPort: number;
    /** Port of the pods that Prometheus asks. */
    readonly metricsPort: number;
    /** Hard limits of the namespace. */
    readonly quota: { readonly [resource: string]: string };
    /** What is let in and out. @default - what an operator needs: the calls of its webhook, Prometheus, DNS and HTTPS */
    readonly policy?: PolicySpec;
    readonly provider: Provider;
}

export interface ClosedNamespaceOutputs {
    readonly namespace: pulumi.Output<string>;
}

/** What runs in it depends on the whole component. */
export class ClosedNamespace extends pulumi.ComponentResource implements ClosedNamespaceOutputs {
    readonly namespace: pulumi.Output<string>;

    constructor(name: string, args: ClosedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:platform:ClosedNamespace", name, {}, opts);
        const options = { parent: this, provider: args.provider };
        this.namespace = new Namespace(`${name}-namespace`, {
            metadata: {
                name: args.namespace,
                labels: {
                    "app.kubernetes.io/name": args.namespace,
                    "app.kubernetes.io/part-of": "colorway",
                    ...podSecurityLabels(args.kubernetesVersion),
                    ...complianceLabels,
                },
            },
        }, options).metadata.name;
        const inside = (role: string): { name: string; namespace: pulumi.Output<string> } => ({ name: role, namespace: this.namespace });
        new NetworkPolicy(`${name}-default-deny`, { metadata: inside("default-deny"), spec: defaultDeny }, options);
        new NetworkPolicy(`${name}-operator`, { metadata: inside("operator"), spec: args.policy ?? operatorPolicy(args) }, options);
        new ResourceQuota(`${name}-quota`, { metadata: inside("operator"), spec: { hard: { ...args.quota } } }, options);
        new LimitRange(`${name}-limits`, { metadata: inside("containers"), spec: limitRange }, options);
        this.registerOutputs({ namespace: this.namespace });
    }
}

/** For containers whose chart leaves them out: without a limit the quota refuses them, and a tight one slows admission down. */
const limitRange = {
    limits: [{ type: "Container", defaultRequest: { cpu: "50m", memory: "64Mi" }, default: { cpu: "1", memory: "384Mi" } }],
};

function operatorPolicy({ privateCidrs, webhookPort, metricsPort }: ClosedNamespaceArgs): PolicySpec {
    return {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [
            { from: privateCidrs.map(blockOf), ports: tcp(webhookPort) },
            { from: [scrapers], ports: tcp(metricsPort) },
        ],
        // The Kubernetes API is among the private subnets.
        egress: [dnsOut, httpsOut(privateCidrs)],
    };
}
