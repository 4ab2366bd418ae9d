import { Cloud, CloudObject } from "../../cloud/cloud";
import { Draft, flag, isAbsent, numberOr, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { sameDocument, jsonRule } from "../iam/document";
import { needRole } from "../iam/roles";
import { merged } from "../merge";
import { flagProperty, Made, Mistake, numberProperty, ResourceModel, Shape, textProperty } from "../model";
import { nameFrom } from "../naming";
import { keyArnOf } from "../references";
import { checkTopicPolicy, defaultPolicy } from "./document";
import { invalid, invalidCode, service, topicType } from "./types";

const createTopic = "SNS API Reference, CreateTopic";
const setAttributes = "SNS API Reference, SetTopicAttributes";
const deliveryStatus = "SNS Developer Guide, Amazon SNS message delivery status";

/** Kinds of subscribers whose deliveries can be logged. */
const subscribers = ["application", "firehose", "http", "lambda", "sqs"];

const feedback: Shape = Object.fromEntries(
    subscribers.flatMap((kind) => [
        ...["Success", "Failure"].map((result) => [
            `${kind}${result}FeedbackRoleArn`,
            textProperty({ pattern: /^arn:aws:iam::\d{12}:role\/.+$/, source: deliveryStatus }),
        ]),
        [`${kind}SuccessFeedbackSampleRate`, numberProperty({ min: 0, max: 100, source: deliveryStatus })],
    ]),
);

const inputs: Shape = {
    ...feedback,
    contentBasedDeduplication: flagProperty({ default: false, source: createTopic }),
    deliveryPolicy: textProperty({ rule: jsonRule, same: sameDocument, source: createTopic }),
    displayName: textProperty({ maxLength: 100, source: createTopic }),
    fifoTopic: flagProperty({ default: false, replace: true, source: createTopic }),
    kmsMasterKeyId: textProperty({ source: createTopic }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 256,
        pattern: /^[A-Za-z0-9_-]+(\.fifo)?$/,
        conflictsWith: ["namePrefix"],
        source: createTopic,
    }),
    namePrefix: textProperty({ computed: true, replace: true, maxLength: 230, pattern: /^[A-Za-z0-9_-]+$/ }),
    policy: textProperty({ computed: true, rule: jsonRule, same: sameDocument, source: createTopic }),
    signatureVersion: numberProperty({ computed: true, oneOf: [1, 2], source: createTopic }),
    tracingConfig: textProperty({ computed: true, oneOf: ["PassThrough", "Active"], source: createTopic }),
};

/** A topic; what is sent to it goes nowhere here. */
export const topic: ResourceModel = {
    type: topicType,
    service,
    actions: { create: "CreateTopic", update: "SetTopicAttributes", remove: "DeleteTopic" },
    invalidCode,
    autoname: { property: "name", maxLength: 256 },
    tagged: true,
    inputs,
    outputs: ["arn", "beginningArchiveTime", "owner"],
    validate,
    create,
    update: (cloud, object, news) => {
        check(cloud, news);
        return { ...merged(inputs, object.props, news), ...signature(news, object.props) };
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "A name that is taken is refused, since its settings would differ (InvalidParameter).", source: createTopic },
        { what: "FIFO topics, and only they, have names that end with .fifo (InvalidParameter).", source: createTopic },
        { what: "The key exists and is enabled (InvalidParameter).", source: setAttributes },
        { what: "Roles for feedback exist and trust sns.amazonaws.com (InvalidParameter).", source: deliveryStatus },
        {
            what: "A policy is a document of principals that exist and of actions on a topic; sns:* is none (InvalidParameter).",
            source: setAttributes,
        },
    ],
};

/** In the provider: terraform-provider-aws, `resourceTopicCustomizeDiff`. */
function validate(given: Props): readonly Mistake[] {
    const name = optionalText(given, "name");
    const mistakes: Mistake[] = [];
    if (name !== undefined && name.endsWith(".fifo") !== (given["fifoTopic"] === true)) {
        mistakes.push({ path: "name", message: `invalid topic name: ${name} (${invalidCode})` });
    }
    if (given["contentBasedDeduplication"] === true && given["fifoTopic"] !== true) {
        const message = `content-based deduplication can only be set for FIFO topics (${invalidCode})`;
        mistakes.push({ path: "contentBasedDeduplication", message });
    }
    return mistakes;
}

function create(cloud: Cloud, given: Props): Made {
    const name = nameFrom(cloud, given);
    const arn = cloud.arn("sns", name);
    if (cloud.find(topicType, arn) !== undefined) {
        throw invalid("Attributes Reason: Topic already exists with different attributes");
    }
    check(cloud, given);
    const props: Draft = {
        ...given,
        name,
        namePrefix: textOr(given, "namePrefix", ""),
        arn,
        owner: cloud.account,
        beginningArchiveTime: "",
        policy: optionalText(given, "policy") ?? defaultPolicy(cloud, arn),
        ...signature(given, {}),
    };
    return { id: arn, props };
}

/** 0 stands for the service's own choice, as the provider reads it. */
function signature(given: Props, old: Props): Draft {
    return {
        signatureVersion: numberOr(given, "signatureVersion", numberOr(old, "signatureVersion", 0)),
        tracingConfig: textOr(
            given, "tracingConfig", textOr(old, "tracingConfig", flag(given, "fifoTopic") ? "" : "PassThrough"),
        ),
    };
}

function check(cloud: Cloud, given: Props): void {
    const key = optionalText(given, "kmsMasterKeyId") ?? "";
    if (key !== "" && keyArnOf(cloud, key) === undefined) {
        throw invalid(`Attributes Reason: KMS key ${key} does not exist or is not enabled`);
    }
    for (const [name, value] of Object.entries(given)) if (isRole(name, value)) checkRole(cloud, name, String(value));
    if (!isAbsent(given["policy"])) checkTopicPolicy(cloud, text(given, "policy"));
}

function isRole(name: string, value: Value): boolean {
    return name.endsWith("FeedbackRoleArn") && typeof value === "string" && value !== "";
}

function checkRole(cloud: Cloud, property: string, arn: string): void {
    const attribute = `${property.charAt(0).toUpperCase()}${property.slice(1)}`;
    needRole(cloud, arn, {
        service: "sns.amazonaws.com",
        code: invalidCode,
        message: `Invalid parameter: ${attribute} Reason: ${arn} can't be assumed by SNS`,
    });
}

/** What a topic becomes when its own policy goes. */
export function resetPolicy(cloud: Cloud, object: CloudObject): void {
    const arn = text(object.props, "arn");
    cloud.put(topicType, object.id, { ...object.props, policy: defaultPolicy(cloud, arn) });
}
