import { snsRules } from "../../../../policies/rules/aws/sns";
import { describeRules, later, type Made } from "../harness";
import { own } from "../own";

const type = "aws:sns/topic:Topic";
const policyType = "aws:sns/topicPolicy:TopicPolicy";
const topic = (props: Made["props"] = {}): Made => ({ type, name: "alerts", props });
const alarm = (property: string, props: Made["props"] = {}, from: Made["from"] = { [property]: ["alerts"] }): Made => ({
    type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "alarm", props: { [property]: [later], ...props }, from,
});
const statement = (more: object): unknown =>
    ({ Statement: [{ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*", ...more }] });
const plain = { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } };
const unbound = "policy.Statement[0] allows everybody; a principal, or a condition on "
    + "aws:SourceAccount, aws:SourceOwner, aws:PrincipalAccount, aws:PrincipalOrgID, aws:SourceOrgID, aws:SourceArn is required";
const noRefusal = "policy does not deny sns:Publish where aws:SecureTransport is false";
const noPair = ["has no pair of roles for feedback on success and failure"];
const pair = {
    lambdaSuccessFeedbackRoleArn: "arn:aws:iam::111122223333:role/a",
    lambdaFailureFeedbackRoleArn: "arn:aws:iam::111122223333:role/b",
};

describeRules("SNS", snsRules, {
    "sns-kms-encryption": own(type, {
        good: { kmsMasterKeyId: "alias/aws/sns" },
        wrong: [[{ kmsMasterKeyId: "" }, "kmsMasterKeyId is not set; a key is required"]],
        absent: ["kmsMasterKeyId is not set; a key is required"],
        later: [{ kmsMasterKeyId: later }, "kmsMasterKeyId"],
        other: policyType,
    }),
    "sns-policy-not-public": own([type, policyType], {
        good: { policy: statement({ Principal: { Service: "cloudwatch.amazonaws.com" } }) },
        alsoGood: [
            { policy: JSON.stringify(
                statement({ Principal: { AWS: "*" }, Condition: { StringEquals: { "AWS:SourceOwner": "111122223333" } } }),
            ) },
            { policy: statement({ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads" } } }) },
        ],
        wrong: [
            [{ policy: statement({}) }, unbound],
            [{ policy: statement({ Condition: { ArnLike: { "aws:SourceArn": "*" } } }) }, unbound],
        ],
        absent: { kind: "notApplicable", reason: "it has no policy" },
        later: [{ policy: later }, "policy"],
        other: "aws:sqs/queue:Queue",
    }),
    "sns-require-tls": own(policyType, {
        good: { policy: statement(plain) },
        wrong: [
            [{ policy: statement({ ...plain, Effect: "Allow" }) }, noRefusal],
            [{ policy: statement({ ...plain, Action: "sns:Subscribe" }) }, noRefusal],
            [{ policy: statement({ ...plain, Principal: { AWS: "111122223333" } }) }, noRefusal],
            [{ policy: statement({ ...plain, Condition: {} }) }, noRefusal],
        ],
        absent: ["policy is not set; a policy is required"],
        later: [{ policy: later }, "policy"],
        other: type,
    }),
    "sns-delivery-status-logging": {
        passes: [[topic(pair), alarm("alarmActions")], [topic({ ...pair, tags: { purpose: "alerting" } })]],
        fails: [
            { given: [topic(), alarm("okActions")], findings: noPair },
            { given: [topic({ ...pair, lambdaSuccessFeedbackRoleArn: "" }), alarm("alarmActions")], findings: noPair },
            {
                given: [
                    topic({ arn: "arn:aws:sns:eu-west-1:111122223333:alerts" }),
                    alarm("alarmActions", { alarmActions: ["arn:aws:sns:eu-west-1:111122223333:alerts"] }, {}),
                ],
                findings: noPair,
            },
        ],
        absent: {
            given: [topic({ tags: { purpose: "alerting" } })], verdict: { kind: "notMet", findings: noPair, undecided: [] },
        },
        unknown: {
            given: [topic({ ...pair, lambdaFailureFeedbackRoleArn: later }), alarm("alarmActions")],
            undecided: ["lambdaFailureFeedbackRoleArn"],
        },
        notApplicable: { given: [topic()], reason: "no alarm goes to it" },
    },
});
