import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, isAbsent, optionalText, Props, text, texts, textOr } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Made, Mistake, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { nameFrom } from "../naming";
import { findTopic, letsPublish } from "../sns/types";
import { instancesWith, invalidCombinationCode, invalidValueCode, parameterGroupType, service, snapshotType } from "./types";

const createSubscription = "RDS API Reference, CreateEventSubscription";
const categories = "RDS User Guide, Amazon RDS event categories and event messages";
const type = "aws:rds/eventSubscription:EventSubscription";

/** Categories of each kind of source that there is here. */
const known: { readonly [source: string]: readonly string[] } = {
    "db-instance": [
        "availability", "backtrack", "backup", "configuration change", "creation", "deletion", "failover", "failure",
        "low storage", "maintenance", "notification", "read replica", "recovery", "restoration", "security", "security patching",
    ],
    "db-parameter-group": ["configuration change"],
    "db-security-group": ["configuration change", "failure"],
    "db-snapshot": ["creation", "deletion", "notification", "restoration"],
    "blue-green-deployment": ["creation", "deletion", "failure", "notification"],
    "db-proxy": ["configuration change", "creation", "deletion", "failure"],
    "db-cluster": [
        "configuration change", "creation", "deletion", "failover", "failure", "global failover", "maintenance", "migration",
        "notification", "serverless",
    ],
    "db-cluster-snapshot": ["backup", "notification"],
    "custom-engine-version": ["creation", "failure", "restoring"],
};

const inputs: Shape = {
    enabled: flagProperty({ default: true }),
    eventCategories: setProperty(textProperty({ minLength: 1 }), { source: categories }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 255,
        pattern: /^[0-9A-Za-z-]+$/,
        conflictsWith: ["namePrefix"],
        source: createSubscription,
    }),
    namePrefix: textProperty({ computed: true, replace: true, maxLength: 229, pattern: /^[0-9A-Za-z-]+$/ }),
    snsTopic: textProperty({ required: true, pattern: /^arn:aws:sns:.+$/, source: createSubscription }),
    sourceIds: setProperty(textProperty({ minLength: 1 }), { source: createSubscription }),
    sourceType: textProperty({ oneOf: Object.keys(known), source: createSubscription }),
};

/** Who hears of what happens to databases. */
export const eventSubscription: ResourceModel = {
    type,
    service,
    actions: { create: "CreateEventSubscription", update: "ModifyEventSubscription", remove: "DeleteEventSubscription" },
    invalidCode: invalidValueCode,
    autoname: { property: "name", maxLength: 255 },
    tagged: true,
    inputs,
    outputs: ["arn", "customerAwsId"],
    validate: (given): readonly Mistake[] =>
        isAbsent(given["sourceIds"]) || !isAbsent(given["sourceType"])
            ? []
            : [{ path: "sourceIds", message: `sourceIds: needs sourceType (${invalidCombinationCode})` }],
    create,
    update: (cloud, object, news): Draft => {
        check(cloud, news);
        return merged(inputs, object.props, news);
    },
    usualSeconds: { create: 60, update: 30, remove: 30 },
    checks: [
        { what: "A name that is taken is refused (SubscriptionAlreadyExist).", source: createSubscription },
        { what: "The topic exists (SNSTopicArnNotFound).", source: createSubscription },
        { what: "The topic's policy lets events.rds.amazonaws.com send to it (SNSNoAuthorization).", source: createSubscription },
        { what: "Instances, parameter groups and snapshots that are named exist (SourceNotFound).", source: createSubscription },
        { what: "The kind of source has the categories (SubscriptionCategoryNotFound).", source: categories },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const name = nameFrom(cloud, given);
    if (cloud.find(type, name) !== undefined) throw new AwsError(
        "SubscriptionAlreadyExist", `Event Subscription already exists: ${name}`,
    );
    check(cloud, given);
    return {
        id: name,
        props: {
            ...given,
            name,
            namePrefix: textOr(given, "namePrefix", ""),
            arn: cloud.arn("rds", `es:${name}`),
            customerAwsId: cloud.account,
        },
    };
}

function check(cloud: Cloud, given: Props): void {
    const topic = findTopic(cloud, text(given, "snsTopic"));
    if (topic === undefined) throw new AwsError(
        "SNSTopicArnNotFound", `SNS topic ARN does not exist: ${text(given, "snsTopic")}`, 404,
    );
    if (!letsPublish(cloud, topic, "events.rds.amazonaws.com")) {
        throw new AwsError("SNSNoAuthorization", "You do not have permission to publish to the SNS topic ARN.");
    }
    const source = optionalText(given, "sourceType");
    if (source === undefined) return;
    const missing = texts(given, "sourceIds").find((id) => !exists(cloud, source, id));
    if (missing !== undefined) throw new AwsError("SourceNotFound", `Source not found: ${missing}`, 404);
    const strange = texts(given, "eventCategories").find((category) => known[source]?.includes(category) !== true);
    if (strange !== undefined) throw new AwsError(
        "SubscriptionCategoryNotFound", `The supplied category does not exist: ${strange}`, 404,
    );
}

/** Sources of kinds that are not here cannot be looked for: none of them exists. */
function exists(cloud: Cloud, source: string, id: string): boolean {
    if (source === "db-instance") return instancesWith(cloud, "identifier", id).length > 0;
    if (source === "db-parameter-group") return cloud.find(parameterGroupType, id) !== undefined;
    return source === "db-snapshot" && cloud.find(snapshotType, id) !== undefined;
}
