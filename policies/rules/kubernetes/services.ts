/** How Services can be reached. */
import { judged, shown } from "../../core/conditions";
import type { Guard } from "../../core/guards";
import { when, whereOneOf } from "../../core/guards";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { nothingAt } from "../../core/parts";
import type { Rule, Subject } from "../../core/rule";
import { annotation, listParameter, unlessListed } from "./objects";

const service = ["kubernetes:core/v1:Service"];
const prefix = "service.beta.kubernetes.io";
const world = ["0.0.0.0/0", "::/0"];

// ClusterIP where nothing is said (Kubernetes API reference, ServiceSpec).
const balanced: Guard = whereOneOf("spec.type", ["LoadBalancer"], "ClusterIP", "it is no load balancer");

/** By the AWS Load Balancer Controller's annotation, or the older one of the cloud provider. */
function internal(subject: Subject): Outcome {
    const scheme = annotation(subject, `${prefix}/aws-load-balancer-scheme`);
    const older = annotation(subject, `${prefix}/aws-load-balancer-internal`);
    if (scheme.reading === "absent" && older.reading !== "absent") {
        return judged(older, "notMet", "", ({ text, value }) =>
            (text === "true" || text === "0.0.0.0/0" ? undefined : `is ${shown(value)}; "true" is required`));
    }
    // What nothing said means depends on the controller and its version.
    return judged(scheme, "notMet", "internal", ({ text, value }) =>
        (text === "internal" ? undefined : `is ${shown(value)}; "internal" is required`));
}

function ranged(subject: Subject): Outcome {
    const ranges = subject.props.at("spec.loadBalancerSourceRanges");
    const older = annotation(subject, `${prefix}/load-balancer-source-ranges`);
    if (ranges.reading === "unknown") return unknown(ranges.path);
    if (ranges.items().length === 0 && older.reading === "unknown") return unknown(older.path);
    const listed = ranges.items().length > 0
        ? ranges.items().map(({ text }) => text)
        : (older.text ?? "").split(",").map((text) => text.trim()).filter((text) => text !== "");
    if (listed.length === 0) return notMet(ranges.path, "is not set; the ranges that may connect are required");
    const open = listed.find((range) => range !== undefined && world.includes(range));
    if (open !== undefined) {
        return notMet(ranges.items().length > 0 ? ranges.path : older.path, `has ${open}; smaller ranges are required`);
    }
    return ranges.settled ? met : unknown(ranges.path);
}

export const serviceRules: readonly Rule[] = [
    {
        id: "k8s-service-no-node-port",
        title: "No Service opens a port on every node",
        why: "It is reached past the load balancer with its firewall and certificates, on every address of every node.",
        cure: "Use spec.type ClusterIP, behind an ingress or a target group that takes pods by address.",
        types: service,
        kind: "resource",
        conditions: [({ props }) => judged(props.at("spec.type"), "met", "", ({ text }) =>
            (text === "NodePort" ? "is \"NodePort\"; another type is required" : undefined))],
    },
    {
        id: "k8s-service-load-balancer-internal",
        title: "Load balancers of Services are internal and take only known ranges",
        why: "A Service of this type puts its pods on the Internet, without firewall or certificate.",
        cure: `Set the annotation ${prefix}/aws-load-balancer-scheme to internal and spec.loadBalancerSourceRanges, or use an `
            + "ingress.",
        types: service,
        kind: "resource",
        parameters: { internetFacing: listParameter("Services that may face the Internet") },
        conditions: when(balanced, unlessListed("internetFacing", internal), ranged),
    },
    {
        id: "k8s-service-no-external-ips",
        title: "No Service claims addresses from outside of the cluster",
        why: "Who may change Services could take over the traffic of any address (CVE-2020-8554).",
        cure: "Take spec.externalIPs away and use a load balancer.",
        types: service,
        kind: "resource",
        conditions: [({ props }) => nothingAt(props.at("spec.externalIPs"))],
    },
];
