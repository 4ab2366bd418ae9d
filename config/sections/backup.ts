/** `colorway:backup`: daily backups by AWS Backup. */

import { commonRegions, isRegion } from "../aws";
import { type Checked, type Field, integer, object, oneOf, text } from "../fields";
import { nearest } from "../nearest";
import type { Place } from "../problems";
import type { BackupSettings, DatabaseSettings } from "../types";
import { readWeeklyWindow, windowsOverlap } from "../windows";

const locks = ["none", "governance", "compliance"];
const timeForm = /^([01]\d|2[0-3]):[0-5]\d$/;
/** Minutes before a maintenance window in which RDS takes no backup (AWS Backup developer guide, "Backup plan options"). */
const quietMinutes = 60;

export function backupField(defaults: BackupSettings): Field<BackupSettings> {
    return object<BackupSettings>(
        {
            startsAt: text({
                about: "When the daily backup begins, in UTC; RDS takes none in its maintenance window and the hour before.",
                allowed: "hh:mm, in quotes",
                example: "\"06:00\"",
                source: "AWS Backup developer guide, \"Backup plan options and configuration\"",
                check: time => (timeForm.test(time) ? undefined : "is no time of day"),
            }),
            retentionDays: integer({
                about: "How long a backup is kept.",
                min: 1,
                max: 36_500,
                unit: "days",
                source: "AWS Backup API reference, Lifecycle",
            }),
            lock: oneOf(locks, {
                about: "Whether backups can be deleted before their time: `none`, anybody with the right may; `governance`, whoever "
                    + "may take the lock away; `compliance`, nobody, a fortnight after the lock was set.",
                source: "AWS Backup developer guide, \"AWS Backup Vault Lock\"",
            }),
            copyRegion: text({
                about: "Another region that every backup is copied to; empty: none.",
                allowed: "the name of another region of AWS, or nothing",
                example: "us-west-2",
                source: "AWS SDKs, `partitions.json`",
                check: region => {
                    if (region === "" || isRegion(region)) return undefined;
                    const near = nearest(region, commonRegions);
                    return near === undefined ? "is no region of AWS" : { message: "is no region of AWS", cure: `write ${near}` };
                },
            }),
        },
        { about: "Daily backups beside those that RDS keeps itself.", defaults },
    );
}

/** What else it must fit: the stack's region, and when the database is maintained. */
export interface BackupSurroundings {
    readonly region: string | undefined;
    readonly database: Checked<DatabaseSettings> | undefined;
}

export function backupRules(
    backup: Checked<BackupSettings>, around: BackupSurroundings, field: Field<BackupSettings>, place: Place,
): void {
    const { copyRegion, startsAt } = backup;
    if (copyRegion !== undefined && copyRegion !== "" && copyRegion === around.region) {
        place.member("copyRegion").note(
            field.members?.copyRegion ?? field,
            { message: "is the stack's own region, with which the copy would be lost", cure: "write another one near it" },
            copyRegion,
        );
    }
    const maintenance = around.database?.maintenanceWindow;
    const window = readWeeklyWindow(maintenance ?? "");
    if (startsAt === undefined || !timeForm.test(startsAt) || window === undefined) return;
    const [hours = 0, minutes = 0] = startsAt.split(":").map(Number);
    // From the start on for an hour: what begins then may still meet the window.
    if (!windowsOverlap({ start: hours * 60 + minutes, length: quietMinutes, repeats: 24 * 60 }, window)) return;
    place.member("startsAt").note(
        field.members?.startsAt ?? field,
        {
            message: `is in the database's maintenance window, ${maintenance ?? ""}, or in the hour before`,
            cure: "move one of the two",
        },
        startsAt,
    );
}
