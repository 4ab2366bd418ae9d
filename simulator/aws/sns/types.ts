import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Props, text, textOr } from "../../cloud/values";
import { isAllowed } from "../iam/evaluate";
import { statementsOf } from "../iam/document";

/** Type tokens of SNS. */
export const topicType = "aws:sns/topic:Topic";
export const topicPolicyType = "aws:sns/topicPolicy:TopicPolicy";
export const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";

export const service = "SNS";
export const invalidCode = "InvalidParameter";

/** As SNS writes it: `Invalid parameter: TopicArn`. */
export function invalid(what: string): AwsError {
    return new AwsError(invalidCode, `Invalid parameter: ${what}`);
}

/** The topic of that ARN in this account and region. */
export function findTopic(cloud: Cloud, arn: string): CloudObject | undefined {
    return cloud.find(topicType, arn);
}

export function needTopic(cloud: Cloud, given: Props, property: string): CloudObject {
    const arn = text(given, property);
    if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:.+$/.test(arn)) throw invalid("TopicArn");
    return cloud.need(topicType, arn, "NotFound", "Topic does not exist", 404);
}

/** Whether a topic's policy lets a service of this account send to it. */
export function letsPublish(cloud: Cloud, topic: CloudObject, servicePrincipal: string): boolean {
    return isAllowed(statementsOf(textOr(topic.props, "policy", "{}"), "resource"), {
        principal: { service: servicePrincipal },
        action: "sns:Publish",
        resource: text(topic.props, "arn"),
        context: { "aws:SourceAccount": cloud.account, "aws:SecureTransport": "true" },
        unseen: ["aws:SourceArn"],
    });
}
