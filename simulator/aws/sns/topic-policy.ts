import { Cloud, CloudObject } from "../../cloud/cloud";
import { Draft, Props, text } from "../../cloud/values";
import { jsonRule, sameDocument } from "../iam/document";
import { ResourceModel, textProperty } from "../model";
import { checkTopicPolicy } from "./document";
import { resetPolicy } from "./topic";
import { findTopic, invalidCode, needTopic, service, topicPolicyType, topicType } from "./types";

const setAttributes = "SNS API Reference, SetTopicAttributes";

/** A topic's policy by itself, so that it can name the topic. */
export const topicPolicy: ResourceModel = {
    type: topicPolicyType,
    service,
    actions: { create: "SetTopicAttributes", update: "SetTopicAttributes", remove: "SetTopicAttributes" },
    invalidCode,
    tagged: false,
    inputs: {
        arn: textProperty({ required: true, replace: true, source: setAttributes }),
        policy: textProperty({ required: true, rule: jsonRule, same: sameDocument, source: setAttributes }),
    },
    outputs: ["owner"],
    create: (cloud, given) => ({ id: text(given, "arn"), props: put(cloud, given) }),
    update: (cloud, _, news) => put(cloud, news),
    remove: (cloud, object) => {
        const topic = findTopic(cloud, object.id);
        if (topic !== undefined) resetPolicy(cloud, topic);
    },
    read: current,
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The topic exists (NotFound).", source: setAttributes },
        {
            what: "The document names principals that exist and actions on a topic; sns:* is none (InvalidParameter).",
            source: setAttributes,
        },
    ],
};

function put(cloud: Cloud, given: Props): Draft {
    const topic = needTopic(cloud, given, "arn");
    checkTopicPolicy(cloud, text(given, "policy"));
    cloud.put(topicType, topic.id, { ...topic.props, policy: text(given, "policy") });
    return { ...given, owner: cloud.account };
}

function current(cloud: Cloud, object: CloudObject): Props | undefined {
    const topic = findTopic(cloud, object.id);
    return topic === undefined ? undefined : { ...object.props, policy: text(topic.props, "policy") };
}
