import { databaseReady, database } from "./service-steps";
import { RefusedCase } from "./case";
import { key, ref, role } from "./steps";
import {
    alarm, backupReady, eventSubscription, listening, lock, plan, selection, sender, subscription, topic,
    topicPolicy, vault, vaultNotifications,
} from "./watch-steps";

const parameter = "InvalidParameter";
const validation = "ValidationError";
const backup = "InvalidParameterValueException";

/** What SNS refuses. */
export const refusedTopics: readonly RefusedCase[] = [
    {
        title: "a second topic of the same name",
        program: [topic(), topic({ displayName: "other" }, "again")],
        expect: {
            code: parameter, message: "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
        },
    },
    { title: "a topic with a dot in its name", program: [topic({ name: "my.alarms" })], expect: { code: parameter } },
    {
        title: "a FIFO topic without its ending",
        program: [topic({ fifoTopic: true })],
        expect: { code: parameter, message: "invalid topic name: alarms" },
    },
    {
        title: "a key that is disabled",
        program: [key("key", { isEnabled: false }), topic({ kmsMasterKeyId: ref("key.id") })],
        expect: { code: parameter, message: /does not exist or is not enabled$/ },
    },
    {
        title: "a feedback role that SNS can't take",
        program: [role("other", "ec2.amazonaws.com"), topic({ httpFailureFeedbackRoleArn: ref("other.arn") })],
        expect: { code: parameter, message: /^Invalid parameter: HttpFailureFeedbackRoleArn Reason: .* can't be assumed by SNS$/ },
    },
    {
        title: "a policy of all of SNS",
        program: [topic(), topicPolicy({ ...sender("backup.amazonaws.com"), Action: "sns:*" })],
        expect: { code: parameter, message: "Invalid parameter: Policy statement action out of service scope!" },
    },
    {
        title: "a policy for somebody who is not there",
        program: [topic(), topicPolicy({ ...sender("x"), Principal: { AWS: "arn:aws:iam::111122223333:role/none" } })],
        expect: { code: parameter, message: "Invalid parameter: Policy Error: PrincipalNotFound" },
    },
    {
        title: "a policy of a topic that is not there",
        program: [{ ...topicPolicy(sender("backup.amazonaws.com")), inputs: {
            arn: "arn:aws:sns:us-east-1:111122223333:none", policy: String(
                topicPolicy(sender("backup.amazonaws.com")).inputs["policy"],
            ),
        } }],
        expect: { code: "NotFound", message: "Topic does not exist" },
    },
    {
        title: "what is no mail address",
        program: [topic(), subscription("email", "oncall")],
        expect: { code: parameter, message: "Invalid parameter: Email address" },
    },
    {
        title: "a web hook of another protocol",
        program: [topic(), subscription("https", "http://events.example")],
        expect: { code: parameter, message: "Invalid parameter: Endpoint Reason: Endpoint must match the specified protocol" },
    },
    {
        title: "mail from a FIFO topic",
        program: [topic({ name: "a.fifo", fifoTopic: true }), subscription("email", "oncall@example.org")],
        expect: {
            code: parameter, message: "Invalid parameter: Protocol Reason: FIFO topics do not support email subscriptions",
        },
    },
    {
        title: "raw mail",
        program: [topic(), subscription("email", "oncall@example.org", { rawMessageDelivery: true })],
        expect: { code: parameter },
    },
];

/** What CloudWatch refuses. */
export const refusedAlarms: readonly RefusedCase[] = [
    {
        title: "an alarm on nothing",
        program: [alarm({ metricName: null, statistic: null, period: null, namespace: null })],
        expect: { code: validation },
    },
    {
        title: "an alarm without a statistic",
        program: [alarm({ statistic: null })],
        expect: { code: validation, message: "statistic: one of statistic and extendedStatistic" },
    },
    { title: "two statistics", program: [alarm({ extendedStatistic: "p99" })], expect: { code: validation } },
    {
        title: "a percentile beyond 100",
        program: [alarm({ statistic: null, extendedStatistic: "p101" })],
        expect: { code: validation },
    },
    {
        title: "an alarm without a threshold",
        program: [alarm({ threshold: null })],
        expect: { code: validation, message: "threshold: one of" },
    },
    {
        title: "a period of 90 seconds",
        program: [alarm({ period: 90 })],
        expect: { code: validation, message: "expected 10, 20, 30 or a multiple of 60, got 90" },
    },
    {
        title: "more data points than periods",
        program: [alarm({ datapointsToAlarm: 4 })],
        expect: {
            code: validation, message: "The parameter 'DatapointsToAlarm' must be less than or equal to 'EvaluationPeriods' (3).",
        },
    },
    {
        title: "periods of more than a day",
        program: [alarm({ evaluationPeriods: 289 })],
        expect: {
            code: validation,
            message: "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)",
        },
    },
    { title: "an action that is no ARN", program: [alarm({ alarmActions: ["alarms"] })], expect: { code: validation } },
    {
        title: "queries of which none returns data",
        program: [alarm({
            metricName: null, namespace: null, statistic: null, period: null, dimensions: null,
            metricQueries: [{ id: "rate", expression: "1+1" }],
        })],
        expect: { code: validation, message: "Exactly one element of the metrics list should return data." },
    },
    { title: "a second alarm of the same name", program: [alarm(), alarm({}, "again")], expect: { code: validation } },
    {
        title: "31 dimensions",
        program: [alarm({ dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, "x"])) })],
        expect: { code: validation, message: "The collection Dimensions must not have a size greater than 30, has 31." },
    },
];

/** What RDS refuses of those who listen. */
export const refusedEvents: readonly RefusedCase[] = [
    {
        title: "events of instances that are named without their kind",
        program: [...listening, eventSubscription({ sourceIds: ["colorway"] })],
        expect: { code: "InvalidParameterCombination" },
    },
    {
        title: "events to a topic that is not there",
        program: [eventSubscription({ snsTopic: "arn:aws:sns:us-east-1:111122223333:none" })],
        expect: { code: "SNSTopicArnNotFound" },
    },
    {
        title: "events to a topic that RDS may not send to",
        program: [topic(), topicPolicy(sender("backup.amazonaws.com")), eventSubscription()],
        expect: { code: "SNSNoAuthorization", message: "You do not have permission to publish to the SNS topic ARN." },
    },
    {
        title: "events of an instance that is not there",
        program: [...listening, eventSubscription({ sourceType: "db-instance", sourceIds: ["none"] })],
        expect: { code: "SourceNotFound", message: "Source not found: none" },
    },
    {
        title: "a category that the kind has not",
        program: [
            ...databaseReady,
            database(),
            ...listening,
            eventSubscription({ sourceType: "db-parameter-group", eventCategories: ["failover"] }),
        ],
        expect: { code: "SubscriptionCategoryNotFound", message: "The supplied category does not exist: failover" },
    },
    {
        title: "a second subscription of the same name",
        program: [...listening, eventSubscription(), eventSubscription({}, "again")],
        expect: { code: "SubscriptionAlreadyExist" },
    },
];

/** What AWS Backup refuses. */
export const refusedBackups: readonly RefusedCase[] = [
    {
        title: "a second vault of the same name",
        program: [vault(), vault({}, "again")],
        expect: { code: "AlreadyExistsException", message: "Backup vault with the same name already exists" },
    },
    { title: "a vault with a dot in its name", program: [vault({ name: "my.backups" })], expect: { code: backup } },
    {
        title: "a vault under a key that is disabled",
        program: [key("key", { isEnabled: false }), vault({ kmsKeyArn: ref("key.arn") })],
        expect: { code: backup },
    },
    {
        title: "a lock of a vault that is not there",
        program: [lock({ minRetentionDays: 7 })],
        expect: { code: "ResourceNotFoundException", message: "Backup vault backups cannot be found." },
    },
    {
        title: "a lock whose least is above its most",
        program: [vault(), lock({ minRetentionDays: 35, maxRetentionDays: 7 })],
        expect: { code: backup, message: "Min retention days must be less than or equal to max retention days" },
    },
    {
        title: "a lock that is final after two days",
        program: [vault(), lock({ changeableForDays: 2 })],
        expect: { code: backup },
    },
    {
        title: "messages to a topic that AWS Backup may not send to",
        program: [vault(), topic(), vaultNotifications()],
        expect: { code: backup, message: /does not let AWS Backup publish to it$/ },
    },
    {
        title: "an event that there is not",
        program: [vault(), ...listening, vaultNotifications({ backupVaultEvents: ["BACKUP_LOST"] })],
        expect: { code: backup },
    },
    {
        title: "a plan into a vault that is not there",
        program: [plan()],
        expect: { code: backup, message: "Backup vault backups cannot be found." },
    },
    {
        title: "a plan of more than once an hour",
        program: [vault(), plan({ schedule: "cron(*/15 * ? * * *)" })],
        expect: { code: backup },
    },
    {
        title: "a backup without time after its start",
        program: [vault(), plan({ startWindow: 120, completionWindow: 150 })],
        expect: { code: backup, message: "Completion window must be at least 60 minutes longer than the start window." },
    },
    {
        title: "cold storage for less than 90 days",
        program: [vault(), plan({ lifecycle: { coldStorageAfter: 30, deleteAfter: 60 } })],
        expect: { code: backup, message: "DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays" },
    },
    {
        title: "what is kept for less than the lock asks for",
        program: [vault(), lock({ minRetentionDays: 35 }), plan({ lifecycle: { deleteAfter: 7 } })],
        expect: { code: backup, message: "Retention of 7 days is outside of what the lock of backups allows: 35 to any" },
    },
    {
        title: "a copy to a vault that is not there",
        program: [
            vault(), plan({ copyActions: [{ destinationVaultArn: "arn:aws:backup:us-west-2:111122223333:backup-vault:none" }] }),
        ],
        expect: {
            code: backup, message: "Backup vault arn:aws:backup:us-west-2:111122223333:backup-vault:none cannot be found.",
        },
    },
    {
        title: "a second plan of the same name",
        program: [vault(), plan(), plan({}, "again")],
        expect: { code: "AlreadyExistsException" },
    },
    {
        title: "a selection of a plan that is not there",
        program: [...backupReady, selection({ planId: "none" })],
        expect: { code: "ResourceNotFoundException" },
    },
    {
        title: "a selection by a role that AWS Backup can't take",
        program: [...backupReady, role("other", "ec2.amazonaws.com"), plan(), selection({ iamRoleArn: ref("other.arn") })],
        expect: { code: backup, message: /cannot be assumed by AWS Backup$/ },
    },
    {
        title: "a selection of nothing",
        program: [...backupReady, plan(), selection({ resources: null })],
        expect: { code: backup },
    },
    {
        title: "a second selection of the same name",
        program: [...backupReady, plan(), selection(), selection({}, "again")],
        expect: { code: "AlreadyExistsException" },
    },
];
