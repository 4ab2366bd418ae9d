/** The instance of a database and what it stands on: key, subnets, parameters, logs, monitoring, last snapshot. */

import { Instance, type InstanceArgs, ParameterGroup, SubnetGroup } from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random";
import { accountOf } from "../lib/account";
import { createKey } from "../lib/key";
import { EncryptedLogs } from "../logs/encrypted-logs";
import type { DatabaseArgs } from "./args";
import { parameterFamily, parameters } from "./engine";
import { createMonitoringRole } from "./monitoring-role";

export const databasePort = 5432;
/** Not `postgres` or `admin`, which attackers try first (AWS Security Hub, control RDS.25). */
const masterUsername = "dbadmin";
/**
 * The default of new instances, valid until 2061 (RDS user guide, "Using SSL/TLS to encrypt a connection to a DB instance or
 * cluster").
 */
const certificateAuthority = "rds-ca-rsa2048-g1";
/** Log types of PostgreSQL (RDS user guide, "RDS for PostgreSQL database log files"). */
const logTypes = ["postgresql", "upgrade"];
/** Bytes of chance in the last snapshot's name; a snapshot outlives the instance, so the next one needs another name. */
const snapshotSuffixBytes = 4;

export function createInstance(
    name: string, args: DatabaseArgs, securityGroupId: pulumi.Output<string>, parent: pulumi.Resource,
): Instance {
    const identifier = `${name}-database`;
    const account = accountOf(parent);
    const protect = args.deletionProtection ?? true;
    const key = createKey(identifier, {
        description: `Data, backups and master password of ${identifier}`,
        protect,
    }, account, parent);
    const logs = createLogs(identifier, args, parent);
    const interval = args.monitoringIntervalSeconds ?? 60;
    const monitoring = interval > 0 ? createMonitoringRole(identifier, account, parent) : undefined;
    return new Instance(identifier, {
        identifier,
        instanceClass: args.instanceClass,
        ...engine(identifier, args, parent),
        ...storage(args, key.arn),
        ...access(identifier, args, securityGroupId, key.arn, parent),
        ...safety(identifier, args, protect, parent),
        enabledCloudwatchLogsExports: logTypes,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: key.arn,
        performanceInsightsRetentionPeriod: args.performanceInsightsRetentionDays ?? 7,
        monitoringInterval: interval,
        monitoringRoleArn: monitoring?.role.arn,
        tags: { Name: identifier },
    }, { parent, protect, dependsOn: [logs, ...(monitoring === undefined ? [] : [monitoring.attachment])] });
}

/** RDS makes a missing group by itself, without an end and without a key, under these very names. */
function createLogs(identifier: string, args: DatabaseArgs, parent: pulumi.Resource): EncryptedLogs {
    return new EncryptedLogs(identifier, {
        groups: logTypes.map(type => ({ role: type, groupName: `/aws/rds/instance/${identifier}/${type}` })),
        retentionDays: args.logRetentionDays ?? 365,
    }, { parent });
}

function engine(identifier: string, args: DatabaseArgs, parent: pulumi.Resource): Partial<InstanceArgs> {
    const group = new ParameterGroup(`${identifier}-parameters`, {
        // Another family is another group: its name is made up, so that the new one can stand beside the old one during the
        // upgrade.
        family: parameterFamily(args.version),
        description: `Parameters of ${identifier}`,
        parameters: parameters.map(({ restarts = false, ...parameter }) => ({
            ...parameter, applyMethod: restarts ? "pending-reboot" : "immediate",
        })),
    }, { parent });
    return {
        engine: "postgres",
        engineVersion: args.version,
        autoMinorVersionUpgrade: true,
        allowMajorVersionUpgrade: args.allowMajorVersionUpgrade ?? false,
        parameterGroupName: group.name,
        dbName: args.databaseName,
    };
}

function storage(args: DatabaseArgs, keyArn: pulumi.Output<string>): Partial<InstanceArgs> {
    const maximum = args.maxStorageGib ?? 0;
    return {
        storageType: "gp3",
        allocatedStorage: args.storageGib,
        maxAllocatedStorage: maximum > 0 ? maximum : undefined,
        storageEncrypted: true,
        kmsKeyId: keyArn,
    };
}

function access(
    identifier: string, args: DatabaseArgs, securityGroupId: pulumi.Output<string>, keyArn: pulumi.Output<string>,
    parent: pulumi.Resource,
): Partial<InstanceArgs> {
    const subnets = new SubnetGroup(`${identifier}-subnets`, {
        description: `Isolated subnets of ${identifier}`,
        subnetIds: args.subnetIds,
    }, { parent });
    return {
        port: databasePort,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [securityGroupId],
        publiclyAccessible: false,
        multiAz: args.multiAz ?? true,
        caCertIdentifier: certificateAuthority,
        iamDatabaseAuthenticationEnabled: true,
        username: masterUsername,
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: keyArn,
    };
}

function safety(identifier: string, args: DatabaseArgs, keep: boolean, parent: pulumi.Resource): Partial<InstanceArgs> {
    return {
        backupRetentionPeriod: args.backupRetentionDays ?? 35,
        backupWindow: args.backupWindow,
        maintenanceWindow: args.maintenanceWindow,
        copyTagsToSnapshot: true,
        deletionProtection: keep,
        deleteAutomatedBackups: !keep,
        skipFinalSnapshot: !keep,
        finalSnapshotIdentifier: keep ? lastSnapshotName(identifier, parent) : undefined,
        // Changes that restart the instance wait for the maintenance window.
        applyImmediately: false,
    };
}

function lastSnapshotName(identifier: string, parent: pulumi.Resource): pulumi.Output<string> {
    const suffix = new RandomId(`${identifier}-last-snapshot`, {
        byteLength: snapshotSuffixBytes,
        keepers: { identifier },
    }, { parent });
    return pulumi.interpolate`${identifier}-final-${suffix.hex}`;
}
