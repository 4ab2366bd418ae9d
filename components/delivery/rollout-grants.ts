/**
 * What a rollout changes beside its updates: the schedule of the dead-man, and records, which it writes and never deletes. And the
 * state of Pulumi, where it is in the account.
 */

import * as pulumi from "@pulumi/pulumi";
import { arns, type Grant, passing, type Scope } from "./scope";

export interface Stores {
    /** ARNs of the bucket for records and of its key. */
    readonly records: { readonly bucketArn: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> };
    /** Bucket of Pulumi's state; empty: none. */
    readonly stateBucket: string;
    /** ARN of the key of secrets in the state; empty: none. */
    readonly stateKeyArn: string;
}

export function rolloutGrants(scope: Scope, { records, stateBucket, stateKeyArn }: Stores): readonly Grant[] {
    const state = pulumi.interpolate`arn:${scope.partition}:s3:::${stateBucket}`;
    return [
        {
            sid: "DeadMan",
            actions: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
            resources: arns(scope, "scheduler", "schedule/default/colorway-*"),
        },
        { sid: "WriteRecords", actions: ["s3:PutObject"], resources: [pulumi.interpolate`${records.bucketArn}/colorway/*`] },
        { sid: "EncryptRecords", actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [records.keyArn] },
        ...(stateBucket === "" ? [] : [{
            sid: "WriteState", actions: ["s3:PutObject", "s3:DeleteObject"], resources: [pulumi.interpolate`${state}/*`],
        }]),
        ...(stateKeyArn === "" ? [] : [{ sid: "EncryptState", actions: ["kms:Encrypt", "kms:GenerateDataKey"], resources: [stateKeyArn] }]),
        passing(scope, "scheduler.amazonaws.com"),
    ];
}

/** What both read: records and state, and the state's key to look into it. */
export function storeReads(scope: Scope, { records, stateBucket, stateKeyArn }: Stores): readonly Grant[] {
    const state = pulumi.interpolate`arn:${scope.partition}:s3:::${stateBucket}`;
    const buckets = [records.bucketArn, ...(stateBucket === "" ? [] : [state])];
    return [
        { sid: "ListStores", actions: ["s3:ListBucket", "s3:ListBucketVersions"], resources: buckets },
        {
            sid: "ReadStores",
            actions: ["s3:GetObject", "s3:GetObjectRetention"],
            resources: buckets.map(bucket => pulumi.interpolate`${bucket}/*`),
        },
        {
            sid: "DecryptStores",
            actions: ["kms:Decrypt"],
            resources: [records.keyArn, ...(stateKeyArn === "" ? [] : [stateKeyArn])],
        },
    ];
}
