/** Load balancers and their target groups. */
import { ask, demanded, some } from "../../core/answer";
import { at, isFalse, isTrue, judged, oneOf } from "../../core/conditions";
import { all, Guard, inProtected, protectedParameter, tagged, tagsParameter, when, whereOneOf } from "../../core/guards";
import { met, notApplicable, notMet, unknown } from "../../core/outcome";
import { textListsOf, textsOf, textsParameter } from "../../core/parameters";
import { reference, refersTo } from "../../core/references";
import { withBeside } from "../../core/relations";
import type { Condition, Rule } from "../../core/rule";

const loadBalancer = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const targetGroup = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];
const subnet = "aws:ec2/subnet:Subnet";

const application = whereOneOf("loadBalancerType", ["application"], "application", "it is no application load balancer");
const ofRequests = whereOneOf("loadBalancerType", ["application", "network"], "application", "it is a gateway load balancer");
const toMachines = whereOneOf("targetType", ["instance", "ip", "alb"], "instance", "its targets are functions");
const toHosts = whereOneOf("targetType", ["instance", "ip"], "instance", "its targets are functions or a load balancer");
const notGeneve: Guard = ({ props }) =>
    (props.at("protocol").text === "GENEVE" ? notApplicable("GENEVE carries whole packets") : undefined);

/** AWS takes only one subnet of each zone (ELBv2 API reference, CreateLoadBalancer, Subnets), so two subnets are two zones. */
const severalZones: Condition = (subject) => {
    const lists = ["subnets", "subnetMappings"].map((property) => subject.props.at(property));
    const count = lists.reduce((sum, list) => sum + list.items().length, 0);
    const sources = lists.flatMap((list) => subject.from(list.path)).filter(({ type }) => type === subnet);
    const zones = sources.map(({ props }) => props.at("availabilityZone"));
    const known = new Set(zones.flatMap(({ text }) => text ?? []));
    if (known.size >= 2) return met;
    const open = lists.find(({ reading }) => reading === "unknown");
    if (open !== undefined) return unknown(open.path);
    const sameZone = count >= 2 && sources.length >= count && zones.every(({ text }) => text !== undefined);
    if (count >= 2 && !sameZone) return met;
    return notMet(
        lists[1]?.reading === "known" ? "subnetMappings" : "subnets",
        "lie in fewer than 2 availability zones; 2 or more are required",
    );
};

const facing: Guard = ({ props }) => (props.at("internal").flag === true ? notApplicable("it is internal") : undefined);
const firewall = withBeside(["aws:wafv2/webAclAssociation:WebAclAssociation"], "resourceArn", "aws.wafv2.WebAclAssociation", () =>
    [met]);

/** A load balancer that may still turn out to be internal needs no firewall. */
const guarded: Condition = (subject, context) => {
    const outcome = firewall(subject, context);
    const internal = subject.props.at("internal");
    return internal.reading === "unknown" && ![outcome].flat().some(({ kind }) => kind === "met")
        ? unknown(internal.path)
        : outcome;
};

const approved: Condition = (subject, { parameter }) => {
    const allowed = textsOf({ parameter }, "names");
    const tags = textListsOf({ parameter }, "tags");
    const byTag = Object.keys(tags).length === 0 ? false : tagged(subject, tags);
    const internal = subject.props.at("internal");
    const answer = some(
        ask(internal, ({ flag }) => flag === true),
        allowed.includes(subject.name),
        allowed.length > 0 && ask(subject.props.at("name"), ({ text }) => text !== undefined && allowed.includes(text)),
        typeof byTag === "boolean" ? byTag : { unknown: "tags" },
    );
    // Absent, it faces the Internet (ELBv2 API reference, CreateLoadBalancer, Scheme).
    return demanded(
        answer, internal.path,
        `is ${internal.reading === "absent" ? "not set" : "false"}; true, or a place among the approved ones, is required`,
    );
};

const hasGroups: Condition = (subject) => {
    const list = subject.props.at("securityGroups");
    if (list.reading === "known") {
        return list.items().length > 0 ? met : notMet(list.path, "is empty; a security group is required");
    }
    return reference(subject, list, "a security group");
};

/** Absent, the check asks by HTTP for / (@pulumi/aws, TargetGroupHealthCheck); a path that was meant is written. */
const checkedPath: Condition = ({ props }) => {
    const check = props.at("healthCheck");
    if (check.reading === "absent") return met;
    const protocol = check.at("protocol");
    const outcome = judged(check.at("path"), "notMet", "a path", ({ text }) =>
        (text === "" ? "is empty; a path is required" : undefined));
    if (protocol.reading === "known" && protocol.text !== "HTTP" && protocol.text !== "HTTPS") return met;
    return protocol.reading === "unknown" && outcome.kind !== "met" ? unknown(protocol.path) : outcome;
};

export const loadBalancingRules: readonly Rule[] = [
    {
        id: "alb-drop-invalid-headers",
        title: "A load balancer drops headers that are not valid",
        why: "A header that it and a service read in different ways smuggles requests past both.",
        cure: "Set dropInvalidHeaderFields to true.",
        types: loadBalancer,
        kind: "resource",
        // Absent, it is false (@pulumi/aws, LoadBalancer, `dropInvalidHeaderFields`).
        conditions: when(application, isTrue("dropInvalidHeaderFields")),
    },
    {
        id: "alb-desync-mitigation",
        title: "A load balancer refuses requests that may be two",
        why: "In mode monitor it passes on what a service may take for the beginning of another one's request.",
        cure: "Set desyncMitigationMode to strictest, or to defensive.",
        types: loadBalancer,
        kind: "resource",
        // Absent, it is defensive (@pulumi/aws, LoadBalancer, `desyncMitigationMode`).
        conditions: when(application, oneOf("desyncMitigationMode", ["defensive", "strictest"], "met")),
    },
    {
        id: "lb-access-logs-enabled",
        title: "A load balancer logs what it was asked",
        why: "Without it nobody can tell afterwards who asked what of which service.",
        cure: "Set accessLogs with enabled true and the bucket.",
        types: loadBalancer,
        kind: "resource",
        // Absent, it is off, even where a bucket is given (@pulumi/aws, LoadBalancerAccessLogs, `enabled`).
        conditions: when(ofRequests, isTrue("accessLogs.enabled"), refersTo("accessLogs.bucket", "a bucket")),
    },
    {
        id: "lb-deletion-protection",
        title: "A load balancer is not deleted by mistake",
        why: "Its loss is an outage, and its name in the DNS does not come back.",
        cure: "Set enableDeletionProtection to true.",
        types: loadBalancer,
        kind: "resource",
        parameters: protectedParameter,
        conditions: when(inProtected, isTrue("enableDeletionProtection")),
    },
    {
        id: "lb-multi-az",
        title: "A load balancer stands in several availability zones",
        why: "When its only zone fails, nothing behind it can be reached.",
        cure: "List subnets of two or more availability zones in subnets or subnetMappings.",
        types: loadBalancer,
        kind: "stack",
        conditions: [severalZones],
    },
    {
        id: "alb-waf-associated",
        title: "A load balancer on the Internet stands behind a web application firewall",
        why: "Known attacks and floods of requests reach the services otherwise.",
        cure: "Add an aws.wafv2.WebAclAssociation with the load balancer's ARN in resourceArn.",
        types: loadBalancer,
        kind: "stack",
        conditions: when(application, ...when(facing, guarded)),
    },
    {
        id: "alb-waf-fail-closed",
        title: "No request passes where the firewall does not answer",
        why: "Who can disturb the firewall gets past it otherwise.",
        cure: "Leave enableWafFailOpen out or set it to false.",
        types: loadBalancer,
        kind: "resource",
        conditions: when(application, isFalse("enableWafFailOpen")),
    },
    {
        id: "lb-internal-unless-approved",
        title: "Only approved load balancers face the Internet",
        why: "A service that nobody decided to publish can be attacked by anybody.",
        cure: "Set internal to true, or put the name or a tag of the load balancer into the rule's parameters.",
        types: loadBalancer,
        kind: "resource",
        parameters: {
            names: textsParameter("names, in AWS or in the program, of load balancers that may face the Internet"),
            ...tagsParameter("a load balancer that may face the Internet", {}),
        },
        conditions: [approved],
    },
    {
        id: "lb-security-groups-required",
        title: "A load balancer has security groups",
        why: "Without one it gets the default group of the network, whose entries are not its own.",
        cure: "List an aws.ec2.SecurityGroup of its own in securityGroups.",
        types: loadBalancer,
        kind: "resource",
        conditions: when(application, hasGroups),
    },
    {
        id: "target-group-health-check",
        title: "A target group checks its targets' health",
        why: "Requests go to targets that no longer answer, or answer wrongly.",
        cure: "Set healthCheck with the path of the service's own check; leave enabled out.",
        types: targetGroup,
        kind: "resource",
        conditions: when(
            toMachines, at("healthCheck", "notMet", "a health check", () => undefined), isTrue("healthCheck.enabled", "met"),
            checkedPath,
        ),
    },
    {
        id: "target-group-encrypted-protocol",
        title: "A load balancer speaks TLS with its targets",
        why: "Inside the network, too, requests can be read by who got in.",
        cure: "Set protocol to HTTPS (or TLS), and let the targets listen with a certificate.",
        types: targetGroup,
        kind: "resource",
        conditions: when(all(toHosts, notGeneve), oneOf("protocol", ["HTTPS", "TLS", "QUIC"])),
    },
    {
        id: "target-group-health-check-encrypted",
        title: "The health of targets that speak TLS is checked over TLS",
        why: "A check in the clear needs a second, open port, and says nothing about the one that is used.",
        cure: "Set healthCheck.protocol to HTTPS.",
        types: targetGroup,
        kind: "resource",
        // Absent, it is HTTP (@pulumi/aws, TargetGroupHealthCheck, `protocol`).
        conditions: when(
            whereOneOf("protocol", ["HTTPS", "TLS"], "", "its protocol is neither HTTPS nor TLS"),
            oneOf("healthCheck.protocol", ["HTTPS"]),
        ),
    },
];
