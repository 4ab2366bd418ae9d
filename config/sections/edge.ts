/** `colorway:edge`: load balancer, name and firewall. */

import { tlsPolicies } from "../aws";
import { readCidr } from "../cidr";
import { type Checked, type Field, flag, integer, list, object, oneOf, text } from "../fields";
import type { Complaint, Place } from "../problems";
import type { EdgeSettings } from "../types";

/** VPC quotas, "Inbound or outbound rules per security group" (adjustable). */
const maxInboundRules = 60;
/** Ports 80 and 443 take a rule for each block, the test listener one. */
const portsForUsers = 2;
/** ACM API reference, RequestCertificate, `DomainName`: the common name ends at 64, whatever the alternative names may be. */
const maxDomainLetters = 64;
/** RFC 1035, 2.3.4, without the final dot. */
const maxZoneLetters = 253;

export function edgeField(defaults: Omit<EdgeSettings, "domain" | "hostedZone">): Field<EdgeSettings> {
    return object<EdgeSettings>(
        {
            domain: text({
                about: "Fully qualified name that users call, inside `hostedZone`.",
                allowed: `a lower-case domain name of at most ${maxDomainLetters} letters`,
                example: "app.colorway.example",
                source: "ACM API reference, RequestCertificate",
                check: name => domainComplaint(name, maxDomainLetters),
            }),
            hostedZone: text({
                about: "Name of an existing public zone of Route 53.",
                allowed: `a lower-case domain name of at most ${maxZoneLetters} letters`,
                example: "colorway.example",
                cure: "list the zones with `aws route53 list-hosted-zones`",
                source: "RFC 1035, 2.3.4",
                check: name => domainComplaint(name, maxZoneLetters),
            }),
            allowedCidrs: list(cidrItem("an IPv4 block"), {
                about: "IPv4 blocks that may reach ports 80 and 443.",
                allowed: "1 or more IPv4 blocks, each once",
                cure: "write it as [0.0.0.0/0] for everybody, or as [203.0.113.0/24]",
                min: 1,
                sameness: cidr => cidr,
            }),
            testAllowedCidrs: list(
                cidrItem("an IPv4 block other than 0.0.0.0/0", cidr =>
                    cidr === "0.0.0.0/0" ? "opens the test listener, which shows what is not released, to everybody" : undefined,
                ),
                {
                    about: "IPv4 blocks that may reach the test listener, port 8443. Empty: nobody.",
                    allowed: "IPv4 blocks other than 0.0.0.0/0, each once",
                    cure: "write it as [10.0.0.0/8]",
                    sameness: cidr => cidr,
                },
            ),
            tlsPolicy: oneOf(tlsPolicies, {
                about: "Security policy of the HTTPS listeners: TLS 1.2 or newer, forward secrecy only.",
                source: "Application Load Balancers user guide, \"Security policies for your Application Load Balancer\"",
            }),
            deletionProtection: flag({ about: "Whether the load balancer refuses to be deleted." }),
            idleTimeoutSeconds: integer({
                about: "How long a connection may be silent.",
                min: 1,
                max: 4000,
                unit: "seconds",
                source: "Application Load Balancers user guide, \"Connection idle timeout\"",
            }),
            accessLogRetentionDays: integer({
                about: "Retention of the access logs.",
                min: 1,
                max: 3653,
                unit: "days",
                source: "ten years are this project's own maximum",
            }),
            rateLimit: integer({
                about: "Requests of one address within five minutes, above which the firewall blocks it.",
                min: 10,
                max: 2_000_000_000,
                source: "AWS WAF API reference, RateBasedStatement",
            }),
            forceDestroyLogs: flag({ about: "Whether the buckets of logs may be destroyed with what is in them." }),
        },
        { about: "Load balancer, domain and firewall.", defaults },
    );
}

function cidrItem(allowed: string, check: (cidr: string) => Complaint | undefined = () => undefined): Field<string> {
    return text({
        about: "IPv4 block.",
        allowed,
        example: "203.0.113.0/24",
        check: cidr => {
            const range = readCidr(cidr);
            return "message" in range ? range : check(cidr);
        },
    });
}

function domainComplaint(name: string, maxLetters: number): Complaint | undefined {
    if (name.endsWith(".")) return { message: "ends with a dot", cure: `write ${name.slice(0, -1)}` };
    if (name !== name.toLowerCase()) return { message: "has capital letters", cure: `write ${name.toLowerCase()}` };
    if (/^[a-z]+:\/\//.test(name)) return "is a URL, not a domain name";
    if (name.length > maxLetters)
        return { message: `has ${name.length} letters, ${name.length - maxLetters} too many`, cure: "choose a shorter name" };
    const labels = name.split(".");
    const long = labels.find(label => label.length > 63);
    if (long !== undefined)
        return { message: `has a part of ${long.length} letters, 63 are allowed`, cure: "choose a shorter part" };
    const right = labels.length > 1 && labels.every(label => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label));
    return right ? undefined : "is no domain name";
}

export function edgeRules(edge: Checked<EdgeSettings>, field: Field<EdgeSettings>, place: Place): void {
    const { domain, hostedZone, allowedCidrs = [], testAllowedCidrs = [] } = edge;
    if (domain !== undefined && hostedZone !== undefined && domain !== hostedZone && !domain.endsWith(`.${hostedZone}`)) {
        place.member("domain").note(
            field.members?.domain ?? field,
            {
                message: `is not inside hostedZone, ${hostedZone}`,
                cure: `write a name that ends with .${hostedZone}, or change hostedZone`,
            },
            domain,
        );
    }
    const rules = allowedCidrs.length * portsForUsers + testAllowedCidrs.length;
    if (rules > maxInboundRules) {
        place.member("allowedCidrs").note(
            field.members?.allowedCidrs ?? field,
            {
                message: `needs ${rules} rules of a security group together with testAllowedCidrs; AWS allows ${maxInboundRules}`,
                cure: "merge neighboring blocks",
            },
            allowedCidrs,
        );
    }
}
