import { Props } from "../../../../simulator/cloud/values";
import { Step } from "../refused/case";
import {
    accessEntry, accessPolicy, addon, adminArn, bucket, bucketSetting, cache, cacheParameters, cacheReady, cacheSubnets, cacheUser, cacheUserGroup,
    cluster, clusterRole, database, databaseReady, dbParameters, dbSubnets, network, nodeGroup, ownPassword, passwordRotation, podIdentity, ready, secret,
} from "../refused/service-steps";
import { group, key, ref, role } from "../refused/steps";
import { ChangeCase } from "./case";

type Expect = ChangeCase["expect"];

/** The case that `step`, made after `around`, gets `more` inputs. */
function change(title: string, around: readonly Step[], step: Step, more: Props, expect: Expect, changed?: readonly string[]): ChangeCase {
    return { title, type: step.type, around, before: step.inputs, after: { ...step.inputs, ...more }, expect, ...(changed === undefined ? {} : { changed }) };
}

const clusterReady = [...network, clusterRole];
const vpcConfig: Props = { subnetIds: [ref("a.id"), ref("b.id")] };

/** terraform-provider-aws, internal/service/eks: `ForceNew` and `CustomizeDiff` of each resource. */
export const clusterChanges: readonly ChangeCase[] = [
    change("another name of a cluster", clusterReady, cluster(), { name: "other" }, "replace", ["name"]),
    change("another role of a cluster", [...clusterReady, role("second", "eks.amazonaws.com")], cluster(), { roleArn: ref("second.arn") }, "replace", ["roleArn"]),
    change("the next version of Kubernetes", clusterReady, cluster(), { version: "1.36" }, "update", ["version"]),
    change("log types in another order", clusterReady, cluster({ enabledClusterLogTypes: ["api", "audit"] }), { enabledClusterLogTypes: ["audit", "api"] }, "same"),
    change("one more log type", clusterReady, cluster({ enabledClusterLogTypes: ["api"] }), { enabledClusterLogTypes: ["api", "audit"] }, "update"),
    change("a private endpoint", clusterReady, cluster(), { vpcConfig: { ...vpcConfig, endpointPrivateAccess: true } }, "update", ["vpcConfig.endpointPrivateAccess"]),
    change("subnets of a cluster in another order", clusterReady, cluster(), { vpcConfig: { subnetIds: [ref("b.id"), ref("a.id")] } }, "same"),
    change("another security group of a cluster", [...clusterReady, group("group")], cluster(), { vpcConfig: { ...vpcConfig, securityGroupIds: [ref("group.id")] } }, "update"),
    change("another service range", clusterReady, cluster(), { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.21.0.0/16" } }, "replace"),
    change("encryption of a cluster's secrets", [...clusterReady, key("key")], cluster(), { encryptionConfig: { provider: { keyArn: ref("key.arn") }, resources: ["secrets"] } }, "update"),
    change(
        "no more encryption of a cluster's secrets", [...clusterReady, key("key")],
        cluster({ encryptionConfig: { provider: { keyArn: ref("key.arn") }, resources: ["secrets"] } }), { encryptionConfig: null }, "replace",
    ),
    change("access entries instead of a config map", clusterReady, cluster({ accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } }), { accessConfig: { authenticationMode: "API" } }, "update"),
    change("no administrator from the start", clusterReady, cluster(), { accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } }, "replace"),
    change("deletion protection of a cluster", clusterReady, cluster(), { deletionProtection: true }, "update", ["deletionProtection"]),
    change("more nodes", ready, nodeGroup(), { scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 } }, "update", ["scalingConfig.desiredSize"]),
    change("other machines", ready, nodeGroup(), { instanceTypes: ["m6i.large"] }, "replace"),
    change("larger disks of nodes", ready, nodeGroup(), { diskSize: 50 }, "replace", ["diskSize"]),
    change("spot machines", ready, nodeGroup(), { capacityType: "SPOT" }, "replace", ["capacityType"]),
    change("labels and taints", ready, nodeGroup(), { labels: { pool: "main" }, taints: [{ key: "pool", value: "main", effect: "NO_SCHEDULE" }] }, "update"),
    change("a third subnet of nodes", ready, nodeGroup(), { subnetIds: [ref("a.id"), ref("b.id"), ref("c.id")] }, "replace"),
    change("another version of an add-on", ready, addon("coredns", { addonVersion: "v1.13.2-eksbuild.3" }), { addonVersion: "v1.13.2-eksbuild.4" }, "update", ["addonVersion"]),
    change("another configuration of an add-on", ready, addon("coredns"), { configurationValues: "{\"replicaCount\":3}" }, "update"),
    change("another add-on", ready, addon("coredns"), { addonName: "kube-proxy" }, "replace", ["addonName"]),
    change("other groups of an access entry", ready, accessEntry(adminArn), { kubernetesGroups: ["viewers"] }, "update"),
    change("another principal of an access entry", ready, accessEntry(adminArn), { principalArn: "arn:aws:iam::111122223333:role/other" }, "replace"),
    change("a narrower access policy", [...ready, accessEntry(adminArn)], accessPolicy("AmazonEKSViewPolicy"), { accessScope: { type: "namespace", namespaces: ["blue"] } }, "replace"),
    change("another role of a service account", [...ready, { ...role("second", "x"), inputs: podRoleInputs() }], podIdentity(), { roleArn: ref("second.arn") }, "update", ["roleArn"]),
    change("another namespace of a pod identity", ready, podIdentity(), { namespace: "green" }, "replace", ["namespace"]),
];

function podRoleInputs(): Props {
    const allow = { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
    return { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [allow] }) };
}

const now: Props = { applyImmediately: true };

/** terraform-provider-aws, internal/service/rds. */
export const databaseChanges: readonly ChangeCase[] = [
    change("another identifier of a database", databaseReady, database(), { identifier: "other" }, "replace", ["identifier"]),
    change("another first database", databaseReady, database({ dbName: "colorway" }), { dbName: "other" }, "replace", ["dbName"]),
    change("another user name", databaseReady, database(), { username: "owner" }, "replace", ["username"]),
    change("no encryption", databaseReady, database(), { storageEncrypted: false }, "replace", ["storageEncrypted"]),
    change("another key", [...databaseReady, key("key")], database(), { kmsKeyId: ref("key.arn") }, "replace", ["kmsKeyId"]),
    change("another zone", databaseReady, database({ availabilityZone: "us-east-1a" }), { availabilityZone: "us-east-1b" }, "replace", ["availabilityZone"]),
    change("a larger class", databaseReady, database(now), { instanceClass: "db.t4g.large" }, "update", ["instanceClass"]),
    change("more storage", databaseReady, database(now), { allocatedStorage: 40 }, "update", ["allocatedStorage"]),
    change("a standby", databaseReady, database(now), { multiAz: true }, "update", ["multiAz"]),
    change("a newer minor version", databaseReady, database(now), { engineVersion: "17.10" }, "update", ["engineVersion"]),
    change("longer backups", databaseReady, database(), { backupRetentionPeriod: 14 }, "update", ["backupRetentionPeriod"]),
    change("a maintenance window in capitals", databaseReady, database({ maintenanceWindow: "sun:05:00-sun:06:00" }), { maintenanceWindow: "Sun:05:00-Sun:06:00" }, "same"),
    change("protection of a database", databaseReady, database(), { deletionProtection: true }, "update", ["deletionProtection"]),
    change("other log exports", databaseReady, database({ enabledCloudwatchLogsExports: ["postgresql"] }), { enabledCloudwatchLogsExports: ["upgrade", "postgresql"] }, "update"),
    change("another password", databaseReady, database({ ...ownPassword, password: "correct-horse" }), { password: "battery-staple" }, "update", ["password"]),
    change("another name of a subnet group", network, dbSubnets(), { name: "other" }, "replace", ["name"]),
    change("another subnet of a subnet group", network, dbSubnets(), { subnetIds: [ref("a.id"), ref("b.id"), ref("c.id")] }, "update"),
    change("another family of parameters", [], dbParameters("postgres16"), { family: "postgres17" }, "replace", ["family"]),
    change("another description of parameters", [], dbParameters("postgres17"), { description: "tuned" }, "replace", ["description"]),
    change(
        "parameters in another order", [],
        dbParameters("postgres17", [{ name: "rds.force_ssl", value: "1" }, { name: "log_statement", value: "ddl" }]),
        { parameters: [{ name: "log_statement", value: "ddl" }, { name: "rds.force_ssl", value: "1" }] }, "same",
    ),
    change("another value of a parameter", [], dbParameters("postgres17", [{ name: "log_statement", value: "ddl" }]), { parameters: [{ name: "log_statement", value: "all" }] }, "update"),
    change("another rotation of the password", [...databaseReady, database()], passwordRotation({ automaticallyAfterDays: 90 }), { rotationRules: { automaticallyAfterDays: 30 } }, "update"),
];

/** terraform-provider-aws, internal/service/elasticache. */
export const cacheChanges: readonly ChangeCase[] = [
    change("another id of a cache", cacheReady, cache(), { replicationGroupId: "other" }, "replace", ["replicationGroupId"]),
    change("no encryption at rest", cacheReady, cache(), { atRestEncryptionEnabled: false }, "replace", ["atRestEncryptionEnabled"]),
    change("another port of a cache", cacheReady, cache(), { port: 6380 }, "replace", ["port"]),
    change("another subnet group of a cache", [...cacheReady, cacheSubnets({ name: "second" }, "second")], cache(), { subnetGroupName: ref("second.name") }, "replace", ["subnetGroupName"]),
    change("one more node", cacheReady, cache(), { numCacheClusters: 3 }, "update", ["numCacheClusters"]),
    change("a larger node", cacheReady, cache(now), { nodeType: "cache.t4g.small" }, "update", ["nodeType"]),
    change("a newer version of Valkey", cacheReady, cache(now), { engineVersion: "8.2" }, "update", ["engineVersion"]),
    change("an older version of Valkey", cacheReady, cache(), { engineVersion: "8.0" }, "replace", ["engineVersion"]),
    change("Redis instead of Valkey", cacheReady, cache(), { engine: "redis", engineVersion: "7.1" }, "replace"),
    change("Valkey instead of Redis", cacheReady, cache({ engine: "redis", engineVersion: "7.1", ...now }), { engine: "valkey", engineVersion: "7.2" }, "update"),
    change("snapshots of a cache", cacheReady, cache(), { snapshotRetentionLimit: 7 }, "update", ["snapshotRetentionLimit"]),
    change("another family of cache parameters", [], cacheParameters("valkey7"), { family: "valkey8" }, "replace", ["family"]),
    change("another cache parameter", [], cacheParameters("valkey8"), { parameters: [{ name: "timeout", value: "300" }] }, "update"),
    change("another access string", [], cacheUser(), { accessString: "on ~app:* +@read" }, "update", ["accessString"]),
    change("another name of a user", [], cacheUser({ authenticationMode: { type: "no-password-required" } }), { userName: "other" }, "replace", ["userName"]),
    change("another id of a user group", [cacheUser()], cacheUserGroup(), { userGroupId: "other" }, "replace", ["userGroupId"]),
];

const logs = bucket("colorway-logs");
const policy = (version: string): string => JSON.stringify({
    Version: version,
    Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::colorway-logs/*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
});

/** terraform-provider-aws, internal/service/s3 and internal/service/secretsmanager. */
export const storageChanges: readonly ChangeCase[] = [
    change("another name of a bucket", [], logs, { bucket: "colorway-logs-2" }, "replace", ["bucket"]),
    change("a bucket that may be emptied", [], logs, { forceDestroy: true }, "update", ["forceDestroy"]),
    change("another bucket of a setting", [logs, bucket("colorway-more", {}, "more")], bucketSetting("BucketPublicAccessBlock", { blockPublicAcls: true }), { bucket: ref("more.id") }, "replace", ["bucket"]),
    change("one more block of public access", [logs], bucketSetting("BucketPublicAccessBlock", { blockPublicAcls: true }), { blockPublicPolicy: true }, "update", ["blockPublicPolicy"]),
    change("versions of objects", [logs], bucketSetting("BucketVersioning", { versioningConfiguration: { status: "Suspended" } }), { versioningConfiguration: { status: "Enabled" } }, "update"),
    change(
        "a longer life of objects", [logs],
        bucketSetting("BucketLifecycleConfiguration", { rules: [{ id: "end", status: "Enabled", expiration: { days: 30 } }] }),
        { rules: [{ id: "end", status: "Enabled", expiration: { days: 90 } }] }, "update",
    ),
    change(
        "a bucket policy with other white space", [logs], bucketSetting("BucketPolicy", { policy: policy("2012-10-17") }),
        { policy: JSON.stringify(JSON.parse(policy("2012-10-17")), undefined, 2) }, "same",
    ),
    change("another name of a secret", [], secret(), { name: "colorway/web" }, "replace", ["name"]),
    change("another description of a secret", [], secret(), { description: "keys" }, "update", ["description"]),
    change(
        "another value of a secret", [secret()],
        { type: "aws:secretsmanager/secretVersion:SecretVersion", name: "version", inputs: { secretId: ref("secret.id"), secretString: "one" } },
        { secretString: "two" }, "replace", ["secretString"],
    ),
];
