/** A program that has nothing to do with colorway: one bucket. */
import { Bucket, BucketPublicAccessBlock } from "@pulumi/aws/s3";

/** @param open whether the bucket is left as AWS makes it; the packs tell what is missing */
export function program(open: boolean): void {
    const bucket = new Bucket("invoices", { forceDestroy: open });
    if (open) return;
    new BucketPublicAccessBlock("invoices", {
        bucket: bucket.bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
    });
}
