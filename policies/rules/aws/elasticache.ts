/** Caches of ElastiCache. */
import { at, atLeast, flagIs, isTrue, oneOf } from "../../core/conditions";
import { all, Guard, unlessSet, when, whereOneOf } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter } from "../../core/parameters";
import { customerKey, reference, refersTo } from "../../core/references";
import type { Condition, Rule, Subject } from "../../core/rule";
import { withoutInternetGateway } from "./internet-routes";

const group = "aws:elasticache/replicationGroup:ReplicationGroup";
const cluster = "aws:elasticache/cluster:Cluster";
const serverless = "aws:elasticache/serverlessCache:ServerlessCache";

const memberGuard = unlessSet(["replicationGroupId"], "a member has it from its replication group");
/** A group has its own name there. */
const standsAlone: Guard = (subject, context) => (subject.type === cluster ? memberGuard(subject, context) : undefined);
/** Memcached keeps no data and knows no users. A group, and what nothing is said of, is Redis or Valkey. */
const notMemcached = whereOneOf("engine", ["redis", "valkey"], "redis", "Memcached can't do it");

export const elasticacheRules: readonly Rule[] = [
    {
        id: "elasticache-encrypted-at-rest",
        title: "A cache is encrypted on its disks",
        why: "Whoever gets at a disk or a snapshot reads what is cached; encryption can't be turned on later.",
        cure: "Set atRestEncryptionEnabled to true.",
        types: [group],
        kind: "resource",
        conditions: [
            // Valkey is encrypted where nothing is said, Redis is not (aws.elasticache.ReplicationGroup,
            // atRestEncryptionEnabled).
            ({ props }) =>
                flagIs(props.at("atRestEncryptionEnabled"), true, props.at("engine").text === "valkey" ? "met" : "notMet"),
        ],
    },
    {
        id: "elasticache-encrypted-in-transit",
        title: "A cache can be reached by TLS",
        why: "Passwords and what is cached pass the network in plain text.",
        cure: "Set transitEncryptionEnabled to true.",
        types: [group, cluster],
        kind: "resource",
        conditions: when(standsAlone, isTrue("transitEncryptionEnabled")),
    },
    {
        id: "elasticache-transit-mode-required",
        title: "A cache accepts only TLS",
        why: "Preferred lets clients without TLS in, and nobody notices.",
        cure: "Set transitEncryptionMode to required; a cache without TLS goes by preferred first.",
        types: [group],
        kind: "resource",
        // What is not said stays as it is, also at preferred.
        conditions: [oneOf("transitEncryptionMode", ["required"])],
    },
    {
        id: "elasticache-authentication",
        title: "A cache wants to know who asks",
        why: "Whoever reaches its port reads and deletes everything.",
        cure: "Set userGroupIds (userGroupId of a serverless cache), or authToken.",
        types: [group, serverless],
        kind: "resource",
        conditions: when(notMemcached, authenticates),
    },
    {
        id: "elasticache-user-password-required",
        title: "A user of a cache must prove who it is",
        why: "Whoever reaches the port is that user.",
        cure: "Set authenticationMode.type to iam or password, and turn the default user off.",
        types: ["aws:elasticache/user:User"],
        kind: "resource",
        conditions: when(
            unlessDefaultUserIsOff,
            at("noPasswordRequired", "met", "false", ({ flag }) => (flag === true ? "is true; false is required" : undefined)),
            at("authenticationMode.type", "met", "iam or password", ({ text }) =>
                (text === "no-password-required" ? `is "no-password-required"; iam or password is required` : undefined)),
        ),
    },
    {
        id: "elasticache-auto-failover",
        title: "A replica takes over when a cache's first node fails",
        why: "The cache accepts no writes until somebody acts.",
        cure: "Set automaticFailoverEnabled to true.",
        types: [group],
        kind: "resource",
        conditions: when(whereSeveralNodes, isTrue("automaticFailoverEnabled")),
    },
    {
        id: "elasticache-multi-az",
        title: "A cache's nodes are in several zones",
        why: "With one zone all nodes are gone.",
        cure: "Set multiAzEnabled and automaticFailoverEnabled to true, with two nodes or more.",
        types: [group],
        kind: "resource",
        conditions: [isTrue("multiAzEnabled")],
    },
    {
        id: "elasticache-backup-retention",
        title: "Snapshots of a cache are kept",
        why: "What is only in the cache is gone with it, or with one wrong command.",
        cure: "Set snapshotRetentionLimit to the required number or more.",
        types: [group, cluster, serverless],
        kind: "resource",
        parameters: {
            minimumDays: integerParameter(
                "days that daily snapshots are kept at least, their number with a serverless cache", 1,
                { minimum: 1, maximum: 35 },
            ),
        },
        // None where nothing is said (ElastiCache API reference, CreateReplicationGroup, `SnapshotRetentionLimit`).
        conditions: when(all(standsAlone, notMemcached), atLeast("snapshotRetentionLimit", "minimumDays")),
    },
    {
        id: "elasticache-auto-minor-version-upgrade",
        title: "A cache gets minor versions by itself",
        why: "Known holes stay open until somebody thinks of it.",
        cure: "Leave autoMinorVersionUpgrade out, or set it to true.",
        types: [group, cluster],
        kind: "resource",
        // The default is true. A cluster has the flag as text.
        conditions: [isTrue("autoMinorVersionUpgrade", "met")],
    },
    {
        id: "elasticache-custom-subnet-group",
        title: "A cache is in subnets that were chosen for it",
        why: "The default group has the default network's subnets, which lead to the Internet.",
        cure: "Make an aws.elasticache.SubnetGroup of private subnets and name it in subnetGroupName.",
        types: [group, cluster],
        kind: "resource",
        conditions: when(standsAlone, (subject, context) => {
            const name = subject.props.at("subnetGroupName");
            return name.text === "default"
                ? notMet(name.path, `is "default"; a subnet group of your own is required`)
                : refersTo("subnetGroupName", "a subnet group of your own")(subject, context);
        }),
    },
    {
        id: "elasticache-customer-managed-key",
        title: "A cache is encrypted under a key of the account's own",
        why: "Nobody can restrict, audit by itself, or withdraw a key of AWS.",
        cure: "Make an aws.kms.Key and give its ARN as kmsKeyId; it can't be changed later.",
        types: [group, serverless],
        kind: "resource",
        conditions: [customerKey("kmsKeyId")],
    },
    {
        id: "elasticache-private-subnets",
        title: "A cache's subnets have no way to the Internet",
        why: "One security group that is too wide, and the cache is on the Internet.",
        cure: "List only subnets in the aws.elasticache.SubnetGroup whose route table has no internet gateway.",
        types: ["aws:elasticache/subnetGroup:SubnetGroup"],
        kind: "stack",
        conditions: [(subject, { stack }) => withoutInternetGateway(subject, "subnetIds", stack)],
    },
    {
        id: "elasticache-log-delivery",
        title: "A cache's logs are kept",
        why: "Sign-ins, failures, and slow commands leave no trace.",
        cure: "Add logDeliveryConfigurations for engine-log and slow-log.",
        types: [group, cluster],
        kind: "resource",
        conditions: when(all(standsAlone, notMemcached), ...["engine-log", "slow-log"].map(delivers)),
    },
];

function authenticates(subject: Subject): Outcome {
    const { props, type } = subject;
    if (type === serverless) return reference(subject, props.at("userGroupId"), "a user group");
    const [groups, ...tokens] = ["userGroupIds", "authToken", "authTokenWo"].map((path) => props.at(path));
    // A token is told of, never shown.
    if (tokens.some(({ reading, value }) => reading !== "absent" && value !== "")
        || (groups !== undefined && groups.items().length > 0)) {
        return met;
    }
    if (groups?.reading === "unknown") return subject.from("userGroupIds").length > 0 ? met : unknown(groups.path);
    return notMet("userGroupIds", "is not set, nor is authToken; one of them is required");
}

/**
 * A group must have a user by the name default: one without any rights may be without a password (ElastiCache user guide,
 * "RBAC").
 */
function unlessDefaultUserIsOff({ props }: Subject): Outcome | undefined {
    const [name, access] = [props.at("userName"), props.at("accessString")];
    const open = [name, access].find(({ reading }) => reading === "unknown");
    if (open !== undefined) return unknown(open.path);
    return name.text === "default" && /^off(\s|$)/.test(access.text ?? "")
        ? notApplicable("the default user is turned off")
        : undefined;
}

function whereSeveralNodes(...[{ props }]: Parameters<Guard>): Outcome | undefined {
    // Of one node where nothing is said.
    const counts = [["numCacheClusters", 1], ["numNodeGroups", 1], ["replicasPerNodeGroup", 0]] as const;
    if (counts.some(([path, least]) => (props.at(path).number ?? least) > least)) return undefined;
    const open = counts.map(([path]) => props.at(path)).find(({ reading }) => reading === "unknown");
    return open === undefined ? notApplicable("it has one node") : unknown(open.path);
}

function delivers(type: string): Condition {
    return ({ props }) => {
        const list = props.at("logDeliveryConfigurations");
        if (list.items().some((each) => each.at("logType").text === type)) return met;
        const open = list.reading === "unknown" || list.items().some((each) =>
            each.reading === "unknown" || each.at("logType").reading === "unknown");
        return open ? unknown(list.path) : notMet(list.path, `has no ${type}; a destination for it is required`);
    };
}
