/**
 * Bucket that Loki keeps logs in: private, TLS only, encrypted. Loki itself deletes what is older than its retention; the rule
 * of the bucket is for what it forgets.
 */

import type { Key } from "@pulumi/aws/kms";
import {
    Bucket, BucketLifecycleConfiguration, BucketLogging, BucketPolicy, BucketPublicAccessBlock,
    BucketServerSideEncryptionConfiguration, BucketVersioning,
} from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { RequestLogs } from "../audit/locked-bucket";
import { policyDocument } from "../lib/policy";
import { tlsOnly } from "../lib/tls-only";

/** Days after Loki's retention until the bucket deletes a chunk itself: an index that still names it would be wrong before. */
const graceDays = 7;
/** Days for which a deleted or overwritten object can still be brought back. */
const versionDays = 7;
/** Days after which parts of an upload that never ended are removed. */
const abortUploadDays = 7;

export interface LogStoreArgs {
    readonly key: Key;
    /** Of Loki, days. */
    readonly retentionDays: number;
    readonly requestLogs: RequestLogs;
    /** Whether it is destroyed with what is in it. @default false */
    readonly forceDestroy?: boolean;
    /** Whether Pulumi refuses to delete it. @default true */
    readonly protect?: boolean;
}

export interface LogStoreOutputs {
    /** Known only when it is closed and encrypts. */
    readonly bucket: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
}

export class LogStore extends pulumi.ComponentResource implements LogStoreOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;

    constructor(name: string, args: LogStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:observability:LogStore", name, {}, opts);
        const { forceDestroy = false, protect = true } = args;
        const bucket = new Bucket(`${name}-pod-logs`, { forceDestroy }, { parent: this, protect });
        const encryption = createEncryption(name, bucket, args.key, this);
        const policy = createPolicy(name, bucket, this);
        createLifecycle(name, bucket, args.retentionDays, this);
        new BucketLogging(`${name}-pod-logs-logging`, {
            bucket: bucket.id, targetBucket: args.requestLogs.bucket, targetPrefix: `${args.requestLogs.prefix}${name}-pod-logs/`,
        }, { parent: this });
        this.bucket = pulumi.all([bucket.bucket, encryption.id, policy.id]).apply(([made]) => made);
        this.bucketArn = bucket.arn;
        this.registerOutputs({ bucket: this.bucket, bucketArn: this.bucketArn });
    }
}

function createEncryption(name: string, bucket: Bucket, key: Key, parent: pulumi.Resource): pulumi.CustomResource {
    return new BucketServerSideEncryptionConfiguration(`${name}-pod-logs-encryption`, {
        bucket: bucket.id,
        rules: [{
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            // One data key for many objects (S3 user guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
            bucketKeyEnabled: true,
        }],
    }, { parent });
}

function createPolicy(name: string, bucket: Bucket, parent: pulumi.Resource): pulumi.CustomResource {
    const closed = new BucketPublicAccessBlock(`${name}-pod-logs-public-access`, {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    }, { parent });
    return new BucketPolicy(`${name}-pod-logs-policy`, {
        bucket: bucket.id,
        policy: policyDocument(...tlsOnly(bucket)),
        // S3 refuses concurrent changes of a bucket's access settings (OperationAborted).
    }, { parent, dependsOn: [closed] });
}

function createLifecycle(name: string, bucket: Bucket, retentionDays: number, parent: pulumi.Resource): void {
    const versioning = new BucketVersioning(`${name}-pod-logs-versioning`, {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
    }, { parent });
    new BucketLifecycleConfiguration(`${name}-pod-logs-lifecycle`, {
        bucket: bucket.id,
        rules: [{
            id: "retention",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: retentionDays + graceDays },
            noncurrentVersionExpiration: { noncurrentDays: versionDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadDays },
        }],
        // Rules for older versions count only where versioning is already on.
    }, { parent, dependsOn: [versioning] });
}
