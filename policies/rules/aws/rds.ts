/** Databases of RDS: what keeps them closed, encrypted and signed in to. */
import { at, atLeast, each, isFalse, isTrue, oneOf, shown } from "../../core/conditions";
import { all, inProtected, protectedParameter, unlessSet, when, whereOneOf } from "../../core/guards";
import { met, notApplicable, notMet, unknown } from "../../core/outcome";
import { integerParameter, textsOf, textsParameter } from "../../core/parameters";
import { customerKey, refersTo } from "../../core/references";
import type { Condition, Rule } from "../../core/rule";
import { cluster, clusterInstance, engineOf, instance, isReplica } from "./rds-engines";

/** The first of them that is there, by type: a cluster's properties have other names than an instance's. */
const byType = (instanceCondition: Condition, clusterCondition: Condition): Condition => (subject, context) =>
    (subject.type === cluster ? clusterCondition : instanceCondition)(subject, context);

const notForReplicas = unlessSet(["replicateSourceDb", "replicationSourceIdentifier"], "a replica has it from its source");

export const rdsRules: readonly Rule[] = [
    {
        id: "rds-storage-encrypted",
        title: "A database instance is encrypted",
        why: "Whoever gets at the disk, a snapshot or a backup reads the data; encryption can't be turned on later.",
        cure: "Set storageEncrypted to true; an instance that is there already is replaced, so restore it from an encrypted "
            + "copy of a snapshot.",
        types: [instance],
        kind: "resource",
        conditions: when(notForReplicas, isTrue("storageEncrypted")),
    },
    {
        id: "rds-cluster-storage-encrypted",
        title: "A database cluster is encrypted",
        why: "Whoever gets at the volume, a snapshot or a backup reads the data; encryption can't be turned on later.",
        cure: "Set storageEncrypted of the aws.rds.Cluster to true.",
        types: [cluster],
        kind: "resource",
        conditions: [
            (subject, context) => {
                // The provider's default is true for this mode alone (aws.rds.Cluster, storageEncrypted).
                const serverless = subject.props.at("engineMode").text === "serverless";
                return isTrue("storageEncrypted", serverless ? "met" : "notMet")(subject, context);
            },
        ],
    },
    {
        id: "rds-customer-managed-key",
        title: "A database is encrypted under a key of the account's own",
        why: "Nobody can restrict, audit by itself, or withdraw the key aws/rds.",
        cure: "Make an aws.kms.Key and give its ARN as kmsKeyId.",
        types: [instance, cluster],
        kind: "resource",
        conditions: [
            (subject, context) => {
                const taken = subject.props.at("kmsKeyId").reading === "absent" && isReplica(subject);
                return taken ? notApplicable("a replica has the key of its source") : customerKey("kmsKeyId")(subject, context);
            },
        ],
    },
    {
        id: "rds-not-publicly-accessible",
        title: "A database has no public address",
        why: "It can be reached, and its passwords tried, from the whole Internet.",
        cure: "Leave publiclyAccessible out, or set it to false.",
        types: [instance, clusterInstance],
        kind: "resource",
        conditions: [isFalse("publiclyAccessible")],
    },
    {
        id: "rds-multi-az",
        title: "A database instance has a standby in another zone",
        why: "With its zone the database is gone until it is restored from a backup.",
        cure: "Set multiAz to true.",
        types: [instance],
        kind: "resource",
        parameters: protectedParameter,
        conditions: when(
            all(inProtected, unlessSet(["replicateSourceDb"], "a replica is itself a second one")), isTrue("multiAz"),
        ),
    },
    {
        id: "rds-backup-retention",
        title: "Backups of a database are kept long enough",
        why: "A mistake that is noticed late can't be undone.",
        cure: "Set backupRetentionPeriod to the required number of days; 35 is the most.",
        types: [instance, cluster],
        kind: "resource",
        parameters: {
            minimumDays: integerParameter("days that backups are kept at least", 7, { minimum: 1, maximum: 35 }),
        },
        // Nothing said: an instance has no backups, a cluster keeps them for one day (aws.rds.Instance, aws.rds.Cluster).
        conditions: when(notForReplicas, atLeast("backupRetentionPeriod", "minimumDays")),
    },
    {
        id: "rds-deletion-protection",
        title: "A database refuses to be deleted",
        why: "One wrong command or a replacement that nobody noticed deletes the data.",
        cure: "Set deletionProtection to true.",
        types: [instance, cluster],
        kind: "resource",
        conditions: [isTrue("deletionProtection")],
    },
    {
        id: "rds-iam-authentication",
        title: "Users sign in to a database with IAM",
        why: "Passwords of the database's own are shared, never expire, and stay when a person leaves.",
        cure: "Set iamDatabaseAuthenticationEnabled to true.",
        types: [instance, cluster],
        kind: "resource",
        conditions: [isTrue("iamDatabaseAuthenticationEnabled")],
    },
    {
        id: "rds-no-default-port",
        title: "A database does not listen on its engine's usual port",
        why: "Scanners try the usual ports first.",
        cure: "Set port to another one, and the security group's rules with it.",
        types: [instance, cluster],
        kind: "resource",
        conditions: [
            (subject) => {
                const engine = engineOf(subject);
                const port = subject.props.at("port");
                if (engine.kind === "outcome") return engine.outcome;
                const required = `a port other than ${engine.engine.port}`;
                if (port.reading === "unknown") return unknown("port");
                if (port.reading === "absent") return notMet("port", `is not set; ${required} is required`);
                return port.number === engine.engine.port
                    ? notMet("port", `is ${engine.engine.port}; ${required} is required`)
                    : met;
            },
        ],
    },
    {
        id: "rds-custom-admin-username",
        title: "A database's administrator does not have a usual name",
        why: "Half of what an attacker has to guess is known.",
        cure: "Choose another username (masterUsername of a cluster); it can only be set at creation.",
        types: [instance, cluster],
        kind: "resource",
        parameters: {
            refused: textsParameter("names that are refused, in lower case", ["admin", "postgres", "root", "awsuser"]),
        },
        conditions: when(
            unlessSet(
                ["replicateSourceDb", "replicationSourceIdentifier", "snapshotIdentifier"], "the administrator is the source's",
            ),
            byType(unusualName("username"), unusualName("masterUsername")),
        ),
    },
    {
        id: "rds-managed-master-password",
        title: "AWS makes, keeps and rotates a database's master password",
        why: "The password is in the program's configuration and in its state, and nobody changes it.",
        cure: "Set manageMasterUserPassword to true and take password (masterPassword of a cluster) out.",
        types: [instance, cluster],
        kind: "resource",
        conditions: when(
            notForReplicas, isTrue("manageMasterUserPassword"), byType(noPassword("password"), noPassword("masterPassword")),
        ),
    },
    {
        id: "rds-modern-ca-certificate",
        title: "A database's certificate comes from a certificate authority of today",
        why: "Certificates of rds-ca-2019 have expired: clients that check them can't connect, others check nothing.",
        cure: "Set caCertIdentifier to rds-ca-rsa2048-g1, or leave it out.",
        types: [instance],
        kind: "resource",
        // Where nothing is said AWS takes rds-ca-rsa2048-g1 (RDS user guide, "Using SSL/TLS to encrypt a connection").
        conditions: [oneOf("caCertIdentifier", ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"], "met")],
    },
    {
        id: "rds-performance-insights-kms",
        title: "Performance Insights are encrypted under a key of the account's own",
        why: "They hold statements with values, under a key that nobody can withdraw.",
        cure: "Set performanceInsightsKmsKeyId; it can't be changed later.",
        types: [instance],
        kind: "resource",
        conditions: when(
            whereOneOf("performanceInsightsEnabled", [true], false, "Performance Insights are off"),
            customerKey("performanceInsightsKmsKeyId"),
        ),
    },
    {
        id: "rds-snapshot-not-public",
        title: "A snapshot is not shared with everybody",
        why: "Every AWS account can restore it and read the data.",
        cure: "Name accounts in sharedAccounts, not all.",
        types: ["aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot"],
        kind: "resource",
        conditions: [
            each("sharedAccounts", "met", "named accounts", ({ text, path }) =>
                (text === "all" ? notMet(path, `is "all"; the id of an account is required`) : met)),
        ],
    },
    {
        id: "rds-final-snapshot-required",
        title: "The deletion of a database leaves a snapshot",
        why: "With the database its last data is gone.",
        cure: "Set skipFinalSnapshot to false, and finalSnapshotIdentifier.",
        types: [instance, cluster],
        kind: "resource",
        parameters: protectedParameter,
        conditions: when(
            all(inProtected, notForReplicas), isFalse("skipFinalSnapshot"), refersTo("finalSnapshotIdentifier", "a name"),
        ),
    },
    {
        id: "rds-proxy-require-tls",
        title: "A database proxy accepts only TLS",
        why: "Passwords and data pass the network in plain text.",
        cure: "Set requireTls to true.",
        types: ["aws:rds/proxy:Proxy"],
        kind: "resource",
        conditions: [isTrue("requireTls")],
    },
];

function unusualName(path: string): Condition {
    return at(path, "notMet", "a name of your own", ({ text = "" }, context) => {
        const refused = textsOf(context, "refused");
        return refused.includes(text.toLowerCase())
            ? `is ${shown(text)}; a name other than ${refused.join(", ")} is required`
            : undefined;
    });
}

/** That it is there is told, never what it is. */
function noPassword(path: string): Condition {
    return ({ props }) => (props.at(path).reading === "absent" || props.at(path).value === ""
        ? met
        : notMet(path, "is set; a password that AWS manages is required"));
}
