import { Value } from "../../cloud/values";
import { flagProperty, numberProperty, objectProperty, setProperty, Shape, textProperty } from "../model";
import { dailyForm, weeklyForm } from "../windows";

const createInstance = "RDS API Reference, CreateDBInstance";

// First a letter; no hyphen at the end, no two in a row.
const identifierForm = /^[a-z](?!.*--)[0-9a-z-]*(?<!-)$/;
const snapshotForm = /^[A-Za-z](?!.*--)[0-9A-Za-z-]*(?<!-)$/;

// PostgreSQL, "SQL Key Words"; what RDS keeps for itself: RDS User Guide, "Creating an Amazon RDS DB instance".
const reservedUsers = [
    "admin",
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_user",
    "default",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "into",
    "leading",
    "limit",
    "not",
    "null",
    "on",
    "or",
    "order",
    "primary",
    "public",
    "rdsadmin",
    "rds_superuser",
    "rds_replication",
    "rdsrepladmin",
    "references",
    "select",
    "session_user",
    "some",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "when",
    "where",
    "window",
    "with",
];

/** Inputs of `aws.rds.Instance` for PostgreSQL. */
export const inputs: Shape = {
    allocatedStorage: numberProperty({ computed: true, source: createInstance }),
    allowMajorVersionUpgrade: flagProperty(),
    applyImmediately: flagProperty({ computed: true }),
    autoMinorVersionUpgrade: flagProperty({ default: true }),
    availabilityZone: textProperty({ computed: true, replace: true, source: createInstance }),
    backupRetentionPeriod: numberProperty({ computed: true, min: 0, max: 35, source: createInstance }),
    backupWindow: textProperty({ computed: true, pattern: dailyForm, source: createInstance }),
    caCertIdentifier: textProperty({ computed: true, source: createInstance }),
    copyTagsToSnapshot: flagProperty({ default: false }),
    databaseInsightsMode: textProperty({ computed: true, oneOf: ["standard", "advanced"], source: createInstance }),
    dbName: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 63,
        pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
        source: createInstance,
    }),
    dbSubnetGroupName: textProperty({ computed: true, source: createInstance }),
    dedicatedLogVolume: flagProperty({ default: false }),
    deleteAutomatedBackups: flagProperty({ default: true }),
    deletionProtection: flagProperty(),
    enabledCloudwatchLogsExports: setProperty(textProperty(), { source: createInstance }),
    engine: textProperty({ required: true, replace: true, oneOf: ["postgres"], source: createInstance }),
    engineLifecycleSupport: textProperty({
        computed: true,
        replace: true,
        oneOf: ["open-source-rds-extended-support", "open-source-rds-extended-support-disabled"],
    }),
    engineVersion: textProperty({ computed: true, source: createInstance }),
    finalSnapshotIdentifier: textProperty({
        minLength: 1,
        maxLength: 255,
        pattern: snapshotForm,
        source: "RDS API Reference, DeleteDBInstance",
    }),
    iamDatabaseAuthenticationEnabled: flagProperty(),
    identifier: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 63,
        pattern: identifierForm,
        conflictsWith: ["identifierPrefix"],
        source: createInstance,
    }),
    identifierPrefix: textProperty({ computed: true, replace: true, maxLength: 37 }),
    instanceClass: textProperty({ required: true, source: createInstance }),
    iops: numberProperty({ computed: true, min: 0, source: createInstance }),
    kmsKeyId: textProperty({ computed: true, replace: true, pattern: /^arn:/, source: createInstance }),
    licenseModel: textProperty({ computed: true, oneOf: ["postgresql-license"] }),
    maintenanceWindow: textProperty({ computed: true, pattern: weeklyForm, same: sameCase, source: createInstance }),
    manageMasterUserPassword: flagProperty({ conflictsWith: ["password", "passwordWo"] }),
    masterUserSecretKmsKeyId: textProperty({ computed: true, source: createInstance }),
    maxAllocatedStorage: numberProperty({ min: 0, max: 65536, source: createInstance }),
    monitoringInterval: numberProperty({ default: 0, oneOf: [0, 1, 5, 10, 15, 30, 60], source: createInstance }),
    monitoringRoleArn: textProperty({ computed: true, pattern: /^arn:/, source: createInstance }),
    multiAz: flagProperty({ computed: true }),
    networkType: textProperty({ computed: true, oneOf: ["IPV4", "DUAL"], source: createInstance }),
    parameterGroupName: textProperty({ computed: true, source: createInstance }),
    password: textProperty({
        minLength: 8,
        maxLength: 128,
        pattern: /^[!#-.0-?A-~]+$/,
        conflictsWith: ["passwordWo"],
        source: createInstance,
    }),
    passwordWo: textProperty({ writeOnly: true, minLength: 8, maxLength: 128, pattern: /^[!#-.0-?A-~]+$/ }),
    passwordWoVersion: numberProperty(),
    performanceInsightsEnabled: flagProperty({ default: false }),
    performanceInsightsKmsKeyId: textProperty({ computed: true, pattern: /^arn:/, source: createInstance }),
    performanceInsightsRetentionPeriod: numberProperty({ computed: true, rule: retentionRule, source: createInstance }),
    port: numberProperty({ computed: true, min: 1150, max: 65535, source: createInstance }),
    publiclyAccessible: flagProperty({ default: false }),
    skipFinalSnapshot: flagProperty({ default: false }),
    storageEncrypted: flagProperty({ replace: true }),
    storageThroughput: numberProperty({ computed: true, min: 0, source: createInstance }),
    storageType: textProperty({ computed: true, oneOf: ["standard", "gp2", "gp3", "io1", "io2"], source: createInstance }),
    username: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 16,
        pattern: /^[A-Za-z][A-Za-z0-9_]*$/,
        rule: userRule,
        source: createInstance,
    }),
    vpcSecurityGroupIds: setProperty(textProperty(), { computed: true, source: createInstance }),
    // Only that it is off can be said: a switch by a green copy is not modeled.
    blueGreenUpdate: objectProperty({
        enabled: flagProperty({
            default: false,
            rule: (value) => (value === true ? "blue/green updates are not modeled" : undefined),
        }),
    }),
};

/** Outputs beside the inputs. */
export const outputs = [
    "address",
    "arn",
    "backupTarget",
    "endpoint",
    "engineVersionActual",
    "hostedZoneId",
    "latestRestorableTime",
    "listenerEndpoints",
    "masterUserSecrets",
    "optionGroupName",
    "replicas",
    "resourceId",
    "status",
] as const;

function sameCase(a: Value, b: Value): boolean {
    return String(a).toLowerCase() === String(b).toLowerCase();
}

function userRule(value: Value): string | undefined {
    const name = String(value);
    const reserved = reservedUsers.includes(name.toLowerCase()) || name.toLowerCase().startsWith("pg_");
    return reserved ? `MasterUsername ${name} cannot be used as it is a reserved word used by the engine` : undefined;
}

function retentionRule(value: Value): string | undefined {
    const days = Number(value);
    const months = days % 31 === 0 && days >= 31 && days <= 23 * 31;
    return days === 0 || days === 7 || days === 731 || months
        ? undefined
        : "Invalid Performance Insights retention period. Valid values are: [7, 31, 62, 93, 124, 155, 186, 217, 248, 279, 310, "
              + `341, 372, 403, 434, 465, 496, 527, 558, 589, 620, 651, 682, 713, 731], got ${days}`;
}
