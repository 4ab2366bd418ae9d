/** What an update of keys, logs, alarms and the trail may change (Service authorization reference: KMS, CloudWatch, SNS, CloudTrail). */

import * as pulumi from "@pulumi/pulumi";
import { arns, type Grant, ofStack, passing, type Scope, tagged } from "./scope";

export function watchGrants(scope: Scope): readonly Grant[] {
    const { name } = scope;
    const of = (service: string, ...actions: readonly string[]): string[] => actions.map(action => `${service}:${action}`);
    // Also in the region of the copies of backups.
    const anywhere = { ...scope, region: pulumi.output("*") };
    const keys = arns(anywhere, "kms", "key/*");
    return [
        {
            sid: "MakeKeys",
            actions: of("kms", "CreateKey"),
            resources: ["*"],
            conditions: [tagged(scope)],
            reason: "CreateKey takes no resource (Service authorization reference, AWS KMS)",
        },
        { sid: "TagMadeKeys", actions: of("kms", "TagResource"), resources: keys, conditions: [tagged(scope)] },
        {
            sid: "Keys",
            actions: of(
                "kms", "PutKeyPolicy", "UpdateKeyDescription", "EnableKey", "DisableKey", "EnableKeyRotation",
                "DisableKeyRotation", "ScheduleKeyDeletion", "UntagResource", "CreateAlias", "UpdateAlias", "DeleteAlias",
            ),
            resources: keys,
            conditions: [ofStack(scope)],
        },
        {
            // What encrypts with a key on behalf of the stack: disks, databases, caches, clusters, repositories.
            sid: "GrantKeys",
            actions: of("kms", "CreateGrant"),
            resources: keys,
            conditions: [ofStack(scope), { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
        },
        {
            sid: "Aliases",
            actions: of("kms", "CreateAlias", "UpdateAlias", "DeleteAlias"),
            resources: arns(anywhere, "kms", `alias/${name}-*`),
        },
        {
            sid: "Logs",
            actions: of(
                "logs", "CreateLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy", "AssociateKmsKey", "DisassociateKmsKey",
                "PutLogGroupDeletionProtection", "DeleteLogGroup", "PutMetricFilter", "DeleteMetricFilter", "TagResource",
                "UntagResource",
            ),
            resources: arns(
                scope, "logs", ...logGroups(name).map(group => `log-group:${group}`), `log-group:sns/*/${name}-*`,
            ),
        },
        {
            sid: "LogDeliveries",
            actions: of("logs", "CreateLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "PutResourcePolicy"),
            resources: ["*"],
            reason: "the log of the firewall is set up by them, and they take no resource (Service authorization reference, Amazon "
                + "CloudWatch Logs; AWS WAF developer guide, \"Logging destinations\")",
        },
        {
            sid: "Alarms",
            actions: of("cloudwatch", "PutMetricAlarm", "DeleteAlarms", "TagResource", "UntagResource"),
            resources: arns(scope, "cloudwatch", `alarm:${name}-*`),
        },
        {
            sid: "Topic",
            actions: of(
                "sns", "CreateTopic", "SetTopicAttributes", "DeleteTopic", "Subscribe", "SetSubscriptionAttributes",
                "Unsubscribe", "TagResource", "UntagResource",
            ),
            resources: arns(scope, "sns", `${name}-*`),
        },
        {
            sid: "Trail",
            actions: of(
                "cloudtrail", "CreateTrail", "UpdateTrail", "PutEventSelectors", "StartLogging", "AddTags", "RemoveTags",
            ),
            resources: arns(scope, "cloudtrail", `trail/${name}-*`),
        },
        passing(scope, "cloudtrail.amazonaws.com", "sns.amazonaws.com"),
    ];
}

/** Names of the stack's log groups. */
function logGroups(name: string): readonly string[] {
    return [
        `/colorway/${name}/*`, `/aws/eks/${name}/*`, `/aws/eks/${name}-*`, `/aws/rds/instance/${name}-*`,
        `/aws/elasticache/${name}-*`, `aws-waf-logs-${name}*`,
    ];
}
