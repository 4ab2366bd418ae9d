import { strict as assert } from "node:assert";
import { Props } from "../../../../simulator/cloud/values";
import { KubeObject } from "../../../../simulator/kubernetes/api/types";
import { allowed, PodPeer } from "../../../../simulator/kubernetes/runtime/network-policy";

function pod(namespace: string, app: string, ip = "10.0.0.5"): PodPeer {
    return {
        namespace,
        namespaceLabels: { "kubernetes.io/metadata.name": namespace },
        labels: { app },
        ip,
        ports: { http: 8080 },
    };
}

function policy(namespace: string, spec: Props): KubeObject {
    const metadata = { name: "p", namespace, uid: "u", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" };
    return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec };
}

const everyone = { podSelector: {} };
const gateway = pod("blue", "gateway");
const engine = pod("blue", "engine", "10.0.0.6");
const otherEngine = pod("green", "engine", "10.0.0.7");
const denyAll = (namespace: string): KubeObject => policy(namespace, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const tcp = (port: Props["port"], endPort?: number): Props => ({
    protocol: "TCP",
    port,
    ...(endPort === undefined ? {} : { endPort }),
});

describe("network policies", () => {
    it("without any, everything is allowed", () => {
        assert.ok(allowed([], gateway, otherEngine, 8080));
        assert.ok(allowed([], { ip: "1.2.3.4" }, gateway, 8080));
    });

    it("bind only pods that they select, in their namespace and direction", () => {
        const ingress = policy("blue", { podSelector: { matchLabels: { app: "engine" } }, policyTypes: ["Ingress"] });
        assert.ok(!allowed([ingress], gateway, engine, 8080));
        assert.ok(allowed([ingress], engine, gateway, 8080));
        assert.ok(allowed([ingress], gateway, otherEngine, 8080));
        const egress = policy("blue", { podSelector: {}, policyTypes: ["Egress"] });
        assert.ok(!allowed([egress], gateway, otherEngine, 8080));
        assert.ok(allowed([egress], otherEngine, gateway, 8080));
    });

    it("need both ends to agree", () => {
        const out = policy("blue", {
            ...everyone,
            policyTypes: ["Egress"],
            egress: [{ to: [{ podSelector: { matchLabels: { app: "engine" } } }] }],
        });
        assert.ok(allowed([out], gateway, engine, 8080));
        assert.ok(!allowed([out, policy("blue", { ...everyone, policyTypes: ["Ingress"] })], gateway, engine, 8080));
    });

    it("add up: one that allows is enough", () => {
        const open = policy("blue", {
            podSelector: { matchLabels: { app: "engine" } },
            ingress: [{ from: [{ podSelector: { matchLabels: { app: "gateway" } } }] }],
        });
        const out = policy("blue", { podSelector: { matchLabels: { app: "gateway" } }, policyTypes: ["Egress"], egress: [{}] });
        assert.ok(!allowed([denyAll("blue"), open], gateway, engine, 8080));
        assert.ok(allowed([denyAll("blue"), open, out], gateway, engine, 8080));
    });

    it("with a pod selector alone never leave the namespace", () => {
        const open = policy("green", { ...everyone, ingress: [{ from: [{ podSelector: {} }] }] });
        assert.ok(!allowed([open], gateway, otherEngine, 8080));
        assert.ok(allowed([open], pod("green", "gateway"), otherEngine, 8080));
    });

    it("with both selectors want both, with two peers either", () => {
        const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": "blue" } };
        const podSelector = { matchLabels: { app: "gateway" } };
        const both = policy("green", { ...everyone, ingress: [{ from: [{ namespaceSelector, podSelector }] }] });
        assert.ok(allowed([both], gateway, otherEngine, 8080));
        assert.ok(!allowed([both], engine, otherEngine, 8080));
        const either = policy("green", { ...everyone, ingress: [{ from: [{ namespaceSelector }, { podSelector }] }] });
        assert.ok(allowed([either], engine, otherEngine, 8080));
        assert.ok(allowed([either], pod("green", "gateway"), otherEngine, 8080));
        assert.ok(!allowed([either], pod("red", "gateway"), otherEngine, 8080));
    });

    it("name addresses by block, but for exceptions", () => {
        const open = policy("blue", {
            ...everyone,
            ingress: [{ from: [{ ipBlock: { cidr: "10.1.0.0/16", except: ["10.1.9.0/24"] } }] }],
        });
        assert.ok(allowed([open], { ip: "10.1.2.3" }, gateway, 8080));
        assert.ok(!allowed([open], { ip: "10.1.9.3" }, gateway, 8080));
        assert.ok(!allowed([open], { ip: "10.2.0.1" }, gateway, 8080));
    });

    it("name ports by number, name or range, and a protocol", () => {
        const at = (...ports: Props[]): KubeObject => policy("blue", { ...everyone, ingress: [{ ports }] });
        assert.ok(allowed([at(tcp(8080))], gateway, engine, 8080));
        assert.ok(!allowed([at(tcp(8081))], gateway, engine, 8080));
        assert.ok(allowed([at(tcp("http"))], gateway, engine, 8080));
        assert.ok(!allowed([at(tcp("metrics"))], gateway, engine, 8080));
        assert.ok(allowed([at(tcp(8000, 8100))], gateway, engine, 8100));
        assert.ok(!allowed([at(tcp(8000, 8100))], gateway, engine, 8101));
        assert.ok(!allowed([at({ protocol: "UDP", port: 8080 })], gateway, engine, 8080));
        assert.ok(allowed([at({ protocol: "UDP" })], gateway, engine, 8080, "UDP"));
    });

    it("an empty rule allows everybody, no rule nobody", () => {
        assert.ok(allowed([policy("blue", { ...everyone, ingress: [{}] })], { ip: "1.2.3.4" }, gateway, 1));
        assert.ok(!allowed([policy("blue", { ...everyone, ingress: [] })], { ip: "1.2.3.4" }, gateway, 1));
    });

    it("with egress rules and no types bind both directions", () => {
        const out = policy("blue", { podSelector: { matchLabels: { app: "gateway" } }, egress: [{ ports: [tcp(443)] }] });
        assert.ok(!allowed([out], engine, gateway, 8080));
        assert.ok(!allowed([out], gateway, engine, 8080));
        assert.ok(allowed([out], gateway, { ip: "1.2.3.4" }, 443));
    });
});
