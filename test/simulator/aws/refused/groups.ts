import { RefusedCase, Step } from "./case";
import { group, ingress, ref, vpc } from "./steps";

const grouped: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), group("group", { name: "web" })];
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };

export const refusedGroups: readonly RefusedCase[] = [
    {
        title: "two security groups of one name",
        program: [...grouped, group("again", { name: "WEB" })],
        expect: { code: "InvalidGroup.Duplicate", message: /^The security group 'WEB' already exists for VPC 'vpc-/ },
    },
    {
        title: "a group name that looks like an id",
        program: [vpc("vpc", "10.0.0.0/16"), group("group", { name: "sg-web" })],
        expect: { code: "InvalidParameterValue" },
    },
    {
        title: "a description with letters that groups may not have",
        program: [vpc("vpc", "10.0.0.0/16"), group("group", { name: "web", description: "traffic > 443" })],
        expect: { code: "InvalidParameterValue", message: /invalid characters/ },
    },
    {
        title: "a TCP rule without ports",
        program: [...grouped, ingress("rule", { ipProtocol: "tcp", cidrIpv4: "10.0.0.0/16" })],
        expect: { code: "InvalidParameterValue", message: /Must specify both from and to ports with TCP\/UDP/ },
    },
    {
        title: "a port range the wrong way round",
        program: [...grouped, ingress("rule", { ...https, fromPort: 444 })],
        expect: { code: "InvalidParameterValue", message: /Invalid TCP\/UDP port range \(444:443\)/ },
    },
    {
        title: "a port above 65535",
        program: [...grouped, ingress("rule", { ...https, toPort: 65536 })],
        expect: { code: "InvalidParameterValue" },
    },
    {
        title: "a rule block with host bits",
        program: [...grouped, ingress("rule", { ...https, cidrIpv4: "10.0.0.1/16" })],
        expect: { code: "InvalidParameterValue" },
    },
    {
        title: "a rule with two peers",
        program: [...grouped, ingress("rule", { ...https, referencedSecurityGroupId: ref("group.id") })],
        expect: { code: "InvalidParameterValue", message: /exactly one of .* must be configured, got 2/ },
    },
    {
        title: "the same rule twice",
        program: [...grouped, ingress("one", https), ingress("two", { ...https, ipProtocol: "6" })],
        expect: {
            code: "InvalidPermission.Duplicate",
            message: 'the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists',
        },
    },
    {
        title: "a rule for a group of another VPC",
        program: [
            ...grouped,
            vpc("other", "10.9.0.0/16"),
            group("far", { name: "far", vpcId: ref("other.id") }),
            ingress("rule", { ipProtocol: "-1", referencedSecurityGroupId: ref("far.id") }),
        ],
        expect: { code: "InvalidGroup.NotFound", message: "You have specified two resources that belong to different networks." },
    },
    {
        title: "a rule for a group that is not there",
        program: [...grouped, ingress("rule", { ipProtocol: "-1", referencedSecurityGroupId: "sg-0123456789abcdef0" })],
        expect: { code: "InvalidGroup.NotFound", message: "The security group 'sg-0123456789abcdef0' does not exist" },
    },
    {
        title: "a sixty-first rule",
        program: [
            ...grouped,
            ...Array.from({ length: 61 }, (_, index) => ingress(`rule-${index}`, { ...https, fromPort: index, toPort: index })),
        ],
        expect: { code: "RulesPerSecurityGroupLimitExceeded" },
    },
];
