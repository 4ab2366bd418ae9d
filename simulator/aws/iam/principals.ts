import { Cloud } from "../../cloud/cloud";
import { callerArn } from "../account/caller";
import { Statement } from "./document";
import { findRole } from "./roles";

// Service principals, without amazonaws.com: IAM User Guide, AWS services that work with IAM.
const services = new Set([
    "acm", "apigateway", "application-autoscaling", "autoscaling", "backup", "batch", "cloudformation", "cloudfront",
    "cloudtrail", "cloudwatch", "codebuild", "codedeploy", "codepipeline", "config", "delivery.logs", "dms", "ds", "dynamodb",
    "ec2", "ec2fleet", "ecr", "ecs", "ecs-tasks", "edgelambda", "eks", "eks-fargate", "eks-fargate-pods", "eks-nodegroup",
    "elasticache", "elasticfilesystem", "elasticloadbalancing", "elasticmapreduce", "events",
    "events.rds", "firehose", "fis", "glue",
    "guardduty", "iot", "kafka", "kinesis", "kinesisanalytics", "kms", "lambda", "logdelivery.elasticloadbalancing",
    "logging.s3", "logs", "monitoring", "monitoring.rds", "opensearchservice", "pipes", "pods.eks", "rds", "redshift", "replication.dynamodb",
    "route53", "s3", "sagemaker", "scheduler", "secretsmanager", "securityhub", "ses", "sns", "spot", "spotfleet", "sqs", "ssm",
    "states", "sts", "transfer", "vpc-flow-logs", "waf", "wafv2", "xray",
]);

function isService(name: string): boolean {
    if (!name.endsWith(".amazonaws.com")) return false;
    const short = name.slice(0, -".amazonaws.com".length);
    return services.has(short) || services.has(short.replace(/\.[a-z]{2}(-[a-z]+)+-\d$/, ""));
}

function isAwsPrincipal(cloud: Cloud, name: string): boolean {
    if (/^\d{12}$/.test(name)) return true;
    const match = /^arn:aws:(?:iam|sts)::(\d{12}):(root|user\/.+|role\/.+|assumed-role\/.+|federated-user\/.+)$/.exec(name);
    if (match === null) return false;
    const [, account, resource = ""] = match;
    // What lives in other accounts cannot be seen from here.
    if (account !== cloud.account || resource === "root" || name === callerArn(cloud)) return true;
    if (resource.startsWith("role/aws-service-role/")) return true;
    return resource.startsWith("role/") && findRole(cloud, name) !== undefined;
}

function isFederated(name: string): boolean {
    return (
        /^arn:aws:iam::\d{12}:(oidc-provider|saml-provider)\/.+$/.test(name)
        || ["accounts.google.com", "www.amazon.com", "graph.facebook.com", "cognito-identity.amazonaws.com"].includes(name)
    );
}

/** The first principal that does not exist, as IAM quotes it: `"AWS":"arn:…"`. */
export function missingPrincipal(cloud: Cloud, statements: readonly Statement[]): string | undefined {
    for (const { principals } of statements) {
        if (principals === undefined) continue;
        const wrong = principals.aws
            .filter((name) => !isAwsPrincipal(cloud, name))
            .map((name) => `"AWS":"${name}"`)
            .concat(principals.services.filter((name) => !isService(name)).map((name) => `"SERVICE":"${name}"`))
            .concat(principals.federated.filter((name) => !isFederated(name)).map((name) => `"FEDERATED":"${name}"`));
        if (wrong[0] !== undefined) return wrong[0];
    }
    return undefined;
}
