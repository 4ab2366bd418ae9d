/** Topics of SNS. */
import { tagged, tagsParameter } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textListsOf } from "../../core/parameters";
import { deniesPlain, judgedPolicy } from "../../core/policy-document";
import { refersTo } from "../../core/references";
import type { Rule, Subject } from "../../core/rule";
import { notOpenToAll } from "./open-policies";

const topic = "aws:sns/topic:Topic";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
/** Kinds of subscribers whose delivery can be logged (SNS developer guide, "Amazon SNS message delivery status"). */
const subscribers = ["application", "firehose", "http", "lambda", "sqs"];

export const snsRules: readonly Rule[] = [
    {
        id: "sns-kms-encryption",
        title: "A topic is encrypted",
        why: "Messages are kept in plain text until they are delivered.",
        cure: "Set kmsMasterKeyId.",
        types: [topic],
        kind: "resource",
        conditions: [refersTo("kmsMasterKeyId", "a key")],
    },
    {
        id: "sns-policy-not-public",
        title: "A topic's policy does not let everybody in",
        why: "Everybody can send messages that look like yours, or read what is sent.",
        cure: "Name principals, or add a condition on the account, organization, or source ARN.",
        types: [topic, topicPolicy],
        kind: "resource",
        // SNS's own default policy is bound by aws:SourceOwner (SNS developer guide, "Example cases for Amazon SNS access
        // control").
        conditions: [
            notOpenToAll(
                "policy",
                [
                    "aws:SourceAccount", "aws:SourceOwner", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:SourceOrgID",
                    "aws:SourceArn",
                ],
            ),
        ],
    },
    {
        id: "sns-require-tls",
        title: "A topic refuses messages without TLS",
        why: "SNS answers plain HTTP, where anybody between can read and change what passes.",
        cure: "Deny sns:Publish to everybody in the topic's policy where aws:SecureTransport is false.",
        types: [topicPolicy],
        kind: "resource",
        conditions: [
            ({ props }) => judgedPolicy(props.at("policy"), notMet("policy", "is not set; a policy is required"), (statements) =>
                [statements.some((statement) => deniesPlain(statement, "sns:Publish"))
                    ? met
                    : notMet("policy", "does not deny sns:Publish where aws:SecureTransport is false")]),
        ],
    },
    {
        id: "sns-delivery-status-logging",
        title: "It is logged whether alarms were delivered",
        why: "That an alarm never reached anybody nobody learns.",
        cure: "Set the SuccessFeedbackRoleArn and FailureFeedbackRoleArn of the subscribers' kind, as "
            + "lambdaFailureFeedbackRoleArn.",
        types: [topic],
        // Which topics alarm somebody the alarms tell.
        kind: "stack",
        parameters: tagsParameter("a topic that alarms somebody", { purpose: ["alerting"] }),
        conditions: [
            (subject, { stack, parameter }) => {
                const byTag = tagged(subject, textListsOf({ parameter }, "tags"));
                const byAlarm = ["alarmActions", "okActions", "insufficientDataActions"].some((property) =>
                    stack.naming(subject, alarm, property).found.length > 0 || stack.ofType(alarm).some(({ props }) =>
                        namesTopic(props, property, subject)));
                if (byAlarm || byTag === true) return logsDelivery(subject);
                return byTag === false ? notApplicable("no alarm goes to it") : byTag;
            },
        ],
    },
];

function namesTopic(alarmProps: Subject["props"], property: string, subject: Subject): boolean {
    const arn = subject.props.at("arn").text;
    return arn !== undefined && alarmProps.at(property).items().some(({ text }) => text === arn);
}

function logsDelivery({ props }: Subject): Outcome {
    const pairs = subscribers.map((kind) =>
        [props.at(`${kind}SuccessFeedbackRoleArn`), props.at(`${kind}FailureFeedbackRoleArn`)]);
    const isSet = (pair: (typeof pairs)[number], reading: (typeof pairs)[number][number]["reading"][]): boolean =>
        pair.every((node) => reading.includes(node.reading) && node.value !== "");
    if (pairs.some((pair) => isSet(pair, ["known"]))) return met;
    const open = pairs.find((pair) => isSet(pair, ["known", "unknown"]))?.find(({ reading }) => reading === "unknown");
    return open === undefined ? notMet("", "has no pair of roles for feedback on success and failure") : unknown(open.path);
}
