/**
 * CloudTrail: who did what in the account, in every region, with the reading and writing of objects. Its files go to a locked
 * bucket and are signed by the hour; the same events go to CloudWatch Logs, where they can be searched and alarm.
 */

import { Trail as AwsTrail } from "@pulumi/aws/cloudtrail";
import { Role, type RolePolicyAttachment } from "@pulumi/aws/iam";
import type { Bucket } from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { type Account, accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { assumeRolePolicy, type Condition, ofAccount, policyDocument, type Principals, type Statement } from "../lib/policy";
import { EncryptedLogs } from "../logs/encrypted-logs";
import { LockedBucket, type RequestLogs } from "./locked-bucket";

const service = "cloudtrail.amazonaws.com";
const cloudTrail: Principals = { type: "Service", identifiers: [service] };
/** Days after the end of its lock until a file goes. */
const graceDays = 1;

export interface TrailArgs {
    /** Of its files: `governance` or `compliance`. @default "compliance" */
    readonly lock?: string;
    /** Days that its files are locked; then they go. 1–36499. */
    readonly retentionDays: number;
    /** Days in CloudWatch Logs; one of the values that it knows. */
    readonly logRetentionDays: number;
    readonly requestLogs: RequestLogs;
}

export interface TrailOutputs {
    readonly trailArn: pulumi.Output<string>;
    /** In CloudWatch Logs. */
    readonly logGroupArn: pulumi.Output<string>;
    readonly logGroupName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
}

export class Trail extends pulumi.ComponentResource implements TrailOutputs {
    readonly trailArn: pulumi.Output<string>;
    readonly logGroupArn: pulumi.Output<string>;
    readonly logGroupName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;

    constructor(name: string, args: TrailArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:audit:Trail", name, {}, opts);
        const account = accountOf(this);
        const files = createFiles(name, args, account, this);
        const logs = new EncryptedLogs(`${name}-trail`, {
            groups: [{ role: "events", groupName: `/colorway/${name}/trail` }],
            retentionDays: args.logRetentionDays,
            deletionProtection: args.lock !== "governance",
        }, { parent: this });
        const [groupArn] = logs.groupArns;
        const writer = createWriter(name, groupArn, account, this);
        const trail = new AwsTrail(`${name}-trail`, {
            name: trailName(name),
            s3BucketName: files.bucket,
            kmsKeyId: files.keyArn,
            isMultiRegionTrail: true,
            enableLogFileValidation: true,
            // Only with the star at the end (CloudTrail API reference, CreateTrail, examples).
            cloudWatchLogsGroupArn: pulumi.interpolate`${groupArn}:*`,
            cloudWatchLogsRoleArn: writer.role.arn,
            eventSelectors: [{
                readWriteType: "All",
                includeManagementEvents: true,
                dataResources: [{ type: "AWS::S3::Object", values: [pulumi.interpolate`arn:${account.partition}:s3`] }],
            }],
        }, { parent: this, dependsOn: [writer.attachment] });
        this.trailArn = trail.arn;
        this.logGroupArn = groupArn;
        this.logGroupName = logs.groups[0].name;
        this.bucketArn = files.bucketArn;
        this.registerOutputs({ trailArn: this.trailArn, logGroupArn: this.logGroupArn, bucketArn: this.bucketArn });
    }
}

function trailName(name: string): string {
    return `${name}-trail`;
}

/** Known before the trail is, as bucket and key name it in their policies. */
function trailArn(name: string, { id, partition, region }: Account): pulumi.Output<string> {
    return pulumi.interpolate`arn:${partition}:cloudtrail:${region}:${id}:trail/${trailName(name)}`;
}

function createFiles(name: string, args: TrailArgs, account: Account, parent: pulumi.Resource): LockedBucket {
    const byTrail: Condition = { test: "StringEquals", variable: "aws:SourceArn", values: [trailArn(name, account)] };
    return new LockedBucket(`${name}-trail-files`, {
        description: `Files of the trail of ${name}`,
        lock: args.lock ?? "compliance",
        retentionDays: args.retentionDays,
        expireAfterDays: args.retentionDays + graceDays,
        requestLogs: args.requestLogs,
        keyStatements: keyUse(account, byTrail),
        statements: bucket => delivery(bucket, account, byTrail),
    }, { parent });
}

/** CloudTrail user guide, "Configure AWS KMS key policies for CloudTrail". */
function keyUse({ id, partition }: Account, byTrail: Condition): readonly Statement[] {
    const anyTrail = pulumi.interpolate`arn:${partition}:cloudtrail:*:${id}:trail/*`;
    return [
        {
            sid: "Encrypt",
            actions: ["kms:GenerateDataKey*"],
            resources: ["*"],
            principals: cloudTrail,
            conditions: [
                byTrail, { test: "StringLike", variable: "kms:EncryptionContext:aws:cloudtrail:arn", values: [anyTrail] },
            ],
        },
        { sid: "Describe", actions: ["kms:DescribeKey"], resources: ["*"], principals: cloudTrail, conditions: [byTrail] },
    ];
}

/** CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail". */
function delivery(bucket: Bucket, { id }: Account, byTrail: Condition): readonly Statement[] {
    return [
        { sid: "AclCheck", actions: ["s3:GetBucketAcl"], resources: [bucket.arn], principals: cloudTrail, conditions: [byTrail] },
        {
            sid: "Write",
            actions: ["s3:PutObject"],
            resources: [pulumi.interpolate`${bucket.arn}/AWSLogs/${id}/*`],
            principals: cloudTrail,
            conditions: [byTrail, { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] }],
        },
    ];
}

/** CloudTrail user guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring". */
function createWriter(
    name: string, groupArn: pulumi.Output<string>, account: Account, parent: pulumi.Resource,
): { role: Role; attachment: RolePolicyAttachment } {
    const role = new Role(`${name}-trail-role`, {
        description: `Writes the trail of ${name} to CloudWatch Logs`,
        assumeRolePolicy: assumeRolePolicy(service, [
            ofAccount(account),
            { test: "ArnEquals", variable: "aws:SourceArn", values: [trailArn(name, account)] },
        ]),
    }, { parent });
    const attachment = attachPolicy(`${name}-trail-policy`, {
        role,
        description: `Writing the trail of ${name} to CloudWatch Logs`,
        policy: policyDocument({
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: [pulumi.interpolate`${groupArn}:log-stream:${account.id}_CloudTrail_${account.region}*`],
        }),
    }, parent);
    return { role, attachment };
}
