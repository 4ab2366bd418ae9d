import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Mistake, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { checkDelivery, checkEncryption, checkLogs, checkTopic } from "./deliveries";
import { selectorInputs, selectorMistakes } from "./selectors";

export const trailType = "aws:cloudtrail/trail:Trail";
const createTrail = "CloudTrail API Reference, CreateTrail";
const quotas = "CloudTrail User Guide, Quotas in AWS CloudTrail";
/** Trails of a region; a multi-region trail counts in each. */
const maxTrails = 5;

const inputs: Shape = {
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 3,
        maxLength: 128,
        rule: nameRule,
        code: "InvalidTrailNameException",
        source: createTrail,
    }),
    s3BucketName: textProperty({
        required: true, minLength: 3, maxLength: 63, code: "InvalidS3BucketNameException", source: createTrail,
    }),
    s3KeyPrefix: textProperty({ maxLength: 200, code: "InvalidS3PrefixException", source: createTrail }),
    snsTopicName: textProperty({ maxLength: 256, code: "InvalidSnsTopicNameException", source: createTrail }),
    cloudWatchLogsGroupArn: textProperty({ source: createTrail }),
    cloudWatchLogsRoleArn: textProperty({ source: createTrail }),
    enableLogFileValidation: flagProperty({ default: false }),
    enableLogging: flagProperty({ default: true }),
    includeGlobalServiceEvents: flagProperty({ default: true }),
    isMultiRegionTrail: flagProperty({ default: false }),
    isOrganizationTrail: flagProperty({ default: false }),
    kmsKeyId: textProperty({ pattern: /^arn:[\w-]+:kms:/, code: "InvalidKmsKeyIdException", source: createTrail }),
    insightSelectors: setProperty(
        objectProperty({
            insightType: textProperty({
                required: true,
                oneOf: ["ApiCallRateInsight", "ApiErrorRateInsight"],
                source: "CloudTrail API Reference, InsightSelector",
            }),
        }),
    ),
    ...selectorInputs,
};

export const trail: ResourceModel = {
    type: trailType,
    service: "CloudTrail",
    actions: { create: "CreateTrail", update: "UpdateTrail", remove: "DeleteTrail" },
    invalidCode: "InvalidParameterCombinationException",
    inputs,
    outputs: ["arn", "homeRegion", "snsTopicArn"],
    tagged: true,
    autoname: { property: "name", maxLength: 128 },
    validate: (given) => [...logMistakes(given), ...globalMistakes(given), ...selectorMistakes(given)],
    create,
    update: (cloud, object, news) => {
        check(cloud, text(object.props, "name"), news);
        return { ...merged(inputs, object.props, news), ...topicOf(cloud, news) };
    },
    usualSeconds: { create: 3, update: 2, remove: 1 },
    checks: [
        {
            what: "The name has letters, digits, dots, underscores and hyphens, begins and ends with a letter or digit, and is no "
                + "address (InvalidTrailNameException); it is new in account and region (TrailAlreadyExistsException).",
            source: createTrail,
        },
        { what: `A region has at most ${maxTrails} trails (MaximumNumberOfTrailsExceededException).`, source: quotas },
        {
            what: "A trail of every region records global services, too (InvalidParameterCombinationException); an organization's "
                + "trail needs an organization (AWSOrganizationsNotInUseException).",
            source: createTrail,
        },
        {
            what: "The bucket exists (S3BucketDoesNotExistException), and its policy lets the trail see its ACL and write its files "
                + "(InsufficientS3BucketPolicyException).",
            source: "CloudTrail User Guide, Amazon S3 bucket policy for CloudTrail",
        },
        {
            what: "The key exists, in the bucket's region (KmsKeyNotFoundException), is enabled (KmsKeyDisabledException), and its "
                + "policy lets CloudTrail describe it and encrypt with it (InsufficientEncryptionPolicyException).",
            source: "CloudTrail User Guide, configure AWS KMS key policies for CloudTrail",
        },
        {
            what: "Group and role of CloudWatch Logs come together; the group exists (InvalidCloudWatchLogsLogGroupArnException), "
                + "the role trusts CloudTrail and may write to its stream (InvalidCloudWatchLogsRoleArnException).",
            source: "CloudTrail User Guide, sending events to CloudWatch Logs",
        },
        {
            what: "The topic exists and lets CloudTrail publish (InsufficientSnsTopicPolicyException).",
            source: "CloudTrail User Guide, Amazon SNS topic policy for CloudTrail",
        },
        { what: "Selectors name what they record, within the quotas (InvalidEventSelectorsException).", source: quotas },
    ],
};

function nameRule(value: Value): string | undefined {
    const name = String(value);
    if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name)) {
        return `a trail's name has letters, digits, periods, hyphens and underscores, got ${JSON.stringify(name)}`;
    }
    if (/[._-]{2}/.test(name)) return `periods, underscores and hyphens stand alone, got ${JSON.stringify(name)}`;
    return /^\d+\.\d+\.\d+\.\d+$/.test(name) ? `a name is no IP address, got ${name}` : undefined;
}

function logMistakes(given: Props): readonly Mistake[] {
    const [group, role] = [given["cloudWatchLogsGroupArn"], given["cloudWatchLogsRoleArn"]];
    const set = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== "";
    const path = set(group) ? "cloudWatchLogsRoleArn" : "cloudWatchLogsGroupArn";
    const code = set(group) ? "InvalidCloudWatchLogsRoleArnException" : "InvalidCloudWatchLogsLogGroupArnException";
    const alone = { path, message: `${path}: log group and role come together (${code})` };
    return set(group) === set(role) ? [] : [alone];
}

function globalMistakes(given: Props): readonly Mistake[] {
    if (given["isMultiRegionTrail"] !== true || given["includeGlobalServiceEvents"] !== false) return [];
    const path = "includeGlobalServiceEvents";
    const what = "a multi-region trail must include global services (InvalidParameterCombinationException)";
    return [{ path, message: `${path}: ${what}` }];
}

function arnOf(cloud: Cloud, name: string): string {
    return cloud.arn("cloudtrail", `trail/${name}`);
}

function create(cloud: Cloud, given: Props): { id: string; props: Draft } {
    const name = text(given, "name");
    const arn = arnOf(cloud, name);
    if (cloud.find(trailType, arn) !== undefined) {
        throw new AwsError("TrailAlreadyExistsException", `Trail ${name} already exists for customer: ${cloud.account}`);
    }
    const isHere = (props: Props): boolean => text(props, "homeRegion") === cloud.region || flag(props, "isMultiRegionTrail");
    if (cloud.all(trailType).filter(({ props }) => isHere(props)).length >= maxTrails) {
        throw new AwsError(
            "MaximumNumberOfTrailsExceededException",
            `User: ${cloud.account} already has ${maxTrails} trails in ${cloud.region}.`,
        );
    }
    check(cloud, name, given);
    return { id: arn, props: { ...given, arn, homeRegion: cloud.region, ...topicOf(cloud, given) } };
}

function check(cloud: Cloud, name: string, given: Props): void {
    if (flag(given, "isOrganizationTrail")) {
        throw new AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
    }
    const arn = arnOf(cloud, name);
    checkDelivery(cloud, arn, given);
    checkEncryption(cloud, arn, given);
    checkLogs(cloud, arn, given);
    checkTopic(cloud, arn, topic(cloud, given));
}

function topic(cloud: Cloud, given: Props): string {
    const name = textOr(given, "snsTopicName", "");
    return name === "" || name.startsWith("arn:") ? name : cloud.arn("sns", name);
}

function topicOf(cloud: Cloud, given: Props): Draft {
    return { snsTopicArn: topic(cloud, given), snsTopicName: optionalText(given, "snsTopicName") ?? "" };
}
