import { Props } from "../../../../simulator/cloud/values";
import { Step } from "./case";
import { key, ref, role, statement } from "./steps";

/** Resources of SNS, CloudWatch and AWS Backup, for programs that are refused or accepted. */
export function topic(more: Props = {}, name = "topic"): Step {
    return { type: "aws:sns/topic:Topic", name, inputs: { name: "alarms", ...more } };
}

/** Whom a topic's policy lets send. */
export function sender(service: string): object {
    return { Effect: "Allow", Principal: { Service: service }, Action: "sns:Publish", Resource: "*" };
}

export function topicPolicy(...statements: readonly object[]): Step {
    return {
        type: "aws:sns/topicPolicy:TopicPolicy",
        name: "policy",
        inputs: { arn: ref("topic.arn"), policy: statement(...statements) },
    };
}

export function subscription(protocol: string, endpoint: string, more: Props = {}): Step {
    return {
        type: "aws:sns/topicSubscription:TopicSubscription",
        name: "subscription",
        inputs: { topic: ref("topic.arn"), protocol, endpoint, ...more },
    };
}

export function alarm(more: Props = {}, name = "alarm"): Step {
    return {
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        name,
        inputs: {
            name: "database-cpu",
            namespace: "AWS/RDS",
            metricName: "CPUUtilization",
            statistic: "Average",
            dimensions: { DBInstanceIdentifier: "colorway" },
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
            period: 300,
            evaluationPeriods: 3,
            ...more,
        },
    };
}

export const listening: readonly Step[] = [
    topic(), topicPolicy(sender("events.rds.amazonaws.com"), sender("backup.amazonaws.com")),
];

export function eventSubscription(more: Props = {}, name = "events"): Step {
    return {
        type: "aws:rds/eventSubscription:EventSubscription",
        name,
        inputs: { name: "colorway", snsTopic: ref("topic.arn"), ...more },
    };
}

export function vault(more: Props = {}, name = "vault"): Step {
    return { type: "aws:backup/vault:Vault", name, inputs: { name: "backups", ...more } };
}

export function lock(more: Props = {}): Step {
    return {
        type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        name: "lock",
        inputs: { backupVaultName: "backups", ...more },
    };
}

export function vaultNotifications(more: Props = {}): Step {
    return {
        type: "aws:backup/vaultNotifications:VaultNotifications",
        name: "notifications",
        inputs: { backupVaultName: "backups", snsTopicArn: ref("topic.arn"), backupVaultEvents: ["BACKUP_JOB_FAILED"], ...more },
    };
}

/** A plan with one rule. */
export function plan(rule: Props = {}, name = "plan", more: Props = {}): Step {
    return {
        type: "aws:backup/plan:Plan",
        name,
        inputs: {
            name: "daily",
            rules: [{ ruleName: "daily", targetVaultName: "backups", schedule: "cron(0 6 ? * * *)", ...rule }],
            ...more,
        },
    };
}

export function selection(more: Props = {}, name = "selection"): Step {
    return {
        type: "aws:backup/selection:Selection",
        name,
        inputs: {
            name: "data", planId: ref("plan.id"), iamRoleArn: ref("backupRole.arn"), resources: [
                "arn:aws:rds:us-east-1:111122223333:db:colorway",
            ], ...more,
        },
    };
}

export const backupReady: readonly Step[] = [vault(), role("backupRole", "backup.amazonaws.com")];
export const ownKey: Step = key("key");
