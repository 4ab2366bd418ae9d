import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Props, text } from "../../cloud/values";
import { statementsOf } from "../iam/document";
import { isAllowed } from "../iam/evaluate";
import { listProperty, objectProperty, textProperty } from "../model";
import { bucketSetting, expectedOwner, ofBucket } from "./settings";
import { bucketType, loggingType, policyType, retentionMode } from "./types";

const putLogging = "S3 API Reference, PutBucketLogging";
const guide = "S3 User Guide, enabling Amazon S3 server access logging";
const writer = "logging.s3.amazonaws.com";

/** Where requests to a bucket are logged. Grants of ACLs are not modeled: new buckets have none. */
export const logging = bucketSetting({
    type: loggingType,
    action: "BucketLogging",
    source: putLogging,
    inputs: {
        bucket: ofBucket,
        expectedBucketOwner: expectedOwner,
        targetBucket: textProperty({ required: true, minLength: 1, source: putLogging }),
        targetObjectKeyFormat: objectProperty({
            partitionedPrefix: objectProperty({
                partitionDateSource: textProperty({ required: true, oneOf: ["EventTime", "DeliveryTime"], source: putLogging }),
            }),
            simplePrefix: objectProperty({}),
        }),
        targetGrants: listProperty(objectProperty({}), { rule: () => "grants need ACLs, which the target bucket has off" }),
        targetPrefix: textProperty({ required: true, maxLength: 1024, source: putLogging }),
    },
    check,
    checks: [
        {
            what: "The target is a bucket of the same account and region (InvalidTargetBucketForLogging, "
                + "CrossLocationLoggingProhibitted), without a default retention (InvalidTargetBucketForLogging).",
            source: guide,
        },
        {
            what: "The target's policy lets logging.s3.amazonaws.com write there. S3 does not check it, and the logs never arrive; "
                + "here it is refused (InvalidTargetBucketForLogging).",
            source: guide,
        },
    ],
});

function check(cloud: Cloud, bucket: CloudObject, given: Props): void {
    const name = text(given, "targetBucket");
    const target = cloud.find(bucketType, name);
    if (target === undefined) throw invalidTarget("The target bucket for logging does not exist");
    if (text(target.props, "bucketRegion") !== text(bucket.props, "bucketRegion")) {
        throw new AwsError("CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed.", 403);
    }
    if (retentionMode(cloud, name) !== undefined) {
        throw invalidTarget("The target bucket for logging must not have a default retention period");
    }
    const policy = cloud.find(policyType, name);
    const request = {
        principal: { service: writer },
        action: "s3:PutObject",
        resource: `${text(target.props, "arn")}/${text(given, "targetPrefix")}object`,
        context: {
            "aws:SourceAccount": cloud.account, "aws:SourceArn": text(bucket.props, "arn"), "aws:SecureTransport": "true",
        },
    };
    if (policy === undefined || !isAllowed(statementsOf(text(policy.props, "policy"), "resource"), request)) {
        throw invalidTarget(`The target bucket's policy does not let ${writer} write to ${text(given, "targetPrefix")}`);
    }
}

function invalidTarget(message: string): AwsError {
    return new AwsError("InvalidTargetBucketForLogging", message);
}
