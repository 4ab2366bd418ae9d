/**
 * The topic that everything which needs a person goes to: alarms of CloudWatch, events of RDS, failed jobs of AWS Backup.
 * Encrypted, TLS only, and whether a web hook took a message is logged.
 */

import { Role } from "@pulumi/aws/iam";
import type { Key } from "@pulumi/aws/kms";
import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { type Account, accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { contentHash } from "../lib/hash";
import { createKey } from "../lib/key";
import { assumeRolePolicy, everybody, ofAccount, policyDocument, type Statement } from "../lib/policy";
import { EncryptedLogs } from "../logs/encrypted-logs";

/**
 * Percent of the deliveries that went well which are logged; of those that did not, all are (SNS developer guide, "Delivery
 * status").
 */
const successSample = 100;

export interface AlarmTopicArgs {
    /** Each is asked by mail whether it wants them. @default - none */
    readonly emails?: readonly string[];
    /** Web hooks, `https://…`, of an incident service. @default - none */
    readonly endpoints?: readonly string[];
    /** Of the delivery logs, days; one of the values that CloudWatch Logs knows. */
    readonly logRetentionDays: number;
}

export interface AlarmTopicOutputs {
    /** Known only when its policy lets the services of AWS send to it. */
    readonly topicArn: pulumi.Output<string>;
    /** Of the key that messages are encrypted under: whoever sends needs it, too. */
    readonly keyArn: pulumi.Output<string>;
}

export class AlarmTopic extends pulumi.ComponentResource implements AlarmTopicOutputs {
    readonly topicArn: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:alarms:AlarmTopic", name, {}, opts);
        const account = accountOf(this);
        const key = createTopicKey(name, account, this);
        const topic = createTopic(name, args, key, account, this);
        const policy = new TopicPolicy(
            `${name}-alarms-policy`, { arn: topic.arn, policy: topicPolicy(topic, account) }, { parent: this },
        );
        createSubscriptions(name, args, topic, this);
        this.topicArn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
        this.keyArn = key.arn;
        this.registerOutputs({ topicArn: this.topicArn, keyArn: this.keyArn });
    }
}

function createTopic(name: string, args: AlarmTopicArgs, key: Key, account: Account, parent: pulumi.Resource): Topic {
    const role = createFeedbackRole(name, args, account, parent);
    return new Topic(`${name}-alarms`, {
        name: `${name}-alarms`,
        displayName: `colorway ${name}`,
        kmsMasterKeyId: key.id,
        // Signatures by SHA-256 (SNS developer guide, "Verifying the signatures of Amazon SNS messages").
        signatureVersion: 2,
        httpSuccessFeedbackRoleArn: role.arn,
        httpSuccessFeedbackSampleRate: successSample,
        httpFailureFeedbackRoleArn: role.arn,
        tags: { Name: `${name}-alarms` },
    }, { parent });
}

/**
 * Services that send, and whether they say on whose behalf: AWS Backup's guide names no condition that its messages meet (AWS
 * Backup developer guide, "Notification options"; RDS user guide, "Granting permissions to publish notifications to an Amazon SNS
 * topic").
 */
const senders: readonly { readonly sid: string; readonly service: string; readonly saysAccount: boolean }[] = [
    { sid: "Alarms", service: "cloudwatch.amazonaws.com", saysAccount: true },
    { sid: "DatabaseEvents", service: "events.rds.amazonaws.com", saysAccount: true },
    { sid: "Backups", service: "backup.amazonaws.com", saysAccount: false },
];

function bySenders(account: Account, actions: readonly string[], resource: pulumi.Input<string>): readonly Statement[] {
    return senders.map(({ sid, service, saysAccount }) => ({
        sid,
        actions,
        resources: [resource],
        principals: { type: "Service", identifiers: [service] },
        ...(saysAccount ? { conditions: [ofAccount(account)] } : {}),
    }));
}

/**
 * What a sender needs of the topic's key (SNS developer guide, "Enable compatibility between event sources and encrypted
 * topics").
 */
function createTopicKey(name: string, account: Account, parent: pulumi.Resource): Key {
    return createKey(`${name}-alarms`, {
        description: `Alarms of ${name}`,
        statements: bySenders(account, ["kms:Decrypt", "kms:GenerateDataKey*"], "*"),
    }, account, parent);
}

function topicPolicy(topic: Topic, account: Account): pulumi.Output<string> {
    return policyDocument(
        ...bySenders(account, ["sns:Publish"], topic.arn),
        {
            sid: "TlsOnly",
            effect: "Deny",
            actions: ["sns:Publish"],
            resources: [topic.arn],
            principals: everybody,
            conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        },
    );
}

/** SNS developer guide, "Amazon SNS message delivery status": it writes to two groups of fixed names. */
function createFeedbackRole(name: string, args: AlarmTopicArgs, account: Account, parent: pulumi.Resource): Role {
    const group = pulumi.interpolate`sns/${account.region}/${account.id}/${name}-alarms`;
    const logs = new EncryptedLogs(`${name}-alarms`, {
        groups: [{ role: "delivered", groupName: group }, { role: "failed", groupName: pulumi.interpolate`${group}/Failure` }],
        retentionDays: args.logRetentionDays,
    }, { parent });
    const role = new Role(`${name}-alarms-feedback`, {
        description: `Logs the deliveries of the alarms of ${name}`,
        assumeRolePolicy: assumeRolePolicy("sns.amazonaws.com", [ofAccount(account)]),
    }, { parent });
    attachPolicy(`${name}-alarms-feedback-policy`, {
        role,
        description: `Logging the deliveries of the alarms of ${name}`,
        policy: policyDocument({
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: logs.groupArns.map(arn => pulumi.interpolate`${arn}:*`),
        }),
    }, parent);
    return role;
}

/** Named by its address, so that one more in the list moves no other. */
function createSubscriptions(name: string, args: AlarmTopicArgs, topic: Topic, parent: pulumi.Resource): void {
    const subscribe = (protocol: string, endpoint: string): TopicSubscription =>
        new TopicSubscription(
            `${name}-alarms-${protocol}-${contentHash(endpoint)}`, { topic: topic.arn, protocol, endpoint }, { parent },
        );
    for (const email of args.emails ?? []) subscribe("email", email);
    for (const endpoint of args.endpoints ?? []) subscribe("https", endpoint);
}
