import { Props } from "../../../../simulator/cloud/values";
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
    plain,
    protect,
    rateLimit,
    record,
    redirect,
    rule,
    targets,
    zone,
} from "../refused/edge-steps";
import { group, logGroup, ref, subnet } from "../refused/steps";
import { Step } from "../refused/case";
import { ChangeCase } from "./case";

// Expectations: ForceNew in the schemas of terraform-provider-aws, internal/service/{elbv2,acm,route53,wafv2}.

function change(
    title: string,
    around: readonly Step[],
    step: Step,
    after: Props,
    expect: ChangeCase["expect"],
    changed?: readonly string[],
): ChangeCase {
    const { type, inputs: before } = step;
    const list = changed === undefined ? {} : { changed };
    return { title, type, around, before, after: { ...before, ...after }, expect, ...list };
}

const weights = (blue: number, green: number): Props => ({ defaultActions: [forward(["blue", blue], ["green", green])] });
const third = subnet("c", "10.0.2.0/24", { availabilityZone: "us-east-1c" });
const http = { path: "/health", interval: 10, timeout: 5 };
const two = [group("one", { name: "one" }), group("two", { name: "two" })];
const common = managed(0, "AWSManagedRulesCommonRuleSet");

export const edgeChanges: readonly ChangeCase[] = [
    change("another name of a load balancer", network, balancer("it"), { name: "other" }, "replace", ["name"]),
    change("a load balancer that becomes internal", network, balancer("it"), { internal: true }, "replace", ["internal"]),
    change("a third subnet", [...network, third], balancer("it"), { subnets: [ref("a.id"), ref("b.id"), ref("c.id")] }, "update"),
    change("another subnet", [...network, third], balancer("it"), { subnets: [ref("a.id"), ref("c.id")] }, "update"),
    change("subnets in another order", network, balancer("it"), { subnets: [ref("b.id"), ref("a.id")] }, "same"),
    change(
        "another security group",
        [...network, ...two],
        balancer("it", { securityGroups: [ref("one.id")] }),
        { securityGroups: [ref("two.id")] },
        "update",
    ),
    change("deletion protection", network, balancer("it"), { enableDeletionProtection: true }, "update", [
        "enableDeletionProtection",
    ]),
    change("an idle timeout as AWS has it anyway", network, balancer("it"), { idleTimeout: 60 }, "same"),
    change("another idle timeout", network, balancer("it"), { idleTimeout: 120 }, "update", ["idleTimeout"]),
    change("tags of a load balancer", network, balancer("it"), { tags: { color: "blue" } }, "update"),
    ...(
        [
            ["name", "other"],
            ["port", 9090],
            ["protocol", "HTTPS"],
            ["targetType", "instance"],
        ] as const
    ).map(([name, value]) =>
        change(`another ${name} of a target group`, network, targets("it"), { [name]: value }, "replace", [name]),
    ),
    change(
        "another health check path",
        network,
        targets("it", { healthCheck: http }),
        { healthCheck: { ...http, path: "/ready" } },
        "update",
        ["healthCheck.path"],
    ),
    change(
        "a health check as the provider has it anyway",
        network,
        targets("it", { healthCheck: http }),
        { healthCheck: { ...http, healthyThreshold: 3 } },
        "same",
    ),
    change("another deregistration delay", network, targets("it"), { deregistrationDelay: 30 }, "update", [
        "deregistrationDelay",
    ]),
    change("target stickiness", network, targets("it"), { stickiness: { type: "lb_cookie" } }, "update"),
    change("another port of a listener", balanced, listener("it"), { port: 8080 }, "update", ["port"]),
    change(
        "a listener of another load balancer",
        [...balanced, balancer("other")],
        listener("it"),
        { loadBalancerArn: ref("other.arn") },
        "replace",
        ["loadBalancerArn"],
    ),
    change("other weights", balanced, listener("it", weights(100, 0)), weights(0, 100), "update"),
    change(
        "the same weights in another order",
        balanced,
        listener("it", weights(100, 0)),
        { defaultActions: [forward(["green", 0], ["blue", 100])] },
        "same",
    ),
    change(
        "a redirect instead of an answer",
        balanced,
        listener("it"),
        { defaultActions: [redirect({ port: "443", protocol: "HTTPS" })] },
        "update",
    ),
    change("the protocol in small letters", balanced, listener("it", { protocol: "HTTP" }), { protocol: "http" }, "same"),
    change(
        "a header that a listener adds",
        balanced,
        listener("it"),
        { routingHttpResponseXFrameOptionsHeaderValue: "DENY" },
        "update",
    ),
    change("another priority", listening, rule("it", { priority: 10 }), { priority: 20 }, "update", ["priority"]),
    change(
        "a rule of another listener",
        [...listening, listener("second", { port: 81 })],
        rule("it"),
        { listenerArn: ref("second.arn") },
        "replace",
        ["listenerArn"],
    ),
    change("another path", listening, rule("it"), { conditions: [{ pathPattern: { values: ["/y"] } }] }, "update"),
    change("another action of a rule", listening, rule("it"), { actions: [forward(["blue", 1])] }, "update"),
    change("an order that the action has anyway", listening, rule("it"), { actions: [{ ...plain, order: 1 }] }, "same"),
    change("a certificate for another name", [], certificate("it"), { domainName: "api.colorway.example" }, "replace", [
        "domainName",
    ]),
    change(
        "one more name in a certificate",
        [],
        certificate("it"),
        { subjectAlternativeNames: ["api.colorway.example"] },
        "replace",
    ),
    change("the first name once more", [], certificate("it"), { subjectAlternativeNames: ["app.colorway.example"] }, "same"),
    change("another key of a certificate", [], certificate("it"), { keyAlgorithm: "EC_prime256v1" }, "replace", ["keyAlgorithm"]),
    change(
        "a certificate that shows in no log",
        [],
        certificate("it"),
        { options: { certificateTransparencyLoggingPreference: "DISABLED" } },
        "update",
    ),
    change(
        "other values of a record",
        [],
        record("it", { name: "app", type: "A", ttl: 60, records: ["192.0.2.1"] }),
        { records: ["192.0.2.2"] },
        "update",
    ),
    change(
        "another name of a record",
        [],
        record("it", { name: "app", type: "A", ttl: 60, records: ["192.0.2.1"] }),
        { name: "api" },
        "replace",
        ["name"],
    ),
    change(
        "a name with a dot at its end",
        [],
        record("it", { name: "app.colorway.example", type: "A", ttl: 60, records: ["192.0.2.1"] }),
        { name: "app.colorway.example." },
        "same",
    ),
    change("another comment of a zone", [], zone("it", { name: "other.example" }), { comment: "ours" }, "update", ["comment"]),
    change("another name of a zone", [], zone("it", { name: "other.example" }), { name: "another.example" }, "replace", ["name"]),
    change("another scope of a web ACL", [], acl("it"), { scope: "CLOUDFRONT" }, "replace", ["scope"]),
    change("one more rule", [], acl("it", [common]), { rules: [common, rateLimit(1, 100)] }, "update"),
    change(
        "a rule that only counts",
        [],
        acl("it", [common]),
        { rules: [{ ...common, overrideAction: { count: {} } }] },
        "update",
    ),
    change("a web ACL that blocks by default", [], acl("it"), { defaultAction: { block: {} } }, "update"),
    change(
        "another web ACL of a load balancer",
        [...network, balancer("lb"), acl("acl"), acl("second")],
        protect("it"),
        { webAclArn: ref("second.arn") },
        "replace",
        ["webAclArn"],
    ),
    change(
        "one more hidden field",
        [acl("acl"), logGroup("logs", { name: "aws-waf-logs-app" })],
        aclLogs("it", { logDestinationConfigs: [ref("logs.arn")], redactedFields: [{ uriPath: {} }] }),
        { redactedFields: [{ uriPath: {} }, { method: {} }] },
        "update",
    ),
    change(
        "another destination of logs",
        [acl("acl"), logGroup("logs", { name: "aws-waf-logs-app" }), logGroup("more", { name: "aws-waf-logs-more" })],
        aclLogs("it", { logDestinationConfigs: [ref("logs.arn")] }),
        { logDestinationConfigs: [ref("more.arn")] },
        "replace",
    ),
];
