/** Settings of the account's trail and of the records of releases. */

export interface AuditSettings {
    /** Whether the stack has a trail of CloudTrail of its own. */
    readonly trail: boolean;
    /** Retention of the trail in CloudWatch Logs in days; its files in the bucket stay as long as they are locked. */
    readonly trailLogRetentionDays: number;
    /** Who can delete records and the trail's files before their time: `governance`, who may bypass it; `compliance`, nobody. */
    readonly lock: string;
    /** How long each of them is locked in days, 1–36499. */
    readonly retentionDays: number;
    /** Whether the records are destroyed with the stack. */
    readonly forceDestroyRecords: boolean;
}
