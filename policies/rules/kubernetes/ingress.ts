/**
 * How requests enter the cluster through ingresses. Annotations are those of the AWS Load Balancer Controller ("Ingress
 * annotations" of its guide).
 */
import { every, some, ask, demanded, type Answer } from "../../core/answer";
import { judged, parts, shown } from "../../core/conditions";
import type { Guard } from "../../core/guards";
import { when } from "../../core/guards";
import { met, notApplicable, notMet, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { nothingAt } from "../../core/parts";
import type { Condition, Rule } from "../../core/rule";
import { annotated, annotation } from "./objects";

const ingress = ["kubernetes:networking.k8s.io/v1:Ingress"];
const alb = "alb.ingress.kubernetes.io";
const classes = textsParameter("names of ingress classes that make an ALB", ["alb"]);

/** Policies without TLS 1.0 and 1.1 (ELB user guide for Application Load Balancers, "Security policies"). */
const policies = [
    "ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09", "ELBSecurityPolicy-FS-1-2-Res-2020-10", "ELBSecurityPolicy-TLS-1-2-2017-01",
];

/** Only ingresses that the AWS Load Balancer Controller makes an ALB for. */
const ofAlb: Guard = (subject, context) => {
    const name = subject.props.at("spec.ingressClassName");
    const node = name.reading === "absent" ? annotation(subject, "kubernetes.io/ingress.class") : name;
    if (node.reading === "unknown") return unknown(node.path);
    return node.text !== undefined && textsOf(context, "classes").includes(node.text)
        ? undefined
        : notApplicable("it makes no ALB");
};

// Internal where nothing is said ("scheme" of the same guide).
const facesInternet: Guard = (subject) => {
    const scheme = annotation(subject, `${alb}/scheme`);
    if (scheme.reading === "unknown") return unknown(scheme.path);
    return scheme.text === "internet-facing" ? undefined : notApplicable("it does not face the Internet");
};

/** Whether one of the ports is an HTTPS one; the value is JSON as `[{"HTTPS": 443}]`. */
function listensSecurely(text: string): boolean {
    try {
        const ports: unknown = JSON.parse(text);
        return Array.isArray(ports) && ports.some((port) => typeof port === "object" && port !== null && "HTTPS" in port);
    } catch {
        return false;
    }
}

const encrypted: Condition = (subject) => {
    const tls = subject.props.at("spec.tls");
    const certificate = annotation(subject, `${alb}/certificate-arn`);
    const listed: Answer = tls.reading === "unknown" ? { unknown: tls.path } : tls.items().length > 0;
    // A certificate that is not known yet is one.
    const ported = ask(annotation(subject, `${alb}/listen-ports`), ({ text }) => listensSecurely(text ?? ""));
    return demanded(
        some(listed, every(certificate.reading !== "absent" && certificate.value !== "", ported)), tls.path,
        `is not set, nor ${alb}/certificate-arn with an HTTPS port in ${alb}/listen-ports; one is required`,
    );
};

export const ingressRules: readonly Rule[] = [
    {
        id: "k8s-ingress-tls-required",
        title: "Ingresses take requests over TLS",
        why: "Whatever clients send, passwords too, can be read and changed on its way.",
        cure: `Set spec.tls, or ${alb}/certificate-arn and ${alb}/listen-ports with [{"HTTPS": 443}].`,
        types: ingress,
        kind: "resource",
        conditions: [encrypted],
    },
    {
        id: "k8s-ingress-tls-policy-and-redirect",
        title: "ALBs of ingresses send plain requests to HTTPS and refuse old TLS",
        why: "Without a redirect plain requests are served; the controller's own policy takes TLS 1.0.",
        cure: `Set ${alb}/ssl-redirect to "443" and ${alb}/ssl-policy to one that the parameter policies lists.`,
        types: ingress,
        kind: "resource",
        parameters: { classes, policies: textsParameter("security policies of TLS", policies) },
        conditions: when(
            ofAlb,
            (subject) => annotated(subject, `${alb}/ssl-redirect`, "notMet", "\"443\"", (text) => text === "443"),
            (subject, context) => annotated(subject, `${alb}/ssl-policy`, "notMet", "a policy of TLS 1.2 or later", (text) =>
                textsOf(context, "policies").includes(text)),
        ),
    },
    {
        id: "k8s-ingress-waf-attached",
        title: "ALBs of ingresses that face the Internet stand behind a firewall",
        why: "Attacks on the application itself reach it unfiltered.",
        cure: `Set ${alb}/wafv2-acl-arn to the ARN of an aws.wafv2.WebAcl.`,
        types: ingress,
        kind: "resource",
        parameters: { classes },
        conditions: when(ofAlb, (subject, context) =>
            facesInternet(subject, context) ?? (annotation(subject, `${alb}/wafv2-acl-arn`).reading === "unknown"
                ? met
                : annotated(subject, `${alb}/wafv2-acl-arn`, "notMet", "the ARN of a web ACL", (text) =>
                    /^arn:aws[a-z-]*:wafv2:/.test(text)))),
    },
    {
        id: "k8s-ingress-no-wildcard-host",
        title: "Ingresses serve only hosts that they name",
        why: "Requests for any other name reach the application, which builds links and tokens from them.",
        cure: "Set spec.rules[].host to full names and take spec.defaultBackend away.",
        types: ingress,
        kind: "resource",
        conditions: [
            ({ props }) =>
                parts(props.at("spec.rules"), (rule) => judged(rule.at("host"), "notMet", "a full name", ({ text, value }) =>
                    (text !== undefined && text !== "" && !text.includes("*")
                        ? undefined
                        : `is ${shown(value)}; a full name is required`))),
            ({ props }) => {
                const backend = props.at("spec.defaultBackend");
                return backend.reading === "known"
                    ? notMet(backend.path, "is set; only hosts by name are allowed")
                    : nothingAt(backend);
            },
        ],
    },
    {
        id: "k8s-ingress-no-snippet-annotations",
        title: "No ingress writes into the configuration of nginx",
        why: "Who may change an ingress could read the controller's token, and with it all secrets (CVE-2021-25742).",
        cure: "Take the annotations nginx.ingress.kubernetes.io/*-snippet away.",
        types: ingress,
        kind: "resource",
        conditions: [({ props }) => {
            const annotations = props.at("metadata.annotations");
            if (annotations.reading === "unknown") return unknown(annotations.path);
            const snippets = annotations.entries().filter(([key]) => /^nginx\.ingress\.kubernetes\.io\/.*-snippets?$/.test(key));
            return snippets.length === 0 ? met : snippets.map(([, node]) => notMet(node.path, "is set; no snippet is allowed"));
        }],
    },
];
