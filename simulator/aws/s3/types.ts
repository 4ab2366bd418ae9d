import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { numberOr, optionalText, record } from "../../cloud/values";

/** Type tokens of S3. */
export const bucketType = "aws:s3/bucket:Bucket";
export const publicAccessBlockType = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
export const encryptionType = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
export const lifecycleType = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
export const ownershipType = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
export const versioningType = "aws:s3/bucketVersioning:BucketVersioning";
export const policyType = "aws:s3/bucketPolicy:BucketPolicy";
export const objectLockType = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
export const loggingType = "aws:s3/bucketLogging:BucketLogging";

/** Resources that are a setting of a bucket. */
export const settingTypes = [
    publicAccessBlockType,
    encryptionType,
    lifecycleType,
    ownershipType,
    versioningType,
    policyType,
    objectLockType,
    loggingType,
] as const;

export const service = "S3";

/** The bucket, or `NoSuchBucket`. */
export function needBucket(cloud: Cloud, name: string): CloudObject {
    return cloud.need(bucketType, name, "NoSuchBucket", "The specified bucket does not exist", 404);
}

/** How many objects (versions of them) a bucket holds. */
export function objectCount(bucket: CloudObject): number {
    return numberOr(bucket.hidden ?? {}, "objects", 0);
}

/** Adds objects to a bucket, as a load balancer that writes its access logs does; below zero takes them away. */
export function addObjects(cloud: Cloud, name: string, count: number): void {
    const bucket = needBucket(cloud, name);
    const mode = retentionMode(cloud, name);
    cloud.put(bucketType, bucket.id, bucket.props, {
        ...bucket.hidden,
        objects: Math.max(0, objectCount(bucket) + count),
        // An object keeps the lock that it got, whatever becomes of the bucket's default.
        ...(mode === undefined || count <= 0 ? {} : { locked: mode }),
    });
}

/** Mode in which objects of the bucket are locked by default: GOVERNANCE or COMPLIANCE. */
export function retentionMode(cloud: Cloud, name: string): string | undefined {
    const lock = cloud.find(objectLockType, name);
    return lock && optionalText(record(record(lock.props, "rule"), "defaultRetention"), "mode");
}

/** Whether the bucket holds objects that nobody can delete. */
export function holdsForGood(bucket: CloudObject): boolean {
    return objectCount(bucket) > 0 && optionalText(bucket.hidden ?? {}, "locked") === "COMPLIANCE";
}

export function malformed(message: string): AwsError {
    return new AwsError("MalformedXML", message);
}

export function invalidArgument(message: string): AwsError {
    return new AwsError("InvalidArgument", message);
}
