import { Cloud } from "../../cloud/cloud";
import { optionalText, Props, record, records, text, textOr } from "../../cloud/values";
import { statementsOf } from "../iam/document";
import { isAllowed } from "../iam/evaluate";
import { invalidConfiguration } from "./mistakes";

/*
 * Whether the load balancer may write its logs to a bucket:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const deliveryService = "logdelivery.elasticloadbalancing.amazonaws.com";

// Accounts of Elastic Load Balancing that older policies name, from the same page.
const accountOf: { readonly [region: string]: string } = {
    "us-east-1": "127311923021",
    "us-west-2": "797873946194",
    "eu-west-1": "156460612806",
    "eu-central-1": "054676820928",
};

const bucketType = "aws:s3/bucket:Bucket";
const policyType = "aws:s3/bucketPolicy:BucketPolicy";
const encryptionType = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

/** Refuses a bucket that is not there, that is elsewhere, or that would not take the logs. */
export function checkLogBucket(cloud: Cloud, logs: Props, loadBalancerArn: string): void {
    if (logs["enabled"] !== true) return;
    const name = text(logs, "bucket");
    const bucket = cloud.find(bucketType, name);
    const prefix = optionalText(logs, "prefix");
    if (prefix !== undefined && prefix.split("/").includes("AWSLogs")) {
        throw invalidConfiguration("The prefix can't include the string 'AWSLogs'");
    }
    const region = bucket === undefined ? undefined : optionalText(bucket.props, "region");
    if (bucket !== undefined && region !== undefined && region !== cloud.region) {
        throw invalidConfiguration(
            `The S3 bucket '${name}' is in ${region}; it must be in the Region of the load balancer, ${cloud.region}`,
        );
    }
    const base = prefix === undefined || prefix === "" ? "" : `${prefix}/`;
    const object = `arn:aws:s3:::${name}/${base}AWSLogs/${cloud.account}/elasticloadbalancing/log.gz`;
    if (bucket === undefined || !policyAllows(cloud, name, object, loadBalancerArn) || keyManaged(cloud, name)) {
        throw invalidConfiguration(`Access Denied for bucket: ${name}. Please check S3bucket permission`);
    }
}

// "The only server-side encryption option that's supported is Amazon S3-managed keys (SSE-S3)": the same page.
function keyManaged(cloud: Cloud, bucket: string): boolean {
    return cloud.where(encryptionType, "bucket", bucket).some(({ props }) =>
        records(props, "rules").some((rule) => {
            const usual = record(rule, "applyServerSideEncryptionByDefault");
            return optionalText(usual, "sseAlgorithm")?.startsWith("aws:kms") === true;
        }),
    );
}

function policyAllows(cloud: Cloud, bucket: string, resource: string, loadBalancerArn: string): boolean {
    const statements = cloud
        .where(policyType, "bucket", bucket)
        .flatMap(({ props }) => statementsOf(textOr(props, "policy", ""), "resource"));
    const context = {
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
        "aws:SourceAccount": cloud.account,
        "aws:SourceArn": loadBalancerArn,
        "s3:x-amz-acl": "bucket-owner-full-control",
    };
    const askers = [{ service: deliveryService }, { arn: `arn:aws:iam::${accountOf[cloud.region] ?? ""}:root` }];
    return askers.some((principal) => isAllowed(statements, { principal, action: "s3:PutObject", resource, context }));
}
