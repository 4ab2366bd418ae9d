import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Props, text, textOr } from "../../cloud/values";
import { Statement, statementsOf } from "../iam/document";
import { isAllowed } from "../iam/evaluate";
import { findRole, trusts } from "../iam/roles";
import { grantsOf } from "../iam/role-policy";
import { findKey, isEnabled, keyAllows } from "../kms/keys";
import { findLogGroupByArn } from "../logs/groups";
import { bucketType, policyType } from "../s3/types";
import { findTopic } from "../sns/types";

const service = "cloudtrail.amazonaws.com";

function sourceOf(cloud: Cloud, trailArn: string): { readonly [key: string]: string } {
    return { "aws:SourceArn": trailArn, "aws:SourceAccount": cloud.account, "aws:SecureTransport": "true" };
}

/** The bucket takes the trail's files: CloudTrail User Guide, Amazon S3 bucket policy for CloudTrail. */
export function checkDelivery(cloud: Cloud, trailArn: string, given: Props): void {
    const name = text(given, "s3BucketName");
    const bucket = cloud.find(bucketType, name);
    if (bucket === undefined) {
        throw new AwsError("S3BucketDoesNotExistException", `S3 bucket ${name} does not exist!`);
    }
    const policy = cloud.find(policyType, name);
    const statements: readonly Statement[] = policy === undefined ? [] : statementsOf(text(policy.props, "policy"), "resource");
    const arn = text(bucket.props, "arn");
    const prefix = textOr(given, "s3KeyPrefix", "");
    const folder = `${prefix === "" ? "" : `${prefix}/`}AWSLogs/${cloud.account}/CloudTrail/file`;
    const may = (action: string, resource: string, more: { readonly [key: string]: string } = {}): boolean =>
        isAllowed(statements, { principal: { service }, action, resource, context: { ...sourceOf(cloud, trailArn), ...more } });
    const writes = may("s3:PutObject", `${arn}/${folder}`, { "s3:x-amz-acl": "bucket-owner-full-control" });
    if (!writes || !may("s3:GetBucketAcl", arn)) {
        throw new AwsError("InsufficientS3BucketPolicyException", `Incorrect S3 bucket policy is detected for bucket: ${name}`);
    }
}

/** CloudTrail User Guide, configure AWS KMS key policies for CloudTrail. */
export function checkEncryption(cloud: Cloud, trailArn: string, given: Props): void {
    const arn = textOr(given, "kmsKeyId", "");
    if (arn === "") return;
    const key = findKey(cloud, arn);
    if (key === undefined || textOr(key.props, "customerMasterKeySpec", "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT") {
        throw new AwsError(
            "KmsKeyNotFoundException",
            `KMS key does not exist, or is not in the region of the bucket, or is not symmetric: ${arn}`,
        );
    }
    if (!isEnabled(key)) throw new AwsError("KmsKeyDisabledException", `KMS key is disabled: ${arn}`);
    const source = sourceOf(cloud, trailArn);
    const encrypts = keyAllows(key, { service }, ["kms:GenerateDataKey"], {
        ...source, "kms:EncryptionContext:aws:cloudtrail:arn": trailArn,
    });
    if (!encrypts || !keyAllows(key, { service }, ["kms:DescribeKey"], source)) {
        throw new AwsError(
            "InsufficientEncryptionPolicyException",
            `Insufficient permissions to access S3 bucket ${text(given, "s3BucketName")} or KMS key ${arn}.`,
        );
    }
}

/** CloudTrail User Guide, sending events to CloudWatch Logs. */
export function checkLogs(cloud: Cloud, trailArn: string, given: Props): void {
    const groupArn = textOr(given, "cloudWatchLogsGroupArn", "");
    const roleArn = textOr(given, "cloudWatchLogsRoleArn", "");
    if (groupArn === "" && roleArn === "") return;
    const group = groupArn.endsWith(":*") ? findLogGroupByArn(cloud, groupArn) : undefined;
    if (group === undefined) {
        throw new AwsError(
            "InvalidCloudWatchLogsLogGroupArnException", "CloudTrail cannot validate the specified log group ARN.",
        );
    }
    const role = findRole(cloud, roleArn);
    if (role === undefined || !trusts(cloud, role, service, { sourceArn: trailArn })) {
        throw new AwsError(
            "InvalidCloudWatchLogsRoleArnException", "Access denied. Verify in IAM that the role has adequate permissions.",
        );
    }
    const stream = `${groupArn.slice(0, -2)}:log-stream:${cloud.account}_CloudTrail_${cloud.region}`;
    const statements = grantsOf(cloud, text(role.props, "name"));
    const missing = ["logs:CreateLogStream", "logs:PutLogEvents"].find(
        (action) =>
            statements !== undefined && !isAllowed(statements, { principal: { arn: roleArn }, action, resource: stream }),
    );
    if (missing !== undefined) {
        throw new AwsError(
            "InvalidCloudWatchLogsRoleArnException",
            `Access denied. The role may not ${missing} on ${stream}; check that in IAM.`,
        );
    }
}

/** CloudTrail User Guide, Amazon SNS topic policy for CloudTrail. */
export function checkTopic(cloud: Cloud, trailArn: string, arn: string): void {
    if (arn === "") return;
    const topic = findTopic(cloud, arn);
    const allowed = topic !== undefined && isAllowed(statementsOf(text(topic.props, "policy"), "resource"), {
        principal: { service }, action: "sns:Publish", resource: arn, context: sourceOf(cloud, trailArn),
    });
    if (!allowed) {
        throw new AwsError("InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!");
    }
}
