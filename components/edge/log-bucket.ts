/**
 * Bucket for the logs of a load balancer and of requests to the stack's other buckets: private, TLS only, versioned, emptied
 * after the retention. Encrypted with keys of S3, since neither writer can use another one (Application Load Balancers user
 * guide, "Enable access logs"; S3 user guide, "Enabling Amazon S3 server access logging").
 */

import {
    Bucket, BucketLifecycleConfiguration, BucketOwnershipControls, BucketPolicy, BucketPublicAccessBlock,
    BucketServerSideEncryptionConfiguration, BucketVersioning,
} from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { ofAccount, policyDocument } from "../lib/policy";
import { tlsOnly } from "../lib/tls-only";

/** Who delivers the load balancer's logs, in every region (first page, step 2), and who those of S3 (second page). */
const deliveryService = "logdelivery.elasticloadbalancing.amazonaws.com";
const serverLogService = "logging.s3.amazonaws.com";
/** Folders of the two kinds of log; they must not contain `AWSLogs`. */
const accessPrefix = "access";
const connectionPrefix = "connection";
/** Folder of requests to other buckets, below it one for each. */
const serverPrefix = "s3";
/** Days after which parts of an upload that never ended are removed. */
const abortUploadDays = 7;

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
    readonly serverPrefix: string;
    /** The grant; whoever enables logs depends on it. */
    readonly policy: BucketPolicy;
}

export class LogBucket extends pulumi.ComponentResource implements LogBucketOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly accessPrefix = accessPrefix;
    readonly connectionPrefix = connectionPrefix;
    readonly serverPrefix = serverPrefix;
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
    const account = accountOf(parent);
    const filesIn = (prefix: string): pulumi.Output<string> => pulumi.interpolate`${bucket.arn}/${prefix}/AWSLogs/${account.id}/*`;
    return new BucketPolicy(`${name}-lb-logs-policy`, {
        bucket: bucket.id,
        policy: policyDocument(
            {
                // The path with the account keeps other accounts' load balancers out. A condition on `aws:SourceArn` cannot: this service
                // does not send it with every request, and the load balancer then gets "Access Denied for bucket".
                sid: "Delivery",
                actions: ["s3:PutObject"],
                resources: [accessPrefix, connectionPrefix].map(filesIn),
                principals: { type: "Service", identifiers: [deliveryService] },
            },
            {
                sid: "ServerLogs",
                actions: ["s3:PutObject"],
                resources: [pulumi.interpolate`${bucket.arn}/${serverPrefix}/*`],
                principals: { type: "Service", identifiers: [serverLogService] },
                conditions: [ofAccount(account)],
            },
            ...tlsOnly(bucket),
        ),
    }, { parent, dependsOn: closed });
}
