import { securityGroupDataRules } from "../../../../policies/rules/aws/security-groups-data";
import { type Case, describeRules, later, type Made } from "../harness";

const group = (props: Made["props"] = {}): Made => ({ type: "aws:ec2/securityGroup:SecurityGroup", props });
const database = (props: Made["props"] = {}): Made => ({
    type: "aws:rds/instance:Instance", name: "orders", props: { engine: "postgres", vpcSecurityGroupIds: later, ...props },
    from: { vpcSecurityGroupIds: ["one"] },
});
const user = (type: string, property: string, props: Made["props"]): Made =>
    ({ type, name: "user", props: { [property]: later, ...props }, from: { [property]: ["one"] } });
const ingress = (props: Made["props"]): Made => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name: "clients", from: { securityGroupId: ["one"] },
    props: { securityGroupId: later, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
});
const egress = (props: Made["props"]): Made => ({
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", name: "out", from: { securityGroupId: ["one"] },
    props: { securityGroupId: later, ipProtocol: "tcp", fromPort: 443, toPort: 443, ...props },
});
const fromGroup = { referencedSecurityGroupId: later };
const at = (port: number): Made => ingress({ fromPort: port, toPort: port, ...fromGroup });
const legacy = (props: Made["props"]): Made => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule", name: "old",
    props: { protocol: "tcp", fromPort: 5432, toPort: 5432, ...props }, from: { securityGroupId: ["one"] },
});
const only = (ports: string): string => `lets in more than tcp ${ports}, the port of the engine; only that is allowed`;
const source = (path: string, block: string): string => `${path} is "${block}"; a security group as the source is required`;
const none = { otherType: "aws:ec2/securityGroupRule:SecurityGroupRule" };
const sqlserver: Case = [group(), database({ engine: "sqlserver-se" }), at(1433)];

describeRules("security groups of data", securityGroupDataRules, {
    "data-tier-sg-ingress-from-sg-only": {
        passes: [
            [group(), database(), ingress(fromGroup)],
            [group({ ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [later] }] }), database()],
            [group(), database(), legacy({ type: "ingress", sourceSecurityGroupId: later })],
            [group(), database({ port: 6000 }), at(6000)],
            [group(), database({ engine: "mariadb" }), at(3306)], sqlserver,
            // An engine that nobody knows has no port to be held to.
            [group(), database({ engine: "other" }), at(4711)],
            [group(), user("aws:rds/cluster:Cluster", "vpcSecurityGroupIds", { engine: "aurora-postgresql" }), at(5432)],
            [group(), user("aws:elasticache/replicationGroup:ReplicationGroup", "securityGroupIds", {}), at(6379)],
            [group(), user("aws:elasticache/cluster:Cluster", "securityGroupIds", { engine: "memcached" }), at(11211)],
            [
                group(), user("aws:elasticache/serverlessCache:ServerlessCache", "securityGroupIds", { engine: "valkey" }),
                ingress({ fromPort: 6379, toPort: 6380, ...fromGroup }),
            ],
            [group(), database(), egress({ cidrIpv4: "0.0.0.0/0" })],
        ],
        fails: [
            {
                given: [group(), database(), ingress({ cidrIpv4: "10.0.0.0/8" })],
                findings: [source("clients.cidrIpv4", "10.0.0.0/8")],
            },
            {
                given: [group(), database(), ingress({ prefixListId: "pl-1" })],
                findings: [source("clients.prefixListId", "pl-1")],
            },
            {
                given: [group(), database(), legacy({ type: "ingress", ipv6CidrBlocks: ["::/0"] })],
                findings: [source("old.ipv6CidrBlocks[0]", "::/0")],
            },
            {
                given: [
                    group({ ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["10.1.0.0/16"] }] }),
                    database(),
                ],
                findings: [source("ingress[0].cidrBlocks[0]", "10.1.0.0/16")],
            },
            { given: [group(), database(), at(22)], findings: [`clients ${only("5432")}`] },
            { given: [group(), database(), ingress({ toPort: 5433, ...fromGroup })], findings: [`clients ${only("5432")}`] },
            {
                given: [group({ ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] }), database()],
                findings: [`ingress[0] ${only("5432")}`],
            },
            {
                given: [
                    group(), user("aws:elasticache/replicationGroup:ReplicationGroup", "securityGroupIds", { engine: "valkey" }),
                    at(6380),
                ],
                findings: [`clients ${only("6379")}`],
            },
        ],
        absent: { given: [group(), database()], verdict: { kind: "met" } },
        unknown: {
            given: [group(), database({ port: later }), ingress({ cidrIpv4: later })],
            undecided: ["clients.cidrIpv4", "orders.port"],
        },
        alsoUnknown: [
            { given: [group({ ingress: later }), database()], undecided: ["ingress"] },
            { given: [group(), database(), { ...ingress(fromGroup), from: {} }], undecided: ["clients.securityGroupId"] },
            { given: [group(), database({ engine: later }), ingress(fromGroup)], undecided: ["orders.engine"] },
            { given: [group(), database(), legacy({ type: later })], undecided: ["old.type"] },
            { given: [group(), { ...database(), from: {} }], undecided: ["orders.vpcSecurityGroupIds"] },
        ],
        notApplicable: { given: [group(), ingress({ cidrIpv4: "0.0.0.0/0" })], reason: "no database or cache uses it" },
    },
    "data-tier-sg-egress-restricted": {
        passes: [
            [group(), database(), egress(fromGroup)], [group(), database(), egress({ cidrIpv4: "10.0.0.0/8" })],
            [group(), database(), ingress({ cidrIpv4: "0.0.0.0/0" })],
        ],
        fails: [
            {
                given: [group(), database(), egress({ cidrIpv4: "0.0.0.0/0" })],
                findings: ['out.cidrIpv4 is "0.0.0.0/0"; no way to everybody is allowed'],
            },
            {
                given: [group(), database(), legacy({ type: "egress", ipv6CidrBlocks: ["::/0"] })],
                findings: ['old.ipv6CidrBlocks[0] is "::/0"; no way to everybody is allowed'],
            },
            {
                given: [group({ egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }), database()],
                findings: ['egress[0].cidrBlocks[0] is "0.0.0.0/0"; no way to everybody is allowed'],
            },
        ],
        absent: { given: [group(), database()], verdict: { kind: "met" } },
        unknown: { given: [group({ egress: later }), { ...database(), from: {} }], undecided: ["orders.vpcSecurityGroupIds"] },
        alsoUnknown: [
            { given: [group({ egress: later }), database()], undecided: ["egress"] },
            { given: [group(), database(), egress({ cidrIpv4: later })], undecided: ["out.cidrIpv4"] },
        ],
        notApplicable: none,
    },
});
