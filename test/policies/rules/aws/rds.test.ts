import { rdsRules } from "../../../../policies/rules/aws/rds";
import { describeRules, later, type Fixtures } from "../harness";
import { isMet, own } from "../own";

const instance = "aws:rds/instance:Instance";
const cluster = "aws:rds/cluster:Cluster";
const clusterInstance = "aws:rds/clusterInstance:ClusterInstance";
const both = [instance, cluster];
const bucket = "aws:s3/bucket:Bucket";
const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/1";
const key = { type: "aws:kms/key:Key", name: "key", props: {} };
const source = "a replica has it from its source";

/** A flag that must be true, and is not where nothing is said. */
const flag = (types: string | readonly string[], path: string, other: Parameters<typeof own>[1]["other"] = bucket): Fixtures =>
    own(types, {
        good: { [path]: true },
        wrong: [[{ [path]: false }, `${path} is false; true is required`]],
        absent: [`${path} is not set; true is required`],
        later: [{ [path]: later }, path],
        other,
    });

/** After an update the key that AWS took by itself is there. */
const withTaken = (fixtures: Fixtures): Fixtures => ({
    ...fixtures,
    fails: [
        ...fixtures.fails,
        {
            given: [{ type: instance, props: { kmsKeyId: keyArn }, from: { engine: [] } }],
            findings: ["kmsKeyId is not set; a customer managed key is required"],
        },
    ],
});
const username = own(instance, {
    good: { username: "keeper" },
    wrong: [
        [{ username: "postgres" }, `username is "postgres"; a name other than admin, postgres, root, awsuser is required`],
        [{ username: "Admin" }, `username is "Admin"; a name other than admin, postgres, root, awsuser is required`],
    ],
    absent: ["username is not set; a name of your own is required"],
    later: [{ username: later }, "username"],
    other: [{ snapshotIdentifier: "last" }, "the administrator is the source's"],
});
const password = own(instance, {
    good: { manageMasterUserPassword: true },
    wrong: [
        [{ manageMasterUserPassword: false }, "manageMasterUserPassword is false; true is required"],
        [{ password: "hunter2" }, "password is set; a password that AWS manages is required"],
        [{ password: later }, "password is set; a password that AWS manages is required"],
    ],
    absent: ["manageMasterUserPassword is not set; true is required"],
    later: [{ manageMasterUserPassword: later }, "manageMasterUserPassword"],
    other: [{ replicateSourceDb: later }, source],
});

describeRules("RDS", rdsRules, {
    "rds-storage-encrypted": flag(instance, "storageEncrypted", [{ replicateSourceDb: later }, source]),
    "rds-cluster-storage-encrypted": own(cluster, {
        good: { storageEncrypted: true },
        wrong: [[{ storageEncrypted: false, engineMode: "serverless" }, "storageEncrypted is false; true is required"]],
        alsoGood: [{ engineMode: "serverless", storageEncrypted: undefined }],
        absent: ["storageEncrypted is not set; true is required"],
        later: [{ storageEncrypted: later }, "storageEncrypted"],
        other: instance,
    }),
    "rds-customer-managed-key": withTaken(own(both, {
        good: { kmsKeyId: keyArn },
        wrong: [
            [{ kmsKeyId: "alias/aws/rds" }, `kmsKeyId is "alias/aws/rds", a key of AWS; a customer managed key is required`],
            [{ kmsKeyId: "" }, "kmsKeyId is not set; a customer managed key is required"],
        ],
        absent: ["kmsKeyId is not set; a customer managed key is required"],
        later: [{ kmsKeyId: later }, "kmsKeyId"],
        other: [{ kmsKeyId: undefined, replicateSourceDb: later }, "a replica has the key of its source"],
    })),
    "rds-not-publicly-accessible": own([instance, clusterInstance], {
        good: { publiclyAccessible: false },
        wrong: [[{ publiclyAccessible: true }, "publiclyAccessible is true; false is required"]],
        absent: isMet,
        later: [{ publiclyAccessible: later }, "publiclyAccessible"],
        other: cluster,
    }),
    "rds-multi-az": flag(instance, "multiAz", [{ replicateSourceDb: "main" }, "a replica is itself a second one"]),
    "rds-backup-retention": own(both, {
        good: { backupRetentionPeriod: 7 },
        wrong: [[{ backupRetentionPeriod: 6 }, "backupRetentionPeriod is 6; 7 or more is required"]],
        absent: ["backupRetentionPeriod is not set; 7 or more is required"],
        later: [{ backupRetentionPeriod: later }, "backupRetentionPeriod"],
        other: [{ replicationSourceIdentifier: "arn" }, source],
    }),
    "rds-deletion-protection": flag(both, "deletionProtection"),
    "rds-iam-authentication": flag(both, "iamDatabaseAuthenticationEnabled"),
    "rds-no-default-port": own(both, {
        base: { engine: "postgres" },
        good: { port: 6432 },
        alsoGood: [{ engine: "oracle-ee", port: 5432 }],
        wrong: [
            [{ port: 5432 }, "port is 5432; a port other than 5432 is required"],
            [{ engine: "oracle-se2", port: 1521 }, "port is 1521; a port other than 1521 is required"],
        ],
        absent: ["port is not set; a port other than 5432 is required"],
        later: [{ port: later }, "port"],
        other: [{ engine: "neptune" }, "nothing is known of the engine neptune"],
    }),
    "rds-custom-admin-username": {
        ...username,
        passes: [...username.passes, [{ type: cluster, props: { masterUsername: "keeper" } }]],
        fails: [
            ...username.fails,
            {
                given: [{ type: cluster, props: { masterUsername: "root" } }],
                findings: [`masterUsername is "root"; a name other than admin, postgres, root, awsuser is required`],
            },
        ],
    },
    "rds-managed-master-password": {
        ...password,
        passes: [...password.passes, [{ type: cluster, props: { manageMasterUserPassword: true } }]],
        fails: [...password.fails, {
            given: [{ type: cluster, props: { manageMasterUserPassword: true, masterPassword: "hunter2" } }],
            findings: ["masterPassword is set; a password that AWS manages is required"],
        }],
    },
    "rds-modern-ca-certificate": own(instance, {
        good: { caCertIdentifier: "rds-ca-ecc384-g1" },
        wrong: [
            [
                { caCertIdentifier: "rds-ca-2019" },
                `caCertIdentifier is "rds-ca-2019"; one of "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1" is `
                    + "required",
            ],
        ],
        absent: isMet,
        later: [{ caCertIdentifier: later }, "caCertIdentifier"],
        other: cluster,
    }),
    "rds-performance-insights-kms": own(instance, {
        base: { performanceInsightsEnabled: true },
        good: { performanceInsightsKmsKeyId: later },
        beside: [key],
        from: { performanceInsightsKmsKeyId: ["key"] },
        wrong: [
            [
                { performanceInsightsKmsKeyId: "alias/aws/rds" },
                `performanceInsightsKmsKeyId is "alias/aws/rds", a key of AWS; a customer managed key is required`,
            ],
        ],
        absent: ["performanceInsightsKmsKeyId is not set; a customer managed key is required"],
        later: [{ performanceInsightsEnabled: later }, "performanceInsightsEnabled"],
        other: [{ performanceInsightsEnabled: false }, "Performance Insights are off"],
    }),
    "rds-snapshot-not-public": own(["aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot"], {
        good: { sharedAccounts: ["111122223333"] },
        wrong: [[{ sharedAccounts: ["111122223333", "all"] }, `sharedAccounts[1] is "all"; the id of an account is required`]],
        absent: isMet,
        later: [{ sharedAccounts: [later] }, "sharedAccounts[0]"],
        other: instance,
    }),
    "rds-final-snapshot-required": own(both, {
        good: { skipFinalSnapshot: false, finalSnapshotIdentifier: "last" },
        wrong: [
            [{ skipFinalSnapshot: true }, "skipFinalSnapshot is true; false is required"],
            [{ finalSnapshotIdentifier: undefined }, "finalSnapshotIdentifier is not set; a name is required"],
        ],
        absent: ["finalSnapshotIdentifier is not set; a name is required"],
        later: [{ skipFinalSnapshot: later }, "skipFinalSnapshot"],
        other: [{ replicateSourceDb: "main" }, source],
    }),
    "rds-proxy-require-tls": flag("aws:rds/proxy:Proxy", "requireTls"),
});
