/** `colorway:audit`: the trail of the account, and the records of releases. */

import type { AuditSettings } from "../audit";
import { logRetentionDays } from "../aws";
import { type Checked, type Field, flag, integer, object, oneOf, oneOfNumbers } from "../fields";
import type { Place } from "../problems";

const locks = ["governance", "compliance"];
/** A hundred years, less the day after which the trail's files go. */
const longestRetention = 36_499;

export function auditField(defaults: AuditSettings): Field<AuditSettings> {
    return object<AuditSettings>(
        {
            trail: flag({
                about: "Whether the stack has a trail of CloudTrail of its own, for the whole account and every region.",
            }),
            trailLogRetentionDays: oneOfNumbers(logRetentionDays, {
                about: "Retention of the trail in CloudWatch Logs in days; its files stay for `retentionDays`.",
                source: "CloudWatch Logs API reference, PutRetentionPolicy",
            }),
            lock: oneOf(locks, {
                about: "Who can delete records and the trail's files before their time: `governance`, whoever has the right to bypass "
                    + "it; `compliance`, nobody, the root user and AWS included.",
                source: "S3 user guide, \"Locking objects with Object Lock\"",
            }),
            retentionDays: integer({
                about: "How long each of them is locked; for what is already there it is never made shorter in `compliance`.",
                min: 1,
                max: longestRetention,
                unit: "days",
                source: "S3 user guide, \"Object Lock considerations\": 100 years",
            }),
            forceDestroyRecords: flag({ about: "Whether the records are destroyed with the stack." }),
        },
        { about: "The trail of the account, and the bucket for the records of releases.", defaults },
    );
}

export function auditRules(
    { lock, forceDestroyRecords }: Checked<AuditSettings>, field: Field<AuditSettings>, place: Place,
): void {
    if (lock !== "compliance" || forceDestroyRecords !== true) return;
    place.member("forceDestroyRecords").note(
        field.members?.forceDestroyRecords ?? field,
        {
            message: "can't be, with a lock in compliance, by which nobody deletes anything",
            cure: "write false, or lock: governance",
        },
        forceDestroyRecords,
    );
}
