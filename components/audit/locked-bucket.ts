/**
 * A bucket whose objects nobody changes or deletes before their time: versioned, with object lock, under a key of its own, private,
 * TLS only, every request logged elsewhere. Its ACLs are off, as those of every new bucket (S3 user guide, "Controlling ownership
 * of objects", since April 2023).
 */

import type { Key } from "@pulumi/aws/kms";
import {
    Bucket, BucketLifecycleConfiguration, BucketLogging, BucketObjectLockConfiguration, BucketPolicy, BucketPublicAccessBlock,
    BucketServerSideEncryptionConfiguration, BucketVersioning,
} from "@pulumi/aws/s3";
import type * as inputs from "@pulumi/aws/types/input";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { createKey } from "../lib/key";
import { policyDocument, type Statement } from "../lib/policy";
import { tlsOnly } from "../lib/tls-only";

/** Class of data of the bucket: rules for audit logs hold for it. */
const dataClass = "audit-log";
/** Days after which parts of an upload that never ended are removed. */
const abortUploadDays = 7;

export interface LockedBucketArgs {
    /** What is in it, for people. */
    readonly description: string;
    /** `governance`: who has the right to bypass it can delete; `compliance`: nobody can, the root user and AWS included. */
    readonly lock: string;
    /** Days that each version is locked, 1–36500. */
    readonly retentionDays: number;
    /** Days after which objects go, above the lock's. @default - never */
    readonly expireAfterDays?: number;
    /** Whether it is destroyed with what is in it, as far as the lock lets. @default false */
    readonly forceDestroy?: boolean;
    /** Bucket and folder for the log of requests; the bucket is known only once it takes them. */
    readonly requestLogs: RequestLogs;
    /** Of the key's policy, beyond the account's own. @default - none */
    readonly keyStatements?: readonly Statement[];
    /** Of the bucket's policy, beyond those that refuse plain requests. @default - none */
    readonly statements?: (bucket: Bucket) => readonly Statement[];
}

export interface RequestLogs {
    readonly bucket: pulumi.Input<string>;
    /** Ends with a slash. */
    readonly prefix: string;
}

export interface LockedBucketOutputs {
    /** Known only when it is locked and encrypted, so that nothing is ever in it that is not. */
    readonly bucket: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
}

export class LockedBucket extends pulumi.ComponentResource implements LockedBucketOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: LockedBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:audit:LockedBucket", name, {}, opts);
        const protect = args.lock === "compliance";
        const key = createKey(name, {
            description: args.description, statements: args.keyStatements, protect,
        }, accountOf(this), this);
        const bucket = new Bucket(name, {
            objectLockEnabled: true,
            forceDestroy: args.forceDestroy ?? false,
            tags: { "data-classification": dataClass },
        }, { parent: this, protect });
        const encryption = createEncryption(name, bucket, key, this);
        const lock = createLock(name, args, bucket, this);
        const policy = createPolicy(name, args, bucket, this);
        createRequestLog(name, args.requestLogs, bucket, this);
        this.bucket = pulumi.all([bucket.bucket, encryption.id, lock.id, policy.id]).apply(([made]) => made);
        this.bucketArn = bucket.arn;
        this.keyArn = key.arn;
        this.registerOutputs({ bucket: this.bucket, bucketArn: this.bucketArn, keyArn: this.keyArn });
    }
}

function createEncryption(name: string, bucket: Bucket, key: Key, parent: pulumi.Resource): pulumi.CustomResource {
    return new BucketServerSideEncryptionConfiguration(`${name}-encryption`, {
        bucket: bucket.id,
        rules: [{
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            // One data key for many objects (S3 user guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
            bucketKeyEnabled: true,
        }],
    }, { parent });
}

/** Objects that are written before the default retention is there would have none. */
function createLock(name: string, args: LockedBucketArgs, bucket: Bucket, parent: pulumi.Resource): pulumi.CustomResource {
    const versioning = new BucketVersioning(`${name}-versioning`, {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
    }, { parent });
    const lock = new BucketObjectLockConfiguration(`${name}-lock`, {
        bucket: bucket.id,
        rule: { defaultRetention: { mode: args.lock.toUpperCase(), days: args.retentionDays } },
    }, { parent, dependsOn: [versioning] });
    new BucketLifecycleConfiguration(`${name}-lifecycle`, {
        bucket: bucket.id,
        rules: [lifecycleRule(args)],
        // Rules for older versions count only where versioning is already on.
    }, { parent, dependsOn: [versioning] });
    return lock;
}

/** Rules leave locked versions alone; what has expired goes when its lock ends (S3 user guide, "Object Lock considerations"). */
function lifecycleRule({ retentionDays, expireAfterDays }: LockedBucketArgs): inputs.s3.BucketLifecycleConfigurationRule {
    return {
        id: "retention",
        status: "Enabled",
        filter: { prefix: "" },
        ...(expireAfterDays === undefined ? {} : { expiration: { days: expireAfterDays } }),
        noncurrentVersionExpiration: { noncurrentDays: expireAfterDays === undefined ? retentionDays : 1 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadDays },
    };
}

function createPolicy(name: string, args: LockedBucketArgs, bucket: Bucket, parent: pulumi.Resource): pulumi.CustomResource {
    const closed = new BucketPublicAccessBlock(`${name}-public-access`, {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    }, { parent });
    return new BucketPolicy(`${name}-policy`, {
        bucket: bucket.id,
        policy: policyDocument(...(args.statements?.(bucket) ?? []), ...tlsOnly(bucket)),
        // S3 refuses concurrent changes of a bucket's access settings (OperationAborted).
    }, { parent, dependsOn: [closed] });
}

function createRequestLog(name: string, logs: RequestLogs, bucket: Bucket, parent: pulumi.Resource): void {
    new BucketLogging(`${name}-logging`, {
        bucket: bucket.id, targetBucket: logs.bucket, targetPrefix: `${logs.prefix}${name}/`,
    }, { parent });
}
