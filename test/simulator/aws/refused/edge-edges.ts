import { EdgeCase } from "./case";
import {
    acl,
    aclLogs,
    balanced,
    balancer,
    certificate,
    forward,
    listener,
    listening,
    managed,
    network,
    protect,
    rateLimit,
    record,
    redirect,
    registeredZone,
    rule,
    targets,
    validation,
    validationRecord,
    zone,
} from "./edge-steps";
import { group, logGroup, ref, subnet } from "./steps";

const five = ["one", "two", "three", "four", "five"];
const issued = [
    certificate("certificate"),
    validationRecord("record"),
    validation("validation", { validationRecordFqdns: [ref("record.fqdn")] }),
];

/** Load balancers, listeners, names, certificates and firewalls at the limits of what AWS allows. */
export const edgesOfTheEdge: readonly EdgeCase[] = [
    { title: "a load balancer with a name of 32 letters", program: [...network, balancer("l".repeat(32))] },
    {
        title: "a load balancer in /27 subnets",
        program: [
            ...network,
            subnet("c", "10.0.2.0/27", { availabilityZone: "us-east-1c" }),
            subnet("d", "10.0.2.32/27", { availabilityZone: "us-east-1d" }),
            balancer("lb", { subnets: [ref("c.id"), ref("d.id")] }),
        ],
    },
    {
        title: "an internal load balancer without an internet gateway",
        program: [...network.filter(({ name }) => name !== "gateway"), balancer("lb", { internal: true })],
    },
    {
        title: "a load balancer with five security groups",
        program: [
            ...network,
            ...five.map((name) => group(name, { name })),
            balancer("lb", { securityGroups: five.map((name) => ref(`${name}.id`)) }),
        ],
    },
    {
        title: "the shortest and longest timeouts",
        program: [
            ...network,
            balancer("lb", { idleTimeout: 1 }),
            balancer("slow", { idleTimeout: 4000, clientKeepAlive: 604_800 }),
        ],
    },
    {
        title: "logs to a missing bucket that are off",
        program: [...network, balancer("lb", { accessLogs: { bucket: "nowhere", enabled: false } })],
    },
    { title: "a target group with a name of 32 letters", program: [...network, targets("t".repeat(32))] },
    {
        title: "the quickest and the slowest health checks",
        program: [
            ...network,
            targets("quick", {
                healthCheck: { interval: 5, timeout: 4, healthyThreshold: 2, unhealthyThreshold: 10, matcher: "200-499" },
            }),
            targets("slow", {
                healthCheck: { interval: 300, timeout: 120, healthyThreshold: 10, matcher: "200,204,301-303", port: "65535" },
            }),
        ],
    },
    {
        title: "no deregistration delay, and the longest",
        program: [...network, targets("now", { deregistrationDelay: 0 }), targets("later", { deregistrationDelay: 3600 })],
    },
    {
        title: "slow starts of 30 and 900 seconds",
        program: [...network, targets("soon", { slowStart: 30 }), targets("late", { slowStart: 900 })],
    },
    {
        title: "five target groups with weights 0 to 999",
        program: [
            ...network,
            balancer("lb"),
            ...five.map((name) => targets(name)),
            listener("listener", {
                defaultActions: [forward(...five.map((name, index) => [name, index === 0 ? 0 : 999] as const))],
            }),
        ],
    },
    {
        title: "weights that are all 0",
        program: [...balanced, listener("listener", { defaultActions: [forward(["blue", 0], ["green", 0])] })],
    },
    {
        title: "a target group in a forward block and beside it",
        program: [
            ...balanced,
            listener("listener", { defaultActions: [{ ...forward(["blue", 1]), targetGroupArn: ref("blue.arn") }] }),
        ],
    },
    {
        title: "a sticky target group among weighted ones with group stickiness",
        program: [
            ...balanced,
            targets("sticky", { stickiness: { type: "lb_cookie", cookieDuration: 604_800 } }),
            listener("listener", {
                defaultActions: [
                    {
                        type: "forward",
                        forward: {
                            targetGroups: [{ arn: ref("blue.arn") }, { arn: ref("sticky.arn") }],
                            stickiness: { enabled: true, duration: 604_800 },
                        },
                    },
                ],
            }),
        ],
    },
    {
        title: "one target group in two listeners of a load balancer",
        program: [
            ...balanced,
            listener("one", { defaultActions: [forward(["blue", 1])] }),
            listener("two", { port: 8080, defaultActions: [forward(["blue", 1], ["green", 0])] }),
        ],
    },
    {
        title: "listeners on the first and the last port",
        program: [...balanced, listener("first", { port: 1 }), listener("last", { port: 65535 })],
    },
    {
        title: "a redirect that changes the port only",
        program: [...balanced, listener("listener", { defaultActions: [redirect({ port: "8443" })] })],
    },
    {
        title: "the first and the last priority",
        program: [...listening, rule("first", { priority: 1 }), rule("last", { priority: 50_000 })],
    },
    {
        title: "rule 100 of a load balancer",
        program: [...listening, ...Array.from({ length: 100 }, (_, index) => rule(`rule-${index}`))],
    },
    {
        title: "five condition values of every kind",
        program: [
            ...listening,
            rule("rule", {
                conditions: [
                    { pathPattern: { values: [`/${"p".repeat(127)}`] } },
                    { hostHeader: { values: ["*.colorway.example"] } },
                    { httpRequestMethod: { values: ["GET"] } },
                    { sourceIp: { values: ["10.0.0.0/8"] } },
                    { queryStrings: [{ key: "color", value: "blue*" }] },
                ],
            }),
        ],
    },
    {
        title: "an HTTPS listener as soon as the validation record is there",
        program: [
            ...balanced,
            certificate("certificate"),
            validationRecord("record"),
            listener("listener", {
                protocol: "HTTPS",
                port: 443,
                certificateArn: ref("certificate.arn"),
                sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
            }),
        ],
    },
    { title: "a certificate validated by its record", program: issued },
    {
        title: "a wildcard certificate, whose record is that of the plain name",
        program: [
            ...issued,
            certificate("wildcard", { domainName: "*.app.colorway.example" }),
            validation("again", { certificateArn: ref("wildcard.arn") }),
        ],
    },
    {
        title: "a certificate for ten names",
        program: [
            certificate("certificate", {
                subjectAlternativeNames: Array.from({ length: 9 }, (_, index) => `n${index}.colorway.example`),
            }),
        ],
    },
    {
        title: "a certificate for a name of 64 characters",
        program: [certificate("certificate", { domainName: `${"a".repeat(47)}.colorway.example` })],
    },
    {
        title: "aliases of a load balancer for both kinds of address",
        program: [
            ...network,
            balancer("lb"),
            ...["A", "AAAA"].map((type) =>
                record(`app-${type}`, {
                    name: "app.colorway.example",
                    type,
                    aliases: [{ name: ref("lb.dnsName"), zoneId: ref("lb.zoneId"), evaluateTargetHealth: true }],
                }),
            ),
        ],
    },
    {
        title: "an alias with the prefix of both kinds of address",
        program: [
            ...network,
            balancer("lb", { name: "lb" }),
            record("www", { name: "www", type: "A", ttl: 0, records: ["192.0.2.1"] }),
            record("app", {
                name: "",
                type: "A",
                aliases: [{ name: "www.colorway.example", zoneId: registeredZone, evaluateTargetHealth: false }],
            }),
        ],
    },
    {
        title: "a record over one that is there, when told so",
        program: [
            record("one", { name: "app", type: "A", ttl: 60, records: ["192.0.2.1"] }),
            record("two", {
                name: "APP.colorway.example.",
                type: "A",
                ttl: 2_147_483_647,
                records: ["192.0.2.2"],
                allowOverwrite: true,
            }),
        ],
    },
    {
        title: "two zones of one name",
        program: [zone("one", { name: "other.example" }), zone("two", { name: "other.example." })],
    },
    { title: "a zone with a part of 63 letters", program: [zone("zone", { name: `${"z".repeat(63)}.example` })] },
    {
        title: "exactly 5000 capacity units",
        program: [
            acl("acl", [
                ...Array.from({ length: 7 }, (_, index) => managed(index, "AWSManagedRulesCommonRuleSet")),
                managed(7, "AWSManagedRulesAdminProtectionRuleSet"),
            ]),
        ],
    },
    {
        title: "the lowest and highest rate limits",
        program: [acl("acl", [rateLimit(0, 10, { evaluationWindowSec: 60 }), rateLimit(1, 2_000_000_000)])],
    },
    {
        title: "a protected load balancer with firewall logs",
        program: [
            ...network,
            balancer("lb"),
            acl("acl", [managed(0, "AWSManagedRulesSQLiRuleSet")]),
            protect("protection"),
            logGroup("logs", { name: "aws-waf-logs-app" }),
            aclLogs("logging", {
                logDestinationConfigs: [ref("logs.arn")],
                redactedFields: [{ singleHeader: { name: "cookie" } }, { uriPath: {} }],
            }),
        ],
    },
];
