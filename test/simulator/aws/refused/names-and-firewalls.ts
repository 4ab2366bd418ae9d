import { RefusedCase } from "./case";
import {
    acl,
    aclLogs,
    balancer,
    certificate,
    managed,
    network,
    protect,
    rateLimit,
    record,
    registeredZone,
    validation,
    validationRecord,
    zone,
} from "./edge-steps";
import { logGroup, ref } from "./steps";

const web = { name: "app", type: "A", ttl: 60, records: ["192.0.2.1"] };
const balancerZone = "Z35SXDOTRQ7X7K";
const alias = {
    name: "app",
    type: "A",
    aliases: [{ name: "none.us-east-1.elb.amazonaws.com", zoneId: balancerZone, evaluateTargetHealth: true }],
};
const common = "AWSManagedRulesCommonRuleSet";
const missingAcl = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/none/12345678-1234-4123-8123-123456789012";
const missingCertificate = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-4123-8123-123456789012";

export const refusedNames: readonly RefusedCase[] = [
    {
        title: "a record in a zone that there is not",
        program: [record("app", { ...web, zoneId: "Z00000000000000000000" })],
        expect: { code: "NoSuchHostedZone", message: "No hosted zone found with ID: Z00000000000000000000" },
    },
    {
        title: "a record that is there already",
        program: [record("app", web), record("again", web)],
        expect: {
            code: "InvalidChangeBatch",
            message: "[Tried to create resource record set [name='app.colorway.example.', type='A'] but it already exists]",
        },
    },
    {
        title: "a record outside its zone",
        program: [record("app", { ...web, name: "notcolorway.example" })],
        expect: {
            code: "InvalidChangeBatch",
            message: "[RRSet with DNS name notcolorway.example. is not permitted in zone colorway.example.]",
        },
    },
    {
        title: "a CNAME for the zone itself",
        program: [record("app", { name: "colorway.example", type: "CNAME", ttl: 60, records: ["www.example"] })],
        expect: { code: "InvalidChangeBatch", message: /is not permitted at apex in zone colorway\.example\.\]$/ },
    },
    {
        title: "a CNAME beside another record",
        program: [record("app", web), record("other", { name: "app", type: "CNAME", ttl: 60, records: ["www.example"] })],
        expect: { code: "InvalidChangeBatch", message: /conflicts with other records with the same DNS name/ },
    },
    {
        title: "a CNAME with two values",
        program: [record("app", { name: "app", type: "CNAME", ttl: 60, records: ["one.example", "two.example"] })],
        expect: { code: "InvalidChangeBatch", message: /^\[A CNAME record can have only one value/ },
    },
    {
        title: "an A record with a name as its value",
        program: [record("app", { ...web, records: ["www.example"] })],
        expect: {
            code: "InvalidChangeBatch",
            message: /ARRDATAIllegalIPv4Address \(Value is not a valid IPv4 address\) encountered with 'www\.example'/,
        },
    },
    {
        title: "an alias to a load balancer that there is not",
        program: [record("app", alias)],
        expect: {
            code: "InvalidChangeBatch",
            message:
                "[Tried to create an alias that targets none.us-east-1.elb.amazonaws.com., type A in "
                + `zone ${balancerZone}, but that target was not found]`,
        },
    },
    {
        title: "an alias to a load balancer in a zone of another region",
        program: [
            ...network,
            balancer("lb"),
            record("app", {
                ...alias,
                aliases: [{ name: ref("lb.dnsName"), zoneId: "Z1H1FL5HABSF5", evaluateTargetHealth: true }],
            }),
        ],
        expect: { code: "InvalidChangeBatch", message: /but the alias target name does not lie within the target zone\]$/ },
    },
    {
        title: "a text record that is an alias of a load balancer",
        program: [
            ...network,
            balancer("lb"),
            record("app", {
                ...alias,
                type: "TXT",
                aliases: [{ name: ref("lb.dnsName"), zoneId: ref("lb.zoneId"), evaluateTargetHealth: true }],
            }),
        ],
        expect: { code: "InvalidChangeBatch", message: /the type TXT is not supported for that target/ },
    },
    {
        title: "an alias to a record that there is not",
        program: [
            record("app", {
                ...alias,
                aliases: [{ name: "www.colorway.example", zoneId: registeredZone, evaluateTargetHealth: false }],
            }),
        ],
        expect: { code: "InvalidChangeBatch", message: /but that target was not found\]$/ },
    },
    {
        title: "values without a time to live",
        program: [record("app", { name: "app", type: "A", records: ["192.0.2.1"] })],
        expect: { code: "InvalidInput", message: "ttl: must be given together with records" },
    },
    {
        title: "a record with neither values nor an alias",
        program: [record("app", { name: "app", type: "A" })],
        expect: { code: "InvalidInput", message: "exactly one of aliases, records must be given, got none" },
    },
    {
        title: "a private zone of a VPC that there is not",
        program: [zone("zone", { name: "inside.example", vpcs: [{ vpcId: "vpc-00000000000000000" }] })],
        expect: { code: "InvalidVPCId", message: /^The VPC: vpc-00000000000000000 you provided is not authorized/ },
    },
    {
        title: "a zone with a part of 64 letters",
        program: [zone("zone", { name: `${"z".repeat(64)}.example` })],
        expect: { code: "InvalidDomainName", message: /each part has 1 to 63 letters, digits or hyphens/ },
    },
    {
        title: "a certificate for a name of 65 characters",
        program: [certificate("certificate", { domainName: `${"a".repeat(48)}.colorway.example` })],
        expect: { code: "InvalidParameterException", message: "expected a length in the range (0 - 64), got 65" },
    },
    {
        title: "a certificate that nothing validates",
        program: [{ ...certificate("certificate"), inputs: { domainName: "app.colorway.example" } }],
        expect: { code: "InvalidParameterException", message: /validationMethod: must be set/ },
    },
    {
        title: "a certificate for eleven names",
        program: [
            certificate("certificate", {
                subjectAlternativeNames: Array.from({ length: 10 }, (_, index) => `n${index}.colorway.example`),
            }),
        ],
        expect: {
            code: "LimitExceededException",
            message: "The number of domain names in the certificate, 11, exceeds the limit of 10",
        },
    },
    {
        title: "the validation of a certificate that there is not",
        program: [validation("validation", { certificateArn: missingCertificate })],
        expect: { code: "ResourceNotFoundException", message: `Could not find certificate ${missingCertificate}.` },
    },
    {
        title: "a validation record for a certificate that is there already",
        program: [certificate("certificate"), validationRecord("one"), validationRecord("two")],
        expect: { code: "InvalidChangeBatch", message: /but it already exists\]$/ },
    },
];

export const refusedFirewalls: readonly RefusedCase[] = [
    {
        title: "two web ACLs of one name",
        program: [acl("acl"), { ...acl("acl"), name: "again" }],
        expect: { code: "WAFDuplicateItemException", message: /is a duplicate of an existing one\.$/ },
    },
    {
        title: "two rules of one priority",
        program: [acl("acl", [managed(0, common), { ...rateLimit(0, 100), name: "other" }])],
        expect: {
            code: "WAFInvalidParameterException",
            message: /The values of Priority must all be different, 0 is given twice, field: RULE/,
        },
    },
    {
        title: "two rules of one name",
        program: [acl("acl", [managed(0, common), { ...managed(1, common), name: "rule-0" }])],
        expect: {
            code: "WAFInvalidParameterException",
            message: /The values of Name must all be different, rule-0 is given twice/,
        },
    },
    {
        title: "a managed rule group that there is not",
        program: [acl("acl", [managed(0, "AWSManagedRulesNoSuchRuleSet")])],
        expect: {
            code: "WAFInvalidParameterException",
            message: /^Error reason: A reference in your rule statement is not valid\./,
        },
    },
    {
        title: "a rule group with an action of its own",
        program: [acl("acl", [managed(0, common, { action: { block: {} } })])],
        expect: {
            code: "WAFInvalidParameterException",
            message: /You have used none or multiple values for a field that requires exactly one value\./,
        },
    },
    {
        title: "a rate limit of 9 requests",
        program: [acl("acl", [rateLimit(0, 9)])],
        expect: { code: "WAFInvalidParameterException", message: "expected limit to be in the range (10 - 2000000000), got 9" },
    },
    {
        title: "a rate window of 90 seconds",
        program: [acl("acl", [rateLimit(0, 100, { evaluationWindowSec: 90 })])],
        expect: { code: "WAFInvalidParameterException", message: "expected one of [60 120 300 600], got 90" },
    },
    {
        title: "a rate limit by forwarded address without its header",
        program: [acl("acl", [rateLimit(0, 100, { aggregateKeyType: "FORWARDED_IP" })])],
        expect: { code: "WAFInvalidParameterException", message: /forwarded IP configuration/ },
    },
    {
        title: "5600 capacity units",
        program: [
            acl(
                "acl",
                Array.from({ length: 8 }, (_, index) => managed(index, common)),
            ),
        ],
        expect: { code: "WAFLimitsExceededException", message: /5600 units, 5000 are allowed$/ },
    },
    {
        title: "a default action that both allows and blocks",
        program: [acl("acl", [], { defaultAction: { allow: {}, block: {} } })],
        expect: { code: "WAFInvalidParameterException", message: "exactly one of allow, block must be given, got allow, block" },
    },
    {
        title: "a reserved metric name",
        program: [
            acl("acl", [], {
                visibilityConfig: { metricName: "Default_Action", cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true },
            }),
        ],
        expect: { code: "WAFInvalidParameterException", message: /is reserved for AWS WAF/ },
    },
    {
        title: "a web ACL with a space in its name",
        program: [{ ...acl("acl"), inputs: { ...acl("acl").inputs, name: "my acl" } }],
        expect: { code: "WAFInvalidParameterException", message: /^name: / },
    },
    {
        title: "the association of a web ACL that there is not",
        program: [...network, balancer("lb"), protect("protection", { webAclArn: missingAcl })],
        expect: {
            code: "WAFNonexistentItemException",
            message: "AWS WAF couldn't perform the operation because your resource doesn't exist.",
        },
    },
    {
        title: "the association of a web ACL for CloudFront",
        program: [...network, balancer("lb"), acl("acl", [], { scope: "CLOUDFRONT" }), protect("protection")],
        expect: { code: "WAFInvalidParameterException", message: /^Error reason: The scope is not valid\./ },
    },
    {
        title: "the protection of a load balancer that there is not",
        program: [
            acl("acl"),
            protect("protection", {
                resourceArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/none/0123456789abcdef",
            }),
        ],
        expect: { code: "WAFNonexistentItemException", message: /loadbalancer\/app\/none/ },
    },
    {
        title: "firewall logs to a log group of another name",
        program: [
            acl("acl"),
            logGroup("logs", { name: "/firewall" }),
            aclLogs("logging", { logDestinationConfigs: [ref("logs.arn")] }),
        ],
        expect: {
            code: "WAFInvalidParameterException",
            message: /^Error reason: The ARN isn't valid\..* field: LOG_DESTINATION, parameter: arn:/,
        },
    },
    {
        title: "firewall logs to a log group that there is not",
        program: [
            acl("acl"),
            aclLogs("logging", { logDestinationConfigs: ["arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-none"] }),
        ],
        expect: { code: "WAFLogDestinationPermissionIssueException", message: /does not exist$/ },
    },
];
