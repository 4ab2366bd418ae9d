/** Listeners of load balancers. */
import { Answer, ask, demanded, every, some } from "../../core/answer";
import { at, oneOf, shown } from "../../core/conditions";
import { all, Guard, when, whereOneOf } from "../../core/guards";
import { met, notApplicable, notMet, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import type { Condition, Rule, Subject } from "../../core/rule";

const listener = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];

/**
 * Policies with TLS 1.3, or 1.2 with forward secrecy and authenticated encryption only, read 2026-11 (user guide of Application
 * Load Balancers, "Security policies for your Application Load Balancer").
 */
const strongPolicies = [
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
];

/** What a gateway load balancer listens to has neither protocol nor port. */
const ofRequests: Guard = ({ props }) =>
    (["protocol", "port"].every((path) => props.at(path).reading === "absent")
        ? notApplicable("it is of a gateway load balancer")
        : undefined);
/** Without a protocol an application load balancer takes HTTP (@pulumi/aws, Listener, `protocol`). */
const plain = all(ofRequests, whereOneOf("protocol", ["HTTP"], "HTTP", "its protocol is not HTTP"));
const encrypted = all(ofRequests, whereOneOf("protocol", ["HTTPS", "TLS"], "HTTP", "its protocol is neither HTTPS nor TLS"));

/** Whether the first action redirects. */
function redirects({ props }: Subject): Answer {
    return ask(props.at("defaultActions[0].type"), ({ text }) => text === "redirect");
}

const oneRedirect: Condition = (subject) => {
    const list = subject.props.at("defaultActions");
    if (list.reading === "unknown") return unknown(list.path);
    const count = list.items().length;
    if (count > 1) return notMet(list.path, `has ${count} actions; only a redirect to HTTPS is allowed`);
    return demanded(
        redirects(subject), "defaultActions[0].type",
        `is ${shown(subject.props.at("defaultActions[0].type").value ?? null)}; "redirect" is required`,
    );
};
/** What else is wrong with an action of another type says nothing. */
const ofRedirect: Guard = (subject) => (redirects(subject) === true ? undefined : met);

const isEncrypted: Condition = (subject) => {
    const { props } = subject;
    const protocol = props.at("protocol");
    const toHttps = every(redirects(subject), ask(props.at("defaultActions[0].redirect.protocol"), ({ text }) =>
        text === "HTTPS"));
    const secure = ask(protocol, ({ text }) => text === "HTTPS" || text === "TLS");
    const http = ask(protocol, ({ text }) => text === "HTTP", true);
    const text = `is ${protocol.reading === "absent" ? "not set, which means HTTP" : shown(protocol.value)}; "HTTPS", "TLS", `
        + "or a redirect to HTTPS is required";
    return demanded(some(secure, every(http, toHttps)), protocol.path, text);
};

const strong: Condition = (subject, context) => oneOf("sslPolicy", textsOf(context, "policies"))(subject, context);

export const listenerRules: readonly Rule[] = [
    {
        id: "lb-http-redirects-to-https",
        title: "A listener of HTTP redirects to HTTPS",
        why: "What is sent over HTTP can be read and changed by anybody between.",
        cure: "Give the listener one default action of type redirect with protocol HTTPS, port 443 and statusCode HTTP_301.",
        types: listener,
        kind: "resource",
        // Absent parts are those of the request: http, and port 80 (@pulumi/aws, ListenerDefaultActionRedirect).
        conditions: when(
            plain,
            oneRedirect,
            ...when(
                ofRedirect,
                oneOf("defaultActions[0].redirect.protocol", ["HTTPS"]),
                oneOf("defaultActions[0].redirect.port", ["443"]),
                oneOf("defaultActions[0].redirect.statusCode", ["HTTP_301"]),
            ),
        ),
    },
    {
        id: "lb-listener-encrypted-protocol",
        title: "A listener speaks TLS",
        why: "What is sent in the clear can be read and changed by anybody between.",
        cure: "Set protocol to HTTPS (application load balancer) or TLS (network load balancer), with a certificate.",
        types: listener,
        kind: "resource",
        conditions: when(ofRequests, isEncrypted),
    },
    {
        id: "lb-listener-strong-tls-policy",
        title: "A listener offers strong versions and ciphers of TLS only",
        why: "Old versions and ciphers without forward secrecy can be broken, some of them later, from a recording.",
        cure: "Set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09.",
        types: listener,
        kind: "resource",
        parameters: {
            policies: textsParameter("security policies that are allowed", strongPolicies, { least: 1, control: "sc-13_odp.02" }),
        },
        // Absent, it is ELBSecurityPolicy-2016-08, with TLS 1.0 (@pulumi/aws, Listener, `sslPolicy`).
        conditions: when(encrypted, strong),
    },
    {
        id: "lb-listener-certificate-required",
        title: "A listener of TLS has a certificate of ACM",
        why: "Certificates from elsewhere are renewed by hand, and expire when that is forgotten.",
        cure: "Set certificateArn to the ARN of an aws.acm.Certificate.",
        types: listener,
        kind: "resource",
        conditions: when(encrypted, at("certificateArn", "notMet", "the ARN of a certificate of ACM", ({ text }) =>
            (/^arn:[^:]+:acm:/.test(text ?? "") ? undefined : `is ${shown(text)}; the ARN of a certificate of ACM is required`))),
    },
];
