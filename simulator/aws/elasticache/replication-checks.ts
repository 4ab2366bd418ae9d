import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, isAbsent, numberOr, optionalText, Props, records, text, texts, textOr } from "../../cloud/values";
import { findSecurityGroup } from "../ec2/groups";
import { findLogGroup } from "../logs/groups";
import { keyArnOf, subnetsOf, zonesOfSubnets } from "../references";
import { dailyMinutes, weeklyMinutes, windowsOverlap } from "../windows";
import { compareVersions, engineVersion, isNodeType } from "./engines";
import { parameterGroupFacts } from "./groups";
import { invalidCombination, invalidValue, subnetGroupType } from "./types";
import { checkUserGroup } from "./users";

/** How many nodes a group has and how they hang together. */
export interface Shards {
    /** Cluster mode. */
    readonly clustered: boolean;
    readonly shards: number;
    /** Per shard, without the primary. */
    readonly replicas: number;
}

export interface Facts {
    readonly shards: Shards;
    readonly version: { readonly version: string; readonly actual: string; readonly family: string };
}

/** The engine that ElastiCache takes where none is named. */
export function engineOf(given: Props): string {
    return textOr(given, "engine", "redis");
}

/** Shortest windows in minutes: ElastiCache API Reference, CreateReplicationGroup; ElastiCache User Guide, backup window. */
const shortest = 60;

/** What CreateReplicationGroup and ModifyReplicationGroup both check. */
export function checkGroup(cloud: Cloud, given: Props): Facts {
    const engine = engineOf(given);
    const version = engineVersion(engine, optionalText(given, "engineVersion"));
    if (version === undefined) {
        throw invalidCombination(`Cannot find version ${textOr(given, "engineVersion", "")} for ${engine}`);
    }
    const nodeType = optionalText(given, "nodeType");
    if (nodeType === undefined) throw invalidValue("The parameter CacheNodeType must be provided and must not be blank.");
    if (!isNodeType(nodeType)) throw invalidValue(`Invalid Cache Node Type: ${nodeType}`);
    if (nodeType.startsWith("cache.r6gd.")) throw invalidCombination(`Data tiering must be enabled with node type ${nodeType}.`);
    const parameters = optionalText(given, "parameterGroupName");
    const facts = parameters === undefined ? undefined : parameterGroupFacts(cloud, parameters);
    if (facts !== undefined && facts.family !== version.family) {
        throw invalidCombination(
            `Expected a parameter group of family ${version.family} but found one of family ${facts.family}`,
        );
    }
    const shards = shapeOf(given, facts?.clustered === true || textOr(given, "clusterMode", "") === "enabled");
    if (facts !== undefined && shards.clustered && !facts.clustered) {
        throw invalidCombination(`Use of cluster mode requires a parameter group with cluster-enabled, got ${parameters ?? ""}`);
    }
    checkFailover(cloud, given, shards);
    checkNetwork(cloud, given);
    checkSecurity(cloud, given, engine, version.actual);
    checkWindows(given);
    checkLogs(cloud, given);
    return { shards, version };
}

/** The numbers that a program gives, with ElastiCache's defaults. */
export function shapeOf(given: Props, clusterParameters: boolean): Shards {
    const shards = numberOr(given, "numNodeGroups", 1);
    const clustered = clusterParameters || shards > 1;
    if (!isAbsent(given["numCacheClusters"]) && !clustered)
        return { clustered, shards: 1, replicas: numberOr(given, "numCacheClusters", 1) - 1 };
    return { clustered, shards, replicas: numberOr(given, "replicasPerNodeGroup", 0) };
}

function checkFailover(cloud: Cloud, given: Props, { clustered, replicas }: Shards): void {
    const failover = flag(given, "automaticFailoverEnabled");
    if (failover && replicas < 1 && !clustered) {
        throw invalidCombination(
            "The automatic failover feature requires at least 2 cache clusters: automatic failover is not supported "
                + "for a group with one node.",
        );
    }
    if (clustered && !failover)
        throw invalidCombination("Redis with cluster mode enabled cannot be created with auto failover turned off.");
    if (!flag(given, "multiAzEnabled")) return;
    if (!failover) throw invalidCombination("Multi-AZ requires automatic failover to be enabled.");
    if (replicas < 1) throw invalidCombination("Multi-AZ requires at least one replica in each node group.");
    const group = needSubnetGroup(cloud, given);
    const subnets = subnetsOf(
        cloud,
        texts(group.props, "subnetIds"),
        () => new AwsError("InvalidSubnet", "A subnet of the cache subnet group is gone."),
    );
    if (zonesOfSubnets(subnets).length < 2)
        throw invalidCombination(
            `Multi-AZ requires subnets in at least two Availability Zones; cache subnet group ${group.id} has one.`,
        );
}

function checkNetwork(cloud: Cloud, given: Props): void {
    const vpcId = text(needSubnetGroup(cloud, given).props, "vpcId");
    for (const id of texts(given, "securityGroupIds")) {
        const group = findSecurityGroup(cloud, id);
        if (group === undefined)
            throw invalidValue(`Some security groups are invalid, failed with the following: ${id} does not exist`);
        if (text(group.props, "vpcId") !== vpcId) {
            throw invalidValue(
                `Some security groups are invalid, failed with the following: ${id} is not in the VPC ${vpcId} of the `
                    + "cache subnet group",
            );
        }
    }
    const wished = texts(given, "preferredCacheClusterAzs");
    const count = numberOr(given, "numCacheClusters", wished.length);
    if (wished.length > 0 && wished.length !== count) {
        throw invalidCombination(
            `The number of preferred Availability Zones (${wished.length}) must be the number of cache clusters (${count}).`,
        );
    }
}

function checkSecurity(cloud: Cloud, given: Props, engine: string, actual: string): void {
    const tls = flag(given, "transitEncryptionEnabled");
    if (!tls && optionalText(given, "authToken") !== undefined)
        throw invalidCombination("AuthToken can be specified only when TransitEncryptionEnabled is true.");
    if (!tls && !isAbsent(given["transitEncryptionMode"]) && given["transitEncryptionMode"] !== "") {
        throw invalidCombination("TransitEncryptionMode can be specified only when TransitEncryptionEnabled is true.");
    }
    for (const id of texts(given, "userGroupIds")) {
        if (!tls) throw invalidCombination("User group based access control requires encryption-in-transit to be enabled.");
        if (compareVersions(actual, "6.0") < 0)
            throw invalidCombination(`User groups need engine version 6.0 or later, got ${actual}.`);
        checkUserGroup(cloud, id, engine);
    }
    const key = optionalText(given, "kmsKeyId") ?? "";
    if (key === "") return;
    if (!flag(given, "atRestEncryptionEnabled", engine === "valkey")) {
        throw invalidCombination("KmsKeyId can be specified only when AtRestEncryptionEnabled is true.");
    }
    if (keyArnOf(cloud, key) === undefined)
        throw new AwsError("InvalidKMSKeyFault", `The KMS key ${key} does not exist, is not enabled or cannot be used.`);
}

function checkWindows(given: Props): void {
    const snapshot = optionalText(given, "snapshotWindow") ?? "";
    const maintenance = optionalText(given, "maintenanceWindow") ?? "";
    if (snapshot !== "" && dailyMinutes(snapshot) < shortest)
        throw invalidValue(`Snapshot window must be at least ${shortest} minutes, got ${snapshot}`);
    if (maintenance !== "" && weeklyMinutes(maintenance) < shortest)
        throw invalidValue(`Maintenance window must be at least ${shortest} minutes, got ${maintenance}`);
    const both = snapshot !== "" && maintenance !== "" && numberOr(given, "snapshotRetentionLimit", 0) > 0;
    if (both && windowsOverlap(snapshot, maintenance))
        throw invalidValue("The snapshot window and maintenance window must not overlap.");
}

/** AWS takes a group that is not there and then tells so in the log's status alone (ElastiCache User Guide, "Log delivery"). */
function checkLogs(cloud: Cloud, given: Props): void {
    const deliveries = records(given, "logDeliveryConfigurations");
    const missing = deliveries.find(
        (item) => text(item, "destinationType") === "cloudwatch-logs" && findLogGroup(
            cloud, text(item, "destination"),
        ) === undefined,
    );
    if (missing !== undefined) throw invalidValue(`Log delivery destination ${text(missing, "destination")} does not exist.`);
    const types = deliveries.map((item) => text(item, "logType"));
    if (new Set(types).size < types.length) throw invalidCombination("Each log type can have one log delivery configuration.");
}

/** The subnet group, or ElastiCache's error; the simulated account has no default VPC. */
export function needSubnetGroup(cloud: Cloud, given: Props): CloudObject {
    const name = textOr(given, "subnetGroupName", "default");
    return cloud.need(subnetGroupType, name, "CacheSubnetGroupNotFoundFault", `Cache subnet group ${name} does not exist.`);
}
