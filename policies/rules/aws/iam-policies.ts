/** What policies of IAM allow. */
import { textsOf, textsParameter } from "../../core/parameters";
import { covers, namesAction, type Statement } from "../../core/policy-document";
import type { Rule } from "../../core/rule";
import { eachAllow, isAdmin, onEverything, policyTypes, roleType } from "./iam-documents";

const types = [...policyTypes, roleType];

/**
 * By which a principal gets rights of others (IAM user guide, "Grant a user permissions to pass a role"; Rhino Security Labs'
 * list of escalations).
 */
const escalating = [
    "iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:AttachUserPolicy", "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:PutUserPolicy", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "sts:AssumeRole",
];

/** Actions that change something begin otherwise (Service Authorization Reference: access levels List and Read). */
const reading = new RegExp(`^(${[
    "get", "list", "describe", "batchget", "batchdescribe", "batchcheck", "check", "lookup", "search", "view", "query", "scan",
    "select", "head", "preview", "simulate", "validate", "verify", "estimate", "discover", "detect", "filter", "is", "read", "test",
    "download",
].join("|")})`);

/**
 * Actions that change something and take no resource (Service Authorization Reference, actions whose column of resource types is
 * empty).
 */
const unscoped = [
    "cloudwatch:PutMetricData", "xray:PutTraceSegments", "xray:PutTelemetryRecords", "ssmmessages:*", "ec2messages:*",
    "logs:CreateLogDelivery", "logs:PutResourcePolicy",
    "logs:DeleteResourcePolicy", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "kms:CreateKey", "kms:GenerateRandom",
    "route53:CreateHostedZone", "route53domains:*", "ecr:PutRegistryPolicy",
    "ecr:PutRegistryScanningConfiguration", "ecr:PutReplicationConfiguration", "iam:CreateAccountAlias",
    "iam:UpdateAccountPasswordPolicy", "shield:CreateSubscription", "guardduty:CreateDetector",
    "s3:CreateJob", "s3:PutAccountPublicAccessBlock", "cloudformation:ValidateTemplate", "ec2:EnableEbsEncryptionByDefault",
    "ec2:ModifyEbsDefaultKmsKeyId", "elasticloadbalancing:SetWebAcl",
];

/** The actions of a statement that change something. All but some are always some of those. */
function changing({ actions, notActions }: Statement, exceptions: readonly string[]): readonly string[] {
    if (notActions.length > 0) return [`all but ${notActions.join(", ")}`];
    return actions.filter((action) => {
        const [, name = "*"] = action.split(":");
        return !reading.test(name) && !exceptions.some((exception) => covers(exception.toLowerCase(), action));
    });
}

/** Actions that give out what is kept: objects, rows, messages, secrets and parameters. */
const givingData = [
    "s3:GetObject", "s3:GetObjectVersion", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan",
    "sqs:ReceiveMessage", "kinesis:GetRecords", "rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement",
    "secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue",
    "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory",
];

/** The services of which a statement allows every action. */
function whole({ actions }: Statement): readonly string[] {
    return actions.flatMap((action) => /^([a-z0-9-]+):\*+$/.exec(action)?.[1] ?? []);
}

function onKeys({ resources, notResources }: Statement): boolean {
    return notResources.length > 0 || resources.some((resource) =>
        /^[*:]*\*[*:]*$/.test(resource) || /:key\/\*+$/.test(resource) || /^arn:[^:]*:(kms|\*):[^:]*:[^:]*:\*+$/.test(resource));
}

export const iamPolicyRules: readonly Rule[] = [
    {
        id: "iam-policy-no-admin",
        title: "No policy allows every action on everything",
        why: "Who gets hold of one such identity has the whole account.",
        cure: "List the actions and resources that are needed.",
        types,
        kind: "resource",
        conditions: [
            eachAllow(
                (statement) => (isAdmin(statement)
                    ? "allows every action on everything; the actions and resources that are needed are required"
                    : undefined),
            ),
        ],
    },
    {
        id: "iam-policy-no-service-wildcard",
        title: "No policy allows every action of a service on everything",
        why: "It takes in deleting, changing rights, and whatever the service adds later.",
        cure: "List the actions that are needed, or the resources, or the service in the parameter services.",
        types,
        kind: "resource",
        parameters: { services: textsParameter("prefixes of services whose every action may be allowed, as xray") },
        conditions: [eachAllow((statement, context) => {
            const services = onEverything(statement)
                ? whole(statement).filter((service) => !textsOf(context, "services").includes(service))
                : [];
            return services.length === 0
                ? undefined
                : `allows ${services.map((service) => `${service}:*`).join(", ")} on everything; single actions or resources `
                    + "are required";
        })],
    },
    {
        id: "iam-policy-no-unscoped-write",
        title: "What changes something is allowed only on named resources, or under a condition",
        why: "A mistake or a break-in reaches every resource of the account, other teams' too.",
        cure: "Name resources in the statement, or add a condition as on aws:ResourceTag.",
        types,
        kind: "resource",
        parameters: { unscoped: textsParameter("actions that take no resource, where * stands for any letters", unscoped) },
        conditions: [eachAllow((statement, context) => {
            if (!onEverything(statement) || Object.keys(statement.conditions).length > 0) return undefined;
            const actions = changing(statement, textsOf(context, "unscoped"));
            return actions.length === 0
                ? undefined
                : `allows ${actions.join(", ")} on everything; resources or a condition are required`;
        })],
    },
    {
        id: "iam-policy-no-unscoped-data-read",
        title: "What is kept is given out only from named resources, or under a condition",
        why: "Whoever gets hold of one such identity takes every secret and every object of the account with it.",
        cure: "Name the buckets, tables, secrets or parameters in the statement, or add a condition as on aws:ResourceTag.",
        types,
        kind: "resource",
        parameters: { reads: textsParameter("actions that give out what is kept", givingData) },
        conditions: [eachAllow((statement, context) => {
            if (!onEverything(statement) || Object.keys(statement.conditions).length > 0) return undefined;
            const actions = textsOf(context, "reads").filter((action) => namesAction(statement, action));
            return actions.length === 0
                ? undefined
                : `allows ${actions.join(", ")} on everything; resources or a condition are required`;
        })],
    },
    {
        id: "iam-policy-no-privilege-escalation",
        title: "No policy lets its holder get rights of others",
        why: "Who may pass or change any role, or take on any, is an administrator in one more step.",
        cure: "Name the roles, users or policies in the statement's resources.",
        types,
        kind: "resource",
        conditions: [eachAllow((statement) => {
            const actions = onEverything(statement) ? escalating.filter((action) => namesAction(statement, action)) : [];
            return actions.length === 0 ? undefined : `allows ${actions.join(", ")} on everything; named resources are required`;
        })],
    },
    {
        id: "iam-policy-no-kms-decrypt-all",
        title: "No policy lets its holder decrypt with every key",
        why: "Encryption keeps nothing from who may use every key.",
        cure: "Name the keys' ARNs in the statement's resources.",
        types,
        kind: "resource",
        conditions: [eachAllow((statement) => {
            const actions = onKeys(statement)
                ? ["kms:Decrypt", "kms:ReEncryptFrom"].filter((action) => namesAction(statement, action))
                : [];
            return actions.length === 0 ? undefined : `allows ${actions.join(", ")} with every key; named keys are required`;
        })],
    },
];
