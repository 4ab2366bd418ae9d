/** What an update of buckets and repositories may change, not what is in them (Service authorization reference: S3, ECR). */

import * as pulumi from "@pulumi/pulumi";
import { arns, type Grant, type Scope } from "./scope";

/** @param namespace begin of the repositories' names */
export function storageGrants(scope: Scope, namespace: string): readonly Grant[] {
    const of = (service: string, ...actions: readonly string[]): string[] => actions.map(action => `${service}:${action}`);
    return [
        {
            sid: "Buckets",
            actions: of(
                "s3", "CreateBucket", "DeleteBucket", "PutBucketTagging", "PutEncryptionConfiguration", "PutBucketVersioning",
                "PutLifecycleConfiguration", "PutBucketOwnershipControls", "PutBucketPublicAccessBlock", "PutBucketPolicy",
                "DeleteBucketPolicy", "PutBucketLogging", "PutBucketObjectLockConfiguration",
            ),
            resources: [bucketsOf(scope)],
        },
        {
            sid: "Repositories",
            actions: of(
                "ecr", "CreateRepository", "PutImageTagMutability", "PutImageScanningConfiguration", "DeleteRepository",
                "PutLifecyclePolicy", "DeleteLifecyclePolicy", "TagResource", "UntagResource",
            ),
            resources: arns(scope, "ecr", `repository/${namespace}/*`),
        },
    ];
}

/** Buckets have neither region nor account in their ARN. */
export function bucketsOf({ partition, name }: Scope): pulumi.Output<string> {
    return pulumi.interpolate`arn:${partition}:s3:::${name}-*`;
}
