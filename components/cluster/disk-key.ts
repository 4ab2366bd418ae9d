/**
 * What Auto Scaling needs to start machines whose disks are under a key of the account (EC2 Auto Scaling user guide, "Required AWS
 * KMS key policy for use with encrypted volumes").
 */

import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../lib/account";
import type { Condition, Statement } from "../lib/policy";

/**
 * The service's role is named in a condition: as a principal it would have to exist, and in an account without any group it does not
 * yet.
 */
export function useByAutoScaling({ id, partition }: Account): readonly Statement[] {
    const serviceRole = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    const conditions: readonly Condition[] = [
        { test: "StringEquals", variable: "kms:CallerAccount", values: [id] },
        { test: "ArnEquals", variable: "aws:PrincipalArn", values: [pulumi.interpolate`arn:${partition}:iam::${id}:role/${serviceRole}`] },
    ];
    const anybody = { resources: ["*"], principals: { type: "AWS", identifiers: ["*"] } };
    return [
        {
            sid: "AutoScaling",
            actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            ...anybody,
            conditions,
        },
        {
            sid: "AutoScalingDisks",
            actions: ["kms:CreateGrant"],
            ...anybody,
            conditions: [...conditions, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
        },
    ];
}
