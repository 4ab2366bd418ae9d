import { securityGroupRules } from "../../../../policies/rules/aws/security-groups";
import { type Case, describeRules, type Fixtures, later, type Made } from "../harness";

type Direction = "ingress" | "egress";
interface Entry {
    readonly protocol: string;
    readonly from?: unknown;
    readonly to?: unknown;
    readonly v4?: unknown;
    readonly v6?: unknown;
}

const group = (props: Made["props"]): Made =>
    ({ type: "aws:ec2/securityGroup:SecurityGroup", props: { description: "Web", ...props } });
const parts = ({ protocol, from, to, v4, v6 }: Entry): Made["props"] => ({
    protocol, fromPort: from, toPort: to, ...(v4 === undefined ? {} : { cidrBlocks: [v4] }),
    ...(v6 === undefined ? {} : { ipv6CidrBlocks: [v6] }),
});
const inline = (direction: Direction, entry: Entry): Case => [group({ [direction]: [{ ...parts(entry), description: "x" }] })];
const rule = (type: Direction, entry: Entry): Case => [
    {
        type: "aws:ec2/securityGroupRule:SecurityGroupRule",
        props: { type, securityGroupId: "sg-1", ...parts(entry), description: "x" },
    },
];
const single = (direction: Direction, { protocol, from, to, v4, v6 }: Entry): Case => [{
    type: direction === "ingress"
        ? "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
        : "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    props: {
        securityGroupId: "sg-1", ipProtocol: protocol, fromPort: from, toPort: to, cidrIpv4: v4, cidrIpv6: v6, description: "x",
    },
}];
const everywhere = "0.0.0.0/0";

/** Fixtures of a rule on single entries, in each of the three ways to write one. `text` follows the block. */
function onEntry(direction: Direction, good: readonly Entry[], bad: readonly Entry[], undecided: Entry, text: string): Fixtures {
    const shown = ({ v4, v6 }: Entry): string => JSON.stringify(v4 ?? v6);
    const finding = (entry: Entry, ipv4: string, ipv6: string): string =>
        `${entry.v4 === undefined ? ipv6 : ipv4} is ${shown(entry)} ${text}`;
    const [first = undecided] = good;
    return {
        passes: good.flatMap((entry) => [inline(direction, entry), rule(direction, entry), single(direction, entry)]),
        fails: bad.flatMap((entry) => [
            {
                given: inline(direction, entry),
                findings: [finding(entry, `${direction}[0].cidrBlocks[0]`, `${direction}[0].ipv6CidrBlocks[0]`)],
            },
            { given: rule(direction, entry), findings: [finding(entry, "cidrBlocks[0]", "ipv6CidrBlocks[0]")] },
            { given: single(direction, entry), findings: [finding(entry, "cidrIpv4", "cidrIpv6")] },
        ]),
        absent: { given: [group({})], verdict: { kind: "notApplicable", reason: `it has no ${direction} of its own` } },
        unknown: { given: single(direction, undecided), undecided: ["cidrIpv4"] },
        notApplicable: {
            given: rule(direction === "ingress" ? "egress" : "ingress", first), reason: `it is no ${direction} rule`,
        },
    };
}

const reaches = (what: string): string => `and reaches ${what}; a narrower block or a security group is required`;
const wide = (least: number): string => `for all protocols; a prefix of ${least} or longer, or one protocol, is required`;
const everything = onEntry(
    "ingress",
    [
        { protocol: "-1", v4: "10.0.0.0/16" }, { protocol: "-1", v6: "2001:db8::/44" },
        { protocol: "tcp", from: 443, to: 443, v4: everywhere },
    ],
    [{ protocol: "-1", v4: "10.0.0.0/15" }, { protocol: "all", v4: everywhere }],
    { protocol: "-1", v4: later }, wide(16),
);
const sshOpen: Entry = { protocol: "tcp", from: 22, to: 22, v4: everywhere };
const described = (description?: unknown): Case =>
    [{ ...single("ingress", sshOpen)[0], props: { ipProtocol: "tcp", description } }];
const beside = (type: string, from: boolean): Made => ({
    type, name: "web-https", props: { type: "ingress", securityGroupId: from ? "sg-1" : later },
    ...(from ? { from: { securityGroupId: ["one"] } } : {}),
});
const legacy = "aws:ec2/securityGroupRule:SecurityGroupRule";
const modern = [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

describeRules("security groups", securityGroupRules, {
    "sg-no-public-ingress-ssh": onEntry(
        "ingress",
        [
            { protocol: "tcp", from: 22, to: 22, v4: "10.0.0.0/8" }, { protocol: "tcp", from: 443, to: 443, v4: everywhere },
            { protocol: "udp", from: 22, to: 22, v4: everywhere }, { protocol: "icmp", from: -1, to: -1, v4: everywhere },
            { protocol: "tcp", from: 23, to: 80, v4: everywhere }, { protocol: "tcp", from: 1, to: 21, v6: "::/0" },
        ],
        [
            sshOpen, { protocol: "6", from: 0, to: 65535, v4: everywhere }, { protocol: "tcp", from: 20, to: 23, v6: "::/0" },
            { protocol: "-1", v4: everywhere }, { protocol: "-1", from: 0, to: 0, v6: "0::0/0" },
            { protocol: "tcp", v4: everywhere },
        ],
        { ...sshOpen, v4: later }, reaches("port 22 (SSH)"),
    ),
    "sg-no-public-ingress-rdp": onEntry(
        "ingress",
        [
            { protocol: "tcp", from: 3389, to: 3389, v4: "192.0.2.0/24" },
            { protocol: "tcp", from: 3390, to: 3400, v4: everywhere },
        ],
        [{ protocol: "tcp", from: 3389, to: 3389, v4: everywhere }, { protocol: "udp", from: 3000, to: 4000, v6: "::/0" }],
        { protocol: "-1", v4: later }, reaches("port 3389 (Remote Desktop)"),
    ),
    "sg-no-public-ingress-high-risk-ports": onEntry(
        "ingress",
        [{ protocol: "tcp", from: 443, to: 443, v4: everywhere }, { protocol: "tcp", from: 5432, to: 5432, v4: "10.0.0.0/8" }],
        [
            { protocol: "tcp", from: 5432, to: 5432, v4: everywhere }, { protocol: "tcp", from: 21, to: 21, v4: everywhere },
            { protocol: "tcp", from: 6000, to: 6400, v6: "::/0" }, { protocol: "tcp", from: 9300, to: 9400, v4: everywhere },
        ],
        { protocol: "tcp", from: 6379, to: 6379, v4: later }, reaches("a port of high risk"),
    ),
    "sg-public-ingress-allow-list": {
        ...onEntry(
            "ingress",
            [
                { protocol: "tcp", from: 443, to: 443, v4: everywhere }, { protocol: "udp", from: 443, to: 443, v6: "::/0" },
                { protocol: "tcp", from: 80, to: 80, v4: everywhere }, { protocol: "tcp", from: 0, to: 65535, v4: "10.0.0.0/8" },
            ],
            [
                { protocol: "tcp", from: 8443, to: 8443, v4: everywhere }, { protocol: "tcp", from: 80, to: 443, v4: everywhere },
                { protocol: "-1", v4: everywhere }, { protocol: "icmp", from: 443, to: 443, v6: "::/0" },
                { protocol: "tcp", from: 443, to: 80, v4: everywhere },
            ],
            { protocol: "tcp", from: 22, to: 22, v4: later },
            "for ports that are not public; only 443, 80 may be open to everybody",
        ),
        parameters: { ports: [443, 80] },
    },
    "sg-no-ingress-all-protocols": {
        ...everything,
        fails: [
            ...everything.fails,
            {
                given: single("ingress", { protocol: "-1", v6: "2001:db8::/43" }),
                findings: [`cidrIpv6 is "2001:db8::/43" ${wide(44)}`],
            },
        ],
    },
    "sg-egress-restricted": onEntry(
        "egress",
        [{ protocol: "tcp", from: 443, to: 443, v4: everywhere }, { protocol: "-1", v4: "10.0.0.0/8" }],
        [{ protocol: "-1", from: 0, to: 0, v4: everywhere }, { protocol: "-1", v6: "::/0" }],
        { protocol: "-1", v4: later }, "for all protocols; a narrower block or one protocol is required",
    ),
    "sg-no-public-egress-admin-ports": onEntry(
        "egress",
        [{ protocol: "tcp", from: 443, to: 443, v4: everywhere }, { protocol: "tcp", from: 22, to: 22, v4: "198.51.100.0/24" }],
        [
            { protocol: "tcp", from: 22, to: 22, v4: everywhere }, { protocol: "tcp", from: 3389, to: 3389, v6: "::/0" },
            { protocol: "-1", v4: everywhere },
        ],
        { ...sshOpen, v4: later }, reaches("ports 22 or 3389"),
    ),
    "sg-rule-description-required": {
        passes: [
            described("HTTPS from the VPC"), inline("ingress", sshOpen), inline("egress", sshOpen), rule("ingress", sshOpen),
            rule("egress", sshOpen),
            single("egress", sshOpen), [group({})],
        ],
        fails: [
            { given: described(""), findings: ['description is ""; what the entry is for is required'] },
            {
                given: [group({ description: "Managed by Pulumi" })],
                findings: ['description is "Managed by Pulumi"; what the group is for is required'],
            },
            {
                given: [group({ ingress: [{ protocol: "tcp" }] })],
                findings: ["ingress[0].description is not set; what the entry is for is required"],
            },
            {
                given: [group({ egress: [{ description: " " }] })],
                findings: ['egress[0].description is " "; what the entry is for is required'],
            },
            {
                given: [{ type: legacy, props: { type: "egress", description: "Managed by Terraform" } }],
                findings: ['description is "Managed by Terraform"; what the entry is for is required'],
            },
            {
                given: [{ type: modern[1] ?? "", props: {} }],
                findings: ["description is not set; what the entry is for is required"],
            },
        ],
        absent: {
            given: described(),
            verdict: { kind: "notMet", findings: ["description is not set; what the entry is for is required"], undecided: [] },
        },
        unknown: { given: described(later), undecided: ["description"] },
        notApplicable: { otherType: "aws:ec2/vpc:Vpc" },
    },
    "sg-no-mixed-rule-management": {
        passes: [
            [group({ ingress: [] })],
            [group({ ingress: [{}] }), { ...beside(legacy, true), props: { securityGroupId: "sg-2" }, from: {} }],
        ],
        fails: [legacy, ...modern].map((type) => ({
            given: [group({ egress: [{}] }), beside(type, true)] as const,
            findings: ["egress is set while web-https adds to the group, too; entries in one place are required"],
        })),
        absent: {
            given: [group({}), beside(legacy, true)], verdict: { kind: "notApplicable", reason: "it has no entries of its own" },
        },
        unknown: { given: [group({ ingress: [{}] }), beside(legacy, false)], undecided: ["web-https.securityGroupId"] },
        notApplicable: {
            given: [{ ...group({ ingress: [{}], egress: [] }), from: { vpcId: [] } }, beside(legacy, true)],
            reason: "it has no entries of its own",
        },
    },
});
