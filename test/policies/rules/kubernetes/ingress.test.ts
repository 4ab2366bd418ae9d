import { ingressRules } from "../../../../policies/rules/kubernetes/ingress";
import { describeRules, later, type Made } from "../harness";
import { excused, object, type Properties, verdict } from "./fixtures";

const alb = "alb.ingress.kubernetes.io";
const place = `metadata.annotations.${alb}`;
const ingress = (spec: Properties, annotations: Properties = {}): Made =>
    object("networking.k8s.io/v1:Ingress", { metadata: { name: "web", namespace: "shop", annotations }, spec });
const ofAlb = (annotations: Properties): Made => ingress({ ingressClassName: "alb" }, annotations);
const policy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
const modern = { [`${alb}/ssl-redirect`]: "443", [`${alb}/ssl-policy`]: policy };
const open = { [`${alb}/scheme`]: "internet-facing" };
const certificate = { [`${alb}/certificate-arn`]: later, [`${alb}/listen-ports`]: "[{\"HTTP\": 80}, {\"HTTPS\": 443}]" };
const plain = `spec.tls is not set, nor ${alb}/certificate-arn with an HTTPS port in ${alb}/listen-ports; one is required`;
const other = { otherType: "kubernetes:core/v1:Service" };
const nginx = excused("it makes no ALB", ingress({ ingressClassName: "nginx" }));
const snippet = "nginx.ingress.kubernetes.io/configuration-snippet";

describeRules("ingresses", ingressRules, {
    "k8s-ingress-tls-required": {
        passes: [[ingress({ tls: [{ hosts: ["shop.example"], secretName: "web" }] })], [ingress({}, certificate)]],
        fails: [
            { given: [ingress({ tls: [] })], findings: [plain] },
            { given: [ingress({}, { ...certificate, [`${alb}/listen-ports`]: "[{\"HTTP\": 80}]" })], findings: [plain] },
            { given: [ingress({}, { ...certificate, [`${alb}/listen-ports`]: "443" })], findings: [plain] },
            { given: [ingress({}, { ...certificate, [`${alb}/certificate-arn`]: "" })], findings: [plain] },
        ],
        absent: { given: [ingress({})], verdict: verdict(plain) },
        unknown: { given: [ingress({ tls: later })], undecided: ["spec.tls"] },
        notApplicable: other,
    },
    "k8s-ingress-tls-policy-and-redirect": {
        passes: [[ofAlb(modern)], [ingress({}, { ...modern, "kubernetes.io/ingress.class": "alb" })]],
        fails: [
            {
                given: [ofAlb({ ...modern, [`${alb}/ssl-redirect`]: "8443" })],
                findings: [`${place}/ssl-redirect is "8443"; "443" is required`],
            },
            {
                given: [ofAlb({ ...modern, [`${alb}/ssl-policy`]: "ELBSecurityPolicy-2016-08" })],
                findings: [`${place}/ssl-policy is "ELBSecurityPolicy-2016-08"; a policy of TLS 1.2 or later is required`],
            },
        ],
        absent: {
            given: [ofAlb({})],
            verdict: verdict(
                `${place}/ssl-redirect is not set; "443" is required`,
                `${place}/ssl-policy is not set; a policy of TLS 1.2 or later is required`,
            ),
        },
        unknown: { given: [ofAlb({ ...modern, [`${alb}/ssl-policy`]: later })], undecided: [`${place}/ssl-policy`] },
        notApplicable: nginx,
    },
    "k8s-ingress-waf-attached": {
        passes: [
            [ofAlb({ ...open, [`${alb}/wafv2-acl-arn`]: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1" })],
            [ofAlb({ ...open, [`${alb}/wafv2-acl-arn`]: later })],
        ],
        fails: [
            {
                given: [ofAlb({ ...open, [`${alb}/wafv2-acl-arn`]: "none" })],
                findings: [`${place}/wafv2-acl-arn is "none"; the ARN of a web ACL is required`],
            },
        ],
        absent: { given: [ofAlb(open)], verdict: verdict(`${place}/wafv2-acl-arn is not set; the ARN of a web ACL is required`) },
        unknown: { given: [ofAlb({ [`${alb}/scheme`]: later })], undecided: [`${place}/scheme`] },
        notApplicable: excused("it does not face the Internet", ofAlb({})),
    },
    "k8s-ingress-no-wildcard-host": {
        passes: [[ingress({ rules: [{ host: "shop.example" }] })]],
        fails: [
            {
                given: [ingress({ rules: [{ host: "*.shop.example" }] })],
                findings: ["spec.rules[0].host is \"*.shop.example\"; a full name is required"],
            },
            { given: [ingress({ rules: [{}] })], findings: ["spec.rules[0].host is not set; a full name is required"] },
            {
                given: [ingress({ rules: [], defaultBackend: { service: { name: "web" } } })],
                findings: ["spec.defaultBackend is set; only hosts by name are allowed"],
            },
        ],
        absent: { given: [ingress({})], verdict: verdict() },
        unknown: { given: [ingress({ rules: [{ host: later }] })], undecided: ["spec.rules[0].host"] },
        notApplicable: other,
    },
    "k8s-ingress-no-snippet-annotations": {
        passes: [[ingress({}, { "nginx.ingress.kubernetes.io/ssl-redirect": "true" })]],
        fails: [
            {
                given: [ingress({}, { [snippet]: "return 200;" })],
                findings: [`metadata.annotations.${snippet} is set; no snippet is allowed`],
            },
        ],
        absent: { given: [ingress({})], verdict: verdict() },
        unknown: {
            given: [object("networking.k8s.io/v1:Ingress", { metadata: { annotations: later } })],
            undecided: ["metadata.annotations"],
        },
        notApplicable: other,
    },
});
