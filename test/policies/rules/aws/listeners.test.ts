import { listenerRules } from "../../../../policies/rules/aws/listeners";
import { describeRules, later } from "../harness";
import { own } from "../own";

const listener = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
const redirect = { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" };
const http = { port: 80, protocol: "HTTP", defaultActions: [{ type: "redirect", redirect }] };
const https = { port: 443, protocol: "HTTPS", defaultActions: [{ type: "forward" }] };
const to = (change: object): { readonly defaultActions: unknown } =>
    ({ defaultActions: [{ type: "redirect", redirect: { ...redirect, ...change } }] });
const gateway = [{ protocol: undefined, port: undefined }, "it is of a gateway load balancer"] as const;
const only = '"HTTPS", "TLS", or a redirect to HTTPS is required';
const policy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";
const policies = ["ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-3-2021-06"];
const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/1";

describeRules("listeners", listenerRules, {
    "lb-http-redirects-to-https": own(listener, {
        good: http,
        alsoGood: [{ protocol: undefined }],
        wrong: [
            [{ defaultActions: [{ type: "forward" }] }, 'defaultActions[0].type is "forward"; "redirect" is required'],
            [{ defaultActions: [] }, 'defaultActions[0].type is null; "redirect" is required'],
            [
                { defaultActions: [{ type: "authenticate-oidc" }, { type: "redirect", redirect }] },
                "defaultActions has 2 actions; only a redirect to HTTPS is allowed",
            ],
            [to({ protocol: "#{protocol}" }), 'defaultActions[0].redirect.protocol is "#{protocol}"; "HTTPS" is required'],
            [to({ port: "8443" }), 'defaultActions[0].redirect.port is "8443"; "443" is required'],
            [to({ port: undefined }), 'defaultActions[0].redirect.port is not set; "443" is required'],
            [to({ statusCode: "HTTP_302" }), 'defaultActions[0].redirect.statusCode is "HTTP_302"; "HTTP_301" is required'],
        ],
        base: { port: 80 },
        absent: ['defaultActions[0].type is null; "redirect" is required'],
        later: [{ protocol: later }, "protocol"],
        other: [https, "its protocol is not HTTP"],
    }),
    "lb-listener-encrypted-protocol": own(listener, {
        good: https,
        alsoGood: [{ protocol: "TLS" }, http, { ...http, protocol: undefined }],
        wrong: [
            [{ protocol: "HTTP" }, `protocol is "HTTP"; ${only}`],
            [{ protocol: "TCP" }, `protocol is "TCP"; ${only}`],
            [{ ...http, protocol: "TCP" }, `protocol is "TCP"; ${only}`],
            [{ ...http, ...to({ protocol: "HTTP" }) }, `protocol is "HTTP"; ${only}`],
        ],
        base: { port: 80 },
        absent: [`protocol is not set, which means HTTP; ${only}`],
        later: [{ protocol: later, defaultActions: later }, "protocol"],
        other: gateway,
    }),
    "lb-listener-strong-tls-policy": own(listener, {
        good: { ...https, sslPolicy: policy },
        alsoGood: [{ protocol: "TLS", sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" }],
        wrong: [
            [
                { sslPolicy: "ELBSecurityPolicy-2016-08" },
                `sslPolicy is "ELBSecurityPolicy-2016-08"; one of ${policies.map((each) => `"${each}"`).join(", ")} is required`,
            ],
            [
                { sslPolicy: undefined },
                `sslPolicy is not set; one of ${policies.map((each) => `"${each}"`).join(", ")} is required`,
            ],
        ],
        base: { port: 443, protocol: "HTTPS" },
        absent: [`sslPolicy is not set; one of ${policies.map((each) => `"${each}"`).join(", ")} is required`],
        later: [{ sslPolicy: later }, "sslPolicy"],
        other: [{ protocol: "HTTP" }, "its protocol is neither HTTPS nor TLS"],
        parameters: { policies },
    }),
    "lb-listener-certificate-required": own(listener, {
        good: { ...https, certificateArn: arn },
        alsoGood: [{ certificateArn: arn.replace("arn:aws:", "arn:aws-us-gov:") }],
        wrong: [
            [
                { certificateArn: "arn:aws:iam::111122223333:server-certificate/x" },
                'certificateArn is "arn:aws:iam::111122223333:server-certificate/x"; the ARN of a certificate of ACM is required',
            ],
        ],
        base: { port: 443, protocol: "TLS" },
        absent: ["certificateArn is not set; the ARN of a certificate of ACM is required"],
        later: [{ certificateArn: later }, "certificateArn"],
        other: gateway,
    }),
});
