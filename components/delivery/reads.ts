/**
 * What a preview reads: settings, never what is kept. No object, secret, row or message; `secretsmanager:GetSecretValue`,
 * `s3:GetObject` and `kms:Decrypt` are not among it. Most of these take no resource (Service authorization reference, access levels
 * List and Read), and a preview looks before it knows what is there.
 */

import type { Grant } from "./scope";

const reads: { readonly [service: string]: readonly string[] } = {
    acm: ["DescribeCertificate", "ListTagsForCertificate"],
    backup: ["Describe*", "GetBackupPlan", "GetBackupSelection", "GetBackupVaultNotifications", "ListTags"],
    cloudtrail: ["DescribeTrails", "GetTrail", "GetTrailStatus", "GetEventSelectors", "GetInsightSelectors", "ListTags"],
    cloudwatch: ["DescribeAlarms", "ListTagsForResource"],
    ec2: ["Describe*", "GetSecurityGroupsForVpc"],
    ecr: ["DescribeRepositories", "DescribeImages", "GetLifecyclePolicy", "ListTagsForResource"],
    eks: ["Describe*", "List*"],
    elasticache: ["Describe*", "ListTagsForResource"],
    elasticloadbalancing: ["Describe*"],
    iam: [
        "GetRole", "GetPolicy", "GetPolicyVersion", "GetOpenIDConnectProvider", "ListRolePolicies", "ListAttachedRolePolicies",
        "ListPolicyVersions", "ListRoleTags", "ListPolicyTags", "ListInstanceProfilesForRole", "ListOpenIDConnectProviders",
    ],
    kms: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "GetPublicKey", "ListAliases", "ListResourceTags"],
    logs: ["DescribeLogGroups", "DescribeMetricFilters", "DescribeResourcePolicies", "ListTagsForResource"],
    rds: ["Describe*", "ListTagsForResource"],
    route53: ["GetHostedZone", "GetChange", "ListHostedZones", "ListHostedZonesByName", "ListResourceRecordSets", "ListTagsForResource"],
    s3: [
        "GetBucket*", "GetEncryptionConfiguration", "GetLifecycleConfiguration", "GetAccelerateConfiguration",
        "GetReplicationConfiguration", "ListAllMyBuckets", "ListBucket",
    ],
    scheduler: ["GetSchedule", "ListSchedules"],
    secretsmanager: ["DescribeSecret", "GetResourcePolicy"],
    sns: ["GetTopicAttributes", "GetSubscriptionAttributes", "ListTagsForResource", "ListSubscriptionsByTopic"],
    sts: ["GetCallerIdentity"],
    wafv2: ["GetWebACL", "GetWebACLForResource", "GetLoggingConfiguration", "ListTagsForResource"],
};

export const readGrant: Grant = {
    sid: "Look",
    actions: Object.entries(reads).flatMap(([service, names]) => names.map(name => `${service}:${name}`)),
    resources: ["*"],
};
