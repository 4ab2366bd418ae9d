/**
 * The most that the deploy role, and every role that it makes, can do, whatever their policies say. It grants nothing by itself. The
 * services of the stack in this account; no user, no key of a person, nothing of the pipelines' own roles, and no way to stop what
 * is recorded or to get rid of the boundary.
 */

import * as pulumi from "@pulumi/pulumi";
import { arns, globalArns, type Grant, ofPipelines, pipelineWrites, type Scope } from "./scope";

const regional = [
    "acm", "autoscaling", "backup", "cloudtrail", "cloudwatch", "ec2", "ecr", "eks", "elasticache", "elasticloadbalancing",
    "logs", "rds", "scheduler", "secretsmanager", "sns", "sqs", "wafv2", "aps", "xray",
];
/** What takes no resource of the account; what they may do it on their policies say. */
const everywhere = [
    "acm:ListCertificates", "acm:RequestCertificate", "autoscaling:Describe*", "backup:List*", "backup-storage:MountCapsule",
    "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "cloudwatch:PutMetricData", "ec2:Describe*", "ec2:Get*",
    "ecr:Describe*", "ecr:GetAuthorizationToken", "eks:Describe*", "eks:List*", "eks-auth:AssumeRoleForPodIdentity",
    "elasticache:Describe*", "elasticloadbalancing:Describe*", "kms:CreateKey", "kms:ListAliases", "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery", "logs:Describe*", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery", "rds:Describe*", "s3:ListAllMyBuckets", "secretsmanager:ListSecrets", "shield:Get*",
    "sts:GetCallerIdentity", "tag:GetResources", "waf-regional:Get*", "wafv2:Get*", "wafv2:List*", "xray:Get*",
    "xray:PutTelemetryRecords", "xray:PutTraceSegments",
];

export function boundaryGrants(scope: Scope): readonly Grant[] {
    const { name } = scope;
    const iam = (...names: readonly string[]): string[] => names.map(each => `iam:${each}`);
    // Copies of backups lie in another region.
    const anywhere = { ...scope, region: pulumi.output("*") };
    return [
        {
            sid: "OfTheAccount",
            actions: regional.map(service => `${service}:*`),
            resources: regional.flatMap(service => arns(anywhere, service, "*")),
        },
        // Keys that are not made yet have no name; an id has hyphens.
        { sid: "Keys", actions: ["kms:*"], resources: arns(anywhere, "kms", "key/*-*", "alias/*") },
        {
            sid: "WithoutAccount",
            actions: ["ec2:*", "s3:*", "route53:*", "eks:*", "wafv2:*"],
            resources: ["ec2:*::*", "s3:::*", "route53:::*", "eks::aws:*", "wafv2:*:aws:*"].map(rest =>
                pulumi.interpolate`arn:${scope.partition}:${rest}`),
        },
        {
            sid: "Everywhere",
            actions: everywhere,
            resources: ["*"],
            conditions: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: [scope.id] }],
            reason: "a boundary grants nothing; what these actions may be used on is in the policies of each role",
        },
        {
            sid: "Identities",
            actions: iam("*"),
            resources: globalArns(scope, "iam", `role/${name}-*`, `policy/${name}-*`, "role/aws-service-role/*", "oidc-provider/*"),
        },
        { sid: "LookAtIdentities", actions: iam("Get*", "List*"), resources: ["*"] },
        {
            sid: "NotThePipelines",
            effect: "Deny",
            actions: pipelineWrites,
            resources: globalArns(scope, "iam", ...ofPipelines(name)),
        },
        { sid: "NotTheBoundary", effect: "Deny", actions: iam("DeleteRolePermissionsBoundary"), resources: ["*"] },
        {
            sid: "NotTheRecords",
            effect: "Deny",
            actions: ["s3:BypassGovernanceRetention", "cloudtrail:StopLogging", "cloudtrail:DeleteTrail"],
            resources: ["*"],
        },
    ];
}
