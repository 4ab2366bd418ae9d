/** What a database is made from. */

import type * as pulumi from "@pulumi/pulumi";

export interface DatabaseArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Subnets in two zones or more, without a way out. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** The only security group that reaches the database. */
    readonly clientSecurityGroupId: pulumi.Input<string>;
    /** PostgreSQL version, `MAJOR` (then minor upgrades happen in the maintenance window) or `MAJOR.MINOR`. */
    readonly version: string;
    /** Whether another major version may be set; it restarts the database for minutes and has no way back. @default false */
    readonly allowMajorVersionUpgrade?: boolean;
    readonly instanceClass: pulumi.Input<string>;
    /** GiB, 20 or more. */
    readonly storageGib: pulumi.Input<number>;
    /** Upper bound of storage autoscaling in GiB; 0 turns it off. @default 0 */
    readonly maxStorageGib?: number;
    /** A standby in another zone. @default true */
    readonly multiAz?: pulumi.Input<boolean>;
    /** Days, 1–35. @default 35 */
    readonly backupRetentionDays?: pulumi.Input<number>;
    /** Daily, UTC, `hh:mm-hh:mm`. */
    readonly backupWindow: pulumi.Input<string>;
    /** Weekly, UTC, `ddd:hh:mm-ddd:hh:mm`; must not overlap the backup window. */
    readonly maintenanceWindow: pulumi.Input<string>;
    /** AWS and Pulumi refuse to delete it, and its deletion leaves a snapshot and the automated backups. @default true */
    readonly deletionProtection?: boolean;
    /** Days: 7, 731 or a multiple of 31. @default 7 */
    readonly performanceInsightsRetentionDays?: pulumi.Input<number>;
    /** Seconds between figures of enhanced monitoring: 0 (off), 1, 5, 10, 15, 30, 60. @default 60 */
    readonly monitoringIntervalSeconds?: number;
    /** Days between rotations of the master password, 1–1000. @default 30 */
    readonly passwordRotationDays?: pulumi.Input<number>;
    /** Days; one of the values that CloudWatch Logs knows. @default 365 */
    readonly logRetentionDays?: number;
    /** Topic that hears of what happens to the database. @default - nobody hears of it */
    readonly eventTopicArn?: pulumi.Input<string>;
    /** Name of the first database inside. */
    readonly databaseName: pulumi.Input<string>;
}
