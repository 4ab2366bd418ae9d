import { Props } from "../../../../simulator/cloud/values";
import { Step } from "./case";
import { bucket, bucketPolicy } from "./service-steps";
import { key, logGroup, policy, ref, role, statement } from "./steps";

/** Resources of CloudTrail and of S3's locks and logs, for programs that are refused or accepted. */
export const trailArn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";
const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
const files = "arn:aws:s3:::colorway-trail";

export const aclCheck = { Effect: "Allow", Principal: cloudTrail, Action: "s3:GetBucketAcl", Resource: files };
export const write = {
    Effect: "Allow",
    Principal: cloudTrail,
    Action: "s3:PutObject",
    Resource: `${files}/AWSLogs/111122223333/*`,
    Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": trailArn } },
};

export const trailBucket = bucket("colorway-trail");
/** A bucket that takes the trail's files. */
export const trailReady: readonly Step[] = [trailBucket, bucketPolicy(aclCheck, write)];

export function trail(more: Props = {}, name = "trail"): Step {
    return { type: "aws:cloudtrail/trail:Trail", name, inputs: { name: "audit", s3BucketName: ref("bucket.id"), ...more } };
}

export function trailKey(...grants: readonly object[]): Step {
    const root = { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" };
    return key("key", { policy: statement(root, ...grants) });
}

export const encrypts = {
    Effect: "Allow",
    Principal: cloudTrail,
    Action: "kms:GenerateDataKey*",
    Resource: "*",
    Condition: { StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*" } },
};
export const describes = { Effect: "Allow", Principal: cloudTrail, Action: "kms:DescribeKey", Resource: "*" };

export const trailGroup = logGroup("group", { name: "trail" });
export const trailRole = role("writer", "cloudtrail.amazonaws.com");
/** The role may do this with the streams of the group. */
export function writing(...actions: readonly string[]): readonly Step[] {
    const resource = "arn:aws:logs:us-east-1:111122223333:log-group:trail:log-stream:*";
    return [
        policy("writing", statement({ Effect: "Allow", Action: actions, Resource: resource })),
        {
            type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            name: "attached",
            inputs: { role: ref("writer.name"), policyArn: ref("writing.arn") },
        },
    ];
}
export const toLogs: Props = { cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:trail:*", cloudWatchLogsRoleArn: ref("writer.arn") };

export const locked = bucket("colorway-records", { objectLockEnabled: true });

export function objectLock(retention: Props, name = "lock"): Step {
    return {
        type: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        name,
        inputs: { bucket: ref("bucket.id"), rule: { defaultRetention: retention } },
    };
}

export const target = bucket("colorway-logs", {}, "target");
/** The target takes logs of requests below `s3/`. */
export const targetPolicy: Step = {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    name: "target-policy",
    inputs: {
        bucket: ref("target.id"),
        policy: statement({
            Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" }, Action: "s3:PutObject", Resource: "arn:aws:s3:::colorway-logs/s3/*",
        }),
    },
};

export function requestLog(more: Props = {}): Step {
    return {
        type: "aws:s3/bucketLogging:BucketLogging",
        name: "logging",
        inputs: { bucket: ref("bucket.id"), targetBucket: ref("target.id"), targetPrefix: "s3/records/", ...more },
    };
}

export function metricFilter(more: Props = {}, name = "filter"): Step {
    return {
        type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        name,
        inputs: {
            name: "root",
            logGroupName: ref("group.name"),
            pattern: '{ $.userIdentity.type = "Root" }',
            metricTransformation: { namespace: "colorway", name: "root", value: "1" },
            ...more,
        },
    };
}
