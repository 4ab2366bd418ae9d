import { Props } from "../../../../simulator/cloud/values";
import { RefusedCase, Step } from "./case";
import {
    balanced,
    balancer,
    certificate,
    forward,
    listener,
    listening,
    network,
    plain,
    redirect,
    rule,
    targets,
} from "./edge-steps";
import { ref, vpc } from "./steps";

const missingGroup = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/none/0123456789abcdef";
const missingBalancer = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/none/0123456789abcdef";
const missingListener = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/none/0123456789abcdef/0123456789abcdef";
const missingCertificate = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-4123-8123-123456789012";

const six: readonly Step[] = ["one", "two", "three", "four", "five", "six"].map((name) => targets(name));
const path = (...values: readonly string[]): Props => ({ pathPattern: { values } });
const sticky: Step = targets("sticky", { stickiness: { type: "lb_cookie" } });
const second: readonly Step[] = [
    ...balanced,
    listener("listener", { defaultActions: [forward(["blue", 1])] }),
    balancer("other"),
];

function refusedRule(title: string, more: Props, code: string, message: string | RegExp): RefusedCase {
    return { title, program: [...listening, rule("rule", more)], expect: { code, message } };
}

function refusedAction(title: string, action: Props, code: string, message: string | RegExp): RefusedCase {
    return { title, program: [...balanced, listener("listener", { defaultActions: [action] })], expect: { code, message } };
}

export const refusedListeners: readonly RefusedCase[] = [
    {
        title: "two listeners on one port",
        program: [...listening, listener("again")],
        expect: {
            code: "DuplicateListener",
            message: /^A listener already exists on this port for this load balancer 'arn:aws:/,
        },
    },
    {
        title: "a listener of a load balancer that there is not",
        program: [listener("listener", { loadBalancerArn: missingBalancer })],
        expect: { code: "LoadBalancerNotFound", message: `One or more load balancers not found: ${missingBalancer}` },
    },
    {
        title: "a TCP listener of an Application Load Balancer",
        program: [...balanced, listener("listener", { protocol: "TCP" })],
        expect: { code: "UnsupportedProtocol", message: "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'" },
    },
    {
        title: "an HTTPS listener without a certificate",
        program: [...balanced, listener("listener", { protocol: "HTTPS", port: 443 })],
        expect: { code: "ValidationError", message: "A certificate must be specified for HTTPS listeners" },
    },
    {
        title: "an HTTPS listener with a certificate that there is not",
        program: [...balanced, listener("listener", { protocol: "HTTPS", port: 443, certificateArn: missingCertificate })],
        expect: { code: "CertificateNotFound", message: `Certificate '${missingCertificate}' not found` },
    },
    {
        title: "an HTTPS listener with a certificate that is not issued",
        program: [
            ...balanced,
            certificate("certificate"),
            listener("listener", { protocol: "HTTPS", port: 443, certificateArn: ref("certificate.arn") }),
        ],
        expect: {
            code: "UnsupportedCertificate",
            message: /must have a fully-qualified domain name, a supported signature, and a supported key size\.$/,
        },
    },
    {
        title: "an HTTPS listener with a security policy that there is not",
        program: [
            ...balanced,
            certificate("certificate"),
            listener("listener", {
                protocol: "HTTPS",
                port: 443,
                certificateArn: ref("certificate.arn"),
                sslPolicy: "ELBSecurityPolicy-2099-01",
            }),
        ],
        expect: { code: "SSLPolicyNotFound", message: "SSL policy 'ELBSecurityPolicy-2099-01' not found" },
    },
    {
        title: "a certificate on an HTTP listener",
        program: [...balanced, listener("listener", { certificateArn: missingCertificate })],
        expect: { code: "ValidationError", message: 'certificateArn: must not be given when protocol is "HTTP"' },
    },
    refusedAction(
        "a forward to a target group that there is not",
        { type: "forward", targetGroupArn: missingGroup },
        "TargetGroupNotFound",
        `One or more target groups not found: ${missingGroup}`,
    ),
    {
        title: "a sixth target group in a forward action",
        program: [
            ...network,
            balancer("lb"),
            ...six,
            listener("listener", { defaultActions: [forward(...six.map(({ name }) => [name, 1] as const))] }),
        ],
        expect: { code: "TooManyTargetGroups", message: "attribute supports at most 5 item(s), has 6" },
    },
    refusedAction(
        "a weight of 1000",
        forward(["blue", 1000]),
        "ValidationError",
        "expected weight to be in the range (0 - 999), got 1000",
    ),
    refusedAction(
        "a weight below 0",
        forward(["blue", -1]),
        "ValidationError",
        "expected weight to be in the range (0 - 999), got -1",
    ),
    {
        title: "a target group behind two load balancers",
        program: [...second, listener("far", { loadBalancerArn: ref("other.arn"), defaultActions: [forward(["blue", 1])] })],
        expect: {
            code: "TargetGroupAssociationLimit",
            message: /^The following target groups cannot be associated with more than one load balancer: arn:/,
        },
    },
    {
        title: "a target group of another VPC",
        program: [
            ...balanced,
            vpc("far", "10.9.0.0/16"),
            targets("away", { vpcId: ref("far.id") }),
            listener("listener", { defaultActions: [forward(["away", 1])] }),
        ],
        expect: {
            code: "InvalidConfigurationRequest",
            message: /^The following target groups are not in the same VPC as load balancer/,
        },
    },
    {
        title: "a TCP target group behind an Application Load Balancer",
        program: [
            ...balanced,
            targets("raw", { protocol: "TCP" }),
            listener("listener", { defaultActions: [forward(["raw", 1])] }),
        ],
        expect: { code: "IncompatibleProtocols", message: /^The protocol 'TCP' of target group/ },
    },
    {
        title: "a sticky target group among weighted ones without group stickiness",
        program: [...balanced, sticky, listener("listener", { defaultActions: [forward(["blue", 1], ["sticky", 1])] })],
        expect: {
            code: "InvalidConfigurationRequest",
            message: /^You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups/,
        },
    },
    {
        title: "group stickiness of eight days",
        program: [
            ...balanced,
            listener("listener", {
                defaultActions: [
                    {
                        type: "forward",
                        forward: { targetGroups: [{ arn: ref("blue.arn") }], stickiness: { enabled: true, duration: 691_200 } },
                    },
                ],
            }),
        ],
        expect: { code: "ValidationError", message: "expected duration to be in the range (1 - 604800), got 691200" },
    },
    refusedAction(
        "a target group beside a forward block that names others",
        { ...forward(["blue", 1], ["green", 1]), targetGroupArn: ref("blue.arn") },
        "InvalidLoadBalancerAction",
        /give only forward/,
    ),
    refusedAction(
        "a forward without target groups",
        { type: "forward" },
        "InvalidLoadBalancerAction",
        /targetGroupArn or forward must be given/,
    ),
    refusedAction(
        "a redirect block in a forward action",
        { ...forward(["blue", 1]), redirect: { statusCode: "HTTP_301" } },
        "InvalidLoadBalancerAction",
        /must not be given when defaultActions\[0\]\.type is "forward"/,
    ),
    refusedAction(
        "a redirect to itself",
        redirect({}),
        "InvalidLoadBalancerAction",
        "The redirect configuration is not valid because it creates a loop.",
    ),
    refusedAction(
        "a redirect to port 65536",
        redirect({ port: "65536" }),
        "ValidationError",
        /expected a port from 1 to 65535 or #\{port\}/,
    ),
    refusedAction(
        "a redirect to a relative path",
        redirect({ path: "away" }),
        "ValidationError",
        /defaultActions\[0\]\.redirect\.path/,
    ),
    refusedAction(
        "a fixed response of 1025 characters",
        { type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody: "m".repeat(1025) } },
        "ValidationError",
        "expected a length in the range (0 - 1024), got 1025",
    ),
    refusedAction(
        "a fixed response with status 302",
        { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "302" } },
        "ValidationError",
        /fixedResponse\.statusCode/,
    ),
    {
        title: "two actions that both answer",
        program: [...balanced, listener("listener", { defaultActions: [plain, plain] })],
        expect: {
            code: "InvalidLoadBalancerAction",
            message: /exactly one forward, redirect or fixed-response action is allowed/,
        },
    },
    {
        title: "a rule of a listener that there is not",
        program: [rule("rule", { listenerArn: missingListener })],
        expect: { code: "ListenerNotFound", message: `One or more listeners not found: ${missingListener}` },
    },
    {
        title: "two rules of one priority",
        program: [...listening, rule("one", { priority: 10 }), rule("two", { priority: 10 })],
        expect: { code: "PriorityInUse", message: "Priority '10' is currently in use" },
    },
    {
        title: "rule 101 of a load balancer",
        program: [...listening, ...Array.from({ length: 101 }, (_, index) => rule(`rule-${index}`, { priority: index + 1 }))],
        expect: { code: "TooManyRules", message: /^The maximum number of rules on load balancer 'arn:[^']+' is 100$/ },
    },
    refusedRule("a priority of 0", { priority: 0 }, "ValidationError", "expected priority to be in the range (1 - 50000), got 0"),
    refusedRule(
        "a priority of 50001",
        { priority: 50_001 },
        "ValidationError",
        "expected priority to be in the range (1 - 50000), got 50001",
    ),
    refusedRule(
        "six condition values",
        { conditions: [path("/1", "/2", "/3", "/4", "/5", "/6")] },
        "ValidationError",
        /can only have '5' condition values, got 6/,
    ),
    refusedRule(
        "six wildcards",
        { conditions: [path("/*/*/*", "/*/*/*")] },
        "ValidationError",
        /can only have '5' wildcards, got 6/,
    ),
    refusedRule(
        "a path of 129 characters",
        { conditions: [path(`/${"p".repeat(128)}`)] },
        "ValidationError",
        /expected a length in the range \(1 - 128\), got 129/,
    ),
    refusedRule(
        "two path conditions",
        { conditions: [path("/1"), path("/2")] },
        "ValidationError",
        /a rule can only have one pathPattern condition/,
    ),
    refusedRule(
        "two kinds in one condition",
        { conditions: [{ ...path("/1"), hostHeader: { values: ["a.example"] } }] },
        "ValidationError",
        /exactly one of .* must be given, got hostHeader, pathPattern/,
    ),
    refusedRule(
        "the host as a header condition",
        { conditions: [{ httpHeader: { httpHeaderName: "Host", values: ["a.example"] } }] },
        "ValidationError",
        /the Host header is matched by hostHeader/,
    ),
    refusedRule(
        "a host without a dot",
        { conditions: [{ hostHeader: { values: ["localhost"] } }] },
        "ValidationError",
        /hostHeader/,
    ),
    refusedRule(
        "a method in small letters",
        { conditions: [{ httpRequestMethod: { values: ["get"] } }] },
        "ValidationError",
        /httpRequestMethod/,
    ),
    refusedRule(
        "a source without a mask",
        { conditions: [{ sourceIp: { values: ["10.0.0.1"] } }] },
        "ValidationError",
        /is not a valid CIDR block/,
    ),
    {
        title: "a rule of an HTTP listener that redirects to HTTP",
        program: [...listening, rule("rule", { actions: [redirect({ protocol: "HTTP" })] })],
        expect: {
            code: "InvalidLoadBalancerAction",
            message: "The redirect configuration is not valid because it creates a loop.",
        },
    },
];
