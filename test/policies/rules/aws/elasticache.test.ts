import { elasticacheRules } from "../../../../policies/rules/aws/elasticache";
import { describeRules, later, type Fixtures, type Made } from "../harness";
import { isMet, own } from "../own";
import { privateSubnets } from "./subnets";

const group = "aws:elasticache/replicationGroup:ReplicationGroup";
const cluster = "aws:elasticache/cluster:Cluster";
const serverless = "aws:elasticache/serverlessCache:ServerlessCache";
const user = "aws:elasticache/user:User";
const bucket = "aws:s3/bucket:Bucket";
const member = "a member has it from its replication group";
const memcached = "Memcached can't do it";
const logs = (...types: readonly unknown[]): Made["props"] =>
    ({ logDeliveryConfigurations: types.map((logType) => ({ logType, destination: "group" })) });
const lacks = (type: string): string => `logDeliveryConfigurations has no ${type}; a destination for it is required`;

/** A group has its own name where a cluster names the group that it is a member of. */
const withNamedGroup = (fixtures: Fixtures): Fixtures => ({
    ...fixtures,
    fails: [...fixtures.fails, {
        given: [{ type: group, props: { replicationGroupId: "shop-cache", transitEncryptionEnabled: false } }],
        findings: ["transitEncryptionEnabled is false; true is required"],
    }],
});

const authentication: Fixtures = own([group], {
    good: { userGroupIds: ["services"] },
    alsoGood: [{ userGroupIds: undefined, authToken: later }, { userGroupIds: [], authTokenWo: "hidden" }],
    wrong: [
        [{ userGroupIds: [] }, "userGroupIds is not set, nor is authToken; one of them is required"],
        [{ userGroupIds: undefined, authToken: "" }, "userGroupIds is not set, nor is authToken; one of them is required"],
    ],
    absent: ["userGroupIds is not set, nor is authToken; one of them is required"],
    later: [{ userGroupIds: later }, "userGroupIds"],
    other: bucket,
});

describeRules("ElastiCache", elasticacheRules, {
    "elasticache-encrypted-at-rest": own(group, {
        good: { atRestEncryptionEnabled: true },
        alsoGood: [{ engine: "valkey", atRestEncryptionEnabled: undefined }],
        wrong: [[{ engine: "valkey", atRestEncryptionEnabled: false }, "atRestEncryptionEnabled is false; true is required"]],
        absent: ["atRestEncryptionEnabled is not set; true is required"],
        later: [{ atRestEncryptionEnabled: later }, "atRestEncryptionEnabled"],
        other: cluster,
    }),
    "elasticache-encrypted-in-transit": withNamedGroup(own([cluster, group], {
        good: { transitEncryptionEnabled: true },
        wrong: [[{ transitEncryptionEnabled: false }, "transitEncryptionEnabled is false; true is required"]],
        absent: ["transitEncryptionEnabled is not set; true is required"],
        later: [{ transitEncryptionEnabled: later }, "transitEncryptionEnabled"],
        other: [{ replicationGroupId: later }, member],
    })),
    "elasticache-transit-mode-required": own(group, {
        good: { transitEncryptionMode: "required" },
        wrong: [[{ transitEncryptionMode: "preferred" }, `transitEncryptionMode is "preferred"; "required" is required`]],
        absent: [`transitEncryptionMode is not set; "required" is required`],
        later: [{ transitEncryptionMode: later }, "transitEncryptionMode"],
        other: cluster,
    }),
    "elasticache-authentication": {
        ...authentication,
        passes: [
            ...authentication.passes,
            [
                { type: group, props: { userGroupIds: later }, from: { userGroupIds: ["users"] } },
                { type: "aws:elasticache/userGroup:UserGroup", name: "users", props: {} },
            ],
            [{ type: serverless, props: { engine: "valkey", userGroupId: "services" } }],
        ],
        fails: [
            ...authentication.fails,
            {
                given: [{ type: serverless, props: { engine: "redis" } }],
                findings: ["userGroupId is not set; a user group is required"],
            },
        ],
        notApplicable: { given: [{ type: serverless, props: { engine: "memcached" } }], reason: memcached },
    },
    "elasticache-user-password-required": own(user, {
        base: { userName: "app", accessString: "on ~* +@all" },
        good: { authenticationMode: { type: "iam" } },
        wrong: [
            [{ noPasswordRequired: true }, "noPasswordRequired is true; false is required"],
            [
                { authenticationMode: { type: "no-password-required" } },
                `authenticationMode.type is "no-password-required"; iam or password is required`,
            ],
            [{ userName: "default", noPasswordRequired: true }, "noPasswordRequired is true; false is required"],
        ],
        absent: isMet,
        later: [{ authenticationMode: { type: later } }, "authenticationMode.type"],
        other: [
            { userName: "default", accessString: "off ~* -@all", noPasswordRequired: true }, "the default user is turned off",
        ],
    }),
    "elasticache-auto-failover": own(group, {
        base: { numCacheClusters: 2 },
        good: { automaticFailoverEnabled: true },
        wrong: [
            [{ automaticFailoverEnabled: false }, "automaticFailoverEnabled is false; true is required"],
            [
                { numCacheClusters: undefined, replicasPerNodeGroup: 1, automaticFailoverEnabled: false },
                "automaticFailoverEnabled is false; true is required",
            ],
        ],
        absent: ["automaticFailoverEnabled is not set; true is required"],
        later: [{ numCacheClusters: later }, "numCacheClusters"],
        other: [{ numCacheClusters: 1 }, "it has one node"],
    }),
    "elasticache-multi-az": own(group, {
        good: { multiAzEnabled: true },
        wrong: [[{ multiAzEnabled: false }, "multiAzEnabled is false; true is required"]],
        absent: ["multiAzEnabled is not set; true is required"],
        later: [{ multiAzEnabled: later }, "multiAzEnabled"],
        other: cluster,
    }),
    "elasticache-backup-retention": own([group, cluster, serverless], {
        good: { engine: "redis", snapshotRetentionLimit: 1 },
        wrong: [[{ snapshotRetentionLimit: 0 }, "snapshotRetentionLimit is 0; 1 or more is required"]],
        absent: ["snapshotRetentionLimit is not set; 1 or more is required"],
        later: [{ snapshotRetentionLimit: later }, "snapshotRetentionLimit"],
        other: [{ engine: "memcached" }, memcached],
    }),
    "elasticache-auto-minor-version-upgrade": own([cluster, group], {
        good: { autoMinorVersionUpgrade: "true" },
        alsoGood: [{ autoMinorVersionUpgrade: true }],
        wrong: [
            [{ autoMinorVersionUpgrade: "false" }, `autoMinorVersionUpgrade is "false"; true is required`],
            [{ autoMinorVersionUpgrade: false }, "autoMinorVersionUpgrade is false; true is required"],
        ],
        absent: isMet,
        later: [{ autoMinorVersionUpgrade: later }, "autoMinorVersionUpgrade"],
        other: serverless,
    }),
    "elasticache-custom-subnet-group": own([cluster, group], {
        good: { subnetGroupName: "isolated" },
        wrong: [[{ subnetGroupName: "default" }, `subnetGroupName is "default"; a subnet group of your own is required`]],
        absent: ["subnetGroupName is not set; a subnet group of your own is required"],
        later: [{ subnetGroupName: later }, "subnetGroupName"],
        other: [{ replicationGroupId: "main" }, member],
    }),
    "elasticache-customer-managed-key": own([group, serverless], {
        good: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" },
        wrong: [[{ kmsKeyId: "" }, "kmsKeyId is not set; a customer managed key is required"]],
        absent: ["kmsKeyId is not set; a customer managed key is required"],
        later: [{ kmsKeyId: later }, "kmsKeyId"],
        other: cluster,
    }),
    "elasticache-private-subnets": privateSubnets("aws:elasticache/subnetGroup:SubnetGroup"),
    "elasticache-log-delivery": own([group, cluster], {
        good: logs("engine-log", "slow-log"),
        wrong: [[logs("slow-log"), lacks("engine-log")], [logs("engine-log"), lacks("slow-log")]],
        absent: [lacks("engine-log"), lacks("slow-log")],
        later: [logs("engine-log", later), "logDeliveryConfigurations"],
        other: [{ engine: "memcached" }, memcached],
    }),
});
