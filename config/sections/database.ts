/** `colorway:database`: PostgreSQL on RDS. */

import { isInstanceType, logRetentionDays, postgresVersions } from "../aws";
import { type Checked, type Field, flag, integer, object, oneOfNumbers, text } from "../fields";
import { databaseNameComplaint } from "../postgres";
import type { Complaint, Place } from "../problems";
import type { DatabaseSettings } from "../types";
import { dailyWindow, noteOverlap, weeklyWindow } from "./window-fields";

const majors = Object.keys(postgresVersions);
/** RDS user guide, "Amazon RDS DB instance storage", gp3 for PostgreSQL. */
const minStorageGib = 20;
const maxStorageGib = 65536;
/** Headroom that autoscaling demands (RDS user guide, "Managing capacity automatically with Amazon RDS storage autoscaling"). */
const autoscalingPercent = 10;
/** RDS API reference, CreateDBInstance, `PerformanceInsightsRetentionPeriod`. */
const insightsDays = [7, ...Array.from({ length: 23 }, (_, month) => (month + 1) * 31), 731];

export function databaseField(defaults: DatabaseSettings): Field<DatabaseSettings> {
    return object<DatabaseSettings>(
        {
            version: text({
                about: "Version of PostgreSQL. The major one alone: the newest minor one, upgraded in the maintenance window.",
                allowed: `one of ${majors.join(", ")}, with or without a minor version`,
                example: `17 or 17.${postgresVersions["17"] ?? 0}, in quotes`,
                source: "Amazon RDS for PostgreSQL Release Notes, \"Release calendars\"",
                check: versionComplaint,
            }),
            instanceClass: text({
                about: "Instance class.",
                allowed: "a class of DB instance",
                example: "db.m6g.large",
                source: "RDS user guide, \"DB instance classes\"",
                check: value => {
                    if (value.startsWith("db.") && isInstanceType(value.slice("db.".length))) return undefined;
                    return isInstanceType(value)
                        ? { message: "is an instance type of EC2", cure: `write db.${value}` }
                        : "is no class of DB instance";
                },
            }),
            storageGib: integer({
                about: "Storage at creation.",
                min: minStorageGib,
                max: maxStorageGib,
                unit: "GiB",
                source: "RDS user guide, \"Amazon RDS DB instance storage\"",
            }),
            maxStorageGib: integer({
                about: `Upper bound of storage autoscaling, at least ${autoscalingPercent} % above \`storageGib\`; 0 turns it off.`,
                min: 0,
                max: maxStorageGib,
                unit: "GiB",
                source: "RDS user guide, \"Managing capacity automatically with Amazon RDS storage autoscaling\"",
            }),
            multiAz: flag({ about: "Whether a standby in another zone takes over." }),
            backupRetentionDays: integer({
                about: "Retention of the automatic backups.",
                min: 7,
                max: 35,
                unit: "days",
                source: "RDS API reference, CreateDBInstance; 7 is this project's own minimum",
            }),
            backupWindow: dailyWindow("When the daily backup is made, in UTC.", 30),
            maintenanceWindow: weeklyWindow("When RDS may change things, in UTC; apart from the backup window.", 30),
            deletionProtection: flag({ about: "Whether the database refuses to be deleted." }),
            performanceInsightsRetentionDays: oneOfNumbers(insightsDays, {
                about: "Retention of Performance Insights in days.",
                allowed: "7, 731, or a multiple of 31 up to 713",
                source: "RDS API reference, CreateDBInstance",
            }),
            monitoringIntervalSeconds: oneOfNumbers([0, 1, 5, 10, 15, 30, 60], {
                about: "Interval of enhanced monitoring in seconds; 0 turns it off.",
                source: "RDS API reference, CreateDBInstance",
            }),
            passwordRotationDays: integer({
                about: "Days between rotations of the managed master password.",
                min: 1,
                max: 1000,
                unit: "days",
                source: "Secrets Manager API reference, RotationRulesType",
            }),
            logRetentionDays: oneOfNumbers(logRetentionDays, {
                about: "Retention of the database's logs in days.",
                source: "CloudWatch Logs API reference, PutRetentionPolicy",
            }),
            databaseName: text({
                about: "Name of the database that is made at the start.",
                allowed: "1 to 63 lower-case letters, digits and underscores, a letter first; no reserved word of PostgreSQL",
                example: "order_book",
                source: "RDS API reference, CreateDBInstance; PostgreSQL documentation, \"SQL Key Words\"",
                check: databaseNameComplaint,
            }),
        },
        { about: "PostgreSQL on RDS.", defaults },
    );
}

function versionComplaint(version: string): Complaint | undefined {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(version);
    const [, major = "", minor] = match ?? [];
    if (match === null) return "is no version of PostgreSQL";
    const oldest = postgresVersions[major];
    if (oldest === undefined)
        return { message: "is not offered by RDS", cure: `write ${majors[majors.length - 1] ?? ""}, or an older one of them` };
    if (minor === undefined || Number(minor) >= oldest) return undefined;
    return { message: "is no longer offered by RDS", cure: `write ${major}.${oldest} or newer, or ${major} alone` };
}

export function databaseRules(database: Checked<DatabaseSettings>, field: Field<DatabaseSettings>, place: Place): void {
    const { storageGib, maxStorageGib: bound, backupWindow, maintenanceWindow } = database;
    const least = Math.ceil(((storageGib ?? 0) * (100 + autoscalingPercent)) / 100);
    if (storageGib !== undefined && bound !== undefined && bound !== 0 && bound < least) {
        place.member("maxStorageGib").note(
            field.members?.maxStorageGib ?? field,
            {
                message: `is less than ${autoscalingPercent} % above storageGib, ${storageGib}`,
                cure: `write ${least} or more, or 0`,
            },
            bound,
        );
    }
    noteOverlap({ backupWindow, maintenanceWindow }, "backupWindow", "maintenanceWindow", field, place);
}
