/**
 * Bucket for the access and connection logs of a load balancer: private, TLS only, versioned, emptied after the retention.
 * Encrypted with keys of S3, since the load balancer can write to no other (Application Load Balancers user guide, "Enable access logs").
 */

import {
    Bucket, BucketLifecycleConfiguration, BucketOwnershipControls, BucketPolicy, BucketPublicAccessBlock,
    BucketServerSideEncryptionConfiguration, BucketVersioning,
} from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { type Condition, everybody, policyDocument, type Statement } from "../lib/policy";

/** Who delivers the logs, in every region (same page, step 2). */
const deliveryService = "logdelivery.elasticloadbalancing.amazonaws.com";
/** Folders of the two kinds of log; they must not contain `AWSLogs`. */
const accessPrefix = "access";
const connectionPrefix = "connection";
/** Days after which parts of an upload that never ended are removed. */
const abortUploadDays = 7;
/** Least version of TLS (PCI DSS v4.0.1, 4.2.1: strong cryptography). */
const oldestTls = "1.2";

export interface LogBucketArgs {
    /** Days until a log is deleted, 1 or more. */
    readonly retentionDays: number;
    /** Whether the bucket is destroyed with what is in it. @default false */
    readonly forceDestroy?: boolean;
    /** Whether Pulumi refuses to delete it. @default true */
    readonly protect?: boolean;
}

export interface LogBucketOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly accessPrefix: string;
    readonly connectionPrefix: string;
    /** The grant; whoever enables logs depends on it. */
    readonly policy: BucketPolicy;
}

export class LogBucket extends pulumi.ComponentResource implements LogBucketOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly accessPrefix = accessPrefix;
    readonly connectionPrefix = connectionPrefix;
    readonly policy: BucketPolicy;

    constructor(name: string, args: LogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:LogBucket", name, {}, opts);
        const bucket = new Bucket(`${name}-lb-logs`, { forceDestroy: args.forceDestroy ?? false }, {
            parent: this, protect: args.protect ?? true,
        });
        const ownership = closeBucket(name, bucket, this);
        createEncryption(name, bucket, this);
        createLifecycle(name, bucket, args.retentionDays, this);
        this.bucket = bucket.bucket;
        this.policy = createPolicy(name, bucket, ownership, this);
        this.registerOutputs({ bucket: this.bucket });
    }
}

function closeBucket(name: string, bucket: Bucket, parent: pulumi.Resource): pulumi.Resource[] {
    const publicAccess = new BucketPublicAccessBlock(`${name}-lb-logs-public-access`, {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    }, { parent });
    const ownership = new BucketOwnershipControls(`${name}-lb-logs-ownership`, {
        bucket: bucket.id,
        rule: { objectOwnership: "BucketOwnerEnforced" },
        // S3 refuses concurrent changes of a bucket's access settings (OperationAborted).
    }, { parent, dependsOn: [publicAccess] });
    return [publicAccess, ownership];
}

function createEncryption(name: string, bucket: Bucket, parent: pulumi.Resource): void {
    new BucketServerSideEncryptionConfiguration(`${name}-lb-logs-encryption`, {
        bucket: bucket.id,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    }, { parent });
}

function createLifecycle(name: string, bucket: Bucket, retentionDays: number, parent: pulumi.Resource): void {
    const versioning = new BucketVersioning(`${name}-lb-logs-versioning`, {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
    }, { parent });
    new BucketLifecycleConfiguration(`${name}-lb-logs-lifecycle`, {
        bucket: bucket.id,
        rules: [{
            id: "retention",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: retentionDays },
            noncurrentVersionExpiration: { noncurrentDays: retentionDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadDays },
        }],
        // Rules for older versions count only where versioning is already on.
    }, { parent, dependsOn: [versioning] });
}

function createPolicy(name: string, bucket: Bucket, closed: pulumi.Resource[], parent: pulumi.Resource): BucketPolicy {
    const { id } = accountOf(parent);
    const refuse = (sid: string, condition: Condition): Statement => ({
        sid,
        effect: "Deny",
        actions: ["s3:*"],
        resources: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        principals: everybody,
        conditions: [condition],
    });
    return new BucketPolicy(`${name}-lb-logs-policy`, {
        bucket: bucket.id,
        policy: policyDocument(
            {
                // The path with the account keeps other accounts' load balancers out. A condition on `aws:SourceArn` cannot: this service
                // does not send it with every request, and the load balancer then gets "Access Denied for bucket".
                sid: "Delivery",
                actions: ["s3:PutObject"],
                resources: [accessPrefix, connectionPrefix].map(prefix => pulumi.interpolate`${bucket.arn}/${prefix}/AWSLogs/${id}/*`),
                principals: { type: "Service", identifiers: [deliveryService] },
            },
            refuse("TlsOnly", { test: "Bool", variable: "aws:SecureTransport", values: ["false"] }),
            // AWS refuses older versions since 2024; here it is written down (S3 user guide, "Requiring a minimum TLS version").
            refuse("CurrentTlsOnly", { test: "NumericLessThan", variable: "s3:TlsVersion", values: [oldestTls] }),
        ),
    }, { parent, dependsOn: closed });
}
