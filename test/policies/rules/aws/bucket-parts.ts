/** Buckets and what stands beside them, for fixtures. */
import { later, type Made } from "../harness";

type Props = Made["props"];

export const bucket = (props: Props = {}): Made => ({ type: "aws:s3/bucket:Bucket", name: "data", props });
/** Beside the bucket `data`. */
const part = (type: string, name: string) => (props: Props = {}, from: Made["from"] = {}): Made => ({
    type, name, props: { bucket: later, ...props }, from: { bucket: ["data"], ...from },
});

export const block = part("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "data-block");
export const versions = part("aws:s3/bucketVersioning:BucketVersioning", "data-versions");
export const enabled = { versioningConfiguration: { status: "Enabled" } };
export const life = part("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "data-life");
export const policy = part("aws:s3/bucketPolicy:BucketPolicy", "data-policy");
export const acl = part("aws:s3/bucketAcl:BucketAcl", "data-acl");
export const ownership = part("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "data-ownership");
export const encryption = part(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "data-encryption",
);
export const logging = part("aws:s3/bucketLogging:BucketLogging", "data-logging");
export const lock = part("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "data-lock");
export const notification = part("aws:s3/bucketNotification:BucketNotification", "data-notification");
export const replication = part("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "data-copies");

export const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
export const flags = Object.keys(blocked);
export const statements = (...list: readonly unknown[]): Props => ({ policy: { Version: "2012-10-17", Statement: list } });
