import { randomUUID } from "node:crypto";
import { Cloud } from "../../cloud/cloud";
import { NotModeled } from "../../cloud/errors";
import { flag, optionalText, Props, text } from "../../cloud/values";
import { jsonRule, sameDocument } from "../iam/document";
import { merged } from "../merge";
import { flagProperty, Made, Mistake, numberProperty, ResourceModel, Shape, textProperty } from "../model";
import { invalid, invalidCode, needTopic, service, subscriptionType } from "./types";

const subscribe = "SNS API Reference, Subscribe";
const mails = ["email", "email-json"];
const pages = ["http", "https"];

const inputs: Shape = {
    confirmationTimeoutInMinutes: numberProperty({ default: 1, min: 0 }),
    deliveryPolicy: textProperty({ rule: jsonRule, same: sameDocument, source: subscribe }),
    endpoint: textProperty({ required: true, replace: true, minLength: 1, source: subscribe }),
    endpointAutoConfirms: flagProperty({ default: false }),
    filterPolicy: textProperty({ rule: jsonRule, same: sameDocument, source: subscribe }),
    filterPolicyScope: textProperty({ computed: true, oneOf: ["MessageAttributes", "MessageBody"], source: subscribe }),
    protocol: textProperty({
        required: true,
        replace: true,
        oneOf: ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"],
        source: subscribe,
    }),
    rawMessageDelivery: flagProperty({ default: false, source: subscribe }),
    topic: textProperty({ required: true, replace: true, source: subscribe }),
};

/** Who hears of a topic, by mail or by HTTP. Nobody confirms here, so it stays pending. */
export const subscription: ResourceModel = {
    type: subscriptionType,
    service,
    actions: { create: "Subscribe", update: "SetSubscriptionAttributes", remove: "Unsubscribe" },
    invalidCode,
    tagged: false,
    inputs,
    outputs: ["arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"],
    validate,
    create,
    update: (_, object, news) => merged(inputs, object.props, news),
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what: "The topic exists (NotFound) and is no FIFO topic, which reaches neither mail nor HTTP (InvalidParameter).",
            source: subscribe,
        },
        { what: "The endpoint has the protocol's form (InvalidParameter).", source: subscribe },
        { what: "Protocols other than mail and HTTP are not modeled.", source: subscribe },
    ],
};

/** terraform-provider-aws, `resourceTopicSubscriptionCustomizeDiff`. */
function validate(given: Props): readonly Mistake[] {
    if (optionalText(given, "filterPolicyScope") === undefined || optionalText(given, "filterPolicy") !== undefined) return [];
    return [{ path: "filterPolicyScope", message: `filter_policy is required when filter_policy_scope is set (${invalidCode})` }];
}

function create(cloud: Cloud, given: Props): Made {
    const topic = needTopic(cloud, given, "topic");
    const [protocol, endpoint] = [text(given, "protocol"), text(given, "endpoint")];
    if (!mails.includes(protocol) && !pages.includes(protocol)) throw new NotModeled(`a subscription by ${protocol}`);
    if (mails.includes(protocol) && !/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalid("Email address");
    if (pages.includes(protocol) && !endpoint.startsWith(`${protocol}://`)) {
        throw invalid("Endpoint Reason: Endpoint must match the specified protocol");
    }
    if (flag(topic.props, "fifoTopic")) throw invalid(`Protocol Reason: FIFO topics do not support ${protocol} subscriptions`);
    if (mails.includes(protocol) && flag(given, "rawMessageDelivery")) {
        throw invalid("Attributes Reason: RawMessageDelivery: Raw delivery is not supported for the protocol");
    }
    const arn = `${text(topic.props, "arn")}:${randomUUID()}`;
    return {
        id: arn,
        props: {
            ...given,
            arn,
            confirmationWasAuthenticated: false,
            ownerId: cloud.account,
            pendingConfirmation: true,
            ...(optionalText(given, "filterPolicy") === undefined ? { filterPolicyScope: "" } : {}),
        },
    };
}
