import { Props } from "../../../../simulator/cloud/values";
import {
    bucket,
    bucketSetting,
    cache,
    cacheParameters,
    cacheReady,
    cacheSubnets,
    cacheUser,
    cacheUserGroup,
    database,
    databaseReady,
    dbParameters,
    dbSubnets,
    network,
    ownPassword,
    passwordRotation,
    secret,
} from "../refused/service-steps";
import { key, ref } from "../refused/steps";
import { ChangeCase } from "./case";
import { change } from "./change";

const now: Props = { applyImmediately: true };

/** terraform-provider-aws, internal/service/rds. */
export const databaseChanges: readonly ChangeCase[] = [
    change("another identifier of a database", databaseReady, database(), { identifier: "other" }, "replace", ["identifier"]),
    change("another first database", databaseReady, database({ dbName: "colorway" }), { dbName: "other" }, "replace", ["dbName"]),
    change("another user name", databaseReady, database(), { username: "owner" }, "replace", ["username"]),
    change("no encryption", databaseReady, database(), { storageEncrypted: false }, "replace", ["storageEncrypted"]),
    change("another key", [...databaseReady, key("key")], database(), { kmsKeyId: ref("key.arn") }, "replace", ["kmsKeyId"]),
    change(
        "another zone",
        databaseReady,
        database({ availabilityZone: "us-east-1a" }),
        { availabilityZone: "us-east-1b" },
        "replace",
        ["availabilityZone"],
    ),
    change("a larger class", databaseReady, database(now), { instanceClass: "db.t4g.large" }, "update", ["instanceClass"]),
    change("more storage", databaseReady, database(now), { allocatedStorage: 40 }, "update", ["allocatedStorage"]),
    change("a standby", databaseReady, database(now), { multiAz: true }, "update", ["multiAz"]),
    change("a newer minor version", databaseReady, database(now), { engineVersion: "17.10" }, "update", ["engineVersion"]),
    change("longer backups", databaseReady, database(), { backupRetentionPeriod: 14 }, "update", ["backupRetentionPeriod"]),
    change(
        "a maintenance window in capitals",
        databaseReady,
        database({ maintenanceWindow: "sun:05:00-sun:06:00" }),
        { maintenanceWindow: "Sun:05:00-Sun:06:00" },
        "same",
    ),
    change("protection of a database", databaseReady, database(), { deletionProtection: true }, "update", ["deletionProtection"]),
    change(
        "other log exports",
        databaseReady,
        database({ enabledCloudwatchLogsExports: ["postgresql"] }),
        { enabledCloudwatchLogsExports: ["upgrade", "postgresql"] },
        "update",
    ),
    change(
        "another password",
        databaseReady,
        database({ ...ownPassword, password: "correct-horse" }),
        { password: "battery-staple" },
        "update",
        ["password"],
    ),
    change("another name of a subnet group", network, dbSubnets(), { name: "other" }, "replace", ["name"]),
    change(
        "another subnet of a subnet group",
        network,
        dbSubnets(),
        { subnetIds: [ref("a.id"), ref("b.id"), ref("c.id")] },
        "update",
    ),
    change("another family of parameters", [], dbParameters("postgres16"), { family: "postgres17" }, "replace", ["family"]),
    change("another description of parameters", [], dbParameters("postgres17"), { description: "tuned" }, "replace", [
        "description",
    ]),
    change(
        "parameters in another order",
        [],
        dbParameters("postgres17", [
            { name: "rds.force_ssl", value: "1" },
            { name: "log_statement", value: "ddl" },
        ]),
        {
            parameters: [
                { name: "log_statement", value: "ddl" },
                { name: "rds.force_ssl", value: "1" },
            ],
        },
        "same",
    ),
    change(
        "another value of a parameter",
        [],
        dbParameters("postgres17", [{ name: "log_statement", value: "ddl" }]),
        { parameters: [{ name: "log_statement", value: "all" }] },
        "update",
    ),
    change(
        "another rotation of the password",
        [...databaseReady, database()],
        passwordRotation({ automaticallyAfterDays: 90 }),
        { rotationRules: { automaticallyAfterDays: 30 } },
        "update",
    ),
];

/** terraform-provider-aws, internal/service/elasticache. */
export const cacheChanges: readonly ChangeCase[] = [
    change("another id of a cache", cacheReady, cache(), { replicationGroupId: "other" }, "replace", ["replicationGroupId"]),
    change("no encryption at rest", cacheReady, cache(), { atRestEncryptionEnabled: false }, "replace", [
        "atRestEncryptionEnabled",
    ]),
    change("another port of a cache", cacheReady, cache(), { port: 6380 }, "replace", ["port"]),
    change(
        "another subnet group of a cache",
        [...cacheReady, cacheSubnets({ name: "second" }, "second")],
        cache(),
        { subnetGroupName: ref("second.name") },
        "replace",
        ["subnetGroupName"],
    ),
    change("one more node", cacheReady, cache(), { numCacheClusters: 3 }, "update", ["numCacheClusters"]),
    change("a larger node", cacheReady, cache(now), { nodeType: "cache.t4g.small" }, "update", ["nodeType"]),
    change("a newer version of Valkey", cacheReady, cache(now), { engineVersion: "8.2" }, "update", ["engineVersion"]),
    change("an older version of Valkey", cacheReady, cache(), { engineVersion: "8.0" }, "replace", ["engineVersion"]),
    change("Redis instead of Valkey", cacheReady, cache(), { engine: "redis", engineVersion: "7.1" }, "replace"),
    change(
        "Valkey instead of Redis",
        cacheReady,
        cache({ engine: "redis", engineVersion: "7.1", ...now }),
        { engine: "valkey", engineVersion: "7.2" },
        "update",
    ),
    change("snapshots of a cache", cacheReady, cache(), { snapshotRetentionLimit: 7 }, "update", ["snapshotRetentionLimit"]),
    change("another family of cache parameters", [], cacheParameters("valkey7"), { family: "valkey8" }, "replace", ["family"]),
    change(
        "another cache parameter",
        [],
        cacheParameters("valkey8"),
        { parameters: [{ name: "timeout", value: "300" }] },
        "update",
    ),
    change("another access string", [], cacheUser(), { accessString: "on ~app:* +@read" }, "update", ["accessString"]),
    change(
        "another name of a user",
        [],
        cacheUser({ authenticationMode: { type: "no-password-required" } }),
        { userName: "other" },
        "replace",
        ["userName"],
    ),
    change("another id of a user group", [cacheUser()], cacheUserGroup(), { userGroupId: "other" }, "replace", ["userGroupId"]),
];

const logs = bucket("colorway-logs");
const policy = (version: string): string =>
    JSON.stringify({
        Version: version,
        Statement: [
            {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: "arn:aws:s3:::colorway-logs/*",
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });

/** terraform-provider-aws, internal/service/s3 and internal/service/secretsmanager. */
export const storageChanges: readonly ChangeCase[] = [
    change("another name of a bucket", [], logs, { bucket: "colorway-logs-2" }, "replace", ["bucket"]),
    change("a bucket that may be emptied", [], logs, { forceDestroy: true }, "update", ["forceDestroy"]),
    change(
        "another bucket of a setting",
        [logs, bucket("colorway-more", {}, "more")],
        bucketSetting("BucketPublicAccessBlock", { blockPublicAcls: true }),
        { bucket: ref("more.id") },
        "replace",
        ["bucket"],
    ),
    change(
        "one more block of public access",
        [logs],
        bucketSetting("BucketPublicAccessBlock", { blockPublicAcls: true }),
        { blockPublicPolicy: true },
        "update",
        ["blockPublicPolicy"],
    ),
    change(
        "versions of objects",
        [logs],
        bucketSetting("BucketVersioning", { versioningConfiguration: { status: "Suspended" } }),
        { versioningConfiguration: { status: "Enabled" } },
        "update",
    ),
    change(
        "a longer life of objects",
        [logs],
        bucketSetting("BucketLifecycleConfiguration", { rules: [{ id: "end", status: "Enabled", expiration: { days: 30 } }] }),
        { rules: [{ id: "end", status: "Enabled", expiration: { days: 90 } }] },
        "update",
    ),
    change(
        "a bucket policy with other white space",
        [logs],
        bucketSetting("BucketPolicy", { policy: policy("2012-10-17") }),
        { policy: JSON.stringify(JSON.parse(policy("2012-10-17")), undefined, 2) },
        "same",
    ),
    change("another name of a secret", [], secret(), { name: "colorway/web" }, "replace", ["name"]),
    change("another description of a secret", [], secret(), { description: "keys" }, "update", ["description"]),
    change(
        "another value of a secret",
        [secret()],
        {
            type: "aws:secretsmanager/secretVersion:SecretVersion",
            name: "version",
            inputs: { secretId: ref("secret.id"), secretString: "one" },
        },
        { secretString: "two" },
        "replace",
        ["secretString"],
    ),
];
