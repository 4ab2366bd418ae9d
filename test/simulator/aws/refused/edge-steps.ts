import { Props } from "../../../../simulator/cloud/values";
import { Step } from "./case";
import { gateway, ref, subnet, vpc } from "./steps";

/** Resources of load balancing, DNS, certificates and the web firewall, for programs that are refused or accepted. */

/** The hosted zone that every account of these tests has. */
export const registeredZone = "Z0442917COLORWAY4GX2";

export const network: readonly Step[] = [
    vpc("vpc", "10.0.0.0/16"),
    gateway("gateway"),
    subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" }),
    subnet("b", "10.0.1.0/24", { availabilityZone: "us-east-1b" }),
];

export const bothSubnets = [ref("a.id"), ref("b.id")];

export function balancer(name: string, more: Props = {}): Step {
    return { type: "aws:lb/loadBalancer:LoadBalancer", name, inputs: { name, subnets: bothSubnets, ...more } };
}

export function targets(name: string, more: Props = {}): Step {
    const inputs = { name, port: 8080, protocol: "HTTP", targetType: "ip", vpcId: ref("vpc.id"), ...more };
    return { type: "aws:lb/targetGroup:TargetGroup", name, inputs };
}

export function listener(name: string, more: Props = {}): Step {
    const inputs = { loadBalancerArn: ref("lb.arn"), port: 80, defaultActions: [plain], ...more };
    return { type: "aws:lb/listener:Listener", name, inputs };
}

export function rule(name: string, more: Props = {}): Step {
    const inputs = {
        listenerArn: ref("listener.arn"),
        actions: [plain],
        conditions: [{ pathPattern: { values: ["/x"] } }],
        ...more,
    };
    return { type: "aws:lb/listenerRule:ListenerRule", name, inputs };
}

export const plain: Props = {
    type: "fixed-response",
    fixedResponse: { contentType: "text/plain", messageBody: "none", statusCode: "404" },
};

export function forward(...groups: readonly (readonly [name: string, weight: number])[]): Props {
    return { type: "forward", forward: { targetGroups: groups.map(([name, weight]) => ({ arn: ref(`${name}.arn`), weight })) } };
}

export function redirect(more: Props): Props {
    return { type: "redirect", redirect: { statusCode: "HTTP_301", ...more } };
}

/** A network with a load balancer `lb`, a listener on port 80 and two target groups. */
export const balanced: readonly Step[] = [...network, balancer("lb"), targets("blue"), targets("green")];
export const listening: readonly Step[] = [...balanced, listener("listener")];

export function certificate(name: string, more: Props = {}): Step {
    const inputs = { domainName: "app.colorway.example", validationMethod: "DNS", ...more };
    return { type: "aws:acm/certificate:Certificate", name, inputs };
}

export function validationRecord(name: string, of = "certificate"): Step {
    const option = (property: string): Props => ref(`${of}.domainValidationOptions.0.${property}`);
    return record(name, {
        name: option("resourceRecordName"),
        type: option("resourceRecordType"),
        records: [option("resourceRecordValue")],
        ttl: 60,
    });
}

export function validation(name: string, more: Props = {}): Step {
    return {
        type: "aws:acm/certificateValidation:CertificateValidation",
        name,
        inputs: { certificateArn: ref("certificate.arn"), ...more },
    };
}

export function record(name: string, more: Props): Step {
    return { type: "aws:route53/record:Record", name, inputs: { zoneId: registeredZone, ...more } };
}

export function zone(name: string, more: Props): Step {
    return { type: "aws:route53/zone:Zone", name, inputs: more };
}

const visible = (metricName: string): Props => ({ metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true });

export function managed(priority: number, name: string, more: Props = {}): Props {
    return {
        name: `rule-${priority}`,
        priority,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
        visibilityConfig: visible(`rule-${priority}`),
        ...more,
    };
}

export function rateLimit(priority: number, limit: number, more: Props = {}): Props {
    return {
        name: `rule-${priority}`,
        priority,
        action: { block: {} },
        statement: { rateBasedStatement: { limit, ...more } },
        visibilityConfig: visible(`rule-${priority}`),
    };
}

export function acl(name: string, rules: readonly Props[] = [], more: Props = {}): Step {
    const inputs = { name, scope: "REGIONAL", defaultAction: { allow: {} }, rules, visibilityConfig: visible(name), ...more };
    return { type: "aws:wafv2/webAcl:WebAcl", name, inputs };
}

export function protect(name: string, more: Props = {}): Step {
    const inputs = { resourceArn: ref("lb.arn"), webAclArn: ref("acl.arn"), ...more };
    return { type: "aws:wafv2/webAclAssociation:WebAclAssociation", name, inputs };
}

export function aclLogs(name: string, more: Props): Step {
    return {
        type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        name,
        inputs: { resourceArn: ref("acl.arn"), ...more },
    };
}
