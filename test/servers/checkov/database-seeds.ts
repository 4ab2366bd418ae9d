/** Wrong databases and caches. */
import { seed } from "./seed";

const size = { instanceClass: "db.t4g.medium", allocatedStorage: 20 };

export const databaseSeeds = [
    seed("aws:rds/instance:Instance", "bare", { ...size, engine: "postgres", username: "postgres", password: "not-so-secret" }),
    seed("aws:rds/instance:Instance", "public", {
        ...size, engine: "postgres", engineVersion: "11.8", publiclyAccessible: true, storageEncrypted: false, backupRetentionPeriod: 0,
        autoMinorVersionUpgrade: false, caCertIdentifier: "rds-ca-2019", multiAz: false, deletionProtection: false, skipFinalSnapshot: true,
        performanceInsightsEnabled: true,
    }),
    seed("aws:rds/instance:Instance", "mysql", { ...size, engine: "mysql", engineVersion: "8.0" }),
    seed("aws:rds/instance:Instance", "file-reader", { ...size, engine: "aurora-postgresql", engineVersion: "10.11" }),
    seed("aws:rds/parameterGroup:ParameterGroup", "plain", {
        family: "postgres16", parameters: [{ name: "rds.force_ssl", value: "0" }, { name: "log_statement", value: "none" }],
    }),
    seed("aws:rds/instance:Instance", "grouped", { ...size, engine: "postgres", parameterGroupName: "plain" },
        { parameterGroupName: "aws:rds/parameterGroup:ParameterGroup plain" }),
    seed("aws:rds/cluster:Cluster", "bare", { engine: "aurora-postgresql" }),
    seed("aws:rds/cluster:Cluster", "mysql", { engine: "aurora-mysql", storageEncrypted: false, backupRetentionPeriod: 1 }),
    seed("aws:rds/clusterInstance:ClusterInstance", "public", {
        clusterIdentifier: "bare", engine: "aurora-postgresql", instanceClass: "db.r6g.large", publiclyAccessible: true, autoMinorVersionUpgrade: false,
    }),
    seed("aws:rds/snapshot:Snapshot", "everyone", { dbInstanceIdentifier: "bare", dbSnapshotIdentifier: "everyone", sharedAccounts: ["all"] }),
    seed("aws:elasticache/replicationGroup:ReplicationGroup", "bare", { description: "bare", nodeType: "cache.t4g.small" }),
    seed("aws:elasticache/replicationGroup:ReplicationGroup", "no-password", {
        description: "encrypted, but open to all", nodeType: "cache.t4g.small", transitEncryptionEnabled: true, atRestEncryptionEnabled: true,
    }),
    seed("aws:elasticache/cluster:Cluster", "redis", { engine: "redis", nodeType: "cache.t4g.small", numCacheNodes: 1, autoMinorVersionUpgrade: "false" }),
];
