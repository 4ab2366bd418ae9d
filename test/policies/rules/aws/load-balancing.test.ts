import { loadBalancingRules } from "../../../../policies/rules/aws/load-balancing";
import { describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";

const balancer = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const group = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];
const network = [{ loadBalancerType: "network" }, "it is no application load balancer"] as const;
const functions = [{ targetType: "lambda" }, "its targets are functions"] as const;
const made = (props: Made["props"] = {}, from: NonNullable<Made["from"]> = {}): Made =>
    ({ type: balancer[0] ?? "", props, from });
const subnet = (name: string, availabilityZone: unknown): Made =>
    ({ type: "aws:ec2/subnet:Subnet", name, props: { availabilityZone } });
const association = (from: boolean): Made => ({
    type: "aws:wafv2/webAclAssociation:WebAclAssociation", name: "link", props: { resourceArn: later },
    ...(from ? { from: { resourceArn: ["one"] } } : {}),
});
const zones = "lie in fewer than 2 availability zones; 2 or more are required";
const noFirewall = "has no aws.wafv2.WebAclAssociation";
const protocols = 'one of "HTTPS", "TLS", "QUIC" is required';

describeRules("load balancing", loadBalancingRules, {
    "alb-drop-invalid-headers": own(balancer, {
        good: { dropInvalidHeaderFields: true },
        wrong: [[{ dropInvalidHeaderFields: false }, "dropInvalidHeaderFields is false; true is required"]],
        absent: ["dropInvalidHeaderFields is not set; true is required"],
        later: [{ dropInvalidHeaderFields: later }, "dropInvalidHeaderFields"],
        other: network,
    }),
    "alb-desync-mitigation": own(balancer, {
        good: { desyncMitigationMode: "strictest" },
        alsoGood: [{ desyncMitigationMode: "defensive" }],
        wrong: [
            [
                { desyncMitigationMode: "monitor" },
                'desyncMitigationMode is "monitor"; one of "defensive", "strictest" is required',
            ],
        ],
        absent: isMet,
        later: [{ desyncMitigationMode: later }, "desyncMitigationMode"],
        other: network,
    }),
    "lb-access-logs-enabled": own(balancer, {
        good: { accessLogs: { enabled: true, bucket: "logs" } },
        alsoGood: [{ loadBalancerType: "network" }],
        wrong: [
            [{ accessLogs: { enabled: false, bucket: "logs" } }, "accessLogs.enabled is false; true is required"],
            [{ accessLogs: { bucket: "logs" } }, "accessLogs.enabled is not set; true is required"],
            [{ accessLogs: { enabled: true, bucket: "" } }, "accessLogs.bucket is not set; a bucket is required"],
        ],
        absent: ["accessLogs.enabled is not set; true is required", "accessLogs.bucket is not set; a bucket is required"],
        later: [{ accessLogs: { enabled: later, bucket: later } }, "accessLogs.enabled", "accessLogs.bucket"],
        other: [{ loadBalancerType: "gateway" }, "it is a gateway load balancer"],
    }),
    "lb-deletion-protection": own(balancer, {
        good: { enableDeletionProtection: true },
        wrong: [[{ enableDeletionProtection: false }, "enableDeletionProtection is false; true is required"]],
        absent: ["enableDeletionProtection is not set; true is required"],
        later: [{ enableDeletionProtection: later }, "enableDeletionProtection"],
        other: "aws:lb/listener:Listener",
    }),
    "lb-multi-az": {
        passes: [
            [
                made({ subnets: [later, later] }, { subnets: ["a", "b"] }), subnet("a", "eu-central-1a"),
                subnet("b", "eu-central-1b"),
            ],
            [made({ subnets: later }, { subnets: ["a", "b"] }), subnet("a", "eu-central-1a"), subnet("b", "eu-central-1b")],
            [
                made({ subnetMappings: [{ subnetId: later }, { subnetId: later }] }, { subnetMappings: ["a", "b"] }),
                subnet("a", "eu-central-1a"), subnet("b", "eu-central-1b"),
            ],
            // AWS takes one of each zone, of other programs, too.
            [made({ subnets: [later, later] }, { subnets: ["a", "b"] }), subnet("a", "eu-central-1a"), subnet("b", later)],
            [made({ subnets: ["subnet-1", "subnet-2"] })],
            [{ ...made({ subnets: ["subnet-1", "subnet-2"] }), type: balancer[1] ?? "" }],
        ],
        fails: [
            { given: [made({ subnets: ["subnet-1"] })], findings: [`subnets ${zones}`] },
            { given: [made({ subnetMappings: [{ subnetId: "subnet-1" }] })], findings: [`subnetMappings ${zones}`] },
            {
                given: [
                    made({ subnets: [later, later] }, { subnets: ["a", "b"] }), subnet("a", "eu-central-1a"),
                    subnet("b", "eu-central-1a"),
                ],
                findings: [`subnets ${zones}`],
            },
        ],
        absent: { given: [made()], verdict: { kind: "notMet", findings: [`subnets ${zones}`], undecided: [] } },
        unknown: { given: [made({ subnets: later }, { subnets: ["a"] }), subnet("a", "eu-central-1a")], undecided: ["subnets"] },
        notApplicable: { otherType: "aws:lb/listener:Listener" },
    },
    "alb-waf-associated": {
        passes: [[made({ internal: false }), association(true)], [made({ internal: later }), association(true)]],
        fails: [
            { given: [made({ internal: false })], findings: [noFirewall] },
            {
                given: [made(), { ...association(false), props: { resourceArn: "arn:aws:apigateway:x" } }],
                findings: [noFirewall],
            },
        ],
        absent: { given: [made()], verdict: { kind: "notMet", findings: [noFirewall], undecided: [] } },
        unknown: { given: [made(), association(false)], undecided: ["link.resourceArn"] },
        alsoUnknown: [{ given: [made({ internal: later })], undecided: ["internal"] }],
        notApplicable: { given: [made({ internal: true })], reason: "it is internal" },
    },
    "alb-waf-fail-closed": own(balancer, {
        good: { enableWafFailOpen: false },
        wrong: [[{ enableWafFailOpen: true }, "enableWafFailOpen is true; false is required"]],
        absent: isMet,
        later: [{ enableWafFailOpen: later }, "enableWafFailOpen"],
        other: network,
    }),
    "lb-internal-unless-approved": { ...own(balancer, {
        good: { internal: true },
        alsoGood: [{ internal: false, name: "shop" }, { internal: false, tags: { exposure: "internet" } }],
        wrong: [
            [{ internal: false }, "internal is false; true, or a place among the approved ones, is required"],
            [
                { internal: false, name: "shop-2", tags: { exposure: "none" } },
                "internal is false; true, or a place among the approved ones, is required",
            ],
        ],
        absent: ["internal is not set; true, or a place among the approved ones, is required"],
        later: [{ internal: later, tags: later }, "internal"],
        other: "aws:lb/listener:Listener",
        parameters: { names: ["shop"], tags: { exposure: ["internet"] } },
    }), alsoUnknown: [
        { given: [made({ internal: false, tags: later })], undecided: ["tags"] },
        { given: [made({ internal: false, name: later })], undecided: ["name"] },
    ] },
    "lb-security-groups-required": own(balancer, {
        good: { securityGroups: ["sg-1"] },
        alsoGood: [{ securityGroups: [later] }],
        wrong: [[{ securityGroups: [] }, "securityGroups is empty; a security group is required"]],
        absent: ["securityGroups is not set; a security group is required"],
        later: [{ securityGroups: later }, "securityGroups"],
        other: network,
    }),
    "target-group-health-check": own(group, {
        good: { healthCheck: { protocol: "HTTP", path: "/healthz" } },
        alsoGood: [{ healthCheck: { protocol: "TCP" } }, { healthCheck: { enabled: true, path: "/", protocol: "HTTPS" } }],
        wrong: [
            [{ healthCheck: { enabled: false, path: "/" } }, "healthCheck.enabled is false; true is required"],
            [{ healthCheck: { protocol: "HTTPS" } }, "healthCheck.path is not set; a path is required"],
            [{ healthCheck: { path: "" } }, "healthCheck.path is empty; a path is required"],
        ],
        absent: ["healthCheck is not set; a health check is required"],
        later: [{ healthCheck: { enabled: later, protocol: later } }, "healthCheck.enabled", "healthCheck.protocol"],
        other: functions,
    }),
    "target-group-encrypted-protocol": own(group, {
        good: { protocol: "HTTPS" },
        alsoGood: [{ protocol: "TLS", targetType: "ip" }, { protocol: "QUIC" }],
        wrong: [
            [{ protocol: "HTTP" }, `protocol is "HTTP"; ${protocols}`],
            [{ protocol: "TCP", targetType: "ip" }, `protocol is "TCP"; ${protocols}`],
        ],
        absent: [`protocol is not set; ${protocols}`],
        later: [{ protocol: later }, "protocol"],
        other: [{ protocol: "GENEVE" }, "GENEVE carries whole packets"],
    }),
    "target-group-health-check-encrypted": own(group, {
        good: { protocol: "HTTPS", healthCheck: { protocol: "HTTPS" } },
        alsoGood: [{ protocol: "TLS" }],
        wrong: [
            [{ healthCheck: { protocol: "HTTP" } }, 'healthCheck.protocol is "HTTP"; "HTTPS" is required'],
            [{ healthCheck: undefined }, 'healthCheck.protocol is not set; "HTTPS" is required'],
        ],
        base: { protocol: "TLS" },
        absent: ['healthCheck.protocol is not set; "HTTPS" is required'],
        later: [{ healthCheck: { protocol: later } }, "healthCheck.protocol"],
        other: [{ protocol: "HTTP" }, "its protocol is neither HTTPS nor TLS"],
    }),
});
