import { Value } from "../../cloud/values";
import { flagProperty, listProperty, numberProperty, objectProperty, setProperty, Shape, textProperty } from "../model";
import { dailyForm, weeklyForm } from "../windows";

const createGroup = "ElastiCache API Reference, CreateReplicationGroup";

function sameCase(a: Value, b: Value): boolean {
    return String(a).toLowerCase() === String(b).toLowerCase();
}

/** Inputs of `aws.elasticache.ReplicationGroup`. */
export const inputs: Shape = {
    applyImmediately: flagProperty({ computed: true }),
    atRestEncryptionEnabled: flagProperty({ computed: true, replace: true }),
    authToken: textProperty({
        minLength: 16,
        maxLength: 128,
        pattern: /^[^@"/\s]+$/,
        conflictsWith: ["userGroupIds"],
        source: createGroup,
    }),
    authTokenUpdateStrategy: textProperty({
        oneOf: ["SET", "ROTATE", "DELETE"],
        source: "ElastiCache API Reference, ModifyReplicationGroup",
    }),
    autoMinorVersionUpgrade: flagProperty({ computed: true }),
    automaticFailoverEnabled: flagProperty({ default: false }),
    clusterMode: textProperty({ computed: true, oneOf: ["enabled", "disabled", "compatible"], source: createGroup }),
    description: textProperty({ required: true, minLength: 1, source: createGroup }),
    engine: textProperty({ computed: true, oneOf: ["redis", "valkey"], source: createGroup }),
    engineVersion: textProperty({ computed: true, pattern: /^(\d+\.\d+|\d+\.\d+\.\d+|[67]\.x)$/, source: createGroup }),
    finalSnapshotIdentifier: textProperty({ maxLength: 255 }),
    ipDiscovery: textProperty({ computed: true, oneOf: ["ipv4", "ipv6"], source: createGroup }),
    kmsKeyId: textProperty({ replace: true, source: createGroup }),
    logDeliveryConfigurations: setProperty(
        objectProperty({
            destination: textProperty({ required: true }),
            destinationType: textProperty({ required: true, oneOf: ["cloudwatch-logs", "kinesis-firehose"] }),
            logFormat: textProperty({ required: true, oneOf: ["text", "json"] }),
            logType: textProperty({ required: true, oneOf: ["slow-log", "engine-log"] }),
        }),
        { maxItems: 2, source: "ElastiCache API Reference, LogDeliveryConfigurationRequest" },
    ),
    maintenanceWindow: textProperty({ computed: true, pattern: weeklyForm, same: sameCase, source: createGroup }),
    multiAzEnabled: flagProperty({ default: false }),
    networkType: textProperty({ computed: true, replace: true, oneOf: ["ipv4", "ipv6", "dual_stack"], source: createGroup }),
    nodeType: textProperty({ computed: true, source: createGroup }),
    numCacheClusters: numberProperty({
        computed: true,
        min: 1,
        max: 6,
        conflictsWith: ["numNodeGroups", "replicasPerNodeGroup"],
        source: createGroup,
    }),
    numNodeGroups: numberProperty({ computed: true, min: 1, max: 500, source: createGroup }),
    parameterGroupName: textProperty({ computed: true, source: createGroup }),
    port: numberProperty({ computed: true, replace: true, min: 1024, max: 65535, source: createGroup }),
    preferredCacheClusterAzs: listProperty(textProperty(), { source: createGroup }),
    replicasPerNodeGroup: numberProperty({ computed: true, min: 0, max: 5, source: createGroup }),
    replicationGroupId: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 40,
        pattern: /^[a-zA-Z](?!.*--)[0-9a-zA-Z-]*(?<!-)$/,
        same: sameCase,
        source: createGroup,
    }),
    securityGroupIds: setProperty(textProperty(), { computed: true, source: createGroup }),
    snapshotRetentionLimit: numberProperty({ min: 0, max: 35, source: createGroup }),
    snapshotWindow: textProperty({ computed: true, pattern: dailyForm, source: createGroup }),
    subnetGroupName: textProperty({ computed: true, replace: true, source: createGroup }),
    transitEncryptionEnabled: flagProperty({ computed: true }),
    transitEncryptionMode: textProperty({ computed: true, oneOf: ["preferred", "required"], source: createGroup }),
    userGroupIds: setProperty(textProperty(), { maxItems: 1, source: createGroup }),
};

/** Outputs beside the inputs. */
export const outputs = [
    "arn",
    "clusterEnabled",
    "configurationEndpointAddress",
    "dataTieringEnabled",
    "durability",
    "engineVersionActual",
    "globalReplicationGroupId",
    "memberClusters",
    "nodeGroupConfigurations",
    "primaryEndpointAddress",
    "readerEndpointAddress",
    "securityGroupNames",
] as const;
